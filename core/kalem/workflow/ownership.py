"""Whose work it is: the owner of a capability, as the office's clauses and its file say."""

from kalem.config import Municipality, Office
from kalem.i18n import gettext as _
from kalem.organisation import Seat, municipality
from kalem.records import RecordType
from kalem.refusal import Ground, Refusal


def owners(office: Office, capability: str) -> tuple[str, ...]:
    """Return the units and positions that a capability belongs to; empty when no clause names it."""
    ownership = office.capabilities.get(capability)
    return (ownership.owner, *ownership.shared_with) if ownership else ()


def is_owner(office: Office, capability: str, seat: Seat) -> bool:
    """Whether ``seat`` may do the capability's work: it is named, or its unit is, or lies in a line with one that is.

    The head of a directorate may do what his units may, and a bureau what belongs to the unit above it.
    """
    whole = municipality.get()
    named = owners(office, capability)
    if not named:
        return True
    if seat.slug in named:
        return True
    units = {whole.positions[name].unit if name in whole.positions else name for name in named}
    units = {office.unit if unit == "office" else unit for unit in units if unit is not None}
    mine = seat.unit_slug
    return any(unit in _line(whole, mine) or mine in _line(whole, unit) for unit in units if unit is not None)


def not_the_owner(type: RecordType, seat: Seat) -> Refusal | None:
    """Return the refusal of a seat whose work records of ``type`` are not; its ground is the clause that says so."""
    whole = municipality.get()
    if seat.office is None:
        return None
    office = whole.offices[seat.office]
    if is_owner(office, type.capability, seat):
        return None
    names = [_name(whole, office, owner) for owner in owners(office, type.capability)]
    duty = next((duty for duty in office.duties if duty.capability == type.capability), None)
    ground = (
        Ground("rule", article=duty.article, source=duty.id, text=duty.summary)
        if duty
        else Ground("setting", source=f"capability.{type.capability}", text=_("Kurumun görev dağılımı"))
    )
    return Refusal(
        _("%(label)s açmak sizin biriminizin işi değil.", label=type.label),
        _("Bu işin sahibi: %(names)s.", names=", ".join(names)),
        ground,
    )


def _line(whole: Municipality, unit: str | None) -> set[str]:
    """Return a unit and all units above it."""
    found: set[str] = set()
    while unit is not None and unit not in found:
        found.add(unit)
        unit = whole.units[unit].parent if unit in whole.units else None
    return found


def _name(whole: Municipality, office: Office, owner: str) -> str:
    if owner in whole.positions:
        return whole.positions[owner].title
    return whole.units[office.unit if owner == "office" else owner].name
