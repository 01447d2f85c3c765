"""Karacabey's real office with its pages, on both engines: people who look at them, and the work they look at."""

from collections.abc import Iterator

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.testing import TestOffice
from kalem.testing.web import Client, client, live
from kalem.web import FACE


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    """Run the office with its pages."""
    with offices.open(engine, "karacabey", faces=[FACE]) as made, made.running():
        yield made


@pytest.fixture
def served(offices: Offices) -> Iterator[tuple[TestOffice, str]]:
    """Serve an office, whose clock the tests may move, to the browser."""
    with offices.open("sqlite", "karacabey", faces=[FACE]) as made, live(made) as url:
        yield made, url


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    """Return the acts of the office's people."""
    return Desk(office)


@pytest.fixture
def clerk(office: TestOffice) -> Client:
    """Return the browser of the clerk who registers."""
    return client(office, "evrak_kayit")


@pytest.fixture
def director(office: TestOffice) -> Client:
    """Return the browser of the director."""
    return client(office, "mudur")


@pytest.fixture
def staff(office: TestOffice) -> Client:
    """Return the browser of somebody in the protocol unit."""
    return client(office, "protokol_personeli")


@pytest.fixture
def stranger(office: TestOffice) -> Client:
    """Return the browser of somebody in another unit."""
    return client(office, "bilgi_islem_personeli")
