"""Which clause of the regulation is fulfilled by what, and which waits for what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kalem.config import Duty as ClauseOfFile
from kalem.config import Municipality, Office, Position, capability_label
from kalem.i18n import gettext as _
from kalem.organisation.structure import BY_APPOINTMENT, SCOPE_RULES
from kalem.records import RecordType

from .assembly import Parts

#: What the core itself fulfils, beside record types: the capability, and by what. What is a permission is asked for.
BY_CORE: Mapping[str, str] = {
    "legal-frame": "kalem duties",
    "glossary": "kalem duties",
    "org-structure": "kalem apply",
    "reporting-line": "organisation.superior",
    "delegation": "organisation.delegation",
    "role-scope": "organisation.scope",
    "supervision": "records.supervise",
    "electronic-register": "registry.registers",
}

#: The rules of the core, by the capability whose clauses they uphold.
RULES_OF_CORE: Mapping[str, tuple[str, ...]] = {
    "delegation": (BY_APPOINTMENT,),
    "role-scope": tuple(SCOPE_RULES.values()),
    # Printed pages are numbered and have a place for signatures and file; that they were signed and filed, nothing
    # keeps yet: a clause that asks for it waits.
    "electronic-register": ("printout-kept",),
}

#: The steps of a record type that are the work of a capability; where none is named, that is to create a record.
WORK: Mapping[str, tuple[str, ...]] = {
    "referral": ("refer",),
    "task-assignment": ("assign",),
    "document-control": ("check",),
    "outgoing-letter": ("submit", "sign"),
    "paraf-imza-chain": ("initial", "sign"),
    "dispatch": ("dispatch",),
}


@dataclass(frozen=True)
class Duty:
    """One clause of an office, and how it stands."""

    id: str
    article: str
    capability: str
    #: The owner's id in the file.
    owner: str
    kind: str
    #: ``fulfilled``, ``missing`` or ``policy``.
    status: str
    #: What fulfils it: a record type or a part of the core; for a missing one what it waits for.
    by: str
    summary: str


def duties(file: Municipality, parts: Parts) -> list[Duty]:
    """Return every clause of every office of the file."""
    fulfilled = fulfilments(parts)
    return [_duty(file, office, duty, parts, fulfilled) for office in file.offices.values() for duty in office.duties]


def fulfilments(parts: Parts) -> dict[str, str]:
    """Return by which part of the assembled office each capability is fulfilled."""
    found = dict(BY_CORE)
    for type in parts.types.values():
        for capability in type.fulfilled:
            found.setdefault(capability, type.id)
    return found


def _duty(file: Municipality, office: Office, duty: ClauseOfFile, parts: Parts, fulfilled: Mapping[str, str]) -> Duty:
    by = fulfilled.get(duty.capability)
    if duty.kind == "policy":
        status, told = "policy", by or ""
    elif by is None:
        status, told = "missing", _("“%(label)s” veren bir eklenti", label=capability_label(duty.capability))
    elif not _reachable(file, office, duty, by, parts):
        status, told = "missing", _("sahibinin yetkisi: %(by)s", by=by)
    elif duty.kind == "rule" and not _upheld(office, duty, by, parts):
        status, told = "missing", _("maddeye bağlanmış bir kural: %(by)s", by=by)
    else:
        status, told = "fulfilled", by
    return Duty(duty.id, duty.article, duty.capability, duty.owner, duty.kind, status, told, duty.summary)


def _reachable(file: Municipality, office: Office, duty: ClauseOfFile, by: str, parts: Parts) -> bool:
    """Whether some position of the clause's owner has the right to what fulfils it."""
    positions = list(_owning(file, office, duty))
    type = parts.types.get(by)
    if type is not None:
        wanted = _wanted(type, office, duty.capability)
    elif by in parts.permissions:
        wanted = {by}
    else:
        return bool(positions)
    return any(not wanted.isdisjoint(file.roles[role].may) for position in positions for role in position.roles)


def _wanted(type: RecordType, office: Office, capability: str) -> set[str]:
    """Return the permissions of which one lets somebody do the work of a capability with a record type."""
    steps = [step for step in type.drawn_for(office).steps if step.id in WORK.get(capability, ())]
    return {word for step in steps for word in step.permission.split()} or {type.permission_to_create}


def _owning(file: Municipality, office: Office, duty: ClauseOfFile) -> Iterator[Position]:
    """Yield the positions of a clause's owner: those of a unit and of all below it, the position itself, a role's.

    What belongs to the whole office, or to a body that has no users here, is anybody's in the office.
    """
    top = duty.owner if duty.owner_kind == "unit" else office.unit
    units = file.subtree(top) if duty.owner_kind in ("office", "body", "unit") else ()
    for position in file.positions.values():
        if position.unit in units or position.id == duty.owner or duty.owner in position.roles:
            yield position


def _upheld(office: Office, duty: ClauseOfFile, by: str, parts: Parts) -> bool:
    """Whether a rule that runs here is tied to the clause; always where there are no rules that could be."""
    type = parts.types.get(by)
    if type is None:
        rules = set(RULES_OF_CORE.get(duty.capability, ()))
    else:
        flow = type.drawn_for(office)
        rules = {rule.id for rule in (*type.upheld, *(rule for step in flow.steps for rule in step.rules))}
        assembled = parts.workflows[office.id, type.id].rules.values()
        rules |= {tied.rule.id for several in assembled for tied in several}
    return not rules or any(office.rules.get(rule) == duty.short for rule in rules)
