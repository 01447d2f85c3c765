"""Who opened which personal data, and when (6698 s. KVKK m.12): kept apart from the entries, for a time, then removed.

A type carries personal data when a field of its schema says ``personal=True``. Opening such a record's page, one of its
files, an export or an answer of the API is written here. The rows of a list on the screen are not: they tell what is
there, and one would be written for each of them at every look. What is written never keeps anybody from his work: see
:func:`opened`.
"""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import reduce
from operator import and_
from typing import Any, Literal

from flask import current_app
from peewee import BigAutoField, BigIntegerField, CharField, IntegerField, PeeweeException

from kalem.context import moment_of, now, today
from kalem.db import Model, UtcDateTime, current
from kalem.db.database import LOCK_TIMEOUT, is_sqlite
from kalem.organisation import Actor, Seat, municipality

from .record import Access, Record
from .types import types

logger = logging.getLogger("kalem.readings")

#: Opens the pages of this log.
READINGS = "records.readings"

#: How something was opened.
How = Literal["page", "attachment", "export", "list", "api"]

#: Who opens the same thing again within this time is not written down again.
AGAIN = timedelta(minutes=10)

#: Days that a row is kept where the file says nothing (``[security] readings_kept_days``): two years, as long as the
#: longest time for which traffic data are kept (5651 s. Kanun).
KEPT_DAYS = 730

#: Records that one statement takes.
AT_ONCE = 200

#: Milliseconds for which a page waits for the embedded database's one writer.
PATIENCE = 250

#: Rows that wait in memory, at most, until the database can be written again.
MOST_WAITING = 10_000

#: Old rows that are removed at once.
MOST_REMOVED = 5_000


class Reading(Model):
    """Somebody opened a record that carries personal data. Not followed by the ledger."""

    id = BigAutoField()
    at = UtcDateTime(index=True)
    user_id = BigIntegerField()
    #: The position by which he may read it; None where he may as himself and holds none.
    position_id = IntegerField(null=True)
    #: The delegation by which he sits there; None in a position of his own.
    delegation_id = IntegerField(null=True)
    record_id = BigIntegerField()
    office = CharField(max_length=60)
    how = CharField(max_length=12)
    attachment_id = BigIntegerField(null=True)

    class Meta:
        indexes = ((("record_id", "at"), False), (("user_id", "at"), False), (("office", "at"), False))


@dataclass
class _State:
    """What a process remembers: rows that could not be written yet, and when old ones were last removed."""

    waiting: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    purged: date | None = None


def opened(actor: Actor, records: Record | Iterable[Record], how: How, *, attachment_id: int | None = None) -> None:
    """Write down that ``actor`` opened ``records``, those of them that carry personal data.

    Called after the reader's right was judged, outside a write transaction. The number of queries does not depend on
    what a record has; many records take some queries for each ``AT_ONCE``. Opened again within ``AGAIN``, nothing is
    written. Never raises for the database: where it is read-only or its writer is busy for longer than ``PATIENCE``,
    the page goes on, the rows are told to the program's log (numbers only), wait in memory, and are written with the
    next ones.
    """
    personal = [each for each in ([records] if isinstance(records, Record) else records) if carries_personal_data(each)]
    state: _State = current_app.extensions.setdefault("kalem.records.readings", _State())
    for start in range(0, len(personal), AT_ONCE):
        rows = _new_rows(actor, personal[start : start + AT_ONCE], how, attachment_id)
        if rows:
            _write(state, rows)


def carries_personal_data(record: Record) -> bool:
    """Whether a field of the record's type says so; of a type that is off nobody knows any more, so it does."""
    type = types.get().get(record.type)
    return type is None or type.personal


@dataclass(frozen=True)
class Sought:
    """Which readings are asked for. What is None narrows nothing."""

    user_id: int | None = None
    record_id: int | None = None
    #: The day in Turkey.
    day: date | None = None


