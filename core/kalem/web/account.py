"""A person's own page (Hesabım): what he holds and lends, his password, his language, how pages look, sessions."""

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import KEPT, forget, keep_language, remember
from kalem.i18n import LANGUAGES, SOURCE, Translated, lazy_pgettext, speak
from kalem.i18n import gettext as _
from kalem.i18n import language as spoken_now
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import User, confirm, end_sessions, open_session, set_language, set_password
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refused

from . import forms, small_forms
from .delegations import card_of
from .person_view import held
from .shell import SILENT_KEYS, THEME
from .view import Fact, Link, PersonView

#: How the pages look; ``system`` follows the machine.
THEMES = (("system", _l("Bilgisayarın ayarı gibi")), ("light", lazy_pgettext("theme", "Açık")), ("dark", _l("Koyu")))


class OwnPassword(Schema):
    """Asks for the old password and the new one, twice."""

    old = small_forms.Secret(label=_l("Şimdiki parola"), required=True, autocomplete="current", wide=True)
    password = small_forms.Secret(
        label=_l("Yeni parola"), help=_l("En az 12 karakter."), required=True, autocomplete="new"
    )
    again = small_forms.Secret(label=_l("Yeni parola, bir daha"), required=True, autocomplete="new")


def _languages() -> list[tuple[str, str]]:
    """Return every language by its own name, which is a word of that language."""
    return [(code, name if code == SOURCE else Translated(name)) for code, name in LANGUAGES.items()]


class Language(Schema):
    """Asks for the language of the pages."""

    language = fields.Choice(_languages, label=_l("Sayfaların dili"), radio=True, required=True, wide=True)


class Looks(Schema):
    """Asks how the pages look and whether single keys do something."""

    theme = fields.Choice(THEMES, label=lazy_pgettext("theme", "Görünüm"), radio=True, load_default="system", wide=True)
    keys = fields.Boolean(
        label=_l("Tek tuşlu kısayollar açık"),
        help=_l("Kapatınca g, j, k, n ve havale ekranındaki tuşlar bir şey yapmaz; Ctrl’li kısayollar kalır."),
        load_default=False,
        wide=True,
    )


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("account", __name__)
    page(made, "/hesabim", permission=SIGNED_IN)(show)
    page(made, "/hesabim/parola", permission=SIGNED_IN, methods=("POST",))(password)
    page(made, "/hesabim/dil", permission=SIGNED_IN, methods=("POST",))(speak_to_me)
    page(made, "/hesabim/gorunum", permission=SIGNED_IN, methods=("POST",))(look)
    page(made, "/hesabim/oturumlar", permission=SIGNED_IN, methods=("POST",))(leave_everywhere)
    return made


def show() -> str:
    """Show the page."""
    return _page(forms.opened(OwnPassword))


def password() -> AnyResponse | tuple[str, int]:
    """Change the password: the old one is asked, every other session ends, this one goes on."""
    decoded = forms.sent(OwnPassword)
    if not decoded.errors and decoded.values["password"] != decoded.values["again"]:
        decoded = Decoded({}, {"again": [_("İki parola aynı değil. Yeniden yazın.")]}, decoded.raw)
    if decoded.errors:
        return _page(decoded), 422
    user = _user()
    try:
        confirm(user, decoded.values["old"], request.remote_addr or "")
        set_password(g.actor.by(g.actor.seats[0] if g.actor.seats else None), user, decoded.values["password"])
    except Refused as refused:
        return _page(small_forms.refused(decoded, refused, OwnPassword)), 422
    flash(_("Parolanız değişti. Başka yerlerdeki oturumlarınız kapandı."), "done")
    response = redirect(url_for("account.show"), 303)
    remember(response, open_session(user.id))
    return response


