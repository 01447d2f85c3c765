"""The pages of one person: what he holds, how he signs in, and what changes it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kalem.context import today
from kalem.db import StaleRow
from kalem.http.routing import page
from kalem.i18n import gettext as _
from kalem.i18n import joined, pgettext
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import By
from kalem.organisation import (
    MANAGE_PEOPLE,
    Holding,
    Position,
    User,
    appoint,
    deactivate,
    end_holding,
    has_second_factor,
    municipality,
    offer_reset,
    open_reset,
    reactivate,
    remove_factor,
    rename,
    withdraw_reset,
)
from kalem.organisation.directory import directory
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refused

from . import forms, person_view, small_forms
from .administration import tabs
from .components import write_date, write_time
from .view import Form, Link

#: Part of an address that stands for a user's id, and for a holding's; no larger number reaches a database.
USER = "<int(max=9223372036854775807):user_id>"
HOLDING = "<int(max=9223372036854775807):holding_id>"


class NewName(Schema):
    """Asks for another name."""

    name = fields.String(label=_l("Adı soyadı"), required=True, max=120, wide=True)


def open_positions() -> list[tuple[str, str]]:
    """Return the positions that can be held, as ``(id, title and unit)``, in the file's order."""
    known = directory().position_by_slug
    return [(str(known[slug].id), _placed(known[slug])) for slug in municipality.get().positions]


class Appointment(Schema):
    """Asks for a position and its days."""

    position = fields.Choice(open_positions, label=_l("Görev"), required=True, wide=True)
    starts = fields.Date(label=_l("İlk gün"), required=True)
    ends = fields.Date(label=_l("Son gün"), help=_l("Boşsa yeni bir karara kadar."))
    note = fields.String(label=_l("Dayanak"), help=_l("Olur ya da yazı, günü ve sayısıyla."), wide=True)


class Ending(Schema):
    """Asks for the last day of a holding."""

    ends = fields.Date(label=_l("Son gün"), help=_l("Bu gün de göreve dahildir."), required=True)
    note = fields.String(label=_l("Dayanak"), wide=True)


class Closing(Schema):
    """Asks why a user may no longer sign in."""

    note = fields.Text(label=_l("Gerekçe"), max=1000)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("person_pages", __name__)

    def manage(rule: str, *methods: str, form: str = "") -> Any:
        address = f"/yonetim/kisiler/{USER}{rule}"
        return page(made, address, permission=MANAGE_PEOPLE, methods=methods, form=form)

    manage("", "GET")(show)
    manage("/ad", "POST", form="show")(name)
    manage("/sifirla", "POST")(reset)
    manage("/sifirlama", "POST")(withdraw)
    manage("/ikinci-adim", "POST")(take_second_step)
    manage("/gorev", "POST", form="show")(hold)
    manage(f"/gorev/{HOLDING}/bitir", "GET")(ending)
    manage(f"/gorev/{HOLDING}/bitir", "POST", form="ending")(end)
    manage("/kapat", "GET")(closing)
    manage("/kapat", "POST", form="closing")(close)
    manage("/ac", "POST")(reopen)
    return made


def show(user_id: int) -> str:
    """Show one person: what he holds, what is lent, his history, and what can be changed."""
    return drawn(_user(user_id))


def name(user_id: int) -> Response | tuple[str, int]:
    """Rename."""
    user, decoded = _user(user_id), forms.sent(NewName)
    if request.form.get("version") != str(user.version):
        raise StaleRow(f"user {user_id}")
    if decoded.errors:
        return drawn(user, NewName, decoded), 422
    try:
        rename(by(), user, decoded.values["name"])
    except Refused as refused:
        return drawn(user, NewName, small_forms.refused(decoded, refused, NewName)), 422
    return _back(user, _("Ad değişti: %(name)s.", name=user.name))


def reset(user_id: int) -> Response | str:
    """Make a one-time code for a new password; it is shown once, on this answer only."""
    user = _user(user_id)
    try:
        return drawn(user, secret=offer_reset(by(), user))
    except Refused as refused:
        return _kept_back(user, refused)


def withdraw(user_id: int) -> Response:
    """Make the open code void."""
    user = _user(user_id)
    withdraw_reset(by(), user)
    return _back(user, _("Sıfırlama kodu artık geçersiz."))


