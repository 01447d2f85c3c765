"""The web application of one office."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from flask import Flask, Response, request
from flask_wtf import CSRFProtect

from kalem import context
from kalem.app import Settings, office
from kalem.app.factory import parts
from kalem.config import Municipality
from kalem.http import addresses, requests, routing, visit
from kalem.plugins import Candidate

from . import components, errors, face, kept_forms, session_page, shell
from .pages import core_blueprints

#: Most bytes of one request: some files of the largest size together.
MOST_BYTES = 110 * 2**20


def create_app(
    settings: Settings,
    *,
    expected: Municipality | None = None,
    candidates: Sequence[Candidate] | None = None,
    strict: bool = False,
    rules_off: Collection[str] = (),
    clock: Callable[[], datetime] = context.system_clock,
) -> Flask:
    """Return the application of the office whose file is applied in the database, with all its pages.

    Raises ``NotApplied`` when none is, or when it is not ``expected``; ``BrokenPlugins`` when ``strict``.
    """
    app = office(
        settings,
        faces=[face.FACE],
        candidates=candidates,
        expected=expected,
        strict=strict,
        rules_off=rules_off,
        clock=clock,
    )
    install(app)
    return app


def install(app: Flask) -> None:
    """Give a dressed ``app`` its pages; :data:`~kalem.web.FACE` must have been among the faces it was dressed with.

    Raises :class:`~kalem.http.routing.UndeclaredRoute` when a page does not say who may open it.
    """
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=visit.MOST_FORM_BYTES,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=24 * 3600,
        # A form may stay open for as long as the session does.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    requests.install(app)
    routing.permissions_in(app)
    routing.form_pages.put(app, {})
    visit.install(app)
    addresses.install(app)
    CSRFProtect(app)
    components.install(app)
    errors.install(app)
    routing.declare(app, "ui.static", routing.PUBLIC)
    routing.declare(app, "bootstrap.static", routing.PUBLIC)
    for blueprint in core_blueprints():
        app.register_blueprint(blueprint)
    face.register(app, app.extensions[parts.name].plugins)
    routing.check(app)
    app.context_processor(lambda: {"shell": shell.shell()})
    kept_forms.install(app)
    session_page.install(app)
    app.after_request(_fresh)


def _fresh(response: Response) -> Response:
    """Pages hold people's data: no copy stays in a browser or on the way."""
    if not (request.endpoint or "").endswith(".static"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
