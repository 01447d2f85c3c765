"""The browser of the tests: found on the machine, watched so that no request leaves it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, sync_playwright

from kalem.testing.office import PASSWORD

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Keeps the browser itself from calling home; as root it cannot use its sandbox.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]

#: What axe judges by; without naming it, WCAG 2.2's own rule on the size of targets would stay off.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOCAL = {"127.0.0.1", "localhost", "::1"}

#: Schemes of what the browser has itself; its viewer of PDF files is an extension.
OWN = {"data", "blob", "about", "chrome", "chrome-extension"}


@contextmanager
def started() -> Iterator[Browser]:
    """Run the browser: one on the PATH, else Playwright's own."""
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def try_start() -> str:
    """Return name and version of the browser after it has shown a page."""
    with started() as browser:
        page = browser.new_page()
        page.set_content("<title>Kalem</title>")
        assert page.title() == "Kalem"
        return f"Chromium {browser.version}"


def close(context: BrowserContext) -> None:
    """Close the profile; while a page is on its way the browser may wait for ever, so each page is left first."""
    for page in context.pages:
        _leave(page)
    context.close()


def _leave(page: Page) -> None:
    for _ in range(30):
        try:
            page.goto("about:blank")
        except Error as error:
            # The answer to a form that the test sent came meanwhile, and went first.
            if not any(word in error.message for word in ("interrupted by another navigation", "ERR_ABORTED")):
                raise
            page.wait_for_timeout(100)
        else:
            return
    raise AssertionError(f"the page does not stop going elsewhere: {page.url}")


class Requests:
    """All requests of a browser context, for asserting that none leaves the machine."""

    def __init__(self, context: BrowserContext) -> None:
        self.urls: list[str] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.urls.append(request.url)

    def foreign(self) -> list[str]:
        """Return the addresses of other machines that were asked for."""
        return [
            url
            for url in self.urls
            if urlsplit(url).scheme not in OWN and urlsplit(url).hostname not in LOCAL
        ]


def enter(page: Page, username: str = "") -> None:
    """Fill in the sign-in page that is open, from the keyboard; whom it knows by name types the password alone."""
    if username:
        page.get_by_label("Kullanıcı adı").fill(username)
    page.get_by_label("Parola").fill(PASSWORD)
    page.keyboard.press("Enter")


def sign_in(page: Page, url: str, username: str) -> None:
    """Go to the sign-in page of the office at ``url``, and on to the desk."""
    page.goto(f"{url}/sign-in")
    enter(page, username)
    page.get_by_role("heading", name="İşlerim").wait_for()


def violations(page: Page) -> list[str]:
    """Return axe's violations of the page as lines: rule, impact, why, and the elements."""
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: "
        + ", ".join(" ".join(map(str, node["target"])) for node in each["nodes"])
        for each in found
    ]
