"""Superiors: who acts above a unit on a day, by right or by the first superior's dated appointment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kalem.config import Municipality
from kalem.i18n import gettext as _
from kalem.refusal import Refusal

from .grounds import ground_of
from .models import Delegation, Holding, User
from .permissions import SUPERVISE, missing_right
from .seats import ALL, Actor, Seat
from .structure import BY_APPOINTMENT, appointer, municipality, tree
from .terms import end_of, holds_on, in_force


@dataclass(frozen=True, slots=True)
class SuperiorView:
    """The superior to whom a unit's approvals and questions go."""

    position_id: int
    #: The file's id of the position.
    slug: str
    title: str
    #: None where nobody holds the position.
    user_id: int | None
    name: str
    #: The first superior's appointment with its first and last day, where it is not the first himself.
    delegation_id: int | None = None
    starts: date | None = None
    ends: date | None = None


def superiors_of(file: Municipality, unit: str) -> tuple[str, ...]:
    """Return the positions above ``unit`` (the file's ids), the first by right first; empty where the file is silent.

    Where the unit names none, those of its head count, then the head of the unit above, then that unit's superiors.
    """
    declared = file.units[unit]
    head = file.positions.get(declared.head or "")
    named = declared.answers_to or (head.answers_to if head is not None else ())
    if named or declared.parent is None:
        return named
    above = file.units[declared.parent].head
    return (above,) if above is not None else superiors_of(file, declared.parent)


def superior(unit: str, on: date) -> SuperiorView | None:
    """Return the superior of ``unit`` (the file's id) on the day, in two queries; None where the file names none.

    It is the first of those the unit answers to, unless he appointed one of the others (where the file allows a
    designee: anyone) by a delegation of everything or of supervision; then it is the one appointed last.
    """
    file, ids = municipality.get(), tree.get().position_ids
    superiors = superiors_of(file, unit)
    if not superiors or superiors[0] not in ids:
        return None
    first, *others = [slug for slug in superiors if slug in ids]

    def view(slug: str, user: tuple[int | None, str], *appointment: Any) -> SuperiorView:
        return SuperiorView(ids[slug], slug, file.positions[slug].title, *user, *appointment)

    holders = _holders([ids[slug] for slug in (first, *others)], on)
    for appointment, user in _appointed(ids[first], on):
        of_others = [slug for slug in others if user in holders[ids[slug]]]
        if of_others or file.units[unit].designee:
            return view(of_others[0] if of_others else first, user, *appointment)
    return view(first, next(iter(holders[ids[first]]), (None, "")))


def may_act_as_superior(actor: Actor, unit: str, by_appointment: bool | None = None) -> Refusal | None:
    """Return why ``actor`` may not act above ``unit`` (the file's id); None when he may, or when the file names nobody.

    Superiors of the units above count too. ``by_appointment``: whether a superior who is not the first needs the
    first's dated appointment; by default as the rule of the office has it. The refusal rests on that rule where only
    the appointment is missing, else on the missing right.
    """
    file = municipality.get()
    office = file.office_of(unit)
    strict = _strict(office.id if office is not None else None, by_appointment)
    steps = [step for step in _upward(file, unit) if superiors_of(file, step)]
    if not steps or any(_acts_above(actor, seat, file, step, strict) for step in steps for seat in actor.seats):
        return None
    own = [seat.slug for seat in actor.seats if seat.delegation_id is None]
    appointers = [appointer(file, strict, step, slug) for step in steps for slug in own]
    for slug in filter(None, appointers):
        first = file.positions[slug].title
        return Refusal(
            _("Amir olarak işlem yapmanız için %(title)s tarafından tarihli görevlendirme gerekir.", title=first),
            _("%(title)s, denetim yetkisini ya da tüm yetkilerini size vekâletle verebilir.", title=first),
            ground_of(office, BY_APPOINTMENT),
        )
    titles = ", ".join(file.positions[slug].title for slug in superiors_of(file, steps[0]))
    return Refusal(
        _("Bu birimin amiri değilsiniz."),
        _("İşlemi şu görevlerden birini yürüten yapabilir: %(titles)s.", titles=titles),
        missing_right(SUPERVISE),
    )


def _acts_above(actor: Actor, seat: Seat, file: Municipality, unit: str, strict: Collection[str]) -> bool:
    """Whether the actor's ``seat`` is one above ``unit``: by right, or as deputy of one who is."""
    superiors = superiors_of(file, unit)
    if seat.slug not in superiors or appointer(file, strict, unit, seat.slug) is not None:
        return False
    if seat.delegation_id is None:
        return True
    if SUPERVISE not in seat.permissions:
        return False
    office = file.office_of(unit)
    if office is None or office.id not in strict or unit != office.unit or file.units[unit].designee:
        return True
    return any(each.delegation_id is None and each.slug in superiors[1:] for each in actor.seats)


def _strict(office: str | None, by_appointment: bool | None) -> Collection[str]:
    """Return the offices that ask for an appointment, as they do or as the caller wants it for this one."""
    if by_appointment is None:
        return tree.get().by_appointment
    return {office} if by_appointment and office is not None else ()


def _upward(file: Municipality, unit: str) -> Iterator[str]:
    """Yield the unit and those above it."""
    step: str | None = unit
    while step is not None:
        yield step
        step = file.units[step].parent


def _holders(positions: Sequence[int], on: date) -> dict[int, list[tuple[int, str]]]:
    """Return id and name of each position's holders on the day."""
    rows = (
        Holding.select(Holding.position, User.id, User.name)
        .join(User)
        .where(Holding.position.in_(list(positions)) & holds_on(on) & User.active)
        .order_by(Holding.id)
    )
    holders: dict[int, list[tuple[int, str]]] = {position: [] for position in positions}
    for row in rows:
        holders[row.position_id].append((row.user.id, row.user.name))
    return holders


def _appointed(position: int, on: date) -> list[tuple[tuple[int, date, date], tuple[int, str]]]:
    """Return delegation (id, days) and user (id, name) of those whom the holder lets supervise, the last one first."""
    deputy = User.alias()
    rows: Any = (
        Delegation.select(Delegation.id, Delegation.starts, Delegation.ends, Delegation.powers, deputy.id, deputy.name)
        .join(User, on=Delegation.from_user)
        .switch(Delegation)
        .join(deputy, on=(Delegation.to_user == deputy.id))
        .where((Delegation.position == position) & deputy.active & in_force(on, end_of(on)))
        .order_by(Delegation.id.desc())
        .tuples()
    )
    return [
        ((delegation_id, starts, ends), (user_id, name))
        for delegation_id, starts, ends, powers, user_id, name in rows
        if powers == ALL or SUPERVISE in powers.split()
    ]
