"""Fixtures of all tests. Databases: ``engine``, ``database_url``; browser: ``browser``, ``page``, ``plain``, ``axe``;
webhooks: ``receiver``."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from tests.support import databases as support
from tests.support import soak as is_soak

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from tests.jobs.receiver import Receiver

pytest_plugins = ["tests.support.needs", "tests.support.offices", "tests.support.rules"]


@pytest.fixture(scope="session")
def soak() -> bool:
    """Whether this run takes the full counts."""
    return is_soak()


@pytest.fixture(scope="session", params=support.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Run the test on both engines; ``sqlite`` or ``postgresql``."""
    return request.param


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[support.Databases]:
    """Return the maker of databases; fixtures of wider scope than a test use it directly."""
    with ExitStack() as stack:
        servers: list[support.Postgresql] = []

        def server() -> support.Postgresql:
            if not servers:
                servers.append(stack.enter_context(support.postgresql_server()))
            return servers[0]

        yield support.Databases(tmp_path_factory.mktemp("databases"), server)


@pytest.fixture(scope="session")
def prepare_database() -> Callable[[str], None]:
    """Return what makes the tables of ``database_url``: the core's migrations; plugins' tests override it."""
    return support.migrate_core


@pytest.fixture
def empty_database_url(databases: support.Databases, engine: str) -> Iterator[str]:
    """Return the URL of a new database without tables."""
    url = databases.fresh(engine)
    yield url
    databases.drop(url)


@pytest.fixture
def database_url(
    databases: support.Databases, engine: str, prepare_database: Callable[[str], None]
) -> Iterator[str]:
    """Return the URL of a new migrated database without rows."""
    url = databases.fresh(engine, prepare_database)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return the browser, one for the worker's whole run."""
    from playwright.sync_api import expect
    from tests.support.browser import started

    # Two workers share two cores with two browsers and two servers: a page may take its time, and is still right.
    expect.set_options(timeout=20_000)

    with started() as browser:
        yield browser


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    """Return a fresh browser profile, Turkish, that asks for nothing outside this machine."""
    from tests.support.browser import Requests, close

    context = browser.new_context(locale="tr-TR", timezone_id="Europe/Istanbul")
    requests = Requests(context)
    yield context
    close(context)
    assert not requests.foreign(), "the page asked other machines"


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    """Return a tab of the browser."""
    return context.new_page()


@pytest.fixture
def plain(browser: "Browser") -> "Iterator[Page]":
    """Return a tab of a browser that runs no script."""
    from tests.support.browser import close

    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    yield context.new_page()
    close(context)


@pytest.fixture
def receiver() -> "Iterator[Receiver]":
    """Return a receiver of webhooks on this machine, that listens."""
    from tests.jobs.receiver import Receiver

    found = Receiver()
    found.start()
    yield found
    found.stop()


@pytest.fixture
def axe() -> "Callable[[Page], list[str]]":
    """Return the accessibility check: ``assert not axe(page)``."""
    from tests.support.browser import violations

    return violations
