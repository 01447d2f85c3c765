"""Reading within one's rights: every list, page and link goes through here, and unknown and forbidden look alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from itertools import product
from operator import or_
from typing import Any

from peewee import SQL, Expression, Query, Value, fn

from kalem import search
from kalem.db import Prepared, current
from kalem.db.database import is_sqlite
from kalem.organisation import Actor

from .access import past_shelf
from .record import Access, Details, Record, Waiting
from .states import PAST
from .types import RecordType, types

#: Branches of a query up to which each principal's own index is asked. Whoever has more reads most of what there is,
#: and a query of more would take longer to make than to run (SQLite takes none of more than 500).
MOST_BRANCHES = 120

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


def _narrowed(actor: Actor) -> list[str] | None:
    """Return the types to which ``actor`` is narrowed; None where he is not."""
    return None if actor.types is None else sorted(actor.types)


def _bounds(actor: Actor) -> list[str] | None:
    """Return the types to which ``actor`` is narrowed, each as its shelves are called; None where he is not."""
    types = _narrowed(actor)
    return None if types is None else [shelf for type in types for shelf in _shelves(type)]


def _shelves(type: str) -> list[str]:
    """Return the shelves of a type: its own, and that of what came from an old register."""
    return [type, past_shelf(type)] if _takes_over(type) else [type]


def _takes_over(type: str) -> bool:
    declared = types.get().get(type)
    return declared is not None and declared.takes_over


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


#: A range of ids, both included.
Span = tuple[int, int]

ALL: Span = (1, LARGEST_ID)


@dataclass(frozen=True)
class Shelves:
    """Which of a type's records are looked at: what was written here, what came from an old register, or both.

    ``own`` and ``past`` bound the ids of each; None looks at none of them.
    """

    own: Span | None = ALL
    past: Span | None = ALL


def visible(
    actor: Actor,
    *,
    type: str | None = None,
    where: Expression | None = None,
    before: int | None = None,
    limit: int = 50,
    shelves: Shelves = Shelves(),
) -> list[Record]:
    """Return at most ``limit`` records that ``actor`` may read, newest first, in two queries.

    Of one type, those of an old register come after all others. ``before`` is a cursor: only what comes after the
    record with this id, which is negative for one of an old register (:func:`cursor`). Each principal's newest are
    taken from its own index and then merged, so the work does not grow with what is stored.
    """
    own = None if type is None and actor.types is None else _kinds(actor, type)
    past = [past_shelf(type)] if own and type is not None and _takes_over(type) and shelves.past else []
    own = own if shelves.own else []
    behind = None
    if before is not None and before < 0 and past:
        own, behind = [], min(-before, LARGEST_ID)
    elif before is not None:
        before = min(before, LARGEST_ID)
    if not actor.principals or (own == [] and not past):
        return []
    if where is None and {shelves.own, shelves.past} <= {ALL, None}:
        rows = _newest_ids.rows(
            principals=actor.principals, own=own, past=past, before=before, behind=behind, limit=limit
        )
    else:
        rows = list(_newest(actor.principals, own, past, before, behind, limit, where, shelves).tuples())
    return in_order([number for number, *_past in rows])


def cursor(record: Record) -> int:
    """Return the cursor of a type's list that goes on after ``record``."""
    return -record.id if record.state == PAST and _takes_over(record.type) else int(record.id)


def _newest(
    principals: Sequence[Any],
    own: Any,
    past: Any,
    before: Any,
    behind: Any,
    limit: Any,
    where: Expression | None = None,
    shelves: Shelves = Shelves(),
) -> Any:
    looked_at = [
        *((kind, before, shelves.own, SQL("0")) for kind in ([None] if own is None else own)),
        *((kind, behind, shelves.past, SQL("1")) for kind in past),
    ]
    together = len(principals) * len(looked_at) > MOST_BRANCHES
    # Compared so, the principals are no way into the table: it is walked along its records, newest first.
    walked = fn.SUBSTR(Access.principal, 1).in_(principals)
    alone = [Access.principal == principal for principal in principals]
    branches: list[Any] = []
    for mine, (kind, cursor, span, place) in product([walked] if together else alone, looked_at):
        branch: Any = Access.select(Access.record_id, *([place.alias("place")] if past else [])).where(mine)
        if together:
            branch = branch.distinct()
        if kind is not None:
            branch = branch.where(Access.type == kind)
        if cursor is not None:
            branch = branch.where(Access.record_id < cursor)
        if span not in (ALL, None):
            branch = branch.where(Access.record_id.between(*span))
        if where is not None:
            branch = branch.join(Record, on=(Record.id == Access.record_id)).where(where)
        inner = branch.order_by(Access.record_id.desc()).limit(limit).alias("newest")
        branches.append(inner.select_from(inner.c.record_id, *([inner.c.place] if past else [])))
    everything = reduce(or_, branches).alias("everything")
    number = everything.c.record_id
    if not past:
        return everything.select_from(number).distinct().order_by(number.desc()).limit(limit)
    place = everything.c.place
    return everything.select_from(number, place).distinct().order_by(place, number.desc()).limit(limit)


