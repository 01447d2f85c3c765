"""The ground that a refusal of this room rests on, from the municipality's file in force."""

from kalem.config import SETTING, Municipality, Office
from kalem.i18n import gettext as _
from kalem.refusal import Ground


def clause_of(municipality: Municipality, office: str | None, rule: str) -> str | None:
    """Return the full id of the clause that ``rule`` of ``office`` rests on; None: it is off, or a mere setting."""
    short = municipality.offices[office].rules.get(rule) if office is not None else None
    if office is None or short is None or short == SETTING:
        return None
    return f"{municipality.offices[office].regulation.prefix}-{short}"


def ground_of(office: Office | None, rule: str) -> Ground:
    """Return the ground of ``rule`` in ``office``: its clause, or the setting where the text is silent."""
    duty = office.ground(rule) if office is not None and rule in office.rules else None
    if duty is None:
        return Ground("setting", source=rule, text=_("Yönetmelik bu konuda bir şey söylemiyor; kurumun ayarı böyle."))
    return Ground("rule", article=duty.article, source=duty.id, text=duty.summary)
