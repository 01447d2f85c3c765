"""Reading within one's rights: every list, page and link goes through here, and unknown and forbidden look alike."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

from peewee import Expression, fn

from kalem import search
from kalem.db import current
from kalem.db.database import is_sqlite
from kalem.organisation import Actor

from .record import Access, Details, Record, Waiting
from .types import RecordType

#: No engine has a larger one, and asking for it is an error there.
LARGEST_ID = 2**63 - 1


def _open_to(actor: Actor) -> Any:
    """Return the condition that a row of ``access`` lets ``actor`` read: him, and the types to which he is narrowed."""
    condition: Any = Access.principal.in_(actor.principals)
    return condition if actor.types is None else condition & Access.type.in_(sorted(actor.types))


class NotFound(LookupError):
    """There is no such record, or it is not open to the reader; which of the two is not told."""


def get_visible(actor: Actor, record_id: int) -> Record:
    """Return a record that ``actor`` may read; ``NotFound`` otherwise."""
    if not 0 < record_id <= LARGEST_ID:
        raise NotFound(record_id)
    record = Record.get_or_none(
        (Record.id == record_id)
        & fn.EXISTS(Access.select(Access.record_id).where((Access.record_id == Record.id) & _open_to(actor)))
    )
    if record is None:
        raise NotFound(record_id)
    return record


def lock_visible(actor: Actor, record_id: int) -> Record:
    """Return a record as :func:`get_visible` does, as it stands now; nobody changes it until the transaction ends."""
    if not is_sqlite(current()) and 0 < record_id <= LARGEST_ID:
        list(Record.select(Record.id).where(Record.id == record_id).for_update().tuples())
    return get_visible(actor, record_id)


def visible_ids(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return those of ``ids`` that ``actor`` may read."""
    rows = Access.select(Access.record_id).where(Access.record_id.in_(list(ids)) & _open_to(actor))
    return {row.record_id for row in rows.distinct()}


def visible(
    actor: Actor,
    *,
    type: str | None = None,
    where: Expression | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Record]:
    """Return at most ``limit`` records that ``actor`` may read, newest first, in two queries.

    ``before`` is a cursor: only records with a smaller id. Each principal's newest are taken from its own index and
    then merged, so the work does not grow with what is stored.
    """
    branches: list[Any] = []
    for principal, kind in product(actor.principals, _types(actor, type)):
        branch: Any = Access.select(Access.record_id).where(Access.principal == principal)
        if kind is not None:
            branch = branch.where(Access.type == kind)
        if before is not None:
            branch = branch.where(Access.record_id < min(before, LARGEST_ID))
        if where is not None:
            branch = branch.join(Record, on=(Record.id == Access.record_id)).where(where)
        inner = branch.order_by(Access.record_id.desc()).limit(limit).alias("newest")
        branches.append(inner.select_from(inner.c.record_id))
    if not branches:
        return []
    merged = branches[0]
    for branch in branches[1:]:
        merged = merged | branch
    everything = merged.alias("everything")
    ids = [
        row[0]
        for row in everything.select_from(everything.c.record_id)
        .distinct()
        .order_by(everything.c.record_id.desc())
        .limit(limit)
        .tuples()
    ]
    return in_order(ids)


def _types(actor: Actor, type: str | None) -> list[str | None]:
    """Return the types whose rows are looked at one by one: the one that is asked for, or those that bound him."""
    if actor.types is None:
        return [type]
    return [each for each in sorted(actor.types) if type in (None, each)]


def found(
    actor: Actor, query: str, *, type: str | None = None, before: int | None = None, limit: int = 50
) -> list[int]:
    """Return the ids of at most ``limit`` records that ``actor`` may find by the words of ``query``, newest first.

    ``before`` is a cursor. The index mirrors who reads what; :func:`visible_ids` asks the rows themselves.
    """
    kinds = [each for each in _types(actor, type) if each is not None]
    if actor.types is not None and not kinds:
        return []
    return search.current().find(query, actor.principals, kinds or None, before, limit)


def in_order(ids: Sequence[int]) -> list[Record]:
    """Return the records of ``ids`` in that order, in one query."""
    found = {record.id: record for record in Record.select().where(Record.id.in_(list(ids)))}
    return [found[number] for number in ids if number in found]


def details_of(type: RecordType, records: Sequence[Record]) -> dict[int, Details]:
    """Return the details of ``records`` (all of one type) by record id, in one query."""
    model: Any = type.model
    return {row.record_id: row for row in model.select().where(model.record.in_([r.id for r in records]))}


def waiting_for(
    actor: Actor,
    *,
    principals: Sequence[str] | None = None,
    late_on: date | None = None,
    after: tuple[date | None, int] | None = None,
    where: Expression | None = None,
    limit: int = 200,
) -> list[Record]:
    """Return the records that wait for ``actor``, the most pressing first; those without a due date last.

    ``principals`` narrows to what waits for some of his; ``late_on`` to what was due before that day. ``after`` is a
    cursor: only what comes after the record with this due date and id. ``where`` is a condition on the record's row.
    """
    condition: Any = Waiting.principal.in_(list(actor.principals if principals is None else principals))
    if late_on is not None:
        condition &= Waiting.due < late_on
    if after is not None:
        condition &= _behind(*after)
    if actor.types is not None:
        narrowed = Record.type.in_(sorted(actor.types))
        where = narrowed if where is None else where & narrowed
    wanted: Any = Waiting.select(Waiting.record_id, fn.MIN(Waiting.due).alias("due"))
    if where is not None:
        wanted = wanted.join(Record, on=(Record.id == Waiting.record_id)).where(where)
    ids = (
        wanted.where(condition)
        .group_by(Waiting.record_id)
        .order_by(fn.MIN(Waiting.due).asc(nulls="LAST"), Waiting.record_id.desc())
        .limit(limit)
    )
    return in_order([row.record_id for row in ids])


def _behind(due: date | None, record_id: int) -> Any:
    earlier = Waiting.record_id < record_id
    if due is None:
        return Waiting.due.is_null() & earlier
    return Waiting.due.is_null() | (Waiting.due > due) | ((Waiting.due == due) & earlier)


def count_waiting(actor: Actor, *, most: int = 1000) -> dict[str, int]:
    """Return how many records of each type wait for ``actor``, counting no more than ``most`` in all."""
    mine: Any = Waiting.select(Waiting.record_id).where(Waiting.principal.in_(actor.principals))
    if actor.types is not None:
        mine = mine.join(Record, on=(Record.id == Waiting.record_id)).where(Record.type.in_(sorted(actor.types)))
    some = mine.distinct().limit(most).alias("some")
    rows: Any = (
        Record.select(Record.type, fn.COUNT(Record.id).alias("number"))
        .join(some, on=(some.c.record_id == Record.id))
        .group_by(Record.type)
    )
    return {str(row.type): int(row.number) for row in rows}
