"""A table as XLSX (ECMA-376): typed cells, a heading that stays in sight, a second sheet that tells what it is."""

import re
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
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
    """Write ``sheet`` to ``file``; rows wait in a temporary file of the library's, not in memory."""
    book = Workbook(write_only=True)
    page = book.create_sheet(_named(sheet.title))
    about = book.create_sheet(_named(_("Bilgi"), page.title))
    try:
        _rows(page, sheet)
        _about(about, sheet)
        # The library's own save leaves an archive behind that fails again when it is swept up.
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).save()
    except BaseException:
        for begun in (page, about):
            _abandon(begun)
        raise


def _abandon(page: Any) -> None:
    """Remove what was begun of ``page``: it lies in the folder for temporary files, where nobody may find it."""
    if page._writer is None or not Path(page._writer.out).exists():
        return
    # An open row generator would end itself later, somewhere else, into a file that is gone. Whatever it cannot end now
    # (the disk is full) is not what the caller must hear.
    with suppress(Exception):
        page.close()
    page._writer.cleanup()


def _rows(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for at, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(at)].width = max(_WIDTHS[column.kind], len(column.label) + 2)
    page.append([_heading(page, column.label) for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    lines = 1
    for row in all_rows(sheet):
        page.append([_cell(page, value, kind) for value, kind in zip(row, kinds, strict=True)])
        lines += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(kinds))}{lines}"


def _about(page: Any, sheet: Sheet) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 80
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
