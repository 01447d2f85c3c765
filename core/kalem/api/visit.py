"""One request of a program: its token, who it acts as today, and what bounds it."""

from dataclasses import replace

from flask import Flask, g, request

from kalem.context import today
from kalem.http.routing import PUBLIC, opens, permissions
from kalem.http.visit import MOST_FORM_BYTES, arrive, end, is_alone
from kalem.i18n import LANGUAGES, SOURCE, speak
from kalem.i18n import gettext as _
from kalem.organisation import Actor, UnknownUser, load_actor
from kalem.organisation.demanded import lacks_factor
from kalem.organisation.tokens import Key, find_token
from kalem.records.scope import NotFound
from kalem.refusal import Ground, Refusal

from .problems import Problem

#: What every 401 says of how to come in (RFC 6750).
CHALLENGE = 'Bearer realm="kalem"'


def install(app: Flask) -> None:
    """Let each request of ``app`` have a connection and an actor, and be judged before its view is called.

    Cookies are not looked at, and none is given: no page of another site can act through somebody's browser.
    """
    app.before_request(begin)
    app.before_request(judge)
    app.teardown_request(end)


def begin() -> None:
    """Open the connection and find as whom the token acts."""
    arrive()
    g.kalem_key = None
    if is_alone():
        return
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    key = find_token(secret.strip()) if scheme.lower() == "bearer" else None
    if key is not None:
        try:
            g.actor = replace(load_actor(key.user_id, today()), types=key.scopes.reads)
            g.kalem_key = key
        except UnknownUser:
            pass
    speak(_language())
    if g.actor is None or request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_FORM_BYTES


def _language() -> str:
    """Return in which language the program is answered: the one it asks for, else that of its token's owner."""
    asked = request.accept_languages.best_match(LANGUAGES)
    return asked or (g.actor.language if g.actor is not None else "") or SOURCE


def judge() -> None:
    """Let the request through, ask for a token, or answer as if there were no such address."""
    if request.endpoint is None:
        return
    words = permissions.get()[request.endpoint]
    if PUBLIC in words:
        return
    if g.actor is None:
        fault = ', error="invalid_token"' if "Authorization" in request.headers else ""
        raise Problem(
            "unauthorized",
            _("Geçerli bir erişim anahtarı gerekir. “Authorization: Bearer klm_…” başlığıyla gönderin."),
            headers={"WWW-Authenticate": CHALLENGE + fault},
        )
    if not opens(g.actor, words):
        raise NotFound(request.endpoint)
    lacking = lacks_factor(g.actor)
    if lacking is not None:
        # RFC 9470: the token is good, but its owner did not sign in strongly enough.
        challenge = f'{CHALLENGE}, error="insufficient_user_authentication"'
        raise Problem(
            "unauthorized", lacking.message, headers={"WWW-Authenticate": challenge}, refusals=(lacking,)
        )


def actor() -> Actor:
    """Return as whom the program acts."""
    found: Actor = g.actor
    return found


def key() -> Key:
    """Return the token that it came with."""
    found: Key = g.kalem_key
    return found


def whole() -> None:
    """Let only tokens through that no record type bounds; to others what follows is not there."""
    if not key().scopes.may_read_all:
        raise NotFound("scope")


def writer(type_id: str) -> Actor:
    """Return as whom the program changes records of a type; :class:`Problem` where its token may only read them."""
    if not key().scopes.may_write(type_id):
        raise _narrow(f"write:{type_id}", _("Bu erişim anahtarı bu türden kayıtları değiştiremez."))
    return actor()


def keeper() -> Actor:
    """Return as whom the program changes what is no record, once :func:`whole` let it through; or :class:`Problem`."""
    whole()
    if key().scopes.writes is not None:
        raise _narrow("write", _("Bu erişim anahtarı yalnız okuyabilir."))
    return actor()


def _narrow(wanted: str, message: str) -> Problem:
    """Return the problem of a token whose scopes do not reach."""
    return Problem(
        "forbidden",
        message,
        headers={"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{wanted}"'},
        refusals=(
            Refusal(
                message,
                _("Kapsamı “%(scope)s” olan bir anahtar kullanın.", scope=wanted),
                Ground("right", source=f"token.{wanted}", text=_("Erişim anahtarının kapsamı")),
            ),
        ),
    )
