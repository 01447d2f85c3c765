"""A table as some other program wrote it: encoding, separator, lines, headers."""

import pytest
from tests.importing.registers import faulty

from kalem.importing import BadTable, Heading, matched, understood
from kalem.importing.days import read_day

TEXT = "Adı;Şehri\nIşıl;İğdır\nÇağrı;Muş\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1254"), "cp1254"),
        # cp1254 leaves 0x81 undefined; in ISO 8859-9 it is a control character.
        (TEXT.encode("iso-8859-9") + b"a;\x81\n", "iso-8859-9"),
    ],
)
def test_the_encoding_is_found_out(raw: bytes, encoding: str):
    table = understood("a.csv", raw)

    assert table.encoding == encoding
    assert table.headers == ("Adı", "Şehri")
    assert [row.cells for row in table.rows][:2] == [("Işıl", "İğdır"), ("Çağrı", "Muş")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_separator_and_line_ends_are_found_out(separator: str, end: str):
    table = understood("a.csv", TEXT.replace(";", separator).replace("\n", end).encode())

    assert (table.separator, table.rows[1].cells, table.rows[1].line) == (separator, ("Çağrı", "Muş"), 3)


def test_excel_tells_its_separator_in_a_line_of_its_own():
    table = understood("a.csv", b"sep=;\r\nA,B;C\r\n1;2\r\n")

    assert (table.headers, table.rows[0].cells, table.rows[0].line) == (("A,B", "C"), ("1", "2"), 3)


def test_a_row_is_told_by_its_first_line_however_many_lines_its_cells_have():
    table = understood("a.csv", b'A;B\r\n"bir\r\niki ""tirnak"";";2\r\n\r\n;\r\n3;"x\ny"\r\n4;5')

    assert [(row.line, row.last, row.cells) for row in table.rows] == [
        (2, 3, ('bir\niki "tirnak";', "2")),
        (6, 7, ("3", "x\ny")),
        (8, 8, ("4", "5")),
    ]


def test_a_quote_in_the_middle_of_a_cell_is_a_character():
    assert understood("a.csv", b'A;B\n5" boru;"ABC" Ltd.\n').rows[0].cells == ('5" boru', "ABC Ltd.")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "a.csv: dosya boş."),
        (b"\xef\xbb\xbf", "a.csv: dosya boş."),
        (b"\r\n ; \r\n", "a.csv: dosya boş."),
        (b"PK\x03\x04abc", "a.csv: bu bir XLSX, ODS dosyası, düz metin değil."),
        (b"\xff\xfea", "a.csv: yazı kodlaması anlaşılamadı."),
        (b'A;B\n1;2\n3;"acik\n5;6\n', 'satır 3: açılan tırnak (") kapanmıyor; dosyanın gerisi okunamıyor.'),
    ],
)
def test_what_is_no_table_is_told_in_words(raw: bytes, said: str):
    with pytest.raises(BadTable) as fault:
        understood("a.csv", raw)

    assert fault.value.lines[0] == said


def test_a_cell_of_many_megabytes_and_a_row_of_many_cells_are_read():
    table = understood("a.csv", b"A;B\n1;" + b"x" * 5_000_000 + b'\n2;"' + b'""' * 2_000_000 + b'"\n' + b";" * 300_000)

    assert [len(row.cells[1]) for row in table.rows] == [5_000_000, 2_000_000]


HEADINGS = (Heading("number", ("Kayıt No", "Sıra"), True), Heading("city", ("İli",)), Heading("light", ("Işık",)))


@pytest.mark.parametrize(
    "header", ["KAYIT NO;İLİ;IŞIK", "kayıt no;ili;ışık", "Kayit_No;ILI;isik", " Kayıt  No. ;İli;Işık"]
)
def test_headers_are_matched_by_turkish_letters_of_any_case(header: str):
    columns = matched(understood("a.csv", f"{header}\n1;2;3\n".encode()), HEADINGS)

    assert columns.places == {"number": 0, "city": 1, "light": 2}


def test_wrong_headers_are_told_all_at_once_with_what_was_expected():
    with pytest.raises(BadTable) as fault:
        matched(understood("a.csv", "İli;ili;Işıkk;Qwx\n1;2;3;4\n".encode()), HEADINGS)

    assert fault.value.lines == (
        "a.csv: sütun başlıkları tanınmadı.",
        "“ili” ile “İli” aynı sütun.",
        "“Işıkk”: bilinmeyen sütun başlığı; “Işık” mi?",
        "“Qwx”: bilinmeyen sütun başlığı",
        "Eksik sütun: Kayıt No.",
        "Beklenen başlıklar (yıldızlılar zorunlu): Kayıt No*, İli, Işık.",
    )


def test_empty_headers_at_the_end_are_no_columns():
    columns = matched(understood("a.csv", b"Sira;;\n1;;\n"), HEADINGS)

    assert columns.places == {"number": 0}


@pytest.mark.parametrize(
    "text", ["3.1.2025", "03.01.2025", "3/1/2025", "03-01-2025", "2025-01-03", "03.01.25", "3.1.2025 00:00"]
)
def test_a_day_is_read_however_it_is_spelled(text: str):
    day = read_day(text)

    assert day is not None
    assert day[0].isoformat() == "2025-01-03"


@pytest.mark.parametrize(
    "text", ["31.02.2025", "1.13.2025", "0.1.2025", "2025", "3 Ocak", "", "1.1.0000", "1.1.2025 25:00"]
)
def test_what_is_no_day_is_none(text: str):
    assert read_day(text) is None


def test_the_sample_has_lines_inside_cells():
    assert any(row.last > row.line for row in understood("eski.csv", faulty().raw).rows)
