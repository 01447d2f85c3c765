"""Users: the list of who keeps the people, and a new one."""

from flask import Blueprint, render_template, request, url_for

from kalem.http.routing import page
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import MANAGE_PEOPLE, User, create_user, offer_reset
from kalem.organisation.directory import directory
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refused
from kalem.text import fold

from . import forms, person_view, small_forms
from .administration import tabs
from .person_pages import by, drawn, form_page
from .view import Cell, Choice, Column, Empty, Field, Filters, Link, Page, Row, Table

#: Most people of one page: whoever is not among them is searched for.
MOST = 300

#: Longest text that is searched for.
LONGEST = 120


class NewUser(Schema):
    """Asks for a new user."""

    name = fields.String(label=_l("Adı soyadı"), required=True, max=120)
    username = fields.String(label=_l("Kullanıcı adı"), help=_l("Girişte yazılır: ayse.yilmaz"), required=True, max=60)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("people", __name__)
    address = "/yonetim/kisiler"
    page(made, address, permission=MANAGE_PEOPLE)(show)
    page(made, f"{address}/yeni", permission=MANAGE_PEOPLE)(new)
    page(made, f"{address}/yeni", permission=MANAGE_PEOPLE, methods=("POST",), form="new")(add)
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
        (Cell(user.name, user.username), Cell(titles or _("Görevi yok")), Cell(badge=person_view.state_of(user))),
        url_for("person_pages.show", user_id=user.id),
    )


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
        user = create_user(by(), decoded.values["username"], decoded.values["name"])
    except Refused as refused:
        return _new_page(small_forms.refused(decoded, refused, NewUser)), 422
    return drawn(user, secret=offer_reset(by(), user))


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
    return form_page(_("Kullanıcı ekle"), form, Link(_("Kullanıcı ekle"), ""))
