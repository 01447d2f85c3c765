"""Reading within one's rights: every list, page and link goes through here, and unknown and forbidden look alike."""

from collections.abc import Sequence
from datetime import date
from functools import cache, reduce
from itertools import product
from operator import or_
from typing import Any

from peewee import Expression, Query, Value, fn

from kalem import search
from kalem.db import Prepared, current
from kalem.db.database import is_sqlite
from kalem.organisation import Actor

from .record import Access, Details, Record, Waiting
from .types import RecordType

#: No engine has a larger one, and asking for it is an error there.
LARGEST_ID = 2**63 - 1


class NotFound(LookupError):
    """There is no such record, or it is not open to the reader; which of the two is not told."""


def get_visible(actor: Actor, record_id: int) -> Record:
    """Return a record that ``actor`` may read; ``NotFound`` otherwise."""
    if not 0 < record_id <= LARGEST_ID:
        raise NotFound(record_id)
    found = _one.instances(Record, record_id=record_id, principals=actor.principals, types=_bounds(actor))
    if not found:
        raise NotFound(record_id)
    return found[0]


@Prepared
def _one(record_id: Value, principals: list[Value], types: list[Value] | None) -> Query:
    access = Access.select(Access.record_id).where((Access.record_id == Record.id) & _open_to(principals, types))
    return Record.select().where((Record.id == record_id) & fn.EXISTS(access))


def _bounds(actor: Actor) -> list[str] | None:
    """Return the types to which ``actor`` is narrowed; None where he is not."""
    return None if actor.types is None else sorted(actor.types)


def _open_to(principals: Any, types: Any) -> Any:
    """Return the condition that a row of ``access`` lets one read: as one of ``principals``, one of ``types``."""
    condition: Any = Access.principal.in_(principals)
    return condition if types is None else condition & Access.type.in_(types)


def lock_visible(actor: Actor, record_id: int) -> Record:
    """Return a record as :func:`get_visible` does, as it stands now; nobody changes it until the transaction ends."""
    if not is_sqlite(current()) and 0 < record_id <= LARGEST_ID:
        list(Record.select(Record.id).where(Record.id == record_id).for_update().tuples())
    return get_visible(actor, record_id)


def visible_ids(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return those of ``ids`` that ``actor`` may read."""
    rows = _seen.rows(ids=list(ids), principals=actor.principals, types=_bounds(actor))
    return {number for (number,) in rows}


@Prepared
def _seen(ids: list[Value], principals: list[Value], types: list[Value] | None) -> Query:
    rows = Access.select(Access.record_id).where(Access.record_id.in_(ids) & _open_to(principals, types))
    return rows.distinct()


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
    kinds = _types(actor, type)
    if not (actor.principals and kinds):
        return []
    wanted = None if kinds == [None] else kinds
    before = None if before is None else min(before, LARGEST_ID)
    if where is None:
        ids = _newest_ids.rows(principals=actor.principals, types=wanted, before=before, limit=limit)
    else:
        ids = list(_newest(actor.principals, wanted, before, limit, where).tuples())
    return in_order([number for (number,) in ids])


def _newest(principals: Sequence[Any], types: Any, before: Any, limit: Any, where: Expression | None = None) -> Any:
    branches: list[Any] = []
    for principal, kind in product(principals, [None] if types is None else types):
        branch: Any = Access.select(Access.record_id).where(Access.principal == principal)
        if kind is not None:
            branch = branch.where(Access.type == kind)
        if before is not None:
            branch = branch.where(Access.record_id < before)
        if where is not None:
            branch = branch.join(Record, on=(Record.id == Access.record_id)).where(where)
        inner = branch.order_by(Access.record_id.desc()).limit(limit).alias("newest")
        branches.append(inner.select_from(inner.c.record_id))
    everything = reduce(or_, branches).alias("everything")
    ids = everything.select_from(everything.c.record_id)
    return ids.distinct().order_by(everything.c.record_id.desc()).limit(limit)


@Prepared
def _newest_ids(principals: list[Value], types: list[Value] | None, before: Value | None, limit: Value) -> Query:
    query: Query = _newest(principals, types, before, limit)
    return query


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
    found = {record.id: record for record in _all.instances(Record, ids=list(ids))}
    return [found[number] for number in ids if number in found]


@Prepared
def _all(ids: list[Value]) -> Query:
    return Record.select().where(Record.id.in_(ids))


def details_of(type: RecordType, records: Sequence[Record]) -> dict[int, Details]:
    """Return the details of ``records`` (all of one type) by record id, in one query."""
    rows = _details(type.model).instances(type.model, ids=[record.id for record in records])
    return {row.record_id: row for row in rows}


@cache
def _details(model: Any) -> Prepared:
    def build(ids: list[Value]) -> Query:
        query: Query = model.select().where(model.record.in_(ids))
        return query

    return Prepared(build)


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
    wanted = list(actor.principals if principals is None else principals)
    types = _bounds(actor)
    due, number = (None, None) if after is None else after
    if where is None:
        ids = _waiting_ids.rows(principals=wanted, types=types, late_on=late_on, due=due, number=number, limit=limit)
    else:
        ids = list(_pressing(wanted, types, late_on, due, number, limit, where).tuples())
    return in_order([row[0] for row in ids])


def _pressing(
    principals: Sequence[Any],
    types: Any,
    late_on: Any,
    due: Any,
    number: Any,
    limit: Any,
    where: Expression | None = None,
) -> Any:
    condition: Any = Waiting.principal.in_(principals)
    if late_on is not None:
        condition &= Waiting.due < late_on
    if number is not None:
        condition &= _behind(due, number)
    wanted: Any = Waiting.select(Waiting.record_id, fn.MIN(Waiting.due).alias("due"))
    if types is not None or where is not None:
        wanted = wanted.join(Record, on=(Record.id == Waiting.record_id))
    if types is not None:
        condition &= Record.type.in_(types)
    if where is not None:
        condition &= where
    return (
        wanted.where(condition)
        .group_by(Waiting.record_id)
        .order_by(fn.MIN(Waiting.due).asc(nulls="LAST"), Waiting.record_id.desc())
        .limit(limit)
    )


@Prepared
def _waiting_ids(
    principals: list[Value],
    types: list[Value] | None,
    late_on: Value | None,
    due: Value | None,
    number: Value | None,
    limit: Value,
) -> Query:
    query: Query = _pressing(principals, types, late_on, due, number, limit)
    return query


def _behind(due: Any, record_id: Any) -> Any:
    earlier = Waiting.record_id < record_id
    if due is None:
        return Waiting.due.is_null() & earlier
    return Waiting.due.is_null() | (Waiting.due > due) | ((Waiting.due == due) & earlier)


def count_waiting(actor: Actor, *, most: int = 1000) -> dict[str, int]:
    """Return how many records of each type wait for ``actor``, counting no more than ``most`` in all."""
    counted = _waiting.rows(principals=actor.principals, types=_bounds(actor), most=most)
    return {type: int(number) for type, number in counted}


@Prepared
def _waiting(principals: list[Value], types: list[Value] | None, most: Value) -> Query:
    mine: Any = Waiting.select(Waiting.record_id).where(Waiting.principal.in_(principals))
    if types is not None:
        mine = mine.join(Record, on=(Record.id == Waiting.record_id)).where(Record.type.in_(types))
    some = mine.distinct().limit(most).alias("some")
    rows: Query = (
        Record.select(Record.type, fn.COUNT(Record.id))
        .join(some, on=(some.c.record_id == Record.id))
        .group_by(Record.type)
    )
    return rows
