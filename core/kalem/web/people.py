"""Users and the positions they hold: the pages of who keeps the people."""

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
    create_user,
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
from kalem.text import fold

from . import forms, person_page, small_forms
from .administration import tabs
from .components import write_date, write_time
from .view import Badge, Cell, Choice, Column, Empty, Field, Filters, Form, Link, Page, Row, Table

#: Most people of one page: whoever is not among them is searched for.
MOST = 300

#: Longest text that is searched for.
LONGEST = 120

#: Part of an address that stands for a user's id, and for a holding's; no larger number reaches a database.
USER = "<int(max=9223372036854775807):user_id>"
HOLDING = "<int(max=9223372036854775807):holding_id>"

class NewUser(Schema):
    """Asks for a new user."""

    name = fields.String(label=_l("Adı soyadı"), required=True, max=120)
    username = fields.String(label=_l("Kullanıcı adı"), help=_l("Girişte yazılır: ayse.yilmaz"), required=True, max=60)


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
    made = Blueprint("people", __name__)

    def manage(rule: str, *methods: str, form: str = "") -> Any:
        return page(made, f"/yonetim/kisiler{rule}", permission=MANAGE_PEOPLE, methods=methods, form=form)

    manage("", "GET")(show)
    manage("/yeni", "GET")(new)
    manage("/yeni", "POST", form="new")(add)
    manage(f"/{USER}", "GET")(person)
    manage(f"/{USER}/ad", "POST", form="person")(name)
    manage(f"/{USER}/sifirla", "POST")(reset)
    manage(f"/{USER}/sifirlama", "POST")(withdraw)
    manage(f"/{USER}/ikinci-adim", "POST")(take_second_step)
    manage(f"/{USER}/gorev", "POST", form="person")(hold)
    manage(f"/{USER}/gorev/{HOLDING}/bitir", "GET")(ending)
    manage(f"/{USER}/gorev/{HOLDING}/bitir", "POST", form="ending")(end)
    manage(f"/{USER}/kapat", "GET")(closing)
    manage(f"/{USER}/kapat", "POST", form="closing")(close)
    manage(f"/{USER}/ac", "POST")(reopen)
    return made


# The list ------------------------------------------------------------------------------------------------------------


def show() -> str:
    """Show the people in Turkish order, narrowed by a word and by whether they sign in and hold something."""
    wanted, state = request.args.get("q", "")[:LONGEST].strip(), request.args.get("state", "")
    known = directory()
    people = sorted(known.people.values(), key=lambda user: user.sort_key)
    found = [user for user in people if _is(user, state) and _matches(user, wanted)]
    return render_template(
        "admin/people.html",
        tabs=tabs(),
        new=Link(_("Kullanıcı ekle"), url_for("people.new")),
        filters=_filters(wanted, state),
        table=Table(
            _("Kullanıcılar"),
            (Column(_("Ad"), "main"), Column(_("Görev")), Column(_("Durum"), "state")),
            tuple(map(_row, found[:MOST])),
        ),
        page=Page(min(len(found), MOST)),
        notice=_("Çok kişi var; ilk %(most)s kişi görünüyor. Aramayı daraltın.", most=MOST)
        if len(found) > MOST
        else "",
        empty=Empty(
            _("Böyle bir kullanıcı yok"),
            _("Adın bir bölümünü yazın ya da süzgeçleri temizleyin."),
            "people",
            Link(_("Bütün kullanıcıları göster"), url_for("people.show")),
        ),
    )


def _row(user: User) -> Row:
    titles = ", ".join(position.title for position in directory().seats_of.get(user.id, ()))
    return Row(
        (Cell(user.name, user.username), Cell(titles or _("Görevi yok")), Cell(badge=state_of(user))),
        url_for("people.person", user_id=user.id),
    )


def state_of(user: User) -> Badge:
    """Return whether the user may sign in, in a word."""
    if not user.active:
        return Badge(_("Girişi kapalı"), "", "slash-circle")
    if user.password is None:
        return Badge(_("Parolası yok"), "soon", "key")
    return Badge(_("Çalışıyor"), "done", "check-circle")


def _is(user: User, state: str) -> bool:
    if state == "closed":
        return not user.active
    if state == "idle":
        return user.active and not directory().seats_of.get(user.id)
    return user.active if state == "active" else True


def _matches(user: User, wanted: str) -> bool:
    text = " ".join((user.name, user.username, *(seat.title for seat in directory().seats_of.get(user.id, ()))))
    folded = fold(text)
    return all(word in folded for word in fold(wanted).split())


