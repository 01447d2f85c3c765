"""A receiver of webhooks: a real server on this machine, that can be down, slow, or answer as it likes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Heard:
    """A request that came."""

    headers: Mapping[str, str]
    body: bytes
    path: str

    @property
    def id(self) -> str:
        """The event."""
        return self.headers["webhook-id"]

    @property
    def content(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def action(self) -> str:
        """The action that it tells."""
        return str(self.content["data"]["action"])

    @property
    def record(self) -> int:
        """The record of which it tells."""
        return int(self.content["data"]["record"]["id"])


#: Answers a request by writing on the handler; returns nothing.
Answer = Callable[[BaseHTTPRequestHandler, Heard], None]


def ok(handler: BaseHTTPRequestHandler, _heard: Heard) -> None:
    """Take it."""
    says(204)(handler, _heard)


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Return an answer with this status."""

    def answer(handler: BaseHTTPRequestHandler, _heard: Heard) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@dataclass
class Receiver:
    """The server. ``answer`` decides what it answers; what it heard stands in ``heard``."""

    answer: Answer = ok
    heard: list[Heard] = field(default_factory=list)
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/kalem?x=1"

    @property
    def ids(self) -> list[str]:
        """The events that came, in order."""
        return [each.id for each in self.heard]

    def start(self) -> None:
        """Listen: at first on any free port, later on the same."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard = Heard({name.lower(): value for name, value in self.headers.items()}, body, self.path)
                with receiver._lock:
                    receiver.heard.append(heard)
                receiver.answer(self, heard)

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_args: Any) -> None:
                """A sender that was killed, or that cut a slow answer, is no fault of the receiver."""

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


# docs: verify
def verified(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether a request is Kalem's, as whoever receives it checks: ``body`` as it came, ``secret`` as it was shown."""
    timestamp = headers["webhook-timestamp"]
    if abs(now - int(timestamp)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [each.removeprefix("v1,") for each in headers["webhook-signature"].split()]
    return any(hmac.compare_digest(expected, each) for each in given)


# docs: end
