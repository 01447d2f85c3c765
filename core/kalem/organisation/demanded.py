"""Roles whose holders sign in with a second step only (``[security] second_factor`` of the file).

Whoever acts in a position of such a role, his own or one that is lent to him, and has no second step yet, does nothing
but set it up. Programs that come with his access keys wait for it too: a key may have been made by somebody who had no
more than his password, which is what the setting is against. The keys stay, and work again from that moment on.
"""

from collections.abc import Collection, Iterable

from kalem.config import Municipality
from kalem.context import today
from kalem.i18n import gettext as _
from kalem.refusal import Ground, Refusal

from .factors import is_on
from .models import Delegation, Holding, Position, SecondFactor, User
from .seats import Actor
from .structure import municipality
from .terms import end_of, holds_on, in_force

#: The key of the file.
SETTING = "security.second_factor"


def lacks_factor(actor: Actor) -> Refusal | None:
    """Return why ``actor`` may do nothing yet: his roles demand a second step that he has not set up.

    Asks the database only where a role of his demands one.
    """
    file = municipality.get()
    roles = sorted(role for seat in actor.seats for role in _demanding(file, seat.slug))
    if not roles or is_on(actor.user_id):
        return None
    named = ", ".join(dict.fromkeys(file.roles[role].label for role in roles))
    text = _(
        "Belediye dosyasındaki [security] second_factor ayarı bu rollerde ikinci adım ister: %(roles)s.", roles=named
    )
    return Refusal(
        _("Görevinizle işlem yapmak için girişin ikinci adımı gerekir; sizde henüz açık değil."),
        _("Hesabım sayfasındaki “Girişin ikinci adımı”ndan telefonunuzu tanıtın."),
        Ground("setting", source=SETTING, text=text),
    )


def without_factor(file: Municipality) -> set[int]:
    """Return the ids of the people who would act in a demanding role of ``file`` today, and have no second step."""
    slugs = [slug for slug in file.positions if _demanding(file, slug)]
    if not slugs:
        return set()
    day = today()
    holding = Holding.select(Holding.user).join(Position).where(Position.slug.in_(slugs) & holds_on(day))
    lent = (
        Delegation.select(Delegation.to_user)
        .join(Position)
        .join_from(Delegation, User, on=(Delegation.from_user == User.id))
        .where(Position.slug.in_(slugs) & in_force(day, end_of(day)))
    )
    people = {row.user_id for row in holding} | {row.to_user_id for row in lent}
    return _active(people) - {row.user_id for row in SecondFactor.select().where(SecondFactor.confirmed.is_null(False))}


def _demanding(file: Municipality, slug: str) -> Collection[str]:
    """Return the roles of a position that demand a second step."""
    position = file.positions.get(slug)
    return file.security.second_factor.intersection(position.roles) if position is not None else ()


def _active(people: Iterable[int]) -> set[int]:
    return {user.id for user in User.select(User.id).where(User.id.in_(list(people)) & User.active)}
