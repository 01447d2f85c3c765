"""Signing in and out."""

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from kalem.http.late import belongs_to
from kalem.http.routing import PUBLIC, SIGNED_IN, page
from kalem.http.visit import cookie_name, forget, keep_language, local_path, remember
from kalem.i18n import LANGUAGES, joined, language, speak
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import (
    Half,
    HalfEnded,
    User,
    ended_session_user,
    finish_sign_in,
    half_signed_in,
    municipality,
    open_reset,
    redeem,
    session_user,
)
from kalem.organisation import sign_in as open_session
from kalem.organisation import sign_out as close_session
from kalem.organisation.kept_forms import forget_forms, is_kept_for
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refused

from . import forms, kept_forms, small_forms
from .components import write_date, write_time
from .view import Field, Form, Link, Section

#: Under this name the browser's signed cookie carries a right password that waits for its code.
HALF = "half"

#: Longer texts than any name or password.
LONGEST = 200


class NewPassword(Schema):
    """Asks for a one-time code and the new password, twice."""

    username = fields.String(label=_l("Kullanıcı adı"), required=True, max=LONGEST, wide=True)
    code = fields.String(label=_l("Sıfırlama kodu"), required=True, max=LONGEST, wide=True)
    password = small_forms.Secret(
        label=_l("Yeni parola"), help=_l("En az 12 karakter."), required=True, autocomplete="new", wide=True
    )
    again = small_forms.Secret(label=_l("Yeni parola, bir daha"), required=True, autocomplete="new", wide=True)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("sign_in", __name__)
    page(made, "/sign-in", permission=PUBLIC)(form)
    page(made, "/sign-in", permission=PUBLIC, methods=("POST",))(enter)
    page(made, "/sign-in/code", permission=PUBLIC)(code)
    page(made, "/sign-in/code", permission=PUBLIC, methods=("POST",))(enter_code)
    page(made, "/sign-in/reset", permission=PUBLIC)(reset)
    page(made, "/sign-in/reset", permission=PUBLIC, methods=("POST",))(set_anew)
    page(made, "/sign-out", permission=SIGNED_IN, methods=("POST",))(leave)
    return made


def form() -> Response | str:
    """Show the sign-in form, or the desk to who is in already; ``language`` is what this browser speaks from now on."""
    if g.actor is not None:
        return redirect(_target())
    chosen = request.args.get("language", "")
    if chosen not in LANGUAGES:
        return _page("", ())
    speak(chosen)
    response = make_response(_page("", ()))
    keep_language(response, chosen)
    return response


def enter() -> Response | tuple[str, int]:
    """Sign in, and go where the person wanted to."""
    username = request.form.get("username", "")[:LONGEST]
    password = request.form.get("password", "")[:LONGEST]
    try:
        opened = open_session(username, password, request.remote_addr or "")
    except Refused as refused:
        return _page(username, _said(refused)), 422
    if isinstance(opened, Half):
        session[HALF] = opened.token
        return redirect(url_for("sign_in.code", next=_following() or None), 303)
    return _entered(opened)


def code() -> Response | str:
    """Ask for the code of the second step; the password, where it is not right yet."""
    username = half_signed_in(session.get(HALF, ""))
    if username is None:
        return redirect(url_for("sign_in.form", next=_following() or None))
    return _code_page(username, ())


def enter_code() -> Response | tuple[str, int]:
    """Finish signing in with the code."""
    token = session.get(HALF, "")
    username = half_signed_in(token) or ""
    try:
        opened = finish_sign_in(token, request.form.get("code", "")[:LONGEST], request.remote_addr or "")
    except Refused as refused:
        if half_signed_in(token) is None:
            return _again()
        return _code_page(username, _said(refused)), 422
    except HalfEnded:
        return _again()
    return _entered(opened)


def reset() -> str:
    """Show the form for a new password by a one-time code."""
    return _reset_page(forms.opened(NewPassword))


def set_anew() -> Response | tuple[str, int]:
    """Set a new password by a one-time code; then it is signed in with."""
    decoded = forms.sent(NewPassword)
    if not decoded.errors and decoded.values["password"] != decoded.values["again"]:
        decoded = Decoded({}, {"again": [_("İki parola aynı değil. Yeniden yazın.")]}, decoded.raw)
    if decoded.errors:
        return _reset_page(decoded), 422
    values = decoded.values
    try:
        redeem(values["username"], values["code"], values["password"], request.remote_addr or "")
    except Refused as refused:
        return _reset_page(small_forms.refused(decoded, refused, NewPassword)), 422
    flash(_("Yeni parolanız kaydedildi. Onunla giriş yapın."), "done")
    return redirect(url_for("sign_in.form"), 303)


def leave() -> Response:
    """Sign out."""
    close_session(request.cookies.get(cookie_name(), ""))
    forget_forms(g.actor.user_id)
    session.clear()
    response = redirect(url_for("sign_in.form"))
    forget(response)
    return response


