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
    """A superior who is not the first acts over the directorate only under the first one's dated appointment."""
    seat = run.seat
    if seat.delegation_id is not None or seat.slug not in superiors_of(municipality.get(), run.office.unit)[1:]:
        return
    refusal = may_act_as_superior(run.actor, run.office.unit, by_appointment=True)
    if refusal is not None:
        yield refusal


#: All of them.
RULES = (superior_by_appointment,)
