"""Delegations: the holder of a position lets another act for it, from a day to a day. Never handed on."""

from datetime import date

from kalem.context import now, today
from kalem.i18n import Text, joined
from kalem.i18n import gettext as _
from kalem.ledger import Book, writing
from kalem.refusal import Ground, Refusal, Refused
from kalem.text import UncleanText, clean

from .days import shown
from .grounds import ground_of
from .holdings import locked
from .models import Delegation, Holding, Position, User
from .permissions import MANAGE_PEOPLE, SUPERVISE, label_of, missing_right
from .seats import ALL, Actor, Seat
from .still import check_seat
from .structure import BY_APPOINTMENT, municipality, tree
from .terms import holds_on

#: Longest text that names what gives a delegation.
BASIS_LENGTH = 500


def give(
    actor: Actor, position: Position, to_user: User, starts: date, ends: date, powers: str, basis: str
) -> Delegation:
    """Let ``to_user`` act for ``position`` from ``starts`` to ``ends``, both included.

    ``powers`` is ``all`` or permissions of the position separated by blanks; ``basis`` names the document or approval.
    ``Refused`` unless ``actor`` holds the position himself today and throughout the period: one who acts under a
    delegation hands nothing on.
    """
    seat = _own_seat(actor, position)
    _check_period(starts, ends)
    powers = _powers(powers, seat)
    basis = _basis(basis)
    if to_user.id == actor.user_id:
        raise Refused(
            Refusal(
                _("Kişi kendisine vekâlet veremez."),
                _("Yerinize görevi yürütecek başka bir kullanıcı seçin."),
                field="to_user",
            )
        )
    with writing(actor.by(seat)) as book:
        position = locked(position)
        _check_holding(actor, position, ends)
        receiver = User.get_by_id(to_user.id)
        if not receiver.active:
            raise Refused(
                Refusal(
                    _("%(name)s artık kullanıcı değil; vekâlet verilemez.", name=receiver.name),
                    _("Etkin bir kullanıcı seçin."),
                    field="to_user",
                )
            )
        _check_appointed(position, receiver, starts, powers)
        _check_new(actor, position, receiver, starts, ends, powers)
        about = {
            "position": position.title,
            "to": receiver.name,
            "starts": shown(starts),
            "ends": shown(ends),
            "basis": basis,
        }
        act = book.act("delegation", 0, "give", about=about)
        delegation = act.insert(
            Delegation,
            position=position,
            from_user=actor.user_id,
            to_user=receiver,
            starts=starts,
            ends=ends,
            powers=powers,
            basis=basis,
        )
        act.subject_id = delegation.id
        return delegation


def revoke(actor: Actor, delegation: Delegation, note: str = "") -> None:
    """End ``delegation`` at once. Its giver may, whoever holds the position after him, and who keeps the people."""
    if delegation.revoked_at is not None:
        raise Refused(Refusal(_("Bu vekâlet daha önce geri alınmış."), _("Başka bir işlem gerekmez.")))
    seat = _seat_to_revoke(actor, delegation)
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        revoke_in(book, delegation, note)


def revoke_in(book: Book, delegation: Delegation, note: Text = "") -> None:
    """Revoke ``delegation`` in a running transaction."""
    about = {"position": delegation.position.title, "to": delegation.to_user.name}
    act = book.act("delegation", delegation.id, "revoke", note=note, about=about)
    act.update(delegation, revoked_at=now())


def _seat_to_revoke(actor: Actor, delegation: Delegation) -> Seat | None:
    """Return as what ``actor`` revokes: None where the giver, who holds nothing any more, does as a person."""
    gave = actor.user_id == delegation.from_user_id
    for seat in actor.seats:
        own = seat.position_id == delegation.position_id and seat.delegation_id is None
        # Of several holders of a position none revokes what another, who still holds it, has given.
        if own and (gave or not _holding_today(delegation.from_user_id, delegation.position_id)):
            return seat
    keeper = actor.seat_for(MANAGE_PEOPLE)
    if keeper is None and not gave:
        raise Refused(
            Refusal(
                _("Bu vekâleti siz geri alamazsınız."),
                _("Vekâleti verene, ondan sonra görevi yürütene ya da kullanıcı yöneticisine başvurun."),
                missing_right(MANAGE_PEOPLE),
            )
        )
    return keeper


def _holding_today(user_id: int, position_id: int) -> Holding | None:
    held = (Holding.user == user_id) & (Holding.position == position_id) & holds_on(today())
    found: Holding | None = Holding.select().where(held).first()
    return found


def _own_seat(actor: Actor, position: Position) -> Seat:
    """Return the seat the actor holds himself; refuse one who is only deputy for it."""
    seats = [seat for seat in actor.seats if seat.position_id == position.id]
    for seat in seats:
        if seat.delegation_id is None:
            return seat
    if seats:
        raise Refused(
            Refusal(
                _("Vekâlet devredilemez: %(title)s görevini siz de vekâleten yürütüyorsunuz.", title=position.title),
                _("Vekâleti, görevin asıl sahibi %(name)s verebilir.", name=seats[0].for_user),
                Ground("right", source=f"position.{position.slug}", text=_("Devredilen yetki yeniden devredilmez.")),
                field="position",
            )
        )
    raise Refused(_not_holder(position))