def speak_to_me() -> AnyResponse | tuple[str, int]:
    """Keep in which language this person reads, here and wherever he signs in; and in this browser, for its sign-in."""
    decoded = forms.sent(Language)
    if decoded.errors:
        return _page(forms.opened(OwnPassword), language=decoded), 422
    chosen = decoded.values["language"]
    set_language(g.actor.by(g.actor.seats[0] if g.actor.seats else None), _user(), chosen)
    speak(chosen)
    flash(_("Sayfaların dili değişti."), "done")
    response = make_response(redirect(url_for("account.show"), 303))
    keep_language(response, chosen)
    return response


def look() -> AnyResponse | tuple[str, int]:
    """Keep in this browser how its pages look."""
    decoded = forms.sent(Looks)
    if decoded.errors:
        return _page(forms.opened(OwnPassword), looks=decoded), 422
    response = make_response(redirect(url_for("account.show"), 303))
    theme = decoded.values["theme"]
    _keep(response, THEME, "" if theme == "system" else theme)
    _keep(response, SILENT_KEYS, "" if decoded.values["keys"] else "1")
    flash(_("Bu tarayıcıdaki görünüm kaydedildi."), "done")
    return response


def leave_everywhere() -> AnyResponse:
    """End every session of this person, this one too."""
    end_sessions(g.actor.user_id)
    session.clear()
    flash(_("Bütün oturumlarınız kapandı."), "done")
    response = make_response(redirect(url_for("sign_in.form"), 303))
    forget(response)
    return response


def _user() -> User:
    found: User = User.get_by_id(g.actor.user_id)
    return found


def _keep(response: Response, name: str, value: str) -> None:
    if value:
        response.set_cookie(name, value, max_age=KEPT, httponly=True, samesite="Lax", secure=request.is_secure)
    else:
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=request.is_secure)


def _looks() -> Decoded:
    theme = request.cookies.get(THEME, "")
    known = {value for value, _label in THEMES}
    return forms.opened(
        Looks, {"theme": theme if theme in known else "system", "keys": request.cookies.get(SILENT_KEYS) != "1"}
    )


def _page(own: Decoded, *, language: Decoded | None = None, looks: Decoded | None = None) -> str:
    user = _user()
    spoken = language or forms.opened(Language, {"language": spoken_now()})
    shown = (
        (_("Dil"), small_forms.form("dil", Language, spoken, url_for("account.speak_to_me"), _("Kaydet"))),
        (
            _("Görünüm ve kısayollar"),
            small_forms.form("gorunum", Looks, looks or _looks(), url_for("account.look"), _("Kaydet")),
        ),
        (
            _("Parola"),
            small_forms.form("parola", OwnPassword, own, url_for("account.password"), _("Parolayı değiştir")),
        ),
        (
            _("Oturumlar"),
            small_forms.button(
                "oturumlar",
                url_for("account.leave_everywhere"),
                _("Her yerde çıkış yap"),
                _("Girişinizin açık kaldığı bütün tarayıcılarda, burada da, oturumunuz kapanır."),
            ),
        ),
    )
    person = PersonView(
        user.name, user.username, facts=tuple(_facts()), cards=(held(user, manage=False), card_of(user.id))
    )
    return render_template("account.html", person=person, forms=shown, links=_links())


def _facts() -> list[Fact]:
    """Return as what this person acts today: his own positions, then those that he is lent."""
    found = []
    for seat in g.actor.seats:
        if seat.delegation_id is None:
            found.append(Fact(_("Göreviniz"), seat.title))
        else:
            found.append(Fact(_("Vekâleten"), seat.title, note=_("%(name)s adına", name=seat.for_user)))
    return found or [Fact(_("Göreviniz"), _("Bugün bir göreviniz yok"))]


def _links() -> tuple[Link, ...]:
    return (
        Link(_("Girişin ikinci adımı"), url_for("second_step.show")),
        Link(_("Erişim anahtarları"), url_for("tokens.show")),
        Link(_("Vekâletler"), url_for("delegations.show")),
        Link(_("Yönetmelik"), url_for("regulation_page.show")),
    )
