"""One run of a step: all that a rule may look at and an effect may change."""

from datetime import date, datetime
from typing import Any

from kalem.config import Office
from kalem.context import now, today
from kalem.db import alone
from kalem.i18n import LazyString, source
from kalem.i18n import gettext as _
from kalem.ledger import Act, Book
from kalem.ledger.numbers import Number, Taken
from kalem.organisation import Actor, Seat, municipality, tree
from kalem.organisation.directory import directory, names_of, principal_of
from kalem.records import Details, Record, RecordType, Step, cleared, join, words
from kalem.refusal import Ground, Refusal, Refused

from .ownership import owners


class StepRun:
    """A step being judged or taken. Before it is taken, ``act`` and ``book`` are not there yet."""

    def __init__(
        self,
        *,
        record: Record,
        details: Details,
        type: RecordType,
        office: Office,
        actor: Actor,
        seat: Seat,
        step: Step | None,
        values: dict[str, Any] | None = None,
    ) -> None:
        self.record = record
        self.details: Any = details
        self.type = type
        self.office = office
        self.actor = actor
        #: As which of his positions (or for whom) the actor acts.
        self.seat = seat
        self.step = step
        #: Whether the step is only judged: nothing was filled in yet, and rules on the form's values say nothing.
        self.judging = values is None
        #: What the form gave.
        self.values = dict(values or {})
        self.book: Book
        self.act: Act

    @property
    def step_id(self) -> str:
        """The step's id; empty for a creation, a correction or a consequence."""
        return self.step.id if self.step is not None else ""

    @property
    def today(self) -> date:
        """Today, in Turkey."""
        return today()

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""
        return now()

    @property
    def head(self) -> str | None:
        """The position at the head of the office, by the file's id; None where the file names none."""
        return municipality.get().units[self.office.unit].head

    @property
    def as_head(self) -> bool:
        """Whether the actor acts as the head of the office, or for him."""
        return self.seat.slug == self.head

    @property
    def author(self) -> str:
        """What stands for the actor as the record's author: he himself, or the position for which he writes."""
        return author_of(self.actor, self.seat, self.record.confidentiality)

    def alone(self, name: str) -> None:
        """From here until the transaction ends no other step of the office runs that holds ``name`` too.

        What an effect then looks up is still true when its step is kept; it raises :class:`Refused` to keep nothing.
        """
        alone(f"{self.office.id}.{name}")

    def change(self, **values: Any) -> None:
        """Change columns of the record's row in the ledger."""
        self.act.update(self.record, **values)

    def detail(self, **values: Any) -> None:
        """Change columns of the type's own row."""
        self.act.update(self.details, **values)

    def hand_to(self, *holders: str, permission: str = "") -> None:
        """Let the record wait for these: ``u12`` a unit, ``p7`` a position, ``w5`` a person. They may then read it.

        Those who are not cleared for it are left out. When none is left it waits for the office's cleared positions
        with ``permission``, else for its head, its author or the seat that acts; :class:`Refused` when none of them is.
        """
        level = self.record.confidentiality
        able = [holder for holder in holders if cleared(holder, level)] or self._instead(permission)
        self.change(holders=join(able), readers=join(words(self.record.readers), able))

    def _instead(self, permission: str) -> list[str]:
        """Return for whom a confidential record waits when those for whom it should may not read it."""
        level = self.record.confidentiality
        seats = tree.get().seats.values()
        able = [
            f"p{seat.position_id}"
            for seat in seats
            if seat.office == self.office.id and permission in seat.permissions and seat.clearance >= level
        ]
        head = [principal_of(self.head)] if self.head is not None else []
        author = [f"w{self.record.created_by}"] if self.record.created_by is not None else []
        last = [*head, *author, f"p{self.seat.position_id}"]
        able = able or [each for each in last if cleared(each, level)][:1]
        if not able:
            raise Refused(not_cleared(_("Kaydı alabilecek, bu gizlilik derecesine yetkili kimse yok.")))
        return able

    def hand_to_unit(self) -> None:
        """Let the record wait for the unit that it belongs to."""
        self.hand_to(f"u{self.record.unit_id}")

    def hand_to_head(self) -> None:
        """Let the record wait for the head of the office; :class:`Refused` where the file names none."""
        if self.head is None:
            raise Refused(
                Refusal(
                    _("Belediye dosyası bu müdürlüğün amirini yazmıyor."),
                    _("Yönetici, dosyada birimin “head” ayarını yazmalı."),
                    Ground("setting", source=f"unit.{self.office.unit}.head", text=_("Kurumun teşkilatı")),
                )
            )
        self._send_to(principal_of(self.head))

    def hand_to_owner(self) -> None:
        """Let the record belong to and wait for whoever's work it is by the office's file.

        It stays where it is when the file names nobody, or the whole office.
        """
        named = owners(self.office, self.type.capability)
        if not named or named[0] == "office":
            return
        owner = principal_of(named[0])
        unit = directory().home_unit(owner)
        if unit is not None:
            self.change(unit_id=unit)
        self._send_to(owner)

    def _send_to(self, holder: str) -> None:
        if self.record.holders != holder:
            self.hand_to(holder)
            self.say(to=", ".join(names_of(words(self.record.holders))))

    def grant(self, *readers: str) -> None:
        """Let these read the record from now on; a position or person who is not cleared for it does not."""
        level = self.record.confidentiality
        able = [reader for reader in readers if reader.startswith("u") or cleared(reader, level)]
        self.change(readers=join(words(self.record.readers), able))

    def say(self, **about: object) -> None:
        """Tell the readers of the timeline something besides, under a name of the page's choosing.

        What is told stays: lazy texts are kept in Turkish. ``told`` and ``result`` are words of the program, which each
        reader is shown in his language (give them lazy); all else is shown as it was written.
        """
        self.act.about.update({name: _kept(text) for name, text in about.items() if text})

    def give_number(self, register: str, prefix: str = "") -> None:
        """Give the record the register's next number, as the transaction's last lock."""
        name = f"{self.office.id}.{register}"

        def use(taken: Taken) -> None:
            shown = f"{prefix}{taken.year}/{taken.no}"
            self.act.insert(Number, register=name, year=taken.year, no=taken.no, record_id=self.record.id, at=taken.at)
            self.change(register=name, year=taken.year, no=taken.no, number=shown)
            self.say(number=shown)

        self.book.number(name, use)


def _kept(text: object) -> str:
    return source(text) if isinstance(text, (str, LazyString)) else str(text)


def author_of(actor: Actor, seat: Seat, level: int) -> str:
    """Return who reads and holds what ``actor`` writes at ``level``: himself, unless only a lent seat clears him."""
    person = f"w{actor.user_id}"
    return person if cleared(person, level) else f"p{seat.position_id}"


def not_cleared(message: str) -> Refusal:
    """Return the refusal of a hand-over to those who may not read the record."""
    return Refusal(
        message,
        _("Gizlilik yetkisi olan bir görevliye havale edin."),
        Ground("right", source="clearance", text=_("Gizlilik yetkisi")),
    )
