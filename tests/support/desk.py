"""Working in a test's office: each act through its form's schema, as a face would do it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from kalem.context import today
from kalem.ledger import Entry, writing
from kalem.ledger.book import SYSTEM
from kalem.organisation import Actor, Delegation, Position, User, give, municipality
from kalem.organisation.directory import directory
from kalem.records import Record, mirror, types
from kalem.records.attachments import receive
from kalem.refusal import Refusal, Refused
from kalem.registry.handling import intake_steps
from kalem.testing import TestOffice
from kalem.workflow import begin, correct, create, explain, flow_of, office_of, rules_off, take, workflows
from kalem.workflow.attaching import attach
from kalem.workflow.indexing import share

#: What an incoming letter needs.
INCOMING = {
    "subject": "Ulaşım koordinasyon toplantısı",
    "channel": "hand",
    "sender": "Fındıklı Köyü Muhtarlığı",
    "their_date": "2026-11-16",
    "their_number": "E-1",
}

#: What a letter to someone outside needs.
OUTGOING = {
    "subject": "Toplantı hakkında",
    "addressee": "Valilik",
    "file_plan_code": "050.02",
    "body": "Toplantıya katılım sağlanacaktır.",
}


class Desk:
    """Acts of the people of an office, by position."""

    def __init__(self, office: TestOffice) -> None:
        self.office = office

    # People

    def actor(self, who: str | Actor, on: date | None = None) -> Actor:
        """Return the holder of a position as he acts."""
        return who if isinstance(who, Actor) else self.office.actor(who, on)

    def person(self, position: str) -> str:
        """Return the principal of the holder of ``position``."""
        return f"w{self.office.people[position]}"

    def position(self, slug: str) -> str:
        """Return the principal of a position."""
        return f"p{directory().position_by_slug[slug].id}"

    def unit(self, slug: str) -> str:
        """Return the principal of a unit."""
        return f"u{self.unit_id(slug)}"

    def unit_id(self, slug: str) -> int:
        """Return the row id of a unit."""
        return int(directory().unit_by_slug[slug].id)

    def authorise(self, giver: str, receiver: str, powers: str, starts: int = 0, ends: int = 0) -> Delegation:
        """Let the holder of ``receiver`` act for ``giver``, for days counted from today, both included."""
        return give(
            self.office.actor(giver),
            Position.get(Position.slug == giver),
            User.get_by_id(self.office.people[receiver]),
            self.day(starts),
            self.day(ends),
            powers,
            "Başkanlık oluru 2026/17",
        )

    def day(self, days: int) -> date:
        """Return the day that is ``days`` from today."""
        return today() + timedelta(days=days)

    # Acts

    def create(self, type: str, who: str | Actor, values: dict[str, Any]) -> Record:
        """Open a record with what was typed into its form."""
        found = types.get()[type]
        return create(found, self.actor(who), found.schema().load(values))

    def do(self, record: Record, step: str, who: str | Actor, /, **values: Any) -> Record:
        """Take a step with what was typed into its form."""
        form = flow_of(record).step(step).form
        return take(record.id, step, self.actor(who), form().load(values) if form is not None else None)

    def correct(self, record: Record, who: str | Actor, values: dict[str, Any], /, **mended: Any) -> Record:
        """Mend a record: ``values`` are what stands in its form, ``mended`` what is typed anew."""
        loaded = types.get()[record.type].schema().load({**values, **mended})
        return correct(record.id, self.actor(who), loaded, "Yanlış.", version=Record.get_by_id(record.id).version)

    def dossier(self, who: str = "evrak_kayit", subject: str = "Toplantı davetleri") -> Record:
        """Open a dossier."""
        return self.create("registry.dossier", who, {"subject": subject, "file_plan_code": "050.02", "year": 2026})

    def arrived(self, **values: Any) -> Record:
        """Take in a letter that is not yet registered."""
        return self.create("registry.incoming", "evrak_kayit", {**INCOMING, **values})

    def ready(self, **values: Any) -> Record:
        """Take in a letter and bring it to where it waits for referral."""
        record = self.arrived(**values)
        for step in intake_steps(office_of(record)):
            record = self.do(
                record, step, "evrak_kayit", **({"dossier": str(self.dossier().id)} if step == "dossier" else {})
            )
        return record

    def referred(self, unit: str = "protokol", **values: Any) -> Record:
        """Return a letter that was referred to a unit."""
        return self.do(self.ready(**values), "refer", "mudur", action=[self.unit(unit)])

    def assigned(self, person: str = "protokol_personeli", unit: str = "protokol", **values: Any) -> Record:
        """Return a letter that one of a unit's people was given."""
        return self.do(self.referred(unit, **values), "assign", "mudur", person=self.person(person))

    def answer(self, record: Record, who: str | Actor, **values: Any) -> Record:
        """Begin the answer to a letter."""
        found = types.get()["registry.outgoing"]
        return begin(found, self.actor(who), found.schema().load({**OUTGOING, **values}), record.id, "answer")

    def letter(self, who: str = "protokol_personeli", **values: Any) -> Record:
        """Draft a letter to someone outside."""
        return self.create("registry.outgoing", who, {**OUTGOING, **values})

    def internal(self, who: str = "protokol_personeli", **values: Any) -> Record:
        """Draft a letter to another directorate."""
        known = {"addressee": str(self.unit_id("fen_isleri"))}
        return self.create("registry.internal", who, {**OUTGOING, **known, **values})

    def force(self, record: Record, **values: Any) -> Record:
        """Bring a record where no step leads, through the ledger, so that a rule alone stands in the way."""
        with writing(SYSTEM) as book:
            book.act("record", record.id, "test").update(record, **values)
            mirror(record)
            share(record)
        return record

    def show(self, record: Record, who: str) -> Record:
        """Let a position read a record, so that only rights and rules are in its way."""
        return self.force(record, readers=f"{record.readers} {self.position(who)}")

    def attach(self, record: Record, who: str | Actor, content: bytes, name: str, kind: str = "attachment") -> None:
        """Add a file to a record."""
        attach(record.id, self.actor(who), [receive(io.BytesIO(content), name)], kind=kind)

    # Refusals

    def refusals(self, record: Record, step: str, who: str | Actor, /, **values: Any) -> tuple[Refusal, ...]:
        """Try a step that must be refused and return why. Nothing may have been written, and the page says the same."""
        before = (Entry.select().count(), Record.get_by_id(record.id).__data__)
        with pytest.raises(Refused) as caught:
            self.do(record, step, who, **values)
        assert (Entry.select().count(), Record.get_by_id(record.id).__data__) == before
        told = caught.value.refusals
        assert told
        assert all(each.message and each.cure and each.ground for each in told)
        shown = explain(Record.get_by_id(record.id), step, self.actor(who)).refusals
        assert {each.message for each in shown} <= {each.message for each in told}
        return told

    def against(self, record: Record, step: str, who: str | Actor, /, **values: Any) -> set[str]:
        """Try a step that must be refused and return the sources of all grounds: clauses, settings, permissions."""
        return {each.ground.source for each in self.refusals(record, step, who, **values) if each.ground}

    def stopped(self, clause: str, record: Record, step: str, who: str | Actor, /, **values: Any) -> str:
        """Try a step that the rule of ``clause`` stops, and return the article that the refusal names.

        With all other rules off, nothing but this one stands in the way: without it the step is taken.
        """
        with self.only(clause):
            assert self.against(record, step, who, **values) == {clause}
        return article(self.refusals(record, step, who, **values), clause)

    @contextmanager
    def only(self, clause: str) -> Iterator[None]:
        """Run the block with the rule of ``clause`` alone, so that nothing else can be what refuses."""
        before = rules_off.get()
        tied = {
            each.ground.source for flow in workflows.get().values() for rules in flow.rules.values() for each in rules
        }
        tied |= {
            duty.id
            for office in municipality.get().offices.values()
            for duty in map(office.ground, office.rules)
            if duty
        }
        assert clause in tied
        rules_off.put(self.office.app, before | (tied - {clause}))
        try:
            yield
        finally:
            rules_off.put(self.office.app, before)


def article(told: tuple[Refusal, ...], clause: str) -> str:
    """Return the article that the refusals name for ``clause``; fails when none rests on it."""
    grounds = {each.ground.source: each.ground for each in told if each.ground}
    assert clause in grounds, f"refused by {sorted(grounds)}"
    assert grounds[clause].kind == "rule"
    assert grounds[clause].text
    return grounds[clause].article
