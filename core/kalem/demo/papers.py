"""The stories of papers: what comes in and what becomes of it, and what the office writes."""

from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

from kalem.config import Office
from kalem.context import today
from kalem.organisation.directory import directory
from kalem.records import Record
from kalem.records.attachments import attach
from kalem.registry.chain import items_of, next_item
from kalem.registry.channels import INCOMING, OUTGOING
from kalem.registry.handling import intake_steps
from kalem.registry.incoming import IncomingDocument
from kalem.registry.letters import Letter
from kalem.workflow.run import StepRun

from . import scans
from .play import Play, Story
from .words import (
    BODY,
    COMPANIES,
    INSTRUCTIONS,
    LETTERS,
    MATTERS,
    NOTES,
    OWN_BODY,
    REFUSALS,
    RESULTS,
    RETURNS,
    TYPOS,
    VOIDS,
    Matter,
    institution,
    person,
)

#: A day of the office, in minutes.
DAY = 540

INCOMING_TYPE, OUTGOING_TYPE, INTERNAL_TYPE = "registry.incoming", "registry.outgoing", "registry.internal"

#: States at which papers of the last days are left, so that each is seen.
STOPS = (
    "arrived",
    "registered",
    "in_dossier",
    "with_director",
    "referred",
    "assigned",
    "answering",
    "answered",
    "concluded",
)