def take_second_step(user_id: int) -> Response:
    """Take away the second step of who lost his device."""
    user = _user(user_id)
    try:
        remove_factor(by(), user)
    except Refused as refused:
        return _kept_back(user, refused)
    return _back(user, _("%(name)s artık yalnız parolasıyla giriş yapar.", name=user.name))


def hold(user_id: int) -> Response | tuple[str, int]:
    """Appoint to a position."""
    user, decoded = _user(user_id), forms.sent(Appointment)
    if decoded.errors:
        return drawn(user, Appointment, decoded), 422
    values = decoded.values
    position = directory().positions[int(values["position"])]
    try:
        appoint(by(), user, position, values["starts"], values.get("ends"), values.get("note") or "")
    except Refused as refused:
        return drawn(user, Appointment, small_forms.refused(decoded, refused, Appointment)), 422
    return _back(user, _("%(name)s görevlendirildi: %(title)s.", name=user.name, title=position.title))


def ending(user_id: int, holding_id: int) -> str:
    """Ask for the last day of a holding."""
    return _ending_page(_holding(user_id, holding_id), forms.opened(Ending, {"ends": today()}))


def end(user_id: int, holding_id: int) -> Response | tuple[str, int]:
    """End a holding."""
    holding, decoded = _holding(user_id, holding_id), forms.sent(Ending)
    if decoded.errors:
        return _ending_page(holding, decoded), 422
    last: date = decoded.values["ends"]
    try:
        end_holding(by(), holding, last, decoded.values.get("note") or "")
    except Refused as refused:
        return _ending_page(holding, small_forms.refused(decoded, refused, Ending)), 422
    return _back(holding.user, _("Görev bitiyor: %(title)s.", title=holding.position.title))


def closing(user_id: int) -> str:
    """Ask whether the user's sign-in is to be closed."""
    return _closing_page(_user(user_id), forms.opened(Closing))


def close(user_id: int) -> Response | tuple[str, int]:
    """Deactivate a user; nobody closes his own door behind him."""
    user, decoded = _user(user_id), forms.sent(Closing)
    if user.id == g.actor.user_id:
        decoded = Decoded({}, {small_forms.WHOLE: [_own_door()]}, decoded.raw)
    if decoded.errors:
        return _closing_page(user, decoded), 422
    try:
        deactivate(by(), user, decoded.values.get("note") or "")
    except Refused as refused:
        return _closing_page(user, small_forms.refused(decoded, refused, Closing)), 422
    return _back(user, _("%(name)s artık giriş yapamaz; görevleri ve vekâletleri bitti.", name=user.name))


def reopen(user_id: int) -> Response:
    """Reactivate a user."""
    user = _user(user_id)
    try:
        reactivate(by(), user)
    except Refused as refused:
        return _kept_back(user, refused)
    return _back(user, _("%(name)s yeniden giriş yapabilir; görevi yoksa verin.", name=user.name))


# What is shown, here and below the list of users ----------------------------------------------------------------------


def by() -> By:
    """Return as whom the reader keeps the people."""
    keeper: By = g.actor.by(g.actor.seat_for(MANAGE_PEOPLE))
    return keeper


def form_page(title: str, form: Form, *crumbs: Link, lead: str = "") -> str:
    """Return a page that asks one thing, below the list of users."""
    path = (Link(_("Kullanıcılar"), url_for("people.show")), *crumbs)
    return render_template("record_form.html", title=title, form=form, crumbs=path, lead=lead)


def drawn(
    user: User, schema: type[Schema] | None = None, decoded: Decoded | None = None, *, secret: str = ""
) -> str:
    """Return the page of ``user``; the form of ``schema`` shows what was typed and what is wrong with it."""

    def asked(id: str, each: type[Schema], url: str, submit: str, **values: Any) -> Form:
        shown = decoded if each is schema and decoded is not None else forms.opened(each, values)
        hidden = {"version": str(user.version)} if each is NewName else {}
        return small_forms.form(id, each, shown, url_for(url, user_id=user.id), submit, hidden=hidden)

    changes: tuple[tuple[str, Form], ...] = (
        (_("Adı"), asked("ad", NewName, "person_pages.name", _("Adı değiştir"), name=user.name)),
    )
    if user.active:
        appoint = pgettext("position", "Görevlendir")
        changes = (
            (_("Görev ver"), asked("gorev", Appointment, "person_pages.hold", appoint, starts=today())),
            *changes,
            *_doors(user),
        )
    return render_template(
        "admin/person.html",
        tabs=tabs(),
        crumbs=(Link(_("Kullanıcılar"), url_for("people.show")), Link(user.name, "")),
        person=person_view.person(user),
        forms=changes,
        entries=person_view.entries(user.id),
        secret=secret,
    )


