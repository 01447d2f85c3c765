"""For tests of pages: a browser's stand-in that is signed in, and an office that answers on this machine."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from flask.testing import FlaskClient
from waitress.server import create_server
from waitress.wasyncore import close_all
from werkzeug.test import TestResponse

from kalem import db
from kalem.http.routing import permissions
from kalem.http.visit import cookie_name
from kalem.organisation import open_session
from kalem.web import install

from .office import TestOffice

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Client(FlaskClient):
    """A client that sends forms as a browser does: with the key of a page that it was shown."""

    _key = ""

    def send(self, path: str, values: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form to ``path`` by POST, with its key; the answer is not followed unless ``follow_redirects``."""
        if not self._key:
            found = _TOKEN.search(self.get("/", follow_redirects=True).text)
            self._key = found[1] if found else ""
        answer = self.post(path, data={"csrf_token": self._key, **(values or {})}, **options)
        if path.startswith("/sign-"):
            self._key = ""
        return answer


def client(office: TestOffice, position: str | None = None) -> Client:
    """Return a client of ``office``, signed in as the holder of ``position``; signed out without one.

    The office must have been built with :data:`kalem.web.FACE` among its faces, which ``build`` does by itself.
    """
    ready(office)
    made = Client(office.app, office.app.response_class)
    if position is not None:
        with office.app.app_context():
            opened = db.current().connect(reuse_if_open=True)
            made.set_cookie(cookie_name(), open_session(office.people[position]))
            if opened:
                db.current().close()
    return made


@contextmanager
def live(office: TestOffice) -> Iterator[str]:
    """Serve ``office`` on this machine while the block runs; yield its address, without a slash at the end."""
    ready(office)
    with answering(create_server(office.app, host="127.0.0.1", port=0, threads=4)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def answering(server: Any) -> Iterator[int]:
    """Let a server of waitress, that listens in one place, answer while the block runs; yield its port."""
    logging.getLogger("waitress").setLevel(logging.ERROR)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        # Its own thread closes what it waits for: another one would close it under its hands. It may do so before it is
        # woken, where an answer that had just gone out woke it.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
        thread.join(5)
        server.task_dispatcher.shutdown()


def ready(office: TestOffice) -> None:
    """Give the office its pages, once."""
    if permissions.name not in office.app.extensions:
        install(office.app)
