"""A proxy in front: what it says of a request counts, the same from anybody else does not."""

import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request
from tests.cli.conftest import Kalem
from tests.cli.test_run import free_port, started, wait_for

from kalem.cli.serving import server
from kalem.testing.web import answering

FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}


@contextmanager
def serving(proxy: str | None) -> Iterator[str]:
    app = Flask(__name__)
    app.add_url_rule("/", "told", lambda: f"{request.remote_addr} {request.scheme}")
    listener = socket.create_server(("127.0.0.1", 0))
    with answering(server(app, listener, proxy)) as port:
        yield f"http://127.0.0.1:{port}/"


def told(address: str) -> str:
    asked = urllib.request.Request(address, headers=FORWARDED)
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return answer.read().decode()


def test_the_proxy_is_believed() -> None:
    with serving("127.0.0.1") as address:
        assert told(address) == "198.51.100.7 https"


@pytest.mark.parametrize("proxy", [None, "192.0.2.1"])
def test_nobody_else_is(proxy: str | None) -> None:
    with serving(proxy) as address:
        assert told(address) == "127.0.0.1 http"


@pytest.mark.parametrize(("proxy", "secure"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_cookies_are_secure_where_the_proxy_encrypts(kalem: Kalem, proxy: str, secure: bool) -> None:
    port = free_port()
    with started(kalem, "run", "--port", str(port), "--proxy", proxy) as process:
        wait_for(process, "http://")
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/sign-in", headers=FORWARDED)
        with urllib.request.urlopen(asked, timeout=20) as answer:
            assert ("Secure" in answer.headers["Set-Cookie"]) is secure


def test_a_proxy_is_named_by_its_address(kalem: Kalem) -> None:
    assert "IP adresi" in kalem("run", "--proxy", "vekil", code=2).output
