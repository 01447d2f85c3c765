"""An office as it is measured: the real application over a copy of a corpus, asked without a server between."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from peewee import Database
from werkzeug.test import EnvironBuilder

from kalem import db
from kalem.app import Settings
from kalem.demo.hours import Clock
from kalem.http.once import FIELD
from kalem.http.visit import cookie_name
from kalem.organisation import Actor, User, load_actor, open_session
from kalem.testing.web import Client
from kalem.web import create_app

from .keeping import Place
from .office import NARROW, NOW, WIDE, closing

#: The two users: how the table calls them, and their user names.
USERS = {"sees nearly all": WIDE, "sees forty": NARROW}

#: What a form carries without being asked: the key that it was made here, and the one that it takes effect once.
_KEYS = re.compile(rf'name="(csrf_token|{FIELD})" value="([^"]+)"')


@dataclass(frozen=True)
class Statement:
    """A statement that the program ran."""

    sql: str
    params: Any
    #: Whether it ran within a transaction.
    inside: bool


@dataclass
class Recorder:
    """Keeps the statements that an application runs."""

    database: Database
    statements: list[Statement] = field(default_factory=list)

    def __call__(self, event: Any) -> None:
        """Keep one."""
        self.statements.append(Statement(event.sql, event.params, self.database.in_transaction()))


class Asked:
    """A request that is made again and again: its environment is built once."""

    def __init__(self, app: Flask, path: str, cookies: str, form: Mapping[str, str] | None = None) -> None:
        headers = {"Cookie": cookies, "Referer": "http://localhost/"} if cookies else {}
        path, _mark, query = path.partition("?")
        self._body = urlencode(form).encode() if form is not None else b""
        builder = EnvironBuilder(
            path=path,
            query_string=query,
            headers=headers,
            method="POST" if form is not None else "GET",
            content_type="application/x-www-form-urlencoded" if form is not None else None,
            input_stream=BytesIO(self._body),
        )
        self._environment = {**builder.get_environ(), "CONTENT_LENGTH": str(len(self._body))}
        self._call = app.wsgi_app

    def __call__(self) -> bytes:
        """Ask, and return the answer's body; ``AssertionError`` for any answer but 200 and 302."""
        said = []
        environment = {**self._environment, "wsgi.input": BytesIO(self._body)}
        answer = self._call(environment, lambda status, headers, *_rest: said.append((status, headers)))
        try:
            body = b"".join(answer)
        finally:
            answer.close()  # type: ignore[attr-defined]
        assert said[0][0][:3] in ("200", "302"), (said[0][0], self._environment["PATH_INFO"], body[:2000].decode())
        return body


class Office:
    """A running office over a corpus, and the two users in it."""

    def __init__(self, app: Flask, place: Place) -> None:
        self.app = app
        self.place = place
        self.database: Database = app.extensions[db.slot.name]
        self._clients: dict[str, Client] = {}

    def actor(self, username: str) -> Actor:
        """Return the user as he acts; within :meth:`context`."""
        return load_actor(User.get(User.username == username).id, NOW.date())

    @contextmanager
    def context(self) -> Iterator[None]:
        """Enter the application with a connection."""
        with self.app.app_context(), self.database.connection_context():
            yield

    def get(self, username: str, path: str) -> Asked:
        """Return the request for a page by a user."""
        return Asked(self.app, path, self._cookies(username))

    def post(self, username: str, path: str, values: Mapping[str, str]) -> Asked:
        """Return the sending of a form by a user, with the keys that a browser would send along."""
        page = self._client(username).get(path).text
        keys = dict(_KEYS.findall(page))
        assert len(keys) == 2, page[:500]
        return Asked(self.app, path, self._cookies(username), {**keys, **values})

    def recorded(self, ask: Asked) -> list[Statement]:
        """Ask, and return the statements that the answer took."""
        recorder = Recorder(self.database)
        self.database.query_hooks.append(recorder)
        try:
            ask()
        finally:
            self.database.query_hooks.remove(recorder)
        return recorder.statements

    def _client(self, username: str) -> Client:
        if username not in self._clients:
            made = self._clients[username] = Client(self.app, self.app.response_class)
            with self.context():
                made.set_cookie(cookie_name(), open_session(User.get(User.username == username).id))
            # As a browser has it after its first page: else each answer would make a new key for forms.
            made.get("/")
        return self._clients[username]

    def _cookies(self, username: str) -> str:
        client = self._client(username)
        assert client._cookies is not None
        return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())


@contextmanager
def running(place: Place) -> Iterator[Office]:
    """Run the office of ``place``, at the moment that its corpus ends."""
    settings = Settings(place.url, place.folder, "bench")
    with closing(create_app(settings, strict=True, clock=Clock(NOW))) as app:
        yield Office(app, place)
