"""Writing the outbox: a row for each consumer that is to hear of an entry, in the entry's own transaction.

So what was kept is told, and what was rolled back is not. Where nobody listens, no row is written. Entries of one
subject follow each other under the lock of its chain, so the rows of one subject have rising ids.
"""

from typing import Any
from uuid import uuid4

from flask import current_app
from peewee import Expression, Query, Value, fn

from kalem.db import Prepared
from kalem.ledger import Entry
from kalem.plugins import assembled
from kalem.records import Record

from .hooks import kalem_entry_written
from .models import LONG_AGO, WAITING, Outbox, Webhook


def note(entry: Entry) -> None:
    """Write a row for each subscription and each plugin that is to hear of ``entry``: one statement where none is."""
    event = str(uuid4())
    if entry.subject == "record":
        _for_webhooks.rows(
            event=event, record_id=entry.subject_id, action=entry.action, at=Outbox.at.db_value(entry.at)
        )
    if plugins := listening():
        record = Record.get_or_none(Record.id == entry.subject_id) if entry.subject == "record" else None
        known = {"type": record.type, "number": record.number or "", "state": record.state} if record else {}
        rows = [{"consumer": f"plugin:{each}", **_said(entry, event), **known} for each in plugins]
        Outbox.insert_many(rows).execute()


def listening() -> tuple[str, ...]:
    """Return the plugins that hear of entries, in calling order; none in an application without an office."""
    found = current_app.extensions.get(assembled.name)
    return found.implementers(kalem_entry_written) if found is not None else ()


def _said(entry: Entry, event: str) -> dict[str, Any]:
    return {
        "event": event,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "action": entry.action,
        "at": entry.at,
    }


@Prepared
def _for_webhooks(event: Value, record_id: Value, action: Value, at: Value) -> Query:
    """Insert a row for each subscription that asks for records of this type and for this action, in one statement."""
    values = {
        Outbox.event: event,
        Outbox.consumer: Value("webhook:").concat(Webhook.id.cast("TEXT")),
        Outbox.subject: Value("record"),
        Outbox.subject_id: Record.id,
        Outbox.action: action,
        Outbox.at: at,
        Outbox.type: Record.type,
        Outbox.number: fn.COALESCE(Record.number, ""),
        Outbox.state: Record.state,
        Outbox.status: Value(WAITING),
        Outbox.next_at: Value(Outbox.next_at.db_value(LONG_AGO), converter=False),
        Outbox.attempts: Value(0),
        Outbox.error: Value(""),
    }
    chosen = (
        Webhook.select(*values.values())
        .join(Record, on=(Record.id == record_id))
        .where(Webhook.ended_at.is_null() & _asks_for(Webhook.types, Record.type) & _asks_for(Webhook.actions, action))
    )
    return Outbox.insert_from(chosen, list(values)).returning(Outbox.id)


def _asks_for(chosen: Any, word: Any) -> Expression:
    """Return the condition that ``word`` is among the words of a column, or that the column has none.

    Exactly: in a pattern an underscore would stand for any sign.
    """
    spaced = Value(" ").concat(chosen).concat(" ")
    without = fn.REPLACE(spaced, Value(" ").concat(word).concat(" "), "")
    condition: Expression = (chosen == "") | (without != spaced)
    return condition
