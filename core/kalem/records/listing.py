"""The list of a record type, newest first: what a page, a program and an export of it ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any

from peewee import SQL, Query, Value, fn

from kalem.context import moment_of
from kalem.db import Prepared
from kalem.organisation import Actor

from .record import Record
from .scope import Shelves, Span, cursor, found, in_order, visible, visible_ids
from .states import PAST

#: Hits of a search that are looked through at once for a page of a narrowed list, and how often.
HITS, ROUNDS = 400, 25

#: Records of one piece of a list that is read to its end.
PIECE = 500

#: So many ids around a day may belong to the day beside it: who registers at the same moment takes the id first and the
#: moment last.
SLACK = 500

#: No record's day is earlier or later; beyond the calendar there are no moments to compare.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Listing:
    """Which records are asked for. What is empty narrows nothing."""

    #: Id of the record type; empty for all of them.
    type: str
    #: Words that are searched, as people type them.
    q: str = ""
    #: Id of a state.
    state: str = ""
    unit_id: int | None = None
    #: Year of the register.
    year: int | None = None
    #: Only what is not finished.
    open_only: bool = False
    #: The first and the last day of registration, both included.
    since: date | None = None
    until: date | None = None

    def records(self, actor: Actor, *, before: int | None = None, limit: int = 50) -> list[Record]:
        """Return at most ``limit`` of the records that ``actor`` may read, newest first.

        ``before`` is a cursor, as :meth:`after` makes it. A search that is narrowed besides looks through the newest
        ``HITS * ROUNDS`` hits.
        """
        where = self._where()
        if not self.q:
            return self._seen(actor, where, before, limit, self._shelves())
        most = HITS if where is not None else limit
        hits: list[int] = []
        for _round in range(ROUNDS):
            ids = found(actor, self.q, type=self.type, before=before, limit=most)
            hits += _kept(ids, actor, where) if ids else []
            if len(hits) >= limit or len(ids) < most:
                break
            before = ids[-1]
        return in_order(hits[:limit])

    def after(self, record: Record) -> int:
        """Return the cursor behind ``record``. Hits of a search stand in the order of their ids."""
        return int(record.id) if self.q else cursor(record)

    def pieces(self, actor: Actor, *, size: int = PIECE) -> Iterator[list[Record]]:
        """Yield all of the records that ``actor`` may read, newest first, a piece of at most ``size`` after the other.

        Each piece takes the same number of queries. A narrowed search looks through all of its hits.
        """
        where, before = self._where(), None
        shelves = self._shelves() if not self.q else None
        while True:
            if shelves is None:
                ids = found(actor, self.q, type=self.type or None, before=before, limit=size)
                piece = in_order(_kept(ids, actor, where)) if ids else []
                count, before = len(ids), ids[-1] if ids else None
            else:
                piece = self._seen(actor, where, before, size, shelves)
                count, before = len(piece), self.after(piece[-1]) if piece else None
            if piece:
                yield piece
            if count < size:
                return

    def _seen(self, actor: Actor, where: Any, before: int | None, limit: int, shelves: Shelves) -> list[Record]:
        return visible(actor, type=self.type or None, where=where, before=before, limit=limit, shelves=shelves)

    def _shelves(self) -> Shelves:
        """Return where the records can stand: what narrows no further is not walked through. Two queries for days."""
        shelves, since, until = Shelves(), self.since, self.until
        if self.year is not None:
            # A record is written before it is numbered: in its number's year or before, the turn of the year aside. In
            # an old register both are of one year.
            until = min(until or LAST_DAY, date(self.year + 1, 1, 1))
        if since is not None or until is not None:
            own = _ends(_own_ends, since, until)
            if self.year is not None:
                since = max(since or FIRST_DAY, date(self.year, 1, 1))
            # What is written here gets later ids day by day.
            shelves = Shelves(
                own and (max(own[0] - SLACK, 1), own[1] + SLACK),
                _ends(_past_ends, since, until),
            )
        if self.state == PAST:
            return Shelves(None, shelves.past)
        if self.state or self.open_only:
            return Shelves(shelves.own, None)
        return shelves

    def _where(self) -> Any:
        conditions: list[Any] = []
        if self.open_only:
            conditions.append(Record.closed_at.is_null())
        if self.state and (self.state != PAST or self.q):
            conditions.append(Record.state == self.state)
        if self.unit_id is not None:
            conditions.append(Record.unit_id == self.unit_id)
        if self.year is not None:
            conditions.append(Record.year == self.year)
        if self.since is not None or self.until is not None:
            since, until = _moments(self.since, self.until)
            conditions.append((Record.opened_at >= since) & (Record.opened_at < until))
        return reduce(and_, conditions) if conditions else None


def _moments(since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Return the moments between which days lie: the second belongs to them no more."""
    first, last = max(since or FIRST_DAY, FIRST_DAY), min(until or LAST_DAY, LAST_DAY)
    return moment_of(first, time()), moment_of(last + timedelta(days=1), time())


def _ends(query: Prepared, since: date | None, until: date | None) -> Span | None:
    first, last = map(Record.opened_at.db_value, _moments(since, until))
    ends = next(iter(query.rows(since=first, until=last)), (None, None))
    return None if None in ends else (ends[0], ends[1])


def _kept(ids: Sequence[int], actor: Actor, where: Any) -> list[int]:
    """Return those hits that ``actor`` may read and that fit the filter, in their order."""
    kept = visible_ids(actor, ids)
    if where is not None and kept:
        kept &= {row.id for row in Record.select(Record.id).where(Record.id.in_(ids) & where)}
    return [number for number in ids if number in kept]


# The literal state is that of the indexes: with a value in its place no engine would know that they hold all rows.
_OWN, _PAST = SQL(f"state <> '{PAST}'"), SQL(f"state = '{PAST}'")


@Prepared
def _own_ends(since: Value, until: Value) -> Query:
    """The ids of the first record of the days and of the last one, by the moment: one step into the index for each."""
    first = Record.select(Record.id).where(_OWN & (Record.opened_at >= since)).order_by(Record.opened_at, Record.id)
    last = Record.select(Record.id).where(_OWN & (Record.opened_at < until))
    last = last.order_by(Record.opened_at.desc(), Record.id.desc())
    query: Query = Record.select(first.limit(1), last.limit(1)).limit(1)
    return query


@Prepared
def _past_ends(since: Value, until: Value) -> Query:
    here = _PAST & (Record.opened_at >= since) & (Record.opened_at < until)
    query: Query = Record.select(fn.MIN(Record.id), fn.MAX(Record.id)).where(here)
    return query