def _entered(token: str) -> Response:
    """Go where the person wanted to, in his new session; a reset of his password that is open is told to him."""
    user_id = session_user(token) or 0
    old = request.cookies.get(cookie_name(), "")
    # The forms that are still open in other windows go on in the new session where they are his own.
    key = session.get("csrf_token") if belongs_to(old) and _whose(old) == user_id else None
    close_session(old)
    session.clear()
    if key:
        session["csrf_token"] = key
    offered = open_reset(user_id)
    if offered is not None:
        moment = f"{write_date(offered.created)} {write_time(offered.created)}"
        flash(
            _(
                "%(name)s, %(moment)s tarihinde parolanız için sıfırlama kodu üretti. Siz istemediyseniz kullanıcı"
                " yöneticinize söyleyin; parolanızı değiştirince kod geçersiz olur.",
                name=offered.by_name,
                moment=moment,
            ),
            "soon",
        )
    response = redirect(_target_of(user_id))
    remember(response, token)
    return response


def _whose(token: str) -> int | None:
    """Return whose session ``token`` is, or was until it ended by itself."""
    return session_user(token) or ended_session_user(token)


def _target_of(user_id: int) -> str:
    """Return where the person goes: his kept form, and nobody else's; one that waits, when he wants nowhere else."""
    following = _following()
    if kept_forms.key_in(following):
        return following if kept_forms.is_for(user_id, following) else url_for("desk.show")
    return following or kept_forms.waiting(user_id) or url_for("desk.show")


def _again() -> Response:
    session.pop(HALF, None)
    flash(_("Süre doldu ya da çok fazla yanlış kod yazıldı. Parolanızla yeniden başlayın."), "late")
    return redirect(url_for("sign_in.form", next=_following() or None), 303)


def _said(refused: Refused) -> tuple[str, ...]:
    return tuple(joined((each.message, each.cure), " ") for each in refused.refusals)


def _following() -> str:
    return local_path(request.values.get("next", ""))


def _target() -> str:
    return _following() or url_for("desk.show")


def _kept_for() -> User | None:
    """Return whose form is kept and waits for this sign-in; only the browser whose session it was is told."""
    key, user_id = kept_forms.key_in(_following()), ended_session_user(request.cookies.get(cookie_name(), ""))
    if user_id is None or not is_kept_for(user_id, key):
        return None
    found: User = User.get_by_id(user_id)
    return found


def _languages(following: str) -> tuple[tuple[str, Link], ...]:
    """Return the other languages, each with its code and the link to this page in it."""
    return tuple(
        (code, Link(name, url_for("sign_in.form", language=code, next=following or None)))
        for code, name in LANGUAGES.items()
        if code != language()
    )


def _page(username: str, errors: tuple[str, ...]) -> str:
    kept_for = _kept_for()
    if kept_for is not None and not username:
        username = kept_for.username
    asked = (
        Field(
            "username",
            "username",
            "text",
            _("Kullanıcı adı"),
            value=username,
            attrs={"autocomplete": "username", "autofocus": not username, "autocapitalize": "none"},
        ),
        Field(
            "password",
            "password",
            "password",
            _("Parola"),
            attrs={"autocomplete": "current-password", "autofocus": bool(username)},
        ),
    )
    return render_template(
        "sign_in.html",
        municipality=municipality.get().name,
        title=_("Giriş yapın"),
        lead=_("Belediye kullanıcı adınızla."),
        failed=_("Giriş yapılamadı"),
        form=_drawn("giris", url_for("sign_in.enter"), asked, _("Giriş yap"), errors),
        languages=_languages(_following()),
        kept_for=kept_for.name if kept_for is not None else "",
        help=_("Parolanızı unuttuysanız kullanıcı yöneticinizden sıfırlama kodu isteyin."),
        links=(Link(_("Sıfırlama koduyla yeni parola belirle"), url_for("sign_in.reset")),),
    )


def _code_page(username: str, errors: tuple[str, ...]) -> str:
    asked = (
        Field(
            "code",
            "code",
            "text",
            _("Kod"),
            help=_("Telefonunuzdaki uygulamanın gösterdiği altı hane ya da bir kurtarma kodu."),
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"},
        ),
    )
    return render_template(
        "sign_in.html",
        municipality=municipality.get().name,
        title=_("İkinci adım"),
        lead=username,
        failed=_("Giriş yapılamadı"),
        form=_drawn("kod", url_for("sign_in.enter_code"), asked, _("Girişi bitir"), errors),
        help=_("Telefonunuz ve kurtarma kodlarınız yanınızda değilse kullanıcı yöneticinize başvurun."),
        links=(Link(_("Başka biri olarak gir"), url_for("sign_in.form")),),
    )


def _reset_page(decoded: Decoded) -> str:
    form = small_forms.form(
        "sifirla", NewPassword, decoded, url_for("sign_in.set_anew"), _("Parolayı kaydet"), focus=True
    )
    return render_template(
        "sign_in.html",
        municipality=municipality.get().name,
        title=_("Yeni parola belirleyin"),
        lead=_("Kullanıcı yöneticinizin verdiği kodla."),
        failed=_("Parola kaydedilmedi"),
        form=form,
        links=(Link(_("Girişe dön"), url_for("sign_in.form")),),
    )


def _drawn(id: str, action: str, asked: tuple[Field, ...], submit: str, errors: tuple[str, ...]) -> Form:
    following = _following()
    return Form(
        id, action, (Section("", asked),), submit, hidden={"next": following} if following else {}, errors=errors
    )
