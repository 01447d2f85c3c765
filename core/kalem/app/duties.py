"""Which clause of the regulation is fulfilled by what, and which waits for what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kalem.config import Duty as ClauseOfFile
from kalem.config import Municipality, Office, Position, capabilities
from kalem.i18n import gettext as _

from .assembly import Parts

#: What the core itself fulfils, beside record types: the capability, and by what.
BY_CORE: Mapping[str, str] = {
    "legal-frame": "kalem duties",
    "glossary": "kalem duties",
    "org-structure": "kalem apply",
    "reporting-line": "organisation.superior",
    "delegation": "organisation.delegation",
    "role-scope": "organisation.scope",
    "supervision": "records.supervise",
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
        status, told = "missing", _("“%(label)s” veren bir eklenti", label=capabilities()[duty.capability])
    elif _reachable(file, office, duty, by, parts):
        status, told = "fulfilled", by
    else:
        status, told = "missing", _("sahibinin yetkisi: %(by)s", by=by)
    return Duty(duty.id, duty.article, duty.capability, duty.owner, duty.kind, status, told, duty.summary)


def _reachable(file: Municipality, office: Office, duty: ClauseOfFile, by: str, parts: Parts) -> bool:
    """Whether some position of the clause's owner may work with what fulfils it."""
    type = parts.types.get(by)
    if type is None:
        return True
    wanted = {type.permission_to_create, type.permission_to_work}
    wanted |= {permission for step in type.drawn_for(office).steps for permission in step.permission.split()}
    return any(
        not wanted.isdisjoint(file.roles[role].may)
        for position in _owning(file, office, duty)
        for role in position.roles
    )


def _owning(file: Municipality, office: Office, duty: ClauseOfFile) -> Iterator[Position]:
    """Yield the positions of a clause's owner: those of a unit and of all below it, the position itself, a role's."""
    top = {"office": office.unit, "unit": duty.owner}.get(duty.owner_kind)
    units = file.subtree(top) if top is not None else ()
    for position in file.positions.values():
        if position.unit in units or position.id == duty.owner or duty.owner in position.roles:
            yield position
