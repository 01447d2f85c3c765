"""The application that answers programs. It stands beside the pages over the same office, and shares nothing else.

Two Flask applications, so that neither's doors, errors, cookies and keys of forms are ever the other's by mistake.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from kalem.http import addresses, requests, routing
from kalem.i18n import language

from . import docs, errors, files, me, office, records, steps, visit, webhooks, work
from . import types as type_pages

#: Where the addresses of the API begin.
PREFIX = "/api"

#: Most bytes of one request: some files of the largest size together.
MOST_BYTES = 110 * 2**20

#: No answer to a program is ever shown as a page; the page of the documentation says more for itself.
_POLICY = "default-src 'none'; frame-ancestors 'none'"


class _NoSessions(SessionInterface):
    """A program has a token and no session: its cookies are neither read nor given."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin:  # noqa: ARG002
        return self.make_null_session(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep nothing."""


def mount(app: Flask) -> Flask:
    """Let the dressed office ``app`` answer programs under :data:`PREFIX`; return the application that does."""
    made = create(app)
    pages: Callable[..., Iterable[bytes]] = app.wsgi_app
    app.wsgi_app = DispatcherMiddleware(pages, {PREFIX: made})  # type: ignore[method-assign]
    return made


def create(over: Flask) -> Flask:
    """Return the application that answers programs, over the office of ``over``.

    Raises :class:`~kalem.http.routing.UndeclaredRoute` when an address does not say who may open it.
    """
    app = Flask("kalem", static_folder=None, template_folder=str(docs.TEMPLATES))
    # What rooms keep is the office's; what is written here (routes, prepared queries) is this application's own.
    app.extensions = ChainMap({}, over.extensions)  # type: ignore[assignment]
    # Seals the secrets of subscriptions.
    app.secret_key = over.secret_key
    app.session_interface = _NoSessions()
    routing.permissions.put(app, {})
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=2**20,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    requests.install(app)
    visit.install(app)
    addresses.install(app)
    errors.install(app)
    with over.app_context():
        _register(app)
    routing.check(app)
    app.after_request(_headers)
    return app


def _register(app: Flask) -> None:
    for module in (me, type_pages, records, steps, files, work, office, webhooks):
        module.register(app)
    docs.register(app)


def _headers(response: Response) -> Response:
    """Answers hold people's data: no copy stays on the way."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Language", language())
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
