"""Taking in what other programs wrote: tables as text, matched by their headers, told line by line."""

from .headers import Columns, Heading, key, matched
from .models import FileImport, ImportedRow, begun, lines_done
from .reading import BadTable, Row, Table, read, too_few_or_many
from .telling import Report, is_formula

__all__ = [
    "BadTable",
    "Columns",
    "FileImport",
    "Heading",
    "ImportedRow",
    "Report",
    "Row",
    "Table",
    "begun",
    "is_formula",
    "key",
    "lines_done",
    "matched",
    "read",
    "too_few_or_many",
]
