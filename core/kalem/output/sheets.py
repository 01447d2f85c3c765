"""A table that leaves the office: columns, rows that come piece by piece, and what it is an extract of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

#: What a column holds: it decides its width and how a spreadsheet writes its values.
Kind = Literal["text", "long", "date", "moment", "time", "number"]

#: What stands in a cell. Moments are without a zone, in Turkish time.
Value = str | int | date | datetime | time | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, and what it holds."""

    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written once: its rows are read from the database while they are written."""

    #: What is listed, in a word or two: the sheet's name and the beginning of the file's.
    title: str
    columns: tuple[Column, ...]
    #: The rows in pieces, each as wide as ``columns``.
    pieces: Iterable[Sequence[Sequence[Value]]]
    #: Lines that tell where the table comes from: office, filter, who made it and when. Pairs of name and value.
    about: tuple[tuple[str, str], ...] = ()
    #: More rows than this are left out, and the file says so.
    most: int = 50_000
