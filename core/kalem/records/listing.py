"""The list of a record type, newest first: what a page, a program and an export of it ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from kalem.organisation import Actor

from .record import Record
from .scope import found, in_order, visible, visible_ids

#: Hits of a search that are looked through at once for a page of a narrowed list, and how often.
HITS, ROUNDS = 400, 25

#: Records of one piece of a list that is read to its end.
PIECE = 500


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

    def records(self, actor: Actor, *, before: int | None = None, limit: int = 50) -> list[Record]:
        """Return at most ``limit`` of the records that ``actor`` may read, newest first.

        ``before`` is a cursor: only records with a smaller id. A search that is narrowed besides looks through the
        newest ``HITS * ROUNDS`` hits.
        """
        where = self._where()
        if not self.q:
            return visible(actor, type=self.type, where=where, before=before, limit=limit)
        most = HITS if where is not None else limit
        hits: list[int] = []
        for _round in range(ROUNDS):
            ids = found(actor, self.q, type=self.type, before=before, limit=most)
            hits += _kept(ids, actor, where) if ids else []
            if len(hits) >= limit or len(ids) < most:
                break
            before = ids[-1]
        return in_order(hits[:limit])

    def pieces(self, actor: Actor, *, size: int = PIECE) -> Iterator[list[Record]]:
        """Yield all of the records that ``actor`` may read, newest first, a piece of at most ``size`` after the other.

        Each piece takes the same number of queries. A narrowed search looks through all of its hits.
        """
        where, before = self._where(), None
        while True:
            if self.q:
                ids = found(actor, self.q, type=self.type or None, before=before, limit=size)
                piece = in_order(_kept(ids, actor, where)) if ids else []
                last = ids[-1] if ids else None
            else:
                piece = visible(actor, type=self.type or None, where=where, before=before, limit=size)
                ids = [record.id for record in piece]
                last = ids[-1] if ids else None
            if piece:
                yield piece
            if len(ids) < size:
                return
            before = last

    def _where(self) -> Any:
        conditions: list[Any] = []
        if self.open_only:
            conditions.append(Record.closed_at.is_null())
        if self.state:
            conditions.append(Record.state == self.state)
        if self.unit_id is not None:
            conditions.append(Record.unit_id == self.unit_id)
        if self.year is not None:
            conditions.append(Record.year == self.year)
        return reduce(and_, conditions) if conditions else None


def _kept(ids: Sequence[int], actor: Actor, where: Any) -> list[int]:
    """Return those hits that ``actor`` may read and that fit the filter, in their order."""
    kept = visible_ids(actor, ids)
    if where is not None and kept:
        kept &= {row.id for row in Record.select(Record.id).where(Record.id.in_(ids) & where)}
    return [number for number in ids if number in kept]
