"""Signing in and out."""

from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from kalem.http.routing import PUBLIC, SIGNED_IN, page
from kalem.http.visit import cookie_name, forget, keep_language, local_path, remember
from kalem.i18n import LANGUAGES, language, speak
from kalem.i18n import gettext as _
from kalem.organisation import municipality
from kalem.organisation import sign_in as open_session
from kalem.organisation import sign_out as close_session
from kalem.refusal import Refused

from .view import Field, Form, Link, Section

#: Longer texts than any name or password.
LONGEST = 200


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("sign_in", __name__)
    page(made, "/sign-in", permission=PUBLIC)(form)
    page(made, "/sign-in", permission=PUBLIC, methods=("POST",))(enter)
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
        token = open_session(username, password, request.remote_addr or "")
    except Refused as refused:
        said = tuple(f"{each.message} {each.cure}".strip() for each in refused.refusals)
        return _page(username, said), 422
    old = request.cookies.get(cookie_name())
    if old:
        close_session(old)
    session.clear()
    response = redirect(_target())
    remember(response, token)
    return response


def leave() -> Response:
    """Sign out."""
    token = request.cookies.get(cookie_name())
    if token:
        close_session(token)
    session.clear()
    response = redirect(url_for("sign_in.form"))
    forget(response)
    return response


def _target() -> str:
    return local_path(request.values.get("next", "")) or url_for("desk.show")


def _languages(following: str) -> tuple[tuple[str, Link], ...]:
    """Return the other languages, each with its code and the link to this page in it."""
    return tuple(
        (code, Link(name, url_for("sign_in.form", language=code, next=following or None)))
        for code, name in LANGUAGES.items()
        if code != language()
    )


def _page(username: str, errors: tuple[str, ...]) -> str:
    fields = (
        Field(
            "username",
            "username",
            "text",
            _("Kullanıcı adı"),
            value=username,
            attrs={"autocomplete": "username", "autofocus": not username, "autocapitalize": "none"},
        ),
        Field("password", "password", "password", _("Parola"), attrs={"autocomplete": "current-password"}),
    )
    following = local_path(request.values.get("next", ""))
    drawn = Form(
        "giris",
        url_for("sign_in.enter"),
        (Section("", fields),),
        _("Giriş yap"),
        hidden={"next": following} if following else {},
        errors=errors,
    )
    return render_template(
        "sign_in.html",
        municipality=municipality.get().name,
        form=drawn,
        languages=_languages(following),
        help=_("Parolanızı unuttuysanız kullanıcı yöneticinize başvurun."),
    )