def _filters(wanted: str, state: str) -> Filters:
    states = (
        Choice("", _("Hepsi")),
        Choice("active", _("Girişi açık")),
        Choice("idle", _("Görevi olmayan")),
        Choice("closed", _("Girişi kapalı")),
    )
    return Filters(
        url_for("people.show"),
        (
            Field(
                "q",
                "kisi-ara",
                "search",
                _("Ad, kullanıcı adı ya da görev"),
                value=wanted,
                attrs={"placeholder": _("Ad ya da görev")},
            ),
            Field("state", "kisi-durum", "select", _("Durum"), value=state, choices=states),
        ),
        clear_url=url_for("people.show") if wanted or state else "",
    )


# A new user ----------------------------------------------------------------------------------------------------------


def new() -> str:
    """Show the empty form."""
    return _new_page(forms.opened(NewUser))


def add() -> str | tuple[str, int]:
    """Create a user; the one-time code for his first password is shown once, on this answer only."""
    decoded = forms.sent(NewUser)
    if decoded.errors:
        return _new_page(decoded), 422
    try:
        user = create_user(_by(), decoded.values["username"], decoded.values["name"])
    except Refused as refused:
        return _new_page(small_forms.refused(decoded, refused, NewUser)), 422
    return _person_page(user, secret=offer_reset(_by(), user))


def _new_page(decoded: Decoded) -> str:
    form = small_forms.form(
        "yeni",
        NewUser,
        decoded,
        url_for("people.add"),
        _("Kullanıcıyı aç"),
        cancel_url=url_for("people.show"),
        focus=True,
    )
    return _form_page(_("Kullanıcı ekle"), form, Link(_("Kullanıcı ekle"), ""))


# One person ----------------------------------------------------------------------------------------------------------


def person(user_id: int) -> str:
    """Show one person: what he holds, what is lent, his history, and what can be changed."""
    return _person_page(_user(user_id))


def name(user_id: int) -> Response | tuple[str, int]:
    """Rename."""
    user, decoded = _user(user_id), forms.sent(NewName)
    if request.form.get("version") != str(user.version):
        raise StaleRow(f"user {user_id}")
    if decoded.errors:
        return _person_page(user, NewName, decoded), 422
    try:
        rename(_by(), user, decoded.values["name"])
    except Refused as refused:
        return _person_page(user, NewName, small_forms.refused(decoded, refused, NewName)), 422
    return _back(user, _("Ad değişti: %(name)s.", name=user.name))


def reset(user_id: int) -> Response | str:
    """Make a one-time code for a new password; it is shown once, on this answer only."""
    user = _user(user_id)
    try:
        return _person_page(user, secret=offer_reset(_by(), user))
    except Refused as refused:
        return _kept_back(user, refused)


def withdraw(user_id: int) -> Response:
    """Make the open code void."""
    user = _user(user_id)
    withdraw_reset(_by(), user)
    return _back(user, _("Sıfırlama kodu artık geçersiz."))


def take_second_step(user_id: int) -> Response:
    """Take away the second step of who lost his device."""
    user = _user(user_id)
    try:
        remove_factor(_by(), user)
    except Refused as refused:
        return _kept_back(user, refused)
    return _back(user, _("%(name)s artık yalnız parolasıyla giriş yapar.", name=user.name))


def hold(user_id: int) -> Response | tuple[str, int]:
    """Appoint to a position."""
    user, decoded = _user(user_id), forms.sent(Appointment)
    if decoded.errors:
        return _person_page(user, Appointment, decoded), 422
    values = decoded.values
    position = directory().positions[int(values["position"])]
    try:
        appoint(_by(), user, position, values["starts"], values.get("ends"), values.get("note") or "")
    except Refused as refused:
        return _person_page(user, Appointment, small_forms.refused(decoded, refused, Appointment)), 422
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
        end_holding(_by(), holding, last, decoded.values.get("note") or "")
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
        deactivate(_by(), user, decoded.values.get("note") or "")
    except Refused as refused:
        return _closing_page(user, small_forms.refused(decoded, refused, Closing)), 422
    return _back(user, _("%(name)s artık giriş yapamaz; görevleri ve vekâletleri bitti.", name=user.name))


def reopen(user_id: int) -> Response:
    """Reactivate a user."""
    user = _user(user_id)
    try:
        reactivate(_by(), user)
    except Refused as refused:
        return _kept_back(user, refused)
    return _back(user, _("%(name)s yeniden giriş yapabilir; görevi yoksa verin.", name=user.name))


# Helpers -------------------------------------------------------------------------------------------------------------


def _by() -> By:
    by: By = g.actor.by(g.actor.seat_for(MANAGE_PEOPLE))
    return by


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
    return redirect(url_for("people.person", user_id=user.id), 303)


