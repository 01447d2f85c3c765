"""Each request: its id, and the line that is logged of it."""

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

from kalem.logs import REQUEST, told

logger = logging.getLogger("kalem.request")

#: Where the id of a request stands in its answer.
HEADER = "X-Request-ID"

#: The keys in a request's environment for what its line tells.
_ROUTE, _USER = "kalem.route", "kalem.user"

#: Methods that are told by name; anybody may send any other word.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_VARIABLE = re.compile(r"<(?:[^>:]*:)?([^>:]+)>")


class Requests:
    """Gives each request an id and logs one line of it: when it was answered, how, and how long that took.

    The line has the pattern of the address, not the address: which record, and what was searched for, is nobody's who
    keeps the machine.
    """

    def __init__(self, app: Any) -> None:
        """``app`` is the WSGI application that answers."""
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        began = perf_counter()
        # Always our own: what a browser sends as one could be anything, or another request's.
        id = environ[REQUEST] = secrets.token_hex(4).upper()
        status = 0

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, (HEADER, id)], *rest)

        try:
            body: Iterable[bytes] = self._app(environ, start)
        except Exception:
            logger.exception("unanswered", extra=told(request=id))
            status = 500
            raise
        finally:
            logger.info(
                "request",
                extra=told(
                    method=_method(environ),
                    route=environ.get(_ROUTE),
                    status=status,
                    ms=round((perf_counter() - began) * 1000, 1),
                    user=environ.get(_USER),
                    request=id,
                ),
            )
        return body


def install(app: Flask) -> None:
    """Let ``app`` log its requests. To be called before anything else looks at them."""
    app.wsgi_app = Requests(app.wsgi_app)  # type: ignore[method-assign]
    # A fault is logged under the number that its page tells; Flask's own line would name the address.
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # noqa: ARG005
    app.before_request(_route)
    app.after_request(_user)


def route() -> str:
    """Return the method and the pattern of the running request's address."""
    return f"{_method(request.environ)} {request.environ.get(_ROUTE) or '?'}"


def _method(environ: dict[str, Any]) -> str:
    method = str(environ.get("REQUEST_METHOD", ""))
    return method if method in _METHODS else "?"


def _route() -> None:
    if request.url_rule is not None:
        request.environ[_ROUTE] = request.script_root + _VARIABLE.sub(r"<\1>", request.url_rule.rule)


def _user(response: Response) -> Response:
    actor = g.get("actor")
    if actor is not None:
        request.environ[_USER] = actor.user_id
    return response
