"""Tables for people, as wide as the terminal; whole where there is none."""

import sys
from collections.abc import Iterable, Sequence

#: Characters of a line where the output goes to a file or another program.
WIDE = 220


def show(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table."""
    # Every command and the application import this module, and few of them print a table.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDE, markup=False, highlight=False).print(table)