def _doors(user: User) -> Iterator[tuple[str, Form]]:
    """Yield what can be done about how ``user`` signs in."""

    def pressed(id: str, endpoint: str, submit: str, help: str) -> Form:
        return small_forms.button(id, url_for(endpoint, user_id=user.id), submit, help)

    open_code = open_reset(user.id)
    if user.id != g.actor.user_id:
        told = _("Kişi, giriş sayfasında bu kodla yeni parolasını kendisi belirler. Kod 24 saat geçerlidir.")
        yield _("Parola"), pressed("sifirla", "person_pages.reset", _("Sıfırlama kodu üret"), told)
    if open_code is not None:
        until = f"{write_date(open_code.ends)} {write_time(open_code.ends)}"
        told = _("%(name)s üretti; %(until)s tarihine kadar geçerli.", name=open_code.by_name, until=until)
        yield _("Açık sıfırlama kodu"), pressed("geri-al", "person_pages.withdraw", _("Kodu geçersiz kıl"), told)
    if has_second_factor(user.id):
        told = _("Telefonunu yitirdiyse kaldırın; yeniden açana kadar yalnız parolasıyla girer.")
        yield _("İkinci adım"), pressed("adim", "person_pages.take_second_step", _("İkinci adımı kaldır"), told)


def _ending_page(holding: Holding, decoded: Decoded) -> str:
    user, title = holding.user, holding.position.title
    address = url_for("person_pages.show", user_id=user.id)
    form = small_forms.form(
        "bitir",
        Ending,
        decoded,
        url_for("person_pages.end", user_id=user.id, holding_id=holding.id),
        _("Görevi bitir"),
        cancel_url=address,
        focus=True,
    )
    crumbs = (Link(user.name, address), Link(_("Görevi bitir"), ""))
    return form_page(_("Görevi bitir"), form, *crumbs, lead=f"{user.name}, {title}")


def _closing_page(user: User, decoded: Decoded) -> str:
    address = url_for("person_pages.show", user_id=user.id)
    form = small_forms.form(
        "kapat",
        Closing,
        decoded,
        url_for("person_pages.close", user_id=user.id),
        _("Girişi kapat"),
        cancel_url=address,
        focus=True,
    )
    lead = _("Oturumları hemen kapanır, görevleri hemen sona erer, vekâletleri geri alınır. Yaptıkları adıyla kalır.")
    return form_page(_("Girişi kapat"), form, Link(user.name, address), Link(_("Girişi kapat"), ""), lead=lead)


def _user(user_id: int) -> User:
    found: User | None = User.get_or_none(User.id == user_id)
    if found is None:
        raise NotFound
    return found


def _holding(user_id: int, holding_id: int) -> Holding:
    query = Holding.select(Holding, User, Position).join(User).switch(Holding).join(Position)
    found: Holding | None = query.where((Holding.id == holding_id) & (Holding.user == user_id)).first()
    if found is None:
        raise NotFound
    return found


def _back(user: User, told: str) -> Response:
    flash(told, "done")
    return redirect(url_for("person_pages.show", user_id=user.id), 303)


def _kept_back(user: User, refused: Refused) -> Response:
    flash(joined(map(small_forms.said, refused.refusals), " "), "late")
    return redirect(url_for("person_pages.show", user_id=user.id), 303)


def _own_door() -> str:
    return _("Kendi girişinizi kapatamazsınız. Bunu başka bir kullanıcı yöneticisi yapabilir.")


def _placed(position: Position) -> str:
    unit = directory().units[position.unit_id] if position.unit_id is not None else None
    return f"{position.title} ({unit.name})" if unit is not None else position.title
