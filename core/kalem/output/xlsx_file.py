"""A table as XLSX (ECMA-376): typed cells, a heading that stays in sight, a second sheet that tells what it is."""

import re
from contextlib import suppress
from datetime import date, datetime, time
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from kalem.i18n import gettext as _

from .harmless import is_formula, storable
from .rows import all_rows
from .sheets import Kind, Sheet, Value

#: Widths of columns, in characters.
_WIDTHS: dict[Kind, int] = {"text": 24, "long": 60, "date": 12, "moment": 17, "time": 8, "number": 10}

#: Before this day Excel counts days that never were.
_FIRST_DAY = date(1900, 3, 1)

#: A spreadsheet keeps fifteen digits of a number.
_LARGEST = 10**15

#: No sheet may be called with these, or be longer than 31.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write(sheet: Sheet, file: IO[bytes]) -> None:
    """Write ``sheet`` to ``file``; rows wait in a temporary file, not in memory, and that has no name.

    The library's own has one: who is killed while he writes would leave people's data in a folder that all can list.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(_named(sheet.title))
    told = book.create_sheet(_named(_("Bilgi"), page.title))
    with TemporaryFile() as rows, TemporaryFile() as lines:
        _head(page, sheet)
        told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 80
        _begin(page, rows)
        _begin(told, lines)
        try:
            _rows(page, sheet)
            _about(told, sheet)
            # The library's own save leaves an archive behind that fails again when it is swept up.
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                _Unnamed(book, archive).save()
        finally:
            _end(page, told)


class _Unnamed(ExcelWriter):  # type: ignore[misc]
    """Takes the sheets from files without a name."""

    def write_worksheet(self, ws: Any) -> None:
        """Copy a sheet into the archive."""
        ws.close()
        ws._drawing, ws._rels = SpreadsheetDrawing(), ws._writer._rels
        waiting = ws._writer.out
        waiting.seek(0)
        with self._archive.open(ws.path[1:], "w") as entry:
            copyfileobj(waiting, entry)
        self.manifest.append(ws)


def _end(*pages: Any) -> None:
    """End what was begun of ``pages``: an open row generator would end itself later, into a file that is gone."""
    for page in pages:
        # One that was written whole says so, and what cannot end now is not what the caller must hear.
        with suppress(Exception):
            page.close()


def _begin(page: Any, file: IO[bytes]) -> None:
    """Let the rows of a sheet go to ``file``; how the sheet looks is told before the first one."""
    page._writer = WorksheetWriter(page, file)
    page._writer.write_top()


def _head(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for at, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(at)].width = max(_WIDTHS[column.kind], len(column.label) + 2)


def _rows(page: Any, sheet: Sheet) -> None:
    page.append([_heading(page, column.label) for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    lines = 1
    for row in all_rows(sheet):
        page.append([_cell(page, value, kind) for value, kind in zip(row, kinds, strict=True)])
        lines += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(kinds))}{lines}"


def _about(page: Any, sheet: Sheet) -> None:
    for name, value in sheet.about:
        page.append([_heading(page, name), _cell(page, value, "long")])


def _heading(page: Any, text: str) -> Any:
    cell = _text(page, text)
    cell.font, cell.alignment = _BOLD, _WRAPPED
    return cell


def _cell(page: Any, value: Value, kind: Kind) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        cell = _text(page, value)
        if kind == "long":
            cell.alignment = _WRAPPED
        return cell
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else _text(page, str(value))
    if isinstance(value, datetime):
        return _formatted(page, value, "dd.mm.yyyy hh:mm")
    if isinstance(value, time):
        return _formatted(page, value, "hh:mm")
    return _formatted(page, value, "dd.mm.yyyy") if value >= _FIRST_DAY else _text(page, f"{value:%d.%m.%Y}")


def _text(page: Any, text: str) -> Any:
    """Return a cell that is text whatever it looks like: the type says so, and so does the mark of an apostrophe."""
    text = storable(text)
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    if is_formula(text):
        # Without it, who edits the cell by hand would make a formula of it.
        cell.quotePrefix = True
    return cell


def _formatted(page: Any, value: Value, shape: str) -> Any:
    cell = WriteOnlyCell(page, value=value)
    cell.number_format = shape
    return cell


def _named(title: str, taken: str = "") -> str:
    name = _FORBIDDEN.sub(" ", storable(title)).strip(" '")[:31] or "Kalem"
    return name if name != taken else f"{name[:29]} 2"


_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
