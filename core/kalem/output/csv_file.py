"""A table as CSV, as a Turkish Excel opens it by a double click: UTF-8 with its mark, semicolons, CRLF (RFC 4180)."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time
from io import TextIOWrapper
from typing import IO

from .harmless import is_formula, storable
from .rows import all_rows
from .sheets import Sheet, Value

MEDIA_TYPE = "text/csv; charset=utf-8"


def write(sheet: Sheet, file: IO[bytes]) -> None:
    """Write ``sheet`` to ``file``, row by row; the file stays open."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([written(column.label) for column in sheet.columns])
    writer.writerows(_lines(sheet))
    text.detach()


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    for row in all_rows(sheet):
        yield [written(value) for value in row]


def written(value: Value) -> str:
    """Return a cell as text: days 19.11.2026, times 09.30; text that looks like a formula behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int):
        return str(value)
    text = storable(value)
    return f"'{text}" if is_formula(text) else text
