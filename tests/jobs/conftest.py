"""Karacabey's office with its pages, a receiver on this machine, and a subscription of the director's."""

from collections.abc import Iterator

import pytest
from tests.jobs.receiver import Receiver
from tests.jobs.subscribing import subscribe
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import jobs
from kalem.jobs import Webhook, Worker
from kalem.testing import Clock, TestOffice
from kalem.web import FACE


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(offices: Offices, engine: str, clock: Clock) -> Iterator[TestOffice]:
    """Run the office; this machine may be sent to."""
    with offices.open(engine, "karacabey", clock=clock, faces=[FACE]) as made, made.running():
        jobs.networks.put(made.app, jobs.read_networks("127.0.0.0/8"))
        yield made


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    return Desk(office)


@pytest.fixture
def subscription(office: TestOffice, receiver: Receiver) -> tuple[Webhook, str]:
    """A subscription to everything that the director may read, and its secret."""
    return subscribe(office, receiver)


@pytest.fixture
def worker(office: TestOffice) -> Worker:
    return Worker(office.app)
