"""For tests of the API: a program that comes with a token."""

import json
from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kalem import db
from kalem.api import PREFIX, mount
from kalem.context import today
from kalem.organisation import User, load_actor
from kalem.organisation.tokens import make_token

from .office import TestOffice

#: Where each office keeps the application that answers its programs.
_MOUNTED = "kalem.testing.api"


class Program:
    """A program that acts as the holder of a position. Paths are told without the prefix of the API: ``/v1/me``."""

    def __init__(self, office: TestOffice, secret: str = "") -> None:
        """``secret`` is the token; without one it comes as a stranger."""
        self.secret = secret
        self._client = FlaskClient(office.app, office.app.response_class)

    def send(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """Send a request; ``body`` goes out as JSON."""
        told = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        if body is not None:
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        address = path if path.startswith(f"{PREFIX}/") else PREFIX + path
        # Buffered: read to its end and closed, as a server does it.
        return self._client.open(address, method=method, headers={**told, **(headers or {})}, buffered=True, **options)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read; ``if_none_match="3"`` becomes a header."""
        return self.send("GET", path, headers=_named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a JSON body; headers as in :meth:`get`."""
        return self.send("POST", path, {} if body is None else body, headers=_named(headers))

    def patch(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Send a change; headers as in :meth:`get`."""
        return self.send("PATCH", path, body, headers=_named(headers))


def program(office: TestOffice, position: str | None = None, *scopes: str, days: int = 30) -> Program:
    """Return a program with a new token of the holder of ``position`` (``write`` without scopes); None: a stranger."""
    answering(office)
    if position is None:
        return Program(office)
    return Program(office, token(office, position, scopes or ("write",), days=days))


def token(office: TestOffice, position: str, scopes: Sequence[str], *, days: int = 30) -> str:
    """Return the secret of a new token of the holder of ``position``."""
    with office.app.app_context():
        opened = db.current().connect(reuse_if_open=True)
        try:
            user = User.get_by_id(office.people[position])
            actor = load_actor(user.id, today())
            by = actor.by(actor.seats[0] if actor.seats else None)
            return make_token(by, user, "Test", scopes, days)[1]
        finally:
            if opened:
                db.current().close()


def answering(office: TestOffice) -> Any:
    """Let the office answer programs, once; return the application that does."""
    if _MOUNTED not in office.app.extensions:
        office.app.extensions[_MOUNTED] = mount(office.app)
    return office.app.extensions[_MOUNTED]


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").title(): value for name, value in headers.items()}
