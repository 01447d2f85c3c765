"""Every page, for a user of each kind, in an office full of work and in an empty one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import Houses
from tests.browser.full import at_work
from tests.browser.visitors import House, opened
from tests.browser.walking import Place, Walk, get_routes, told
from tests.support.databases import Databases

#: A user of each kind.
KINDS = ("evrak_kayit", "mudur", "protokol_personeli", "baskan", "sistem_yoneticisi")

#: The pages that look otherwise where nothing is.
EMPTY = frozenset(
    {"desk.show", "record_lists.show", "referral.show", "delegations.show", "search_page.show", "webhooks.show",
     "registers_page.show"}
)


@contextmanager
def full(browser: Browser, databases: Databases, folder: Path, name: str) -> Iterator[House]:
    """Open an office with months of work in it."""
    with at_work(databases, folder, name) as office, opened(browser, office) as house:
        yield house


@pytest.fixture(scope="module")
def judged() -> set[tuple[str, int]]:
    """The kinds of pages that axe has judged, by width: the same templates draw all offices."""
    return set()


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_every_page_of_a_full_office(
    browser: Browser, databases: Databases, tmp_path: Path, judged: set[tuple[str, int]], name: str
) -> None:
    with full(browser, databases, tmp_path, name) as house:
        walk = Walk(house, judged)
        for position in KINDS:
            walk.go(position)
        missed = {rule.endpoint for rule in get_routes(house)} - walk.seen
    assert not walk.faults, told(walk.faults)
    assert not missed


@pytest.mark.timeout(1200)
def test_the_pages_of_an_empty_office(houses: Houses) -> None:
    """Lists and desks without a row; forms are the same as where there is work."""
    with houses("sqlite", "karacabey") as house:
        walk = Walk(house, only=EMPTY)
        for position in ("evrak_kayit", "mudur", "sistem_yoneticisi"):
            walk.go(position)
        walk.look(house.stranger(), "-", Place("sign_in.form", "/sign-in"))
    assert not walk.faults, told(walk.faults)