@Prepared
def _newest_ids(
    principals: list[Value],
    own: list[Value] | None,
    past: list[Value],
    before: Value | None,
    behind: Value | None,
    limit: Value,
) -> Query:
    query: Query = _newest(principals, own, past, before, behind, limit)
    return query


def _kinds(actor: Actor, type: str | None) -> list[str]:
    """Return the types that may be looked at, one by one: the one that is asked for, or those that bound him."""
    if actor.types is None:
        return [] if type is None else [type]
    if type is None:
        return _bounds(actor) or []
    return [type] if type in actor.types else []


def found(
    actor: Actor, query: str, *, type: str | None = None, before: int | None = None, limit: int = 50
) -> list[int]:
    """Return the ids of at most ``limit`` records that ``actor`` may find by the words of ``query``, newest first.

    ``before`` is a cursor. The index mirrors who reads what; :func:`visible_ids` asks the rows themselves.
    """
    if actor.types is None:
        kinds = [] if type is None else [type]
    else:
        kinds = [each for each in sorted(actor.types) if type in (None, each)]
        if not kinds:
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
    wanted = _waited_for(actor.principals if principals is None else principals)
    types, (due, number) = _narrowed(actor), (None, None) if after is None else after
    if not wanted or (late_on is not None and after is not None and due is None):
        # Nobody's desk; or what comes after those without a due day, of which none is late.
        return []
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
    """Return the query of :func:`waiting_for`: each principal's most pressing, from its own index, and then merged."""
    dated: Any = Waiting.due.is_null(False)
    undated: Any = Waiting.due.is_null()
    if late_on is not None:
        dated, undated = dated & (Waiting.due < late_on), None
    if number is not None:
        earlier = Waiting.record_id < number
        dated = None if due is None else dated & (Waiting.due >= due) & ((Waiting.due > due) | earlier)
        undated = undated & earlier if due is None and undated is not None else undated
    kinds = [kind for kind in (dated, undated) if kind is not None]
    # With a condition of the caller's the query is made anew each time: a small one then.
    together = where is not None or len(principals) * len(kinds) > MOST_BRANCHES
    alone = [Waiting.principal == principal for principal in principals]
    branches: list[Any] = []
    for mine, condition in product([Waiting.principal.in_(principals)] if together else alone, kinds):
        branch: Any = Waiting.select(Waiting.record_id, Waiting.due)
        if together:
            branch = branch.distinct()
        if where is not None:
            branch = branch.join(Record, on=(Record.id == Waiting.record_id)).where(where)
        branch = branch.where(mine & condition)
        if types is not None:
            branch = branch.where(Waiting.type.in_(types))
        inner = branch.order_by(Waiting.due, Waiting.record_id.desc()).limit(limit).alias("pressing")
        branches.append(inner.select_from(inner.c.record_id, inner.c.due))
    everything = reduce(or_, branches).alias("everything")
    pressing = everything.select_from(everything.c.record_id, everything.c.due).distinct()
    return pressing.order_by(everything.c.due.asc(nulls="LAST"), everything.c.record_id.desc()).limit(limit)


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


def count_waiting(actor: Actor, *, most: int) -> dict[str, int]:
    """Return how many records of each type wait for ``actor``, counting no more than ``most`` in all."""
    counted = _waiting.rows(principals=_waited_for(actor.principals), types=_narrowed(actor), most=most)
    return {type: int(number) for type, number in counted}


def _waited_for(principals: Iterable[str]) -> list[str]:
    """Return those of ``principals`` that something can wait for: it does so for nobody because he supervises."""
    return [each for each in principals if not each.startswith("s")]


@Prepared
def _waiting(principals: list[Value], types: list[Value] | None, most: Value) -> Query:
    mine: Any = Waiting.select(Waiting.record_id, Waiting.type).where(Waiting.principal.in_(principals))
    if types is not None:
        mine = mine.where(Waiting.type.in_(types))
    some = mine.distinct().limit(most).alias("some")
    rows: Query = some.select_from(some.c.type, fn.COUNT(some.c.record_id)).group_by(some.c.type)
    return rows
