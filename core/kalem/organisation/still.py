"""Whether who was judged a moment ago still sits where he acts: asked again in the transaction that he writes in."""

from datetime import date

from peewee import Query, Value, fn

from kalem.context import today
from kalem.db import Prepared
from kalem.i18n import gettext as _
from kalem.ledger import By
from kalem.refusal import Ground, Refusal, Refused

from .models import Delegation, Holding, Position, User
from .seats import Actor, Seat
from .terms import end_of, holds_on, in_force


def check_seat(actor: Actor, seat: Seat | None) -> None:
    """Refuse when ``actor`` no longer holds ``seat``, is no longer its deputy, or is no longer active. One query.

    Without a seat he acts as the person that he is.
    """
    if seat is None:
        _check(actor.user_id, None, None, actor.on)
    else:
        _check(actor.user_id, seat.position_id, seat.delegation_id, actor.on)


def check_by(by: By) -> None:
    """Refuse as :func:`check_seat` does, who writes as ``by``. The system and the command line always may."""
    if by.user_id is not None:
        position_id = by.position_id if by.delegation_id is None else by.for_position_id
        _check(by.user_id, position_id, by.delegation_id, today())


def _check(user_id: int, position_id: int | None, delegation_id: int | None, on: date) -> None:
    if _sits(user_id, position_id, delegation_id, on):
        return
    if position_id is None:
        raise Refused(
            Refusal(_("Girişiniz az önce kapatıldı; hiçbir şey yazılmadı."), _("Kullanıcı yöneticinize başvurun."))
        )
    position = Position.get_by_id(position_id)
    raise Refused(
        Refusal(
            _("%(title)s olarak işlem yapma yetkiniz az önce sona erdi.", title=position.title),
            _("Sayfayı yenileyin; göreviniz ya da vekâletiniz sürmeliyse yöneticinize bildirin."),
            Ground("right", source=f"position.{position.slug}", text=_("Adımı, görevi o gün yürüten kişi atar.")),
        )
    )


def _sits(user_id: int, position_id: int | None, delegation_id: int | None, on: date) -> bool:
    if delegation_id is not None:
        active = User.alias()
        receiver = active.select(active.id).where((active.id == Delegation.to_user) & active.active)
        lent = Delegation.select(Delegation.id).join(User, on=Delegation.from_user)
        given = (Delegation.id == delegation_id) & (Delegation.to_user == user_id)
        return bool(lent.where(given & in_force(on, end_of(on)) & fn.EXISTS(receiver)).exists())
    if position_id is None:
        return bool(User.select(User.id).where((User.id == user_id) & User.active).exists())
    return bool(_held.rows(user=user_id, position=position_id, day=on))


@Prepared
def _held(user: Value, position: Value, day: Value) -> Query:
    here = (Holding.user == user) & (Holding.position == position)
    return Holding.select(Holding.id).join(User).where(here & User.active & holds_on(day)).limit(1)
