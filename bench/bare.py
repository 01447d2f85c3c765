"""What is compared with: the barest Flask view, and plain statements, with the same SQL and nothing around it."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from secrets import token_hex
from typing import Any

import psycopg
from flask import Flask

from .keeping import Place
from .measured import Asked, Statement

_PAGE = """<!doctype html><html><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""

#: Columns of a row that the bare page shows.
SHOWN = 8


def connect(place: Place) -> Any:
    """Return a plain connection that keeps what it acknowledges as the product's does."""
    if place.url.startswith("sqlite"):
        made = sqlite3.connect(place.url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = 1", "cache_size = -4000"):
            made.execute(f"PRAGMA {pragma}")
        return made
    return psycopg.connect(place.url, autocommit=True)


class Bare:
    """A Flask application with nothing in it, on one open connection."""

    def __init__(self, place: Place) -> None:
        self.app = Flask("bare", static_folder=None, template_folder=None)
        self.connection = connect(place)
        self._template = self.app.jinja_env.from_string(_PAGE)
        self._numbers = count(1)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def page(self, statements: Sequence[Statement]) -> Asked:
        """Return a request that runs ``statements`` and shows the rows of the longest result."""

        def view() -> str:
            results = [self.run(each.sql, each.params) for each in statements]
            longest = max(results, key=len)
            return self._template.render(title="bare", rows=[row[:SHOWN] for row in longest[:50]])

        return self._asked(view, "GET")

    def empty_post(self) -> Asked:
        """Return the sending of an empty form that is answered by a redirection and nothing else."""
        return self._asked(lambda: ("", 302, {"Location": "/"}), "POST")

    def run(self, sql: str, params: Any) -> list[Any]:
        """Run a statement by hand and return its rows."""
        cursor = self.connection.cursor()
        cursor.execute(sql, params or ())
        return list(cursor.fetchall()) if cursor.description else []

    def _asked(self, view: Callable[[], Any], method: str) -> Asked:
        path = f"/{next(self._numbers)}"
        self.app.add_url_rule(path, path[1:], view, methods=[method])
        return Asked(self.app, path, "", {} if method == "POST" else None)


class Raw:
    """The transaction of a registration by hand: the statements that the product ran, with new keys each time."""

    def __init__(self, bare: Bare, first: Iterable[Statement], second: Iterable[Statement]) -> None:
        """Two registrations tell what changes from one to the next: the record's id, its number, the form's key."""
        pairs = list(zip(first, second, strict=True))
        self._bare = bare
        self._ids = next(_pair(a, b) for a, b in pairs if _inserts(a, "access"))
        self._numbers = next((_pair(a, b) for a, b in pairs if _inserts(a, "number")), ())
        self._keys = next((a.params[0], b.params[0]) for a, b in pairs if _inserts(a, "once_key"))
        self._statements = [
            (a.sql, [self._maker(x, y) for x, y in zip(a.params, b.params, strict=True)]) for a, b in pairs
        ]
        self._record = next(place for place, (a, _b) in enumerate(pairs) if _inserts(a, "record"))
        self._counter = next((place for place, (a, _b) in enumerate(pairs) if _inserts(a, "register_year")), None)

    def __call__(self) -> None:
        """Write one record, and keep it."""
        new: dict[str, Any] = {}
        cursor = self._bare.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if isinstance(cursor, sqlite3.Cursor) else "BEGIN")
        for place, (sql, makers) in enumerate(self._statements):
            cursor.execute(sql, [make(new) for make in makers])
            rows = cursor.fetchall() if cursor.description else []
            if place == self._record:
                new["record"] = rows[0][0] if rows else cursor.lastrowid
            elif place == self._counter:
                new["number"] = rows[0][0]
        cursor.execute("COMMIT")

    def _maker(self, first: Any, second: Any) -> Callable[[dict[str, Any]], Any]:
        if (first, second) == self._ids:
            return lambda new: new["record"]
        if (first, second) == self._numbers:
            return lambda new: new["number"]
        if (first, second) == self._keys:
            return lambda _new: token_hex(32)
        return lambda _new: first


def _inserts(statement: Statement, table: str) -> bool:
    return statement.sql.upper().startswith(f'INSERT INTO "{table.upper()}" ')


def _pair(first: Statement, second: Statement) -> tuple[Any, Any]:
    """Return the first numbers that differ between two insertions: a record's id, or its number."""
    return next((a, b) for a, b in zip(first.params, second.params, strict=True) if isinstance(a, int) and a != b)
