"""The browser that tests get: watched, and able to find what is wrong with a page."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.support.browser import Requests

PAGE = b"""<!doctype html><html lang="tr"><title>Deneme</title>
<main><h1>Deneme</h1><img src="/x.png"></main>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; img-src 'self'")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_axe_sees_a_picture_without_words_under_a_strict_policy(
    page: Page, address: str, axe: Callable[[Page], list[str]]
):
    page.goto(address)
    assert [line.partition(" ")[0] for line in axe(page)] == ["image-alt"]


def test_a_request_to_another_machine_is_noted(context: BrowserContext, address: str):
    other = context.browser.new_context()
    requests = Requests(other)
    other.route("**/*", lambda route: route.abort())
    page = other.new_page()
    page.set_content("<img src='https://example.org/a.png'><img src='data:image/png;base64,'>")
    page.wait_for_load_state()
    other.close()
    assert requests.foreign() == ["https://example.org/a.png"]