def _kept_back(user: User, refused: Refused) -> Response:
    flash(joined(map(small_forms.said, refused.refusals), " "), "late")
    return redirect(url_for("people.person", user_id=user.id), 303)


def _own_door() -> str:
    return _("Kendi girişinizi kapatamazsınız. Bunu başka bir kullanıcı yöneticisi yapabilir.")


def _placed(position: Position) -> str:
    unit = directory().units[position.unit_id] if position.unit_id is not None else None
    return f"{position.title} ({unit.name})" if unit is not None else position.title


def _form_page(title: str, form: Form, *crumbs: Link, lead: str = "") -> str:
    path = (Link(_("Kullanıcılar"), url_for("people.show")), *crumbs)
    return render_template("record_form.html", title=title, form=form, crumbs=path, lead=lead)


def _ending_page(holding: Holding, decoded: Decoded) -> str:
    user, title = holding.user, holding.position.title
    address = url_for("people.person", user_id=user.id)
    form = small_forms.form(
        "bitir",
        Ending,
        decoded,
        url_for("people.end", user_id=user.id, holding_id=holding.id),
        _("Görevi bitir"),
        cancel_url=address,
        focus=True,
    )
    crumbs = (Link(user.name, address), Link(_("Görevi bitir"), ""))
    return _form_page(_("Görevi bitir"), form, *crumbs, lead=f"{user.name}, {title}")


def _closing_page(user: User, decoded: Decoded) -> str:
    address = url_for("people.person", user_id=user.id)
    form = small_forms.form(
        "kapat",
        Closing,
        decoded,
        url_for("people.close", user_id=user.id),
        _("Girişi kapat"),
        cancel_url=address,
        focus=True,
    )
    lead = _("Oturumları hemen kapanır, görevleri hemen sona erer, vekâletleri geri alınır. Yaptıkları adıyla kalır.")
    return _form_page(_("Girişi kapat"), form, Link(user.name, address), Link(_("Girişi kapat"), ""), lead=lead)


def _person_page(
    user: User, schema: type[Schema] | None = None, decoded: Decoded | None = None, *, secret: str = ""
) -> str:
    """Return the page of ``user``; the form of ``schema`` shows what was typed and what is wrong with it."""

    def asked(id: str, each: type[Schema], url: str, submit: str, **values: Any) -> Form:
        shown = decoded if each is schema and decoded is not None else forms.opened(each, values)
        hidden = {"version": str(user.version)} if each is NewName else {}
        return small_forms.form(id, each, shown, url_for(url, user_id=user.id), submit, hidden=hidden)

    changes: tuple[tuple[str, Form], ...] = (
        (_("Adı"), asked("ad", NewName, "people.name", _("Adı değiştir"), name=user.name)),
    )
    if user.active:
        appoint = pgettext("position", "Görevlendir")
        changes = (
            (_("Görev ver"), asked("gorev", Appointment, "people.hold", appoint, starts=today())),
            *changes,
            *_doors(user),
        )
    return render_template(
        "admin/person.html",
        tabs=tabs(),
        crumbs=(Link(_("Kullanıcılar"), url_for("people.show")), Link(user.name, "")),
        person=person_page.person(user, state_of(user)),
        forms=changes,
        entries=person_page.entries(user.id),
        secret=secret,
    )


def _doors(user: User) -> Iterator[tuple[str, Form]]:
    """Yield what can be done about how ``user`` signs in."""

    def pressed(id: str, endpoint: str, submit: str, help: str) -> Form:
        return small_forms.button(id, url_for(endpoint, user_id=user.id), submit, help)

    open_code = open_reset(user.id)
    if user.id != g.actor.user_id:
        told = _("Kişi, giriş sayfasında bu kodla yeni parolasını kendisi belirler. Kod 24 saat geçerlidir.")
        yield _("Parola"), pressed("sifirla", "people.reset", _("Sıfırlama kodu üret"), told)
    if open_code is not None:
        until = f"{write_date(open_code.ends)} {write_time(open_code.ends)}"
        told = _("%(name)s üretti; %(until)s tarihine kadar geçerli.", name=open_code.by_name, until=until)
        yield _("Açık sıfırlama kodu"), pressed("geri-al", "people.withdraw", _("Kodu geçersiz kıl"), told)
    if has_second_factor(user.id):
        told = _("Telefonunu yitirdiyse kaldırın; yeniden açana kadar yalnız parolasıyla girer.")
        yield _("İkinci adım"), pressed("adim", "people.take_second_step", _("İkinci adımı kaldır"), told)
