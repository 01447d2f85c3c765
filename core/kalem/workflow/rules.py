"""Rules that guard every step of every type: who may act as a superior."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kalem.i18n import lazy_gettext as _l
from kalem.organisation import may_act_as_superior, municipality
from kalem.organisation.superiors import superiors_of
from kalem.records import rule
from kalem.refusal import Refusal

if TYPE_CHECKING:
    from .run import StepRun


@rule(
    "superior-by-appointment",
    label=_l("Birimin amiri gibi ancak birinci amirin tarihli görevlendirmesiyle işlem yapılır"),
    on=("*",),
)
def superior_by_appointment(run: "StepRun") -> Iterator[Refusal]:
    """A superior who is not the first acts over the directorate only under the first one's dated appointment.

    The first lends his own seat to one of the others only, unless the file lets him name anybody (``designee``); what
    the others are lent they do not pass on.
    """
    file, seat = municipality.get(), run.seat
    superiors = superiors_of(file, run.office.unit)
    if seat.slug not in superiors:
        return
    if seat.slug == superiors[0]:
        own = {each.slug for each in run.actor.seats if each.delegation_id is None}
        if seat.delegation_id is None or file.units[run.office.unit].designee or not own.isdisjoint(superiors[1:]):
            return
    refusal = may_act_as_superior(run.actor, run.office.unit, by_appointment=True)
    if refusal is not None:
        yield refusal


#: All of them.
RULES = (superior_by_appointment,)
