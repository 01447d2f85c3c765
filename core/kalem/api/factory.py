"""The application that answers programs. It stands beside the pages over the same office, and shares nothing else.

Two Flask applications, so that neither's doors, errors, cookies and keys of forms are ever the other's by mistake.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from kalem.http import addresses, routing

from . import docs, errors, files, me, office, records, steps, visit, work
from . import types as type_pages

#: Where the addresses of the API begin.
PREFIX = "/api"

#: Most bytes of one request: some files of the largest size together.
MOST_BYTES = 110 * 2**20

#: No answer to a program is ever shown as a page; the page of the documentation says more for itself.
_POLICY = "default-src 'none'; frame-ancestors 'none'"


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
    routing.permissions.put(app, {})
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=2**20,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    visit.install(app)
    addresses.install(app)
    errors.install(app)
    with over.app_context():
        _register(app)
    routing.check(app)
    app.after_request(_headers)
    return app


def _register(app: Flask) -> None:
    for module in (me, type_pages, records, steps, files, work, office):
        module.register(app)
    docs.register(app)


def _headers(response: Response) -> Response:
    """Answers hold people's data: no copy stays on the way."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
