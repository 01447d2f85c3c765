"""Scope: a seat acts on its own units only, as its roles narrow it."""

from kalem.i18n import gettext as _

from .seats import Seat
from .structure import SCOPE_RULES, municipality, tree


def scope_refusal(seat: Seat, unit_id: int, *, given: bool = True) -> tuple[str, str] | None:
    """Return why ``seat`` may not act on the unit, as rule id and text; None when it may.

    A seat bound to units attached to it is no head of the unit in which it stands: there it acts only on what is
    ``given`` to it in person. The rule is ``scope-own-unit`` or ``scope-attached-units`` for a seat whose roles narrow
    it, and empty where the unit simply lies outside the seat's office (a missing right).
    """
    if unit_id in seat.units and (given or unit_id != seat.unit_id or not _stands_apart(seat)):
        return None
    name = municipality.get().units[tree.get().slugs[unit_id]].name
    if seat.scope == "unit":
        text = _("%(title)s yalnız kendi biriminde işlem yapar, %(unit)s biriminde değil.", title=seat.title, unit=name)
    elif seat.scope == "attached":
        text = _(
            "%(title)s yalnız bağlı birimlerinde işlem yapar; %(unit)s ona bağlı değil.", title=seat.title, unit=name
        )
    else:
        text = _("%(title)s görevinin yetki alanı %(unit)s birimini kapsamıyor.", title=seat.title, unit=name)
    return SCOPE_RULES.get(seat.scope or "", ""), text


def _stands_apart(seat: Seat) -> bool:
    """Whether the seat is bound to attached units and its own unit is none of them."""
    return seat.scope == "attached" and seat.unit_slug not in municipality.get().positions[seat.slug].attached