class Papers:
    """Tells the stories of one office's papers."""

    def __init__(self, play: Play, office: Office, dossiers: dict[str, int]) -> None:
        """``dossiers`` are record ids by file plan code."""
        self.play = play
        self.office = office
        self.dossiers = dossiers
        self.random: Random = play.random

    # --- what comes in ---

    def incoming(self, *, stop: str = "", level: int = 0, due: int | None = None) -> Story:
        """Tell the story of an incoming document; it stays in the state ``stop``, or goes all the way.

        ``due``: working on it ends so many days from its arrival.
        """
        matter = self.random.choice(MATTERS)
        values = self._incoming_values(matter, level)
        opened = self.play.open(
            INCOMING_TYPE,
            self.play.with_right("registry.register", self.office, level),
            values,
            self._scan(matter, values),
        )
        if opened is None:
            return
        record, _registrar = opened
        for step in intake_steps(self.office):
            if self._state(record) == stop:
                return
            yield self.random.randint(4, 70)
            filing = {"dossier": self._dossier(matter.code)} if step == "dossier" else None
            if self.play.step(record, step, filing) is None:
                return
            if step == "register" and self.random.random() < 0.04 and not stop:
                yield self.random.randint(10, 200)
                self.play.step(
                    record, "void", {"note": self.random.choice(VOIDS)}, self.play.with_right("registry.void")
                )
                return
        if self.random.random() < 0.06:
            self.play.mend(
                record, {**values, "subject": values["subject"] + " (düzeltildi)"}, self.random.choice(TYPOS)
            )
        if self._state(record) == stop:
            return
        yield self.random.randint(30, DAY)
        if not self._refer(record, due):
            return
        if self.random.random() < 0.08 and not stop:
            yield self.random.randint(40, 300)
            if self.play.step(record, "return", {"note": self.random.choice(RETURNS)}) is not None:
                yield self.random.randint(30, DAY)
                if not self._refer(record, due):
                    return
        yield from self._work(record, matter, stop, due)

    def _work(self, record: Record, matter: Matter, stop: str, due: int | None) -> Story:
        if self._state(record) == stop:
            return
        yield self.random.randint(20, DAY)
        if self.random.random() < 0.85 or stop == "assigned":
            self._assign(record, due)
        if self._state(record) == stop:
            return
        if self.random.random() < 0.12:
            self.play.remark(record, self.random.choice(NOTES))
        yield self.random.randint(60, 5 * DAY)
        if self.random.random() < 0.15:
            self.play.step(record, "check", {"complete": self.random.random() < 0.8, "note": "Ek listesi denetlendi."})
        if stop in ("answering", "answered") or (self.random.random() < 0.6 and stop != "concluded"):
            yield from self._answer(record, matter, stop)
        elif self.play.step(record, "conclude", {"note": self.random.choice(RESULTS)}) is None:
            return
        if self._state(record) in (stop, "answering"):
            return
        yield self.random.randint(30, 2 * DAY)
        self.play.step(record, "file", {"dossier": self._dossier(matter.code)})

    def _answer(self, record: Record, matter: Matter, stop: str) -> Story:
        internal = self.random.random() < 0.15 and stop == ""
        values = {
            "subject": f"Cevap: {matter.subject}",
            "file_plan_code": matter.code,
            "dossier": self._dossier(matter.code),
            "body": BODY.format(subject=matter.subject),
            "confidentiality": str(Record.get_by_id(record.id).confidentiality),
        }
        if internal and (target := self._directorate()):
            begun = self.play.reply(record, "answer_internal", INTERNAL_TYPE, {**values, "addressee": target})
        else:
            sender = IncomingDocument.get_by_id(record.id).sender
            begun = self.play.reply(record, "answer", OUTGOING_TYPE, {**values, "addressee": sender})
        if begun is not None and stop != "answering":
            yield from self._sending(begun[0])

    def _refer(self, record: Record, due: int | None) -> bool:
        targets = self._targets(record)
        if not targets:
            return False
        last = today() + timedelta(days=self.random.randint(3, 15) if due is None else due)
        values: dict[str, Any] = {
            "action": targets,
            "information": [],
            "note": self.random.choice(INSTRUCTIONS),
            "due": last if due is not None or self.random.random() < 0.6 else None,
        }
        if self.random.random() < 0.15:
            values["information"] = [each for each in self._targets(record) if each not in targets]
        return self.play.step(record, "refer", values) is not None

    def _targets(self, record: Record) -> list[str]:
        """Return to whom a document goes: mostly one unit, sometimes two, another directorate, or one person."""
        known = directory()
        own = [u for u in known.units.values() if u.office == self.office.id and u.closed_at is None]
        level = record.confidentiality
        cleared = [f"u{unit.id}" for unit in own if known.clearance(f"u{unit.id}") >= level]
        outside = [f"u{unit.id}" for unit in known.units.values() if unit.outside and unit.closed_at is None]
        chance = self.random.random()
        if not cleared:
            return []
        if chance < 0.12 and outside and not level:
            return [self.random.choice(outside)]
        if chance < 0.25 and len(cleared) > 1:
            return self.random.sample(cleared, 2)
        if chance < 0.33 and outside and not level:
            return [self.random.choice(cleared), self.random.choice(outside)]
        return [self.random.choice(cleared)]

    def _assign(self, record: Record, due: int | None) -> None:
        """Give the document to somebody of the unit that has it."""
        unit = Record.get_by_id(record.id).unit_id
        level = record.confidentiality
        people = [
            actor
            for actor in self.play.with_right("registry.work", self.office, level)
            if any(seat.unit_id == unit for seat in actor.seats)
        ]
        named = self.office.referral.assign_by
        assigners = self.play.with_right("registry.assign")
        # The unit's own head first, where the office lets him.
        assigners.sort(key=lambda a: not any(s.unit_id == unit and (not named or s.slug in named) for s in a.seats))
        if not people or not assigners:
            return
        values = {
            "person": f"w{people[0].user_id}",
            "note": self.random.choice(INSTRUCTIONS) if self.random.random() < 0.5 else None,
            "due": today() + timedelta(days=self.random.randint(2, 8))
            if due is None and self.random.random() < 0.3
            else None,
        }
        self.play.step(record, "assign", values, assigners)

    # --- what the office writes ---

    def letter(self, *, stop: str = "", level: int = 0) -> Story:
        """Tell the story of a letter that answers nothing; it stays in the state ``stop``, or goes all the way."""
        subject, code = self.random.choice(LETTERS)
        values = {
            "subject": subject,
            "confidentiality": str(level),
            "file_plan_code": code,
            "dossier": self._dossier(code),
            "body": OWN_BODY.format(subject=subject),
        }
        writers = self.play.with_right("registry.draft", self.office, level)
        target = self._directorate()
        if target and self.random.random() < 0.4:
            opened = self.play.open(INTERNAL_TYPE, writers, {**values, "addressee": target})
        else:
            addressee = institution(self.random, self.play.file.province)
            opened = self.play.open(OUTGOING_TYPE, writers, {**values, "addressee": addressee}, self._annex())
        if opened is not None and stop != "draft":
            yield from self._sending(opened[0], stop)

    def _sending(self, record: Record, stop: str = "") -> Story:
        """Tell how a draft is initialled, signed, sent and filed."""
        yield self.random.randint(30, DAY)
        if self.random.random() < 0.2:
            body = Letter.get_by_id(record.id).body + "\n\nEk: 1 liste"
            self.play.step(record, "rewrite", {"body": body, "note": "Ek listesi eklendi"})
            yield self.random.randint(10, 200)
        if self.play.step(record, "submit") is None:
            return
        refused = stop == "refused" or (not stop and self.random.random() < 0.1)
        while (item := next_item(items_of(record.id))) is not None:
            if stop == "in_chain" and (item.kind != "initial" or self.random.random() < 0.5):
                return
            yield self.random.randint(20, DAY)
            if refused:
                refused = False
                if self.play.step(record, "refuse", {"note": self.random.choice(REFUSALS)}) is None or stop:
                    return
                yield self.random.randint(20, DAY)
                if self.play.step(record, "submit") is None:
                    return
            elif self.play.step(record, "initial" if item.kind == "initial" else "sign") is None:
                return
        yield from self._after_signature(record, stop)

    def _after_signature(self, record: Record, stop: str) -> Story:
        if stop == "signed":
            return
        yield self.random.randint(15, 300)
        if not stop and self.random.random() < 0.02:
            reason = {"note": "Muhatabın isteği üzerine gönderilmedi."}
            self.play.step(record, "void", reason, self.play.with_right("registry.void"))
            return
        channel = self.random.choice([name for name, _label in OUTGOING])
        sent = {
            "channel": channel,
            "sent_on": today(),
            "tracking": f"RR{self.random.randint(10**8, 10**9)}TR" if channel in ("registered", "aps") else None,
            "received_by": person(self.random) if channel == "hand" else None,
        }
        if self.play.step(record, "dispatch", sent) is None or stop == "sent":
            return
        yield self.random.randint(30, 3 * DAY)
        details = Letter.get_by_id(record.id)
        self.play.step(record, "file", {"dossier": details.dossier or self._dossier(details.file_plan_code or "")})

    # --- what papers say ---

    def _incoming_values(self, matter: Matter, level: int) -> dict[str, Any]:
        numbered = matter.sender == "institution" or self.random.random() < 0.4
        return {
            "subject": matter.subject,
            "confidentiality": str(level),
            "channel": self.random.choice(matter.channels or [name for name, _label in INCOMING]),
            "sender": self._sender(matter.sender),
            "kind": matter.kind,
            "their_date": today() - timedelta(days=self.random.randint(0, 9)),
            "their_number": f"E-{self.random.randint(10**7, 10**8)}-{matter.code}-{self.random.randint(100, 9999)}"
            if numbered
            else None,
            "file_plan_code": matter.code if self.random.random() < 0.8 else None,
            "annexes": self.random.choice((0, 0, 0, 1, 1, 2, 5)),
        }

    def _sender(self, kind: str) -> str:
        if kind == "company":
            return self.random.choice(COMPANIES)
        if kind == "person":
            return person(self.random)
        return institution(self.random, self.play.file.province)

    def _scan(self, matter: Matter, values: dict[str, Any]) -> Any:
        """Return what attaches the paper's page image, and sometimes a text; nothing for a telephone call."""
        chance = self.random.random()
        if values["channel"] == "phone" or chance > 0.7:
            return None
        paragraphs = (
            f"Sayı : {values['their_number'] or '—'}    Tarih : {values['their_date']:%d.%m.%Y}",
            f"Konu : {matter.subject}",
            f"{matter.subject} hususunda gereğini bilgilerinize arz ederiz.",
        )
        image = scans.page(values["sender"], paragraphs)

        def add(run: StepRun) -> None:
            by = run.actor.by(run.seat)
            attach(run.act, run.record, BytesIO(image), "evrak.pdf", by=by, kind="scan")
            if chance < 0.12:
                text = f"{matter.subject}\nKatılacaklar listesi\n1. {person(self.random)}\n2. {person(self.random)}\n"
                attach(run.act, run.record, BytesIO(text.encode()), "ek liste.txt", by=by)

        return add

    def _annex(self) -> Any:
        if self.random.random() > 0.3:
            return None

        def add(run: StepRun) -> None:
            text = (
                f"{run.record.subject}\nDağıtım listesi\nGereği: {institution(self.random, self.play.file.province)}\n"
            )
            attach(run.act, run.record, BytesIO(text.encode()), "dağıtım listesi.txt", by=run.actor.by(run.seat))

        return add

    def _dossier(self, code: str) -> int:
        """Return the open dossier of a file plan code; that of the wishes for one that has none."""
        return self.dossiers.get(code) or next(iter(self.dossiers.values()))

    def _directorate(self) -> str:
        outside = [unit for unit in directory().units.values() if unit.outside and unit.closed_at is None]
        return str(self.random.choice(outside).id) if outside else ""

    @staticmethod
    def _state(record: Record) -> str:
        return str(Record.get_by_id(record.id).state)
