"""Files that are imported whole or not at all: people, file plan codes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kalem.db import transaction
from kalem.refusal import Refused
from kalem.text import UncleanText

from .headers import Columns
from .reading import Row, Table, torn
from .telling import Report, reason


class NotWritten(Exception):
    """Rows are bad, or it was a trial: nothing was written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__()


@contextmanager
def all_or_nothing(report: Report, *, trial: bool) -> Iterator[None]:
    """Run the block as one transaction; keep nothing when rows are told as bad in ``report``, or it is a ``trial``.

    Raises :class:`NotWritten` then. On a trial the database itself has judged what would be written.
    """
    with transaction():
        yield
        if report.bad or trial:
            raise NotWritten(report)


def each_row(table: Table, columns: Columns, report: Report, use: Callable[[Row, dict[str, str]], Any]) -> None:
    """Call ``use`` with every row and its cells, blanks at their ends taken off; what it refuses is told as bad."""
    for row in table.rows:
        wrong = torn(table, row)
        if wrong:
            report.fault(row.line, wrong)
            continue
        cells = {name: cell.strip() for name, cell in columns.cells(row).items()}
        try:
            with transaction():
                use(row, cells)
        except UncleanText as fault:
            report.fault(row.line, str(fault))
        except Refused as refused:
            report.fault(row.line, *map(reason, refused.refusals))
