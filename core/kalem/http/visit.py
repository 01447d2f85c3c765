"""One visit of a browser: its connection, who is there, and whether the page is open to him."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from flask.json.tag import JSONTag, TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from kalem import db
from kalem.app import FileChanged, runs_newest
from kalem.context import now, today
from kalem.i18n import SOURCE, Translated, hush, joined, parts, speak
from kalem.organisation import Actor, UnknownUser, User, load_actor, municipality, running_session, session_user
from kalem.organisation.demanded import lacks_factor
from kalem.organisation.sessions import ENDED_KEPT, LONGEST
from kalem.refusal import Refusal, Refused

from . import late
from .routing import PUBLIC, opens, permissions

#: What is answered without asking who is there, and without a connection that was opened before.
ALONE = frozenset({"health.show"})

#: What is open to who must set up his second step first.
SETTING_UP = frozenset({"second_step.show", "second_step.switch_on", "sign_in.leave"})

#: Most bytes of a request without files, and of any request of somebody who is not signed in.
MOST_FORM_BYTES = 4 * 2**20


#: How long a browser keeps how its pages look and what they speak, in seconds: a year.
KEPT = 365 * 24 * 3600

#: Cookie of the language of who is not signed in, or has chosen none.
LANGUAGE = "kalem_language"


class _TranslatedTag(JSONTag):
    """What is told on the next page still knows there which of it is in the reader's language."""

    key = " translated"

    def check(self, value: Any) -> bool:
        return isinstance(value, Translated)

    def to_json(self, value: Any) -> Any:
        return [[text, label] for text, label in parts(value)]

    def to_python(self, value: Any) -> Any:
        return joined(Translated(text) if label else text for text, label in value)


