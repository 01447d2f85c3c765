"""Whether who was judged a moment ago still sits where he acts: asked again in the transaction that he writes in."""

from peewee import fn

from kalem.i18n import gettext as _
from kalem.refusal import Ground, Refusal, Refused

from .delegations import end_of, in_force
from .holdings import holds_on
from .models import Delegation, Holding, User
from .seats import Actor, Seat


def check_seat(actor: Actor, seat: Seat) -> None:
    """Refuse when ``actor`` no longer holds ``seat``, is no longer its deputy, or is no longer active. One query."""
    if not _sits(actor, seat):
        raise Refused(
            Refusal(
                _("%(title)s olarak işlem yapma yetkiniz az önce sona erdi.", title=seat.title),
                _("Sayfayı yenileyin; göreviniz ya da vekâletiniz sürmeliyse yöneticinize bildirin."),
                Ground("right", source=f"position.{seat.slug}", text=_("Adımı, görevi o gün yürüten kişi atar.")),
            )
        )


def _sits(actor: Actor, seat: Seat) -> bool:
    if seat.delegation_id is None:
        held = Holding.select(Holding.id).join(User)
        here = (Holding.user == actor.user_id) & (Holding.position == seat.position_id)
        return bool(held.where(here & User.active & holds_on(actor.on)).exists())
    active = User.alias()
    receiver = active.select(active.id).where((active.id == Delegation.to_user) & active.active)
    lent = Delegation.select(Delegation.id).join(User, on=Delegation.from_user)
    given = (Delegation.id == seat.delegation_id) & (Delegation.to_user == actor.user_id)
    return bool(lent.where(given & in_force(actor.on, end_of(actor.on)) & fn.EXISTS(receiver)).exists())
