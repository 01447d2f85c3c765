"""Rows, tables and their filters; the desk, the hits of a search, a list on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup

from .forms import Field
from .frame import Badge, Due, Link
from .steps import StepButton


@dataclass(slots=True)
class DeskRow:
    """One line of the desk: what it is, of what kind, until when, and the one step to take here."""

    id: int
    url: str
    number: str
    subject: str
    kind: str
    icon: str = "file-earmark-text"
    facts: tuple[str, ...] = ()
    due: Due | None = None
    badges: tuple[Badge, ...] = ()
    step: StepButton | None = None
    version: int = 0
    unread: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Desk rows under one heading ("Geciken", "Bugün"); ``count`` may say more than is shown."""

    label: str
    rows: tuple[DeskRow, ...]
    count: int | str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``role`` tells the cell's place: *number* heads the row, *main* holds the linked subject, *state* a badge, *due*
    a last day, *figure* a number to the right, *text* the rest. ``sort_url`` makes the heading a link; ``sorted`` is
    how it is sorted now.
    """

    label: str
    role: Literal["number", "main", "state", "due", "figure", "text"] = "text"
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(slots=True)
class Cell:
    """What stands in a cell: text with a small line under it, or a badge, or a last day.

    ``code`` and ``small_code``: the text, or the small line, is for machines, such as an id, a key or an address.
    """

    text: str = ""
    small: str = ""
    badge: Badge | None = None
    due: Due | None = None
    url: str = ""
    code: bool = False
    small_code: bool = False


@dataclass(slots=True)
class Row:
    """One line of a table; ``cells`` in the order of the columns. ``url`` is where the main cell leads."""

    cells: tuple[Cell, ...]
    url: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to compare. ``caption`` is read aloud, not seen; ``head`` heads every printed sheet."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filter line above a list, a GET form; ``clear_url`` is set while anything is filtered.

    ``links`` stand behind it: what can be done with the filters as they are.
    """

    action: str
    fields: tuple[Field, ...]
    clear_url: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A list as it is printed, all of its pages at once.

    ``filters`` are what it is narrowed by, in words; ``note`` tells what is not on it; ``back_url`` leads to the list.
    ``letterhead`` are the lines at its head, ``logo`` the address of the picture beside them.
    """

    filters: str
    back_url: str
    note: str = ""
    letterhead: tuple[str, ...] = ()
    logo: str = ""


@dataclass(slots=True)
class Hit:
    """One found record; ``snippet`` is escaped text with the found words in ``<mark>``."""

    url: str
    number: str
    subject: str
    kind: str
    icon: str = "file-earmark-text"
    facts: tuple[str, ...] = ()
    badge: Badge | None = None
    snippet: Markup | None = None