class Cookies(SecureCookieSessionInterface):
    """Flask's own signed cookie (it carries the forms' key and what is told on the next page), closed to scripts."""

    serializer = TaggedJSONSerializer()
    serializer.register(_TranslatedTag)

    def get_cookie_name(self, app: Flask) -> str:
        """Return a name of its own for each municipality: two offices may run on one machine."""
        return f"kalem_form_{_mark(app)}"

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  (the base's signature)
        """Whether the cookie is for encrypted connections only: wherever the page came by one."""
        return request.is_secure


def install(app: Flask) -> None:
    """Let each request of ``app`` have a connection and an actor, and be judged before its view is called."""
    app.session_interface = Cookies()
    app.before_request(begin)
    app.before_request(judge)
    app.teardown_request(end)


def cookie_name() -> str:
    """Return the name of the cookie that carries the session's token."""
    return f"kalem_{_mark(current_app)}"


def arrive() -> None:
    """Begin a request of any face: nobody is there yet, the connection is open, the file in force is the running one.

    Raises ``FileChanged`` when it is not.
    """
    # A test may run several requests in one application context: nothing of the one before is left over.
    for name in list(g):
        g.pop(name)
    g.actor = None
    speak(request.cookies.get(LANGUAGE, SOURCE))
    if is_alone():
        return
    connect()
    if not runs_newest():
        # The rights of the running one no longer hold.
        raise FileChanged


def is_alone() -> bool:
    """Whether the request is for a style sheet, a script or the state of the service: nothing is opened for it."""
    return request.endpoint is not None and (request.endpoint.endswith(".static") or request.endpoint in ALONE)


def begin() -> None:
    """Open the connection and find who is there."""
    token = request.cookies.get(cookie_name())
    try:
        arrive()
    except FileChanged:
        # Nobody acts any more, but it is told to whoever comes in his language.
        _speak_to(session_user(token) if token else None)
        raise
    if is_alone():
        return
    if token:
        g.actor = _actor(token)
    if token and g.actor is not None:
        late.bind(token)
        if g.actor.language:
            speak(g.actor.language)
    if g.actor is None or request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_FORM_BYTES


def seconds_left() -> int:
    """Return in how many seconds the session of who is there ends, if he asks for nothing more."""
    ends: datetime = g.kalem_session_ends
    return max(0, round((ends - now()).total_seconds()))


def lacking() -> Refusal | None:
    """Return why who is there can do nothing yet but set up his second step; None when nothing is missing."""
    found: Refusal | None = g.get("kalem_lacking")
    return found


def connect() -> None:
    """Open the connection of this request; :func:`end` closes it."""
    g.kalem_connected = db.current().connect(reuse_if_open=True)


def judge() -> Response | None:
    """Let the request through, send it to the sign-in page, or answer as if there were no such page."""
    if isinstance(request.routing_exception, RequestRedirect):
        # By itself the framework sends the browser to the host that it named.
        address = urlsplit(request.routing_exception.new_url)
        return redirect(address._replace(scheme="", netloc="").geturl(), request.routing_exception.code)
    if request.endpoint is None:
        return None
    words = permissions.get()[request.endpoint]
    if PUBLIC in words:
        return None
    if g.actor is None:
        return redirect(url_for("sign_in.form", next=_kept() or way_back() or None))
    if not opens(g.actor, words):
        raise NotFound
    lacking = lacks_factor(g.actor)
    if lacking is None:
        return None
    g.kalem_lacking = lacking
    if request.endpoint in SETTING_UP:
        return None
    if request.method == "GET":
        return redirect(url_for("second_step.show", next=way_back() or None))
    raise Refused(lacking)


def end(_fault: BaseException | None) -> None:
    """Close the connection that :func:`connect` opened; what comes after the request speaks for itself."""
    hush()
    if g.pop("kalem_connected", False):
        db.current().close()


def actor() -> Actor:
    """Return who is there; for views of pages that are not public."""
    found: Actor = g.actor
    return found


def remember(response: Response, token: str) -> None:
    """Give the browser the session's ``token``; it outlives the session, so that a late form is known to be whose."""
    late.take_over(token)
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int((LONGEST + ENDED_KEPT).total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def forget(response: Response) -> None:
    """Take the session's token from the browser."""
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=request.is_secure)


def keep_language(response: Response, chosen: str) -> None:
    """Let the browser remember a language of :data:`~kalem.i18n.LANGUAGES`."""
    response.set_cookie(
        LANGUAGE, chosen, max_age=KEPT, httponly=True, samesite="Lax", secure=request.is_secure
    )


def way_back() -> str:
    """Return the page to come back to after signing in: this one, or the form that was being sent."""
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?")) if request.path != "/" else ""
    return came_from()


def came_from() -> str:
    """Return the page on which the browser was, when it is one of ours."""
    origin = _parts(request.referrer or "")
    if origin is None or origin.netloc != request.host:
        return ""
    return local_path(f"{origin.path}?{origin.query}".rstrip("?"))


def local_path(address: str) -> str:
    """Return ``address`` when it is a path of this application, else an empty text: nobody is sent elsewhere."""
    parts = _parts(address)
    if parts is None or parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return ""
    return "" if "\\" in address or any(ord(sign) < 32 for sign in address) else address


def _kept() -> str:
    """Return the address of the form that this request sends, where it is kept for who sent it."""
    return late.keep(request.cookies.get(cookie_name(), "")) if request.method == "POST" else ""


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address; None for what is none, as one with half a bracket."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _actor(token: str) -> Actor | None:
    running = running_session(token)
    if running is None:
        return None
    g.kalem_session_ends = running.ends
    try:
        return load_actor(running.user_id, today())
    except UnknownUser:
        return None


def _speak_to(user_id: int | None) -> None:
    """Speak the language that a user has chosen; without one stays what his browser remembers."""
    user: User | None = User.get_or_none(User.id == user_id) if user_id is not None else None
    if user is not None and user.language:
        speak(user.language)


def _mark(app: Flask) -> str:
    name = app.extensions[municipality.name].name
    return sha256(str(name).encode()).hexdigest()[:8]
