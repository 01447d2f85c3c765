"""Administration and account pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from .frame import Badge, Empty, Fact, Link
from .lists import Table
from .steps import StepButton


@dataclass(frozen=True, slots=True)
class Card:
    """A titled table of an administration page, with what to say when it is empty and one way on."""

    id: str
    title: str
    table: Table
    empty: Empty
    link: Link | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PluginProblem:
    """Why a plugin does not run, what to do, and what stays whole."""

    title: str
    text: str
    cure: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LoadedItem:
    """One line of the loading order; ``took`` in milliseconds when it was measured."""

    label: str
    took: float | None = None


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the municipality's file, or of its comparison: ``mark`` is "" (as it was), "+" or "-"."""

    text: str
    number: int | None = None
    mark: Literal["", "+", "-"] = ""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A version of the municipality's file as applied: who, when, digest (hex), in force since, what it changed."""

    number: int
    applied_at: datetime
    by: str
    digest: str
    in_force: date | None = None
    url: str = ""
    note: str = ""
    changes: tuple[str, ...] = ()
    lines: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person on the administration and account pages."""

    name: str
    username: str
    badges: tuple[Badge, ...] = ()
    facts: tuple[Fact, ...] = ()
    cards: tuple[Card, ...] = ()
    steps: tuple[StepButton, ...] = ()
