"""What a municipality's file says, as frozen objects.

Optional parts are ``None`` or empty where the file is silent: silence is never filled with a default, because
what a regulation does not say must not be forced on an office. Ids are the file's own short names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

#: Confidentiality by the word of the file; a role's ``clearance`` is the number (0: open records only).
CLEARANCES: Mapping[str, int] = {"hizmete_ozel": 1, "gizli": 2, "cok_gizli": 3}

Scope = Literal["unit", "attached"]
AddresseeClass = Literal["internal", "external"]
DutyKind = Literal["feature", "rule", "policy"]
OwnerKind = Literal["office", "unit", "position", "role", "body"]
Medium = Literal["electronic", "paper", "both"]

#: Owner of clauses that belong to the whole office.
OFFICE = "office"

#: In ``[office.X.rule]``: the office wants the rule although its text is silent.
SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Role:
    """A set of permissions that positions carry."""

    id: str
    label: str
    #: Permissions of the core and of enabled plugins; whether they exist is the application's business.
    may: frozenset[str]
    #: Highest confidentiality that is read: 0 open, 1 hizmete özel, 2 gizli, 3 çok gizli.
    clearance: int
    #: Only its own unit (``unit``), only units attached to it (``attached``), or the whole office (None).
    scope: Scope | None


@dataclass(frozen=True, slots=True)
class Security:
    """How people sign in, and how long it is kept who read what. The program's own values hold where None stands."""

    #: Minutes without a request after which a session ends.
    idle_minutes: int | None
    #: Roles whose holders sign in with a second step only.
    second_factor: frozenset[str]
    #: Days for which it is kept who opened which personal data.
    readings_kept_days: int | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the organisation tree, or another directorate that only takes letters and referrals."""

    id: str
    #: The office it belongs to, taken over from the unit above; None for the mayor's own and outside units.
    office: str | None
    #: Any word: müdürlük, birim, bölüm, büro, şeflik, kalem.
    kind: str
    name: str
    parent: str | None
    #: Has no users here.
    outside: bool
    #: Superiors: the first by right, the others only while a dated appointment names them.
    answers_to: tuple[str, ...]
    #: Whether the superior may appoint anyone in his place, whatever the rank.
    designee: bool | None
    #: Position at the head of the unit.
    head: str | None
    #: Closed, and its open records went to this unit.
    successor: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """A named place that a user holds from a date to a date."""

    id: str
    #: None: belongs to no unit of the file (a solution expert in any directorate).
    unit: str | None
    title: str
    roles: tuple[str, ...]
    #: Superiors, all of them at once.
    answers_to: tuple[str, ...]
    #: Units it looks after without heading them (a role of scope ``attached`` acts on these).
    attached: tuple[str, ...]
    #: How many people hold it at once; None: as many as needed.
    seats: int | None
    #: False where clauses name the position but the text's list of the organisation does not.
    listed: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A body outside the office that clauses belong to (Belediye Meclisi)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopted a regulation, when, under which number and by which vote."""

    by: str | None
    on: date | None
    number: str | None
    vote: str | None


@dataclass(frozen=True, slots=True)
class Regulation:
    """The text that an office works under."""

    #: Beginning of the clauses' full ids: ``ilce`` makes ``ilce-m22-c2`` of ``m22-c2``.
    prefix: str
    title: str
    adopted: Adoption | None
    in_force: date | None
    #: What after the council's acceptance puts it in force: nothing more, publication, or sending it to the
    #: civil administrator.
    enters: Literal["acceptance", "publication", "submission"] | None
    #: What applies where the text is silent.
    silent: str | None
    #: Laws it rests on.
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignChain:
    """Initials and signature of letters to one class of addressees."""

    #: Position ids, or ``author`` and ``unit_head``.
    initials: tuple[str, ...]
    #: The first signs by right, the others only under his dated delegation; empty: the head of the office does.
    signed_by: tuple[str, ...]
    #: ``ordered``: one after the other; ``parallel``: as they come.
    order: Literal["ordered", "parallel"]
    #: Whether a signer's own initial is no longer asked for; None: an open point of the text.
    signer_initial_exempt: bool | None
    #: The rule of the office that stands behind it; None: a setting, the text is silent.
    rule: str | None


