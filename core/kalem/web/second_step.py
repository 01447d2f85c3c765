"""The second step of a person's own sign-in: setting it up with a device, recovery codes, switching it off."""

from io import BytesIO

import segno
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import lacking, local_path
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import ngettext
from kalem.ledger import By
from kalem.organisation import (
    User,
    address_of,
    begin_factor,
    confirm,
    confirm_code,
    confirm_factor,
    has_second_factor,
    municipality,
    recovery_codes_left,
    remove_factor,
    renew_recovery_codes,
)
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refusal, Refused

from . import forms, small_forms
from .refusals import views
from .view import Form, Link


class FirstCode(Schema):
    """Asks for the first code of the device."""

    code = fields.String(
        label=_l("Uygulamanın gösterdiği kod"), help=_l("Altı hane."), required=True, max=20, wide=True
    )


class Proof(Schema):
    """Asks for the password and a code."""

    old = small_forms.Secret(label=_l("Şimdiki parola"), required=True, autocomplete="current")
    code = fields.String(label=_l("Kod ya da kurtarma kodu"), required=True, max=60)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("second_step", __name__)
    page(made, "/hesabim/ikinci-adim", permission=SIGNED_IN)(show)
    page(made, "/hesabim/ikinci-adim", permission=SIGNED_IN, methods=("POST",))(switch_on)
    page(made, "/hesabim/ikinci-adim/kodlar", permission=SIGNED_IN, methods=("POST",))(renew)
    page(made, "/hesabim/ikinci-adim/kapat", permission=SIGNED_IN, methods=("POST",))(switch_off)
    return made


def show() -> str:
    """Show how the second step is set up, or that it is on and what can be done about it."""
    return _page()


def switch_on() -> str | tuple[str, int]:
    """Switch the second step on by a first code; the recovery codes are shown once, on this answer only."""
    decoded = forms.sent(FirstCode)
    if decoded.errors:
        return _page(FirstCode, decoded), 422
    try:
        codes = confirm_factor(_by(), _user(), decoded.values["code"])
    except Refused as refused:
        return _page(FirstCode, small_forms.refused(decoded, refused, FirstCode)), 422
    return _page(codes=codes)


def renew() -> str | tuple[str, int]:
    """Make new recovery codes; they are shown once, on this answer only."""
    decoded = _proven()
    if decoded.errors:
        return _page(Proof, decoded, at="kodlar"), 422
    return _page(codes=renew_recovery_codes(_by(), _user()))


def switch_off() -> Response | tuple[str, int]:
    """Switch the second step off."""
    decoded = _proven()
    if decoded.errors:
        return _page(Proof, decoded, at="kapat"), 422
    remove_factor(_by(), _user())
    flash(_("Girişin ikinci adımı kapandı."), "done")
    return redirect(url_for("account.show"), 303)


def _proven() -> Decoded:
    """Return what was sent, with an error where password and code are not the person's own."""
    user, address = _user(), request.remote_addr or ""
    if not has_second_factor(user.id):
        raise Refused(Refusal(_("İkinci adım açık değil."), _("Önce Hesabım sayfasından açın.")))
    decoded = forms.sent(Proof)
    if decoded.errors:
        return decoded
    try:
        confirm(user, decoded.values["old"], address)
        confirm_code(user, decoded.values["code"], address)
    except Refused as refused:
        return small_forms.refused(decoded, refused, Proof)
    return decoded


def _user() -> User:
    found: User = User.get_by_id(g.actor.user_id)
    return found


def _by() -> By:
    by: By = g.actor.by(g.actor.seats[0] if g.actor.seats else None)
    return by


def _page(
    schema: type[Schema] | None = None, decoded: Decoded | None = None, *, at: str = "", codes: list[str] | None = None
) -> str:
    user = _user()
    on = has_second_factor(user.id)
    secret = "" if on else begin_factor(user)
    return render_template(
        "second_step.html",
        crumbs=(Link(_("Hesabım"), url_for("account.show")), Link(_("İkinci adım"), "")),
        codes=codes or [],
        left=_left(user) if on else "",
        refusals=views(filter(None, (lacking(),))) if not on else (),
        onward=Link(_("Devam et"), _following() or url_for("desk.show")) if codes and lacking() is not None else None,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        picture=_picture(secret, user) if secret else "",
        forms=_forms(on, schema, decoded, at),
    )


def _forms(on: bool, schema: type[Schema] | None, decoded: Decoded | None, at: str) -> tuple[tuple[str, Form], ...]:
    following = _following()
    hidden = {"next": following} if following else {}

    def asked(id: str, each: type[Schema], endpoint: str, submit: str) -> Form:
        shown = decoded if each is schema and decoded is not None and at in ("", id) else forms.opened(each)
        return small_forms.form(id, each, shown, url_for(endpoint), submit, hidden=hidden)

    if not on:
        return ((_("Kodu yazın"), asked("ac", FirstCode, "second_step.switch_on", _("İkinci adımı aç"))),)
    return (
        (_("Yeni kurtarma kodları"), asked("kodlar", Proof, "second_step.renew", _("Yeni kodlar al"))),
        (_("İkinci adımı kapat"), asked("kapat", Proof, "second_step.switch_off", _("İkinci adımı kapat"))),
    )


def _following() -> str:
    """Return where the person was going when he was led here."""
    return local_path(request.values.get("next", ""))


def _left(user: User) -> str:
    left = recovery_codes_left(user.id)
    return ngettext("%(num)s kurtarma kodunuz kaldı.", "%(num)s kurtarma kodunuz kaldı.", left)


def _picture(secret: str, user: User) -> Markup:
    """Return the QR code as inline SVG; it holds squares only, and the address of the device's secret."""
    address = address_of(secret, user.username, municipality.get().name)
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, xmldecl=False, svgns=False, nl=False)
    return Markup(drawn.getvalue().decode())  # noqa: S704  (made here, of squares)
