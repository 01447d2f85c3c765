"""Addresses of pages: what is asked for on every page is put together once an application."""

from collections.abc import Callable
from typing import Any

from flask import Flask, has_request_context, request

#: Addresses that are kept; those of records are many, and are made anew once there are more.
MOST = 2000

#: What values make a key of: whatever is absolute says so by a truth value.
_PLAIN = frozenset({str, int, type(None)})


def install(app: Flask) -> None:
    """Let ``url_for`` remember what it made: putting an address together costs more than drawing its link."""
    make: Callable[..., str] = app.url_for
    made: dict[tuple[Any, ...], str] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        plain = _PLAIN.issuperset(map(type, values.values())) and endpoint[0] != "."
        if not plain or not has_request_context():
            return make(endpoint, **values)
        # A proxy may show the same application in several folders.
        key = (request.script_root, endpoint, *values.items())
        found = made.get(key)
        if found is None:
            if len(made) >= MOST:
                made.clear()
            found = made[key] = make(endpoint, **values)
        return found

    app.url_for = url_for  # type: ignore[method-assign]