@dataclass(frozen=True, slots=True)
class Intake:
    """What happens to an incoming document before work on it begins."""

    #: Of custody, register, dossier, director and refer, in the office's order; empty: silent.
    steps: tuple[str, ...]
    #: Positions and units that register.
    registered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """Who hands documents on, and what goes with them to another directorate."""

    #: Positions that refer to units.
    by: tuple[str, ...]
    #: Positions that assign to persons.
    assign_by: tuple[str, ...]
    cover_letter: bool | None
    custody: bool | None
    medium: Medium | None


@dataclass(frozen=True, slots=True)
class Reply:
    """Who writes the reply: ``assignee``, or positions; empty: silent."""

    by: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters are made."""

    #: Title of the regulation on official correspondence that the text names.
    regulation: str | None
    #: Set of templates.
    templates: str | None
    medium: Medium | None
    #: Whether all declared annexes are checked before the first initial.
    check_attachments: bool | None


@dataclass(frozen=True, slots=True)
class Registers:
    """How registers are kept and printed."""

    medium: Medium | None
    #: ``automatic``: the text wants numbers from the system; ``register``: by number in the register.
    numbering: Literal["automatic", "register"] | None
    #: Incoming and outgoing each in its own register.
    separate: bool | None
    #: Names of the registers by their use (``incoming``, ``outgoing``, ``internal``).
    names: Mapping[str, str]
    #: What a printout needs: page_numbers, signed, filed.
    printout: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """What a holder does who leaves."""

    #: Leaving is refused before the handover is complete.
    required: bool | None
    #: After a death the superior's minutes stand for the holder's signature.
    minutes_on_death: bool | None
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Custody:
    """Who holds what against signature."""

    required: bool | None
    #: ``intake``: at the door; ``assignment``: before it is given to a person.
    stage: Literal["intake", "assignment"] | None
    signature: bool | None
    #: Of document, post, file, job and goods.
    kinds: tuple[str, ...]
    #: Units and positions that keep the ledger.
    kept_by: tuple[str, ...]
    handover: Handover | None


@dataclass(frozen=True, slots=True)
class Archive:
    """Where finished documents go."""

    #: Unit or position that runs the archive.
    owner: str | None
    #: Positions that answer for safekeeping and retrieval.
    keepers: tuple[str, ...]
    #: Only finished items are taken in.
    finished_only: bool | None
    #: Of physical and digital; both listed: both are required.
    copies: tuple[str, ...]
    #: One copy of each letter stands in its subject file.
    copy_in_dossier: bool | None
    #: Retention and destruction are in use.
    disposal: bool | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time in which, or a rhythm at which, something is done."""

    id: str
    #: Days; None: the text gives no number and the office entered none.
    length: int | None
    day: Literal["calendar", "working"] | None
    #: day, week, month, quarter or year for a periodic duty; ``always`` for one that never rests.
    every: Literal["day", "week", "month", "quarter", "year", "always"] | None
    #: Every so many days, weeks, …; None: each.
    interval: int | None
    #: Month and day of a yearly duty, as (12, 31).
    due: tuple[int, int] | None
    #: Days before the end at which a warning goes out.
    warn: int | None
    #: Short id of the clause it rests on; None: a setting of the office.
    clause: str | None
    #: Label of that clause, as ``m.7/16``.
    article: str | None
    #: What it is the time of; taken from the clause where the file does not say.
    capability: str | None


@dataclass(frozen=True, slots=True)
class Closing:
    """What must have happened before a citizen's matter may be closed."""

    id: str
    capability: str
    clauses: tuple[str, ...]
    #: Ways it comes in: phone, in_person, fax, email, post, edevlet, cimer, written, oral, electronic, mbs.
    channels: tuple[str, ...]
    #: Positions that see it before it is distributed.
    shown_to: tuple[str, ...]
    #: Who must be told: positions, units, or ``applicant``, ``concerned``, ``responsible_unit``.
    tell: tuple[str, ...]
    #: Whether fulfilled or not must be recorded.
    outcome: bool | None
    #: Whether a form must be complete before it is forwarded.
    form: bool | None
    #: Whether the citizen follows it online.
    online: bool | None


