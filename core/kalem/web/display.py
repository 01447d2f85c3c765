"""What stands in a record as the pages show it: words with their addresses, badges, last days."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from kalem.output import words
from kalem.output.words import LEDGER as LEDGER
from kalem.output.words import ledger_label as ledger_label
from kalem.output.words import ledger_text as ledger_text
from kalem.records import Details, Record, fields, types
from kalem.records.schema import CONFIDENTIALITY

from .view import Badge, Due, Fact, Style


class Words(words.Words):
    """Words for the records of one page, with the addresses of what their fields point to."""

    def url(self, name: str, details: Details | None) -> str:
        """Return the address of the record that the field points to; empty for another field, or where it is closed."""
        if not isinstance(self.fields.get(name), fields.RecordChoice):
            return ""
        value: int | None = getattr(details, name, None)
        return url_for("record_pages.show", record_id=value) if value in self.pointed else ""

    def fact(self, name: str, record: Record, details: Details | None, *, wide: bool = False) -> Fact:
        """Return the value with its label."""
        return Fact(self.label(name), self.text(name, record, details), wide=wide, url=self.url(name, details))


#: Stands in an address for the id of a record; so many there will never be.
_ANY = 2**63 - 1


def record_urls(endpoint: str = "record_pages.show", **values: Any) -> Callable[[int], str]:
    """Return what gives a page of a record by the record's id: what all addresses share is made once a page."""
    before, _any, after = url_for(endpoint, record_id=_ANY, **values).partition(str(_ANY))
    return lambda record_id: f"{before}{record_id}{after}"


def states() -> Callable[[Record], Badge]:
    """Return :func:`state_of` for the records of one page, many of which are in the same state."""
    known: dict[tuple[str, str, str], Badge] = {}

    def of(record: Record) -> Badge:
        key = (record.office, record.type, record.state)
        if key not in known:
            known[key] = state_of(record)
        return known[key]

    return of


def kinds() -> Callable[[Record], tuple[str, str]]:
    """Return what tells what a record of a page is: in words, and by its icon."""
    known: dict[str, tuple[str, str]] = {}

    def of(record: Record) -> tuple[str, str]:
        if record.type not in known:
            type = types.get().get(record.type)
            known[record.type] = (words.kind_label(record), type.icon if type is not None else "file-earmark")
        return known[record.type]

    return of


def state_of(record: Record) -> Badge:
    """Return the record's state; one of a type that is off is told by its id."""
    state = words.state_in(record)
    if state is None:
        return Badge(record.state)
    style: Style = state.tone  # type: ignore[assignment]
    return Badge(str(state.label), style, state.icon)


def due_of(record: Record) -> Due | None:
    """Return the record's last day."""
    return Due(record.due, open=record.closed_at is None) if record.due is not None else None


def secrecy_of(record: Record) -> tuple[Badge, ...]:
    """Return the mark of a confidential record."""
    if not record.confidentiality:
        return ()
    return (Badge(str(dict(CONFIDENTIALITY)[str(record.confidentiality)]), "late", "shield-lock"),)


def is_long(declared: Any) -> bool:
    """Whether a field holds a text that stands by itself, such as a letter's."""
    return isinstance(declared, fields.Text) and declared.max > fields.LONG