def _not_holder(position: Position) -> Refusal:
    return Refusal(
        _("%(title)s görevini siz yürütmüyorsunuz; onun adına vekâlet veremezsiniz.", title=position.title),
        _("Vekâleti görevi yürüten kişi verir."),
        Ground("right", source=f"position.{position.slug}", text=_("Vekâleti yalnız görevin sahibi verir.")),
        field="position",
    )


def _check_period(starts: date, ends: date) -> None:
    if ends < starts:
        raise Refused(
            Refusal(
                _("Bitiş günü (%(ends)s) başlangıçtan (%(starts)s) önce.", ends=shown(ends), starts=shown(starts)),
                _("Günleri düzeltin; bitiş günü de vekâlete dahildir."),
                field="ends",
            )
        )
    if starts < today():
        raise Refused(
            Refusal(
                _("Vekâlet geçmiş bir günden (%(day)s) başlatılamaz.", day=shown(starts)),
                _("En erken bugünü (%(day)s) yazın.", day=shown(today())),
                field="starts",
            )
        )


def _check_holding(actor: Actor, position: Position, ends: date) -> None:
    """Refuse unless one holding of the actor covers all days from today to ``ends``, as stored now."""
    holding = _holding_today(actor.user_id, position.id)
    if holding is None:
        raise Refused(_not_holder(position))
    if holding.ends is not None and holding.ends < ends:
        raise Refused(
            Refusal(
                _("Göreviniz %(day)s günü bitiyor; vekâlet bundan sonrasını kapsayamaz.", day=shown(holding.ends)),
                _("Bitiş günü olarak en geç %(day)s yazın.", day=shown(holding.ends)),
                field="ends",
            )
        )


def _check_appointed(position: Position, receiver: User, starts: date, powers: str) -> None:
    """Refuse to let anybody but the superiors of the file act as superior of an office whose rule asks for that."""
    if powers != ALL and SUPERVISE not in powers.split():
        return
    file = municipality.get()
    for office in file.offices.values():
        unit = file.units[office.unit]
        if office.id not in tree.get().by_appointment or unit.designee or unit.answers_to[:1] != (position.slug,):
            continue
        others = [file.positions[slug] for slug in unit.answers_to[1:]]
        held = Holding.select().join(Position).where((Holding.user == receiver) & holds_on(starts))
        if not held.where(Position.slug.in_([each.id for each in others])).exists():
            raise Refused(
                Refusal(
                    _(
                        "%(unit)s için amirlik ancak şu görevdekilere verilir: %(titles)s.",
                        unit=unit.name,
                        titles=", ".join(each.title for each in others),
                    ),
                    _("Denetim dışındaki yetkileri tek tek seçin ya da o görevden birini vekil yapın."),
                    ground_of(office, BY_APPOINTMENT),
                    field="to_user",
                )
            )


def _check_new(actor: Actor, position: Position, receiver: User, starts: date, ends: date, powers: str) -> None:
    """Refuse what is lent already: of two alike, the second would stay in force when the first is revoked."""
    alike = (
        (Delegation.position == position)
        & (Delegation.from_user == actor.user_id)
        & (Delegation.to_user == receiver)
        & Delegation.revoked_at.is_null()
        & (Delegation.starts <= ends)
        & (Delegation.ends >= starts)
    )
    for other in Delegation.select().where(alike).order_by(Delegation.id):
        if set(other.powers.split()) == set(powers.split()):
            raise Refused(
                Refusal(
                    _(
                        "%(name)s bu vekâleti %(starts)s – %(ends)s günleri için zaten taşıyor.",
                        name=receiver.name,
                        starts=shown(other.starts),
                        ends=shown(other.ends),
                    ),
                    _("Günleri onunla çakışmayacak biçimde yazın ya da önce onu geri alın."),
                    field="to_user",
                )
            )


def _powers(powers: str, seat: Seat) -> str:
    """Return ``powers`` as stored; refuse what the position does not have itself."""
    words = list(dict.fromkeys(powers.split()))
    if words == [ALL]:
        return ALL
    if not words:
        raise Refused(
            Refusal(
                _("Devredilecek yetki seçilmedi."), _("Tüm yetkileri ya da en az bir yetkiyi seçin."), field="powers"
            )
        )
    missing = [word for word in words if word not in seat.permissions]
    if missing:
        raise Refused(
            Refusal(
                _(
                    "%(title)s görevinin kendisinde olmayan yetki devredilemez: %(powers)s.",
                    title=seat.title,
                    powers=joined((label_of(word) for word in missing), ", "),
                ),
                _("Yalnız görevin kendi yetkilerinden seçin."),
                missing_right(missing[0]),
                field="powers",
            )
        )
    return " ".join(words)


def _basis(basis: str) -> str:
    try:
        basis = clean(basis)
    except UncleanText as error:
        raise Refused(Refusal(_("Dayanak yazılamıyor."), str(error), field="basis")) from error
    if not basis or len(basis) > BASIS_LENGTH:
        raise Refused(
            Refusal(
                _("Vekâletin dayanağı (olur ya da belge) 1 ile %(most)s karakter arasında olmalı.", most=BASIS_LENGTH),
                _("Oluru ya da belgeyi günü ve sayısıyla yazın."),
                field="basis",
            )
        )
    return basis
