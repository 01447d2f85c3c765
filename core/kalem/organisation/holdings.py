"""Holders of positions: appointed from a day to a day."""

from datetime import date

from kalem.db import current
from kalem.db.database import is_sqlite
from kalem.i18n import Text
from kalem.i18n import gettext as _
from kalem.ledger import Book, By, writing
from kalem.refusal import Ground, Refusal, Refused

from .days import shown
from .models import Holding, Position, User
from .still import check_by
from .structure import municipality


def appoint(by: By, user: User, position: Position, starts: date, ends: date | None = None, note: Text = "") -> Holding:
    """Let ``user`` hold ``position`` from ``starts`` to ``ends``, both included; None: until further notice.

    ``Refused`` for a reversed period, an inactive user, a closed position, a second holding of the same position in the
    period, or more holders at once than the file's ``seats``.
    """
    _check_period(starts, ends)
    with writing(by) as book:
        check_by(by)
        user, position = User.get_by_id(user.id), locked(position)
        if not user.active:
            raise Refused(_inactive(user))
        if position.closed_at is not None:
            raise Refused(_closed(position))
        others = _overlapping(position, starts, ends)
        _check_own(user, position, [each for each in others if each.user_id == user.id])
        _check_seats(position, starts, others)
        about = {"position": position.title, "starts": shown(starts)} | ({"ends": shown(ends)} if ends else {})
        act = book.act("user", user.id, "appoint", note=note, about=about)
        return act.insert(Holding, user=user, position=position, starts=starts, ends=ends)


def end_holding(by: By, holding: Holding, ends: date, note: str = "") -> None:
    """Make ``ends`` the last day of ``holding``. ``Refused`` before its first day or after the last day it has."""
    if ends < holding.starts:
        raise Refused(
            Refusal(
                _("Görev %(day)s tarihinde başladı; bundan önce bitemez.", day=shown(holding.starts)),
                _("Başlangıç gününü ya da sonrasını yazın."),
                field="ends",
            )
        )
    if holding.ends is not None and ends > holding.ends:
        raise Refused(
            Refusal(
                _("Görev %(day)s tarihinde bitiyor; bitiş günü ileri alınamaz.", day=shown(holding.ends)),
                _("Uzatmak için ertesi günden başlayan yeni bir görevlendirme yapın."),
                field="ends",
            )
        )
    with writing(by) as book:
        check_by(by)
        end_in(book, holding, ends, note)


def end_in(book: Book, holding: Holding, ends: date, note: Text = "") -> None:
    """Write the last day of ``holding`` in a running transaction."""
    about = {"position": holding.position.title, "ends": shown(ends)}
    book.act("user", holding.user_id, "end_holding", note=note, about=about).update(holding, ends=ends)


def locked(position: Position) -> Position:
    """Read the position again and keep other appointments to it, and delegations of it, waiting."""
    query = Position.select().where(Position.id == position.id)
    found: Position = (query if is_sqlite(current()) else query.for_update()).get()
    return found


def _overlapping(position: Position, starts: date, ends: date | None) -> list[Holding]:
    """Return the holdings of active users that touch the period."""
    condition = (Holding.position == position) & User.active & (Holding.ends.is_null() | (Holding.ends >= starts))
    if ends is not None:
        condition &= Holding.starts <= ends
    return list(Holding.select(Holding, User).join(User).where(condition).order_by(Holding.starts, Holding.id))


def _check_period(starts: date, ends: date | None) -> None:
    if ends is not None and ends < starts:
        raise Refused(
            Refusal(
                _("Bitiş günü (%(ends)s) başlangıçtan (%(starts)s) önce.", ends=shown(ends), starts=shown(starts)),
                _("Günleri düzeltin; bitiş günü de göreve dahildir."),
                field="ends",
            )
        )


def _check_own(user: User, position: Position, own: list[Holding]) -> None:
    if own:
        raise Refused(
            Refusal(
                _(
                    "%(name)s bu görevi zaten yürütüyor: %(title)s, %(period)s.",
                    name=user.name,
                    title=position.title,
                    period=_period(own[0]),
                ),
                _("Önce o görevlendirmeyi bitirin ya da günleri çakışmayacak biçimde yazın."),
                field="position",
            )
        )


def _check_seats(position: Position, starts: date, others: list[Holding]) -> None:
    """Refuse where on any day of the period all seats are taken. Holders are most on a day on which one begins."""
    declared = municipality.get().positions.get(position.slug)
    seats = declared.seats if declared is not None else None
    if seats is None:
        return
    for day in {starts, *(each.starts for each in others if each.starts > starts)}:
        sitting = [each for each in others if each.starts <= day and (each.ends is None or each.ends >= day)]
        if len(sitting) >= seats:
            holders = ", ".join(f"{each.user.name} ({_period(each)})" for each in sitting)
            raise Refused(
                Refusal(
                    _(
                        "%(title)s görevi %(day)s günü dolu: %(holders)s.",
                        title=position.title,
                        day=shown(day),
                        holders=holders,
                    ),
                    _("Önce yürütenin görevini bitirin ya da daha sonraki bir günden başlatın."),
                    Ground(
                        "setting",
                        source=f"position.{position.slug}.seats",
                        text=_("Belediyenin dosyası bu görev için %(seats)s kişi öngörüyor.", seats=seats),
                    ),
                    field="position",
                )
            )


def _inactive(user: User) -> Refusal:
    return Refusal(
        _("%(name)s artık kullanıcı değil; görev verilemez.", name=user.name),
        _("Etkin bir kullanıcı seçin."),
        field="user",
    )


def _closed(position: Position) -> Refusal:
    return Refusal(
        _("%(title)s görevi kapatıldı; yeni görevlendirme yapılamaz.", title=position.title),
        _("Görevin yerine geçen açık bir görev seçin."),
        Ground("setting", source=f"position.{position.slug}", text=_("Görev yürürlükteki dosyada yok.")),
        field="position",
    )


def _period(holding: Holding) -> str:
    return f"{shown(holding.starts)} – {shown(holding.ends) if holding.ends else '…'}"