@dataclass(frozen=True, slots=True)
class Officer:
    """A statutory office inside the directorate: who holds or appoints it."""

    id: Literal["spending", "tender", "realisation", "movables"]
    position: str | None
    appointed_by: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose the work of a capability is: a unit or position, and those it is shared with."""

    owner: str
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One clause of a regulation."""

    #: With the regulation's prefix: ``ilce-m22-c2``.
    id: str
    #: Without it: ``m22-c2``.
    short: str
    #: As people cite it: ``m.22``.
    article: str
    kind: DutyKind
    capability: str
    summary: str
    #: Id of a unit, position, role or body, or ``office``.
    owner: str
    owner_kind: OwnerKind


@dataclass(frozen=True, slots=True)
class Office:
    """A part of the municipality under one regulation."""

    id: str
    #: Its head unit.
    unit: str
    regulation: Regulation
    #: By class of addressee; an absent class: the text is silent and the office set nothing.
    sign: Mapping[AddresseeClass, SignChain]
    #: Who counts to a class of addressees, in the text's words.
    addressees: Mapping[AddresseeClass, tuple[str, ...]]
    intake: Intake
    referral: Referral
    reply: Reply
    letters: Letters
    registers: Registers
    custody: Custody
    archive: Archive
    deadlines: Mapping[str, Deadline]
    closings: Mapping[str, Closing]
    officers: Mapping[str, Officer]
    #: Rule id -> short clause id, or ``setting``. A rule that is absent is off.
    rules: Mapping[str, str]
    #: Owner by capability: as the file says, else the single owner of the capability's clauses.
    capabilities: Mapping[str, Ownership]
    duties: tuple[Duty, ...]
    #: Words of the text and what they mean there.
    terms: Mapping[str, str]
    #: Classes of staff that the text lists.
    staff_classes: tuple[str, ...]
    #: Questions that the text leaves open and that no setting answers.
    open_points: tuple[str, ...]

    def clause(self, short: str) -> Duty:
        """The clause with this short id; ``KeyError`` when there is none."""
        for duty in self.duties:
            if duty.short == short:
                return duty
        raise KeyError(short)

    def ground(self, rule: str) -> Duty | None:
        """The clause that a rule rests on; None for a mere setting; ``KeyError`` when the rule is off."""
        short = self.rules[rule]
        return None if short == SETTING else self.clause(short)


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality: everything its file says."""

    name: str
    province: str | None
    detsis: str | None
    #: Lines at the head of a paper, from the top.
    letterhead: tuple[str, ...]
    #: Path of the picture beside them, from the file's folder; None: there is none.
    logo: str | None
    #: The picture, read with the file; None where the file was read as mere text.
    picture: bytes | None
    #: Ids of enabled plugins, in the file's order.
    plugins: tuple[str, ...]
    security: Security
    roles: Mapping[str, Role]
    offices: Mapping[str, Office]
    units: Mapping[str, Unit]
    positions: Mapping[str, Position]
    bodies: Mapping[str, Body]
    #: What stands under ``[plugin.<id>]``, unchecked: the plugin's own schema validates it.
    settings: Mapping[str, Mapping[str, Any]]
    #: The file as it was read.
    text: str
    #: SHA-256 of the text in UTF-8, and of the picture where there is one (`digest_of`), in hexadecimal.
    digest: str
    #: Line of every written key under its dotted name.
    lines: Mapping[str, int]

    def where(self, key: str) -> int:
        """Line of a dotted key (``role.mudur.may``), of its nearest parent that is written, or 1."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key, 1)

    def office_of(self, unit: str | None) -> Office | None:
        """The office a unit belongs to; None for none, or for an outside unit."""
        office = self.units[unit].office if unit is not None else None
        return None if office is None else self.offices[office]

    def subtree(self, unit: str) -> tuple[str, ...]:
        """A unit and all units below it, from the top, in the file's order."""
        below = [child.id for child in self.units.values() if child.parent == unit]
        return (unit, *(deeper for child in below for deeper in self.subtree(child)))

    def clause(self, full: str) -> Duty:
        """The clause with this full id (``ilce-m22-c2``); ``KeyError`` when there is none."""
        for office in self.offices.values():
            for duty in office.duties:
                if duty.id == full:
                    return duty
        raise KeyError(full)
