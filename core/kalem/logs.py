"""What the program says of its work: one JSON object a line, on standard error, without anybody's data.

A line tells what happened to the program, never to whom or about what: who did what stands in the ledger, behind its
rights. So an exception's own words are left out (a database quotes the name that it refused, a parser the text that it
could not read); its kind, its place in the program, and what the database calls the broken constraint stay.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Any

from flask import has_request_context, request

#: The key in a request's environment under which its id stands.
REQUEST = "kalem.request"

#: Places of the program that an exception is told to have gone through, the innermost last.
PLACES = 30

#: What exceptions of the engines and of the system say of themselves that names no data.
_HARMLESS = ("sqlstate", "sqlite_errorname", "errno")


def told(**fields: object) -> dict[str, object]:
    """Return what a call of a logger takes as ``extra`` to have ``fields`` in its line."""
    return {"kalem": fields}


def request_id() -> str:
    """Return the id of the running request; empty outside one, or where nobody counts them."""
    return str(request.environ.get(REQUEST, "")) if has_request_context() else ""


class Line(logging.Formatter):
    """Writes a record as one line of JSON: ``time`` (UTC), ``level``, ``logger``, ``event``, and what it tells."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. The words of an exception and of its arguments are not in it."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields: Mapping[str, object] = getattr(record, "kalem", {})
        line.update(fields)
        if "request" not in line and (id := request_id()):
            line["request"] = id
        if record.exc_info and record.exc_info[1] is not None:
            line["exceptions"] = list(_exceptions(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False, default=str)


def _exceptions(error: BaseException) -> Iterator[dict[str, object]]:
    """Yield ``error`` and what led to it, each with its kind and its places."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield {"type": _name(type(found)), **_harmless(found), "places": _places(found)}
        found = found.__cause__ or found.__context__


def _name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _harmless(error: BaseException) -> dict[str, object]:
    told: dict[str, object] = {name: value for name in _HARMLESS if (value := getattr(error, name, None)) is not None}
    broken: Any = getattr(error, "diag", None)
    for name in ("table_name", "constraint_name"):
        if value := getattr(broken, name, None):
            told[name] = value
    return told


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def configure(stream: IO[str] | None = None, *, requests: bool = True) -> None:
    """Let all that the program and its libraries say go to ``stream`` (standard error) in lines of JSON.

    Without ``requests`` only what went wrong is told. Called once by what starts a service; nothing else in the program
    touches the handlers of the machine's loggers.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if requests else logging.WARNING)
    # Below warnings, libraries tell addresses and statements with all that is in them.
    for library in ("waitress", "peewee", "psycopg"):
        logging.getLogger(library).setLevel(logging.WARNING)
