"""An old register of incoming documents: which rows are bad, and why, and which are only noted."""

from datetime import date

import pytest
from tests.importing.registers import HEADER, Written, faulty, row

from kalem.importing import BadTable, understood
from kalem.registry import old_register

ON = date(2026, 11, 18)
DAY = date(2025, 3, 4)


def read(made: Written, year: int | None = None) -> old_register.OldRegister:
    return old_register.understood(understood("eski.csv", made.raw), year, on=ON)


def of(*rows: list[str]) -> old_register.OldRegister:
    made = Written()
    for each in rows:
        made.add(each)
    return read(made)


def test_every_bad_row_is_told_with_its_reason_and_nothing_else_is():
    made = faulty()
    found = read(made)

    told = {line: "; ".join(map(str, why)) for line, why in found.report.bad.items()}
    assert told.keys() == made.bad.keys()
    assert [told[line] for line in told if not told[line].startswith(made.bad[line])] == []
    assert dict(found.report.notes) == made.notes


def test_each_bad_row_is_one_line_and_each_note_too_in_the_order_of_the_file():
    lines = list(read(faulty()).report.lines())

    assert lines[0] == "satır 6: Alan sayısı yanlış: 11 yerine 5 alan var"
    assert "not (11): Numara boşluğu: 9 yok; defterde boşluk olarak bildirilir" in lines
    assert len(lines) == len(faulty().bad) + len(faulty().notes)


def test_a_row_with_several_faults_tells_them_all():
    found = of(row("", DAY, Konu="", Gönderen="", Ek="x"))

    assert list(found.report.lines()) == ["satır 2: Kayıt numarası yok; Gönderen boş; Konu boş; Ek bir sayı değil: x"]


def test_the_year_is_that_of_most_dates_or_the_one_that_is_given():
    rows = [row(1, date(2024, 12, 31)), row(2, DAY), row(3, DAY)]
    made = Written()
    for each in rows:
        made.add(each)

    assert read(made).year == 2025
    assert list(read(made).report.bad) == [2]
    assert read(made, 2024).documents.keys() == {1}
    assert list(read(made, 2024).report.bad) == [3, 4]


def test_every_number_up_to_the_last_has_a_document_or_a_reason():
    found = read(faulty())

    assert sorted([*found.documents, *found.missing]) == list(range(1, 61))
    assert found.missing[9] == "Eski defterde yok (eski.csv)"
    assert found.missing[13] == "Eski defterin 14. satırı aktarılamadı: Konu boş"
    # A torn row has a number all the same: nobody else gets it.
    assert found.missing[5].startswith("Eski defterin 6. satırı aktarılamadı: Alan sayısı yanlış")


def test_the_last_number_counts_though_its_row_is_bad():
    assert of(row(1, DAY), row(2, DAY, Konu="")).last == 2
    assert of(row(1, DAY), row(2, DAY)[:4]).last == 2


def test_a_number_that_leaps_is_mistyped_and_declares_nothing():
    found = of(row(1, DAY), row(2, DAY), row(202503, DAY))

    assert (found.last, list(found.report.bad)) == (2, [4])
    assert found.report.bad[4] == ["Kayıt numarası sıradan çok uzak: 202503, önceki 2"]


@pytest.mark.parametrize(("text", "no"), [("0012", 12), (" 12 ", 12), ("2025/12", 12), ("2025-012", 12)])
def test_a_number_is_read_however_it_is_spelled(text: str, no: int):
    assert of(row(text, DAY)).documents.keys() == {no}


@pytest.mark.parametrize("text", ["A-12", "12,5", "-3", "0", "1.234", "99999999", "2024/12", "1²"])
def test_what_is_no_number_of_the_register_is_bad(text: str):
    assert list(of(row(text, DAY)).report.bad) == [2]


@pytest.mark.parametrize(
    ("text", "channel"),
    [("ELDEN", "hand"), ("İADELİ TAAHHÜTLÜ", "registered"), ("iadeli taahhutlu", "registered"), ("Cimer", "cimer"),
     ("E Posta", "email"), ("e-Devlet", "edevlet"), ("Adi Posta", "post"), ("Belgegeçer", "fax")],
)  # fmt: skip
def test_ways_of_arrival_are_known_by_many_words(text: str, channel: str):
    assert of(row(1, DAY, **{"Geliş Şekli": text})).documents[1].channel == channel


def test_what_is_only_unusual_is_noted_and_nothing_is_lost():
    long = "Çok Uzun Adlı Dernek " * 20
    found = of(
        row(1, DAY, Gönderen=long, **{"Evrak Tarihi": "", "Dosya Kodu": "999.99", "Açıklama": "+90 açıklama"}),
        row(2, date(2025, 5, 6), **{"Evrak Tarihi": "07.05.2025", "Evrak Sayısı": "E" * 90}),
        row(3, DAY, Konu="Denetim\x00 karakterli\x07 konu"),
    )

    assert found.report.bad == {}
    assert [str(text) for _line, text in found.report.notes] == [
        "Açıklama formüle benziyor; metin olarak saklanır: +90 açıklama",
        "Evrak tarihi yok; yerine kayıt tarihi yazılır",
        "Dosya planında olmayan kod açıklamaya yazılır: 999.99",
        "Gönderen kısaltılır; tamamı açıklamaya yazılır",
        "Evrak tarihi kayıt tarihinden sonra",
        "Evrak sayısı kısaltılır; tamamı açıklamaya yazılır",
        "Konu: görünmeyen denetim karakterleri çıkarıldı",
    ]
    first = found.documents[1]
    assert first.remarks == f"+90 açıklama\nDosya kodu: 999.99\nGönderen: {long.strip()}"
    assert (len(first.sender), first.code, first.their_date) == (250, None, DAY)
    assert found.documents[3].subject == "Denetim karakterli konu"


def test_a_code_of_the_municipality_is_believed_where_nobody_knows_its_plan():
    table = understood("eski.csv", _with_code("125.01"))

    assert old_register.understood(table, on=ON).report.notes == []
    assert len(old_register.understood(table, on=ON, codes={"050.02"}).report.notes) == 1


def _with_code(code: str) -> bytes:
    made = Written()
    made.add(row(1, DAY, **{"Dosya Kodu": code}))
    return made.raw


def test_a_register_without_its_columns_is_refused_with_what_was_expected():
    with pytest.raises(BadTable) as fault:
        old_register.understood(understood("a.csv", "Kayıt No;Qwx\n1;mavi\n".encode()), on=ON)

    assert "“Qwx”: bilinmeyen sütun başlığı" in fault.value.lines
    assert "Eksik sütun: Kayıt Tarihi, Geliş Şekli, Gönderen, Konu." in fault.value.lines


def test_headers_alone_are_an_empty_register():
    found = old_register.understood(understood("a.csv", ";".join(HEADER).encode()), on=ON)

    assert (found.year, found.last, list(found.report.lines())) == (2026, 0, [])


def test_a_quote_too_many_tells_which_lines_it_swallowed():
    made = Written()
    made.add(row(1, DAY))
    made.add(row(2, DAY))
    made.add(row(3, DAY))
    raw = made.text.replace(";Yol, kaldırım ve asfalt isteği 1;", ';"Yol;').replace("isteği 3;", 'isteği 3";').encode()

    found = old_register.understood(understood("a.csv", raw), on=ON)
    swallowed = "Alan sayısı yanlış: fazla bir tırnak başka satırları içine almış (satır 2–4 arası)"
    assert found.report.bad == {2: [swallowed]}
