"""One person as administration and account show him: what he holds, what is lent, what happened to him."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from flask import url_for

from kalem.context import now, today
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import EntryText, history
from kalem.organisation import Holding, Position, Session, User
from kalem.organisation.directory import directory

from .components import write_date
from .delegations import card_of
from .timeline import note_of, who
from .view import (
    Badge,
    Card,
    Cell,
    Change,
    Column,
    Empty,
    Fact,
    PersonView,
    Row,
    StepButton,
    Table,
    TimelineItem,
)

#: What is told of the second step of signing in.
SECOND_STEP = {
    "second_factor_on": _l("girişin ikinci adımını açtı."),
    "second_factor_off": _l("girişin ikinci adımını kaldırdı."),
    "recovery_codes": _l("yeni kurtarma kodları aldı."),
}

#: Newest entries of a person that are shown.
ENTRIES = 40


def person(user: User) -> PersonView:
    """Return a person for the page of administration."""
    return PersonView(
        user.name,
        user.username,
        (state_of(user),),
        tuple(_facts(user)),
        (held(user, manage=True), card_of(user.id)),
        tuple(_steps(user)),
    )


def state_of(user: User) -> Badge:
    """Return whether the user may sign in, in a word."""
    if not user.active:
        return Badge(_("Girişi kapalı"), "", "slash-circle")
    if user.password is None:
        return Badge(_("Parolası yok"), "soon", "key")
    return Badge(_("Çalışıyor"), "done", "check-circle")


def held(user: User, *, manage: bool) -> Card:
    """Return the positions that ``user`` held, holds and will hold; with ``manage`` each can be ended."""
    columns = [Column(_("Görev"), "main"), Column(_("İlk gün")), Column(_("Son gün")), Column(_("Durum"), "state")]
    if manage:
        columns.append(Column(_("İşlem")))
    rows: Iterable[Holding] = (
        Holding.select(Holding, Position)
        .join(Position)
        .where(Holding.user == user.id)
        .order_by(Holding.starts.desc(), Holding.id.desc())
    )
    return Card(
        "gorevler",
        _("Görevler"),
        Table(_("Görevler"), tuple(columns), tuple(_held_row(each, manage) for each in rows)),
        Empty(_("Görevi yok"), _("Görevi olmayan kişi giriş yapar ama hiçbir kaydı görmez."), "person-badge"),
    )


def entries(user_id: int) -> tuple[TimelineItem, ...]:
    """Return the newest entries of a user."""
    return tuple(_item(text, entry.at) for entry, text in islice(history("user", user_id), ENTRIES))


def _held_row(holding: Holding, manage: bool) -> Row:
    position = holding.position
    unit = directory().units.get(position.unit_id) if position.unit_id is not None else None
    state, ended = _when(holding)
    cells = [
        Cell(position.title, unit.name if unit is not None else ""),
        Cell(write_date(holding.starts)),
        Cell(write_date(holding.ends) or _("Süresiz")),
        Cell(badge=state),
    ]
    if manage:
        url = url_for("person_pages.ending", user_id=holding.user_id, holding_id=holding.id)
        cells.append(Cell() if ended else Cell(_("Bitir"), url=url))
    return Row(tuple(cells))


def _when(holding: Holding) -> tuple[Badge, bool]:
    day = today()
    if holding.ends is not None and holding.ends < day:
        return Badge(_("Bitti"), "", "dash-circle"), True
    if holding.starts > day:
        return Badge(_("Başlayacak"), "note", "clock"), False
    return Badge(_("Sürüyor"), "done", "check-circle"), False


def _facts(user: User) -> Iterator[Fact]:
    yield Fact(_("Kullanıcı adı"), user.username)
    yield Fact(_("Açıldığı gün"), write_date(user.created_at))
    yield Fact(_("Parola"), _("Verildi") if user.password is not None else _("Verilmedi; giriş yapamaz"))
    running = Session.select().where((Session.user == user.id) & (Session.ends > now())).count()
    yield Fact(_("Açık oturum"), str(running) if running else _("Yok"))


def _steps(user: User) -> Iterator[StepButton]:
    if user.active:
        url = url_for("person_pages.closing", user_id=user.id)
        yield StepButton("close", _("Girişi kapat"), url, "back", asks=True)
    else:
        url = url_for("person_pages.reopen", user_id=user.id)
        yield StepButton("reopen", _("Girişi yeniden aç"), url, "second", icon="person-check")


def _item(text: EntryText, at: datetime) -> TimelineItem:
    words, icon, changes = _told(text)
    by = text.by
    behalf = _("%(title)s adına", title=by["for_title"]) if by.get("for_title") else by.get("title", "")
    return TimelineItem(who(text), words, at, icon, note_of(text), behalf, changes=changes)


def _told(text: EntryText) -> tuple[str, str, tuple[Change, ...]]:
    """Return what happened in words, its icon, and what was changed."""
    about = text.about
    title, starts, ends = about.get("position", ""), about.get("starts", ""), about.get("ends", "")
    if text.action == "create":
        return _("kullanıcıyı açtı: %(username)s.", username=about.get("username", "")), "person-plus", ()
    if text.action == "rename":
        change = Change(_("Ad"), about.get("from", ""), about.get("to", ""))
        return _("adını değiştirdi."), "pencil", (change,)
    if text.action == "set_password":
        return _("yeni parola verdi."), "key", ()
    if text.action == "offer_reset":
        return _("parola sıfırlama kodu üretti; geçerlilik sonu %(until)s.", until=about.get("until", "")), "key", ()
    if text.action == "withdraw_reset":
        return _("parola sıfırlama kodunu geçersiz kıldı."), "key", ()
    if text.action == "reset_password":
        return _("parolasını %(name)s adlı yöneticinin koduyla belirledi.", name=about.get("offered_by", "")), "key", ()
    if text.action in SECOND_STEP:
        return str(SECOND_STEP[text.action]), "shield-lock", ()
    if text.action == "set_language":
        return _("sayfaların dilini değiştirdi: %(language)s.", language=about.get("to", "")), "translate", ()
    if text.action == "make_token":
        told = _("erişim anahtarı verdi: %(label)s, %(ends)s gününe kadar.", label=about.get("label", ""), ends=ends)
        return told, "key", ()
    if text.action == "revoke_token":
        return _("erişim anahtarını iptal etti: %(label)s.", label=about.get("label", "")), "key", ()
    if text.action == "deactivate":
        return _("girişini kapattı."), "slash-circle", ()
    if text.action == "reactivate":
        return _("girişini yeniden açtı."), "person-check", ()
    if text.action == "appoint":
        period = _("%(starts)s – %(ends)s", starts=starts, ends=ends or _("süresiz"))
        return _("görev verdi: %(title)s, %(period)s.", title=title, period=period), "person-badge", ()
    if text.action == "end_holding":
        return _("görevini bitirdi: %(title)s, son gün %(ends)s.", title=title, ends=ends), "dash-circle", ()
    if text.action == "withdraw_holding":
        return _("başlamamış görevini geri aldı: %(title)s.", title=title), "dash-circle", ()
    return about.get("told", text.action), "dot", ()
