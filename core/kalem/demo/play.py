"""Playing an office: who is there to do a thing, and doing it when its hour has come."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from flask import Flask
from marshmallow import ValidationError

from kalem import db
from kalem.config import Municipality, Office
from kalem.context import local, today
from kalem.organisation import Actor, load_actor
from kalem.records import NotFound, Record, RecordType, types, words
from kalem.refusal import Refused
from kalem.workflow import begin, correct, create, flow_of, note, take
from kalem.workflow.run import StepRun

from .hours import Clock, later
from .people import Person

#: What happens to one paper: each value is how many minutes of office hours go by until the next thing.
Story = Iterator[int]


class Play:
    """The office, its people, and the stories that are being told."""

    def __init__(self, app: Flask, file: Municipality, clock: Clock, people: list[Person], random: Random) -> None:
        self.app = app
        self.file = file
        self.clock = clock
        self.people = people
        self.random = random
        self._actors: dict[int, Actor] = {}
        self._stories: list[tuple[datetime, int, Story]] = []
        self._order = count()

    def tell(self, story: Story, at: datetime) -> None:
        """Let a story begin at ``at``."""
        heappush(self._stories, (at, next(self._order), story))

    def run(self, until: datetime) -> None:
        """Tell all stories, in the order of time, up to ``until``. What has not happened by then stays open."""
        while self._stories and self._stories[0][0] <= until:
            self._day(until)

    def _day(self, until: datetime) -> None:
        """Tell what happens on the next day: people and their seats are read once, and one write makes it safe."""
        day = local(self._stories[0][0]).date()
        self._actors.clear()
        # Within a request the directory of people is read once.
        with self.app.test_request_context(), db.transaction():
            while self._stories and self._stories[0][0] <= until and local(self._stories[0][0]).date() == day:
                moment, _number, story = heappop(self._stories)
                self.clock.set(moment)
                minutes = next(story, None)
                if minutes is not None:
                    self.tell(story, later(moment, minutes))

    # --- people ---

    def actors(self) -> list[Actor]:
        """Return everybody as he acts today, in the order of the file's positions."""
        if not self._actors:
            self._actors = {person.user_id: load_actor(person.user_id, today()) for person in self.people}
        return list(self._actors.values())

    def forget(self) -> None:
        """Read everybody's seats again: powers were lent."""
        self._actors.clear()

    def with_right(self, permission: str, office: Office | None = None, level: int = 0) -> list[Actor]:
        """Return those who may do something as their own work (of an office) up to a confidentiality, shuffled."""
        found = [
            actor
            for actor in self.actors()
            if any(
                permission in seat.permissions and seat.clearance >= level
                for seat in actor.seats
                if seat.delegation_id is None and (office is None or seat.office == office.id)
            )
        ]
        self.random.shuffle(found)
        return found

    def behind(self, principals: Iterable[str]) -> list[Actor]:
        """Return those for whom ``u12``, ``p7`` or ``w5`` stand, deputies after holders."""
        wanted = set(principals)
        own, lent = [], []
        for actor in self.actors():
            if f"w{actor.user_id}" in wanted:
                own.append(actor)
                continue
            seats = [s for s in actor.seats if {f"p{s.position_id}", f"u{s.unit_id}"} & wanted]
            if any(seat.delegation_id is None for seat in seats):
                own.append(actor)
            elif seats:
                lent.append(actor)
        self.random.shuffle(own)
        # While powers are lent the deputy does most of it.
        return [*lent, *own] if lent and self.random.random() < 0.7 else [*own, *lent]

    # --- acts ---

    def open(
        self,
        type_id: str,
        who: Iterable[Actor],
        values: dict[str, Any],
        also: Callable[[StepRun], None] | None = None,
    ) -> tuple[Record, Actor] | None:
        """Let the first of ``who`` that may open a record; None when nobody may."""
        for actor in who:
            try:
                return create(self.type(type_id), actor, dict(values), also=also), actor
            except (Refused, ValidationError):
                continue
        return None

    def step(
        self, record: Record, step_id: str, values: dict[str, Any] | None = None, who: Iterable[Actor] | None = None
    ) -> Actor | None:
        """Let somebody take a step of ``record``: of ``who``, else of those for whom it waits. None when nobody may."""
        try:
            step = flow_of(record).step(step_id)
        except KeyError:
            return None
        permission = (step.permission or self.type(record.type).permission_to_work).split()
        record = Record.get_by_id(record.id)
        for actor in self.behind(words(record.holders)) if who is None else who:
            if not any(map(actor.may, permission)):
                continue
            try:
                take(record.id, step_id, actor, dict(values or {}))
            except (Refused, NotFound, ValidationError):
                continue
            return actor
        return None

    def reply(self, source: Record, step_id: str, type_id: str, values: dict[str, Any]) -> tuple[Record, Actor] | None:
        """Let somebody for whom ``source`` waits begin the record that a step of it begins."""
        source = Record.get_by_id(source.id)
        for actor in self.behind(words(source.holders)):
            try:
                return begin(self.type(type_id), actor, dict(values), source.id, step_id), actor
            except (Refused, NotFound):
                continue
        return None

    def mend(self, record: Record, values: dict[str, Any], reason: str) -> None:
        """Let somebody who may correct ``record``."""
        record = Record.get_by_id(record.id)
        permission = self.type(record.type).permission_to_correct
        for actor in self.with_right(permission):
            try:
                correct(record.id, actor, dict(values), reason, version=record.version)
            except (Refused, NotFound):
                continue
            return

    def remark(self, record: Record, text: str) -> None:
        """Let one for whom ``record`` waits write a note."""
        for actor in self.behind(words(Record.get_by_id(record.id).holders))[:1]:
            note(record.id, actor, text)

    @staticmethod
    def types() -> list[RecordType]:
        """Return the record types of the office."""
        return list(types.get().values())

    @staticmethod
    def type(type_id: str) -> RecordType:
        """Return a record type."""
        return types.get()[type_id]