def readings(actor: Actor, sought: Sought, *, before: int | None = None, limit: int = 50) -> list[Reading]:
    """Return at most ``limit`` readings in the offices for which ``actor`` may see them, newest first.

    ``before`` is the id of the last one that was shown.
    """
    where = [Reading.office.in_(offices_of(actor))]
    if sought.user_id is not None:
        where.append(Reading.user_id == sought.user_id)
    if sought.record_id is not None:
        where.append(Reading.record_id == sought.record_id)
    if sought.day is not None:
        where.append(Reading.at >= moment_of(sought.day, time()))
        where.append(Reading.at < moment_of(sought.day + timedelta(days=1), time()))
    last: Reading | None = Reading.get_or_none(Reading.id == before) if before is not None else None
    if last is not None:
        where.append((Reading.at < last.at) | ((Reading.at == last.at) & (Reading.id < last.id)))
    query = Reading.select().where(reduce(and_, where)).order_by(Reading.at.desc(), Reading.id.desc())
    return list(query.limit(limit))


def offices_of(actor: Actor) -> list[str]:
    """Return the offices whose readings ``actor`` may see: his seats' own, or all for one that belongs to none."""
    seats = [seat for seat in actor.seats if READINGS in seat.permissions]
    if any(seat.office is None for seat in seats):
        return list(municipality.get().offices)
    return sorted({seat.office for seat in seats if seat.office is not None})


def purge() -> bool:
    """Remove what is older than the file says, at most ``MOST_REMOVED`` rows; return whether nothing of it is left."""
    kept = municipality.get().security.readings_kept_days or KEPT_DAYS
    old = Reading.select(Reading.id).where(Reading.at < now() - timedelta(days=kept)).limit(MOST_REMOVED)
    return int(Reading.delete().where(Reading.id.in_(old)).execute()) < MOST_REMOVED


def _new_rows(actor: Actor, records: Sequence[Record], how: How, attachment_id: int | None) -> list[dict[str, Any]]:
    """Return the rows of ``records``, without those that were opened in this way a moment ago."""
    moment, ids = now(), [record.id for record in records]
    recent = Reading.select(Reading.record_id).where(
        Reading.record_id.in_(ids)
        & (Reading.user_id == actor.user_id)
        & (Reading.how == how)
        & (Reading.at > moment - AGAIN)
        & (Reading.attachment_id.is_null() if attachment_id is None else Reading.attachment_id == attachment_id)
    )
    known = {row.record_id for row in recent}
    fresh = {record.id: record for record in records if record.id not in known}
    if not fresh:
        return []
    seats = _seats(actor, list(fresh))
    return [
        {
            "at": moment,
            "user_id": actor.user_id,
            "position_id": seat.position_id if seat is not None else None,
            "delegation_id": seat.delegation_id if seat is not None else None,
            "record_id": record.id,
            "office": record.office,
            "how": how,
            "attachment_id": attachment_id,
        }
        for record, seat in ((record, seats.get(record.id)) for record in fresh.values())
    ]


def _seats(actor: Actor, ids: Sequence[int]) -> dict[int, Seat]:
    """Return the seat in which ``actor`` reads each record: his own before a lent one.

    What is open to the person himself he reads in the first of his own.
    """
    own = next((seat for seat in actor.seats if seat.delegation_id is None), None)
    place = {principal: at for at, seat in reversed(list(enumerate(actor.seats))) for principal in seat.principals}
    found: dict[int, Seat] = {} if own is None else dict.fromkeys(ids, own)
    best: dict[int, int] = {}
    rows = Access.select(Access.record_id, Access.principal).where(
        Access.record_id.in_(ids) & Access.principal.in_(actor.principals)
    )
    for row in rows:
        at = place.get(row.principal)
        if at is not None:
            best[row.record_id] = min(at, best.get(row.record_id, at))
        elif own is not None:
            best[row.record_id] = -1
    found.update({record_id: actor.seats[at] for record_id, at in best.items() if at >= 0})
    return found


def _write(state: _State, rows: Sequence[dict[str, Any]]) -> None:
    held, clean = list(state.waiting), state.purged == today()
    try:
        with _hurry(), current().atomic():
            Reading.insert_many([*held, *rows]).execute()
            clean = clean or purge()
    except PeeweeException as error:
        for row in rows:
            told = {name: value for name, value in row.items() if name != "at"}
            logger.warning("a reading is not written yet (%s): %s", type(error).__name__, told)
        state.waiting.extend(rows)
        return
    state.purged = today() if clean else None
    for _row in held[: len(state.waiting)]:
        state.waiting.popleft()


@contextmanager
def _hurry() -> Iterator[None]:
    """Let the embedded engine give up soon where another one writes."""
    if not is_sqlite(current()):
        yield
        return
    current().execute_sql(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        current().execute_sql(f"PRAGMA busy_timeout = {LOCK_TIMEOUT * 1000}")
