"""The program as its own process, that can be killed; and a browser's stand-in that talks to it over the network."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from kalem.testing.office import PASSWORD

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

#: What a talk with a server ends with that is killed meanwhile.
BROKEN = (OSError, HTTPException)


@dataclass
class Server:
    """``kalem run`` on a database and a folder, always on the same port."""

    database: str
    folder: Path
    port: int = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, env=self._environment())
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log())

    def kill(self) -> None:
        """End it without any warning."""
        assert self._process is not None
        assert self._process.poll() is None, self.log()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """Be sure that it has ended."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def verify(self) -> subprocess.CompletedProcess[str]:
        """Return what ``kalem verify`` says."""
        return subprocess.run(
            self._kalem("verify"), capture_output=True, text=True, env=self._environment(), check=False
        )

    def log(self) -> str:
        """Return what it said so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def _command(self) -> list[str]:
        return [*self._kalem("run"), "--port", str(self.port)]

    def _kalem(self, command: str) -> list[str]:
        return [sys.executable, "-c", "from kalem.cli.main import main; main()", command]

    def _environment(self) -> Mapping[str, str]:
        place = {"KALEM_DATABASE_URL": self.database, "KALEM_DATA": str(self.folder), "KALEM_SECRET": "test-secret"}
        return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1", **place}


@dataclass
class Browser:
    """Cookies and the forms' key of one who is signed in. Every request has a connection of its own."""

    port: int
    _cookies: SimpleCookie = field(default_factory=SimpleCookie)
    _key: str = ""

    def get(self, path: str) -> tuple[int, str]:
        """Ask for a page; return its status and its text."""
        answer, page = self._ask("GET", path)
        return answer.status, page

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in through the form, and learn the key of the forms."""
        _status, page = self._ask("GET", "/sign-in")
        self._key = _TOKEN.search(page)[1]  # type: ignore[index]
        values = {"username": username, "password": password, "csrf_token": self._key}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer, page = self._ask("POST", "/sign-in", urlencode(values).encode(), kind)
        assert answer.status == 302, page
        _status, page = self._ask("GET", "/hesabim")
        self._key = _TOKEN.search(page)[1]  # type: ignore[index]

    def send(self, path: str, values: Mapping[str, str], name: str, content: bytes) -> HTTPResponse:
        """Send a form with a file as the scanned paper; raises one of ``BROKEN`` when no answer came."""
        file = FileStorage(io.BytesIO(content), name, content_type="application/pdf")
        boundary, body = encode_multipart({**values, "csrf_token": self._key, "scan": file})
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})[0]

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            cookies = "; ".join(f"{name}={each.value}" for name, each in self._cookies.items())
            connection.request(method, path, body, {**(headers or {}), "Cookie": cookies})
            answer = connection.getresponse()
            text = answer.read().decode()
            for told in answer.headers.get_all("Set-Cookie", []):
                self._cookies.load(told)
            return answer, text
        finally:
            connection.close()
