"""What happened, as those outside the transaction are told it."""

from dataclasses import dataclass
from datetime import datetime

from .models import Outbox


@dataclass(frozen=True, slots=True)
class Event:
    """An entry that was kept. It tells no content: whoever hears of it looks the record up."""

    #: UUID; the same however often it is told.
    id: str
    #: What it happened to: ``record``, ``unit``, ``user`` …, and its id.
    subject: str
    subject_id: int
    #: ``create``, ``correct``, ``attach`` …, or the step that was taken.
    action: str
    #: The moment of the entry.
    at: datetime
    #: Of a record: its type, and its number (empty before it has one) and state after the entry; else empty.
    type: str = ""
    number: str = ""
    state: str = ""


def event_of(row: Outbox) -> Event:
    """Return the event that an outbox row holds."""
    return Event(row.event, row.subject, row.subject_id, row.action, row.at, row.type, row.number, row.state)
