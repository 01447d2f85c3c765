"""What the office's file says of the registry, as principals."""

from collections.abc import Iterable

from kalem.config import Office
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Unit, municipality
from kalem.organisation.directory import directory
from kalem.text import fold

#: The uses of the office's own registers.
INCOMING, OUTGOING, INTERNAL = "incoming", "outgoing", "internal"

#: Titles of the office's registers where its file gives none.
REGISTERS = {
    INCOMING: _l("Gelen evrak defteri"),
    OUTGOING: _l("Giden evrak defteri"),
    INTERNAL: _l("Kurum içi yazı defteri"),
}


def directorates() -> list[Unit]:
    """Return the municipality's other directorates, in Turkish order."""
    units = (unit for unit in directory().units.values() if unit.outside and unit.closed_at is None)
    return sorted(units, key=lambda unit: unit.sort_key)


def directorate_names() -> set[str]:
    """Return their names, folded: those of correspondents are compared with them so."""
    return {fold(unit.name) for unit in directorates()}


def register_title(office: Office, use: str) -> str:
    """Return what the office calls its register of ``incoming``, ``outgoing`` or ``internal`` documents."""
    return str(office.registers.names.get(use, REGISTERS[use]))


def principals(names: Iterable[str]) -> list[str]:
    """Return the principals of positions and units that the file names; unknown ones are left out."""
    known = directory()
    found = []
    for name in names:
        if name in known.position_by_slug:
            found.append(f"p{known.position_by_slug[name].id}")
        elif name in known.unit_by_slug:
            found.append(f"u{known.unit_by_slug[name].id}")
    return found


def with_permission(office: Office, permission: str) -> list[str]:
    """Return the principals of the office's own positions whose roles carry ``permission``, as the file orders them."""
    whole = municipality.get()
    names = [
        position.id
        for position in whole.positions.values()
        if position.unit is not None
        and whole.units[position.unit].office == office.id
        and any(permission in whole.roles[role].may for role in position.roles)
    ]
    return principals(names)


def referrers(office: Office) -> list[str]:
    """Return for whom a registered document waits: those who refer, or, where the file is silent, who may."""
    return principals(office.referral.by) or with_permission(office, "registry.refer")


def registrars(office: Office) -> list[str]:
    """Return for whom arrived documents, signed letters and finished work wait: those who register."""
    return principals(office.intake.registered_by) or with_permission(office, "registry.register")
