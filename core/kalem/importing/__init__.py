"""Taking in what other programs wrote: tables as text, matched by their headers, told line by line."""

from .days import read_day
from .headers import Columns, Heading, key, matched
from .models import FileImport, ImportedRow, begun, lines_done
from .reading import BadTable, Row, Table, read, torn, understood
from .telling import Report, is_formula
from .whole import NotWritten, all_or_nothing, each_row

__all__ = [
    "BadTable",
    "Columns",
    "FileImport",
    "Heading",
    "ImportedRow",
    "NotWritten",
    "Report",
    "Row",
    "Table",
    "all_or_nothing",
    "begun",
    "each_row",
    "is_formula",
    "key",
    "lines_done",
    "matched",
    "read",
    "read_day",
    "torn",
    "understood",
]
