"""Several workers, killed ones, slow receivers: each event is told, once, or again under the same id."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event

import pytest
from tests.jobs.hands import hire
from tests.jobs.receiver import Heard, Receiver, ok, says
from tests.jobs.subscribing import statuses, subscribe
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import jobs
from kalem.jobs import DELIVERED, WAITING, Outbox, Worker
from kalem.jobs.models import Lane
from kalem.ledger.verify import verify
from kalem.testing import TestOffice
from kalem.web import FACE

#: Seconds within which something must have happened.
PATIENCE = 60


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    """Run the office under the machine's clock, as workers in other processes do."""
    with offices.open(engine, "karacabey", clock=lambda: datetime.now(UTC), faces=[FACE]) as made, made.running():
        jobs.networks.put(made.app, jobs.read_networks("127.0.0.0/8"))
        yield made


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def ended(*processes: BaseProcess) -> Iterator[None]:
    try:
        yield
    finally:
        for each in processes:
            each.kill()
            each.join()


def test_two_workers_at_once_tell_each_event_once_and_in_order(
    office: TestOffice, desk: Desk, receiver: Receiver
) -> None:
    webhook, _secret = subscribe(office, receiver)
    other, _secret = subscribe(office, receiver, label="Öteki")
    with ended(hire(office), hire(office)):
        for number in range(15):
            desk.do(desk.arrived(subject=f"Evrak {number}"), "register", "evrak_kayit")
        wait_until(lambda: statuses() == {DELIVERED: 60})
    assert len(receiver.heard) == 60
    for each in (webhook, other):
        rows = Outbox.select().where(Outbox.consumer == each.consumer).order_by(Outbox.id)
        assert [row.event for row in rows.order_by(Outbox.done_at)] == [row.event for row in rows]
        assert {row.attempts for row in rows} == {1}
    assert not list(verify())


def test_a_worker_killed_between_acceptance_and_commit_has_told_it_and_another_tells_it_again_under_the_same_id(
    office: TestOffice, desk: Desk, receiver: Receiver
) -> None:
    subscribe(office, receiver)
    released = Event()

    def hold(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        released.wait(PATIENCE)
        ok(handler, heard)

    receiver.answer = hold
    desk.do(desk.arrived(), "register", "evrak_kayit")
    worker = hire(office)
    with ended(worker):
        wait_until(lambda: len(receiver.heard) == 1)
        worker.kill()
        worker.join()
    released.set()
    assert statuses() == {WAITING: 2}

    # Who lives does not take what another seems to be doing; when his lease has run out he does.
    assert Worker(office.app).once() == 0
    with ended(hire(office, ahead=timedelta(minutes=4))):
        wait_until(lambda: statuses() == {DELIVERED: 2})
    first, again, then = receiver.heard
    assert first.id == again.id != then.id
    assert first.body == again.body
    assert [again.action, then.action] == ["create", "register"]


def test_a_worker_killed_again_and_again_loses_nothing(office: TestOffice, desk: Desk, receiver: Receiver) -> None:
    subscribe(office, receiver)
    receiver.answer = lambda handler, heard: (time.sleep(0.03), ok(handler, heard))[1]
    for number in range(12):
        desk.do(desk.arrived(subject=f"Evrak {number}"), "register", "evrak_kayit")
    killed, ahead = 0, timedelta()
    while statuses() != {DELIVERED: 24}:
        killed, ahead = killed + 1, ahead + timedelta(minutes=4)
        before = len(receiver.heard)
        worker = hire(office, ahead=ahead)
        with ended(worker):
            wait_until(lambda before=before: len(receiver.heard) >= before + 4 or statuses() == {DELIVERED: 24})
    expected = [row.event for row in Outbox.select().order_by(Outbox.id)]
    assert list(dict.fromkeys(receiver.ids)) == expected
    # Each time at most the one that was just being told is told again.
    assert len(receiver.heard) <= 24 + killed


def test_slow_and_silent_receivers_hold_up_nobody_else(office: TestOffice, desk: Desk, receiver: Receiver) -> None:
    released = Event()
    slow = Receiver(answer=lambda handler, heard: (released.wait(PATIENCE), ok(handler, heard))[1])
    slow.start()
    for number in range(3):
        subscribe(office, slow, label=f"Yavaş {number}")
    subscribe(office, receiver)
    worker = Worker(office.app, pause=0.05)
    worker.start()
    try:
        for number in range(5):
            desk.arrived(subject=f"Evrak {number}")
        wait_until(lambda: len(receiver.heard) == 5)
        wait_until(lambda: len(slow.heard) == 3)
        wait_until(lambda: statuses()[WAITING] == 15)
    finally:
        released.set()
        worker.stop()
        slow.stop()
    assert len(receiver.heard) == 5


def test_a_worker_that_is_stopped_ends_what_it_began_and_gives_its_lanes_back(
    office: TestOffice, desk: Desk, receiver: Receiver
) -> None:
    webhook, _secret = subscribe(office, receiver)
    began = Event()

    def slowly(handler: BaseHTTPRequestHandler, heard: Heard) -> None:
        began.set()
        time.sleep(0.3)
        ok(handler, heard)

    receiver.answer = slowly
    for number in range(5):
        desk.arrived(subject=f"Evrak {number}")
    worker = Worker(office.app, pause=0.05)
    worker.start()
    assert began.wait(PATIENCE)
    worker.stop()
    told = len(receiver.heard)
    assert statuses() == {DELIVERED: told, WAITING: 5 - told}
    assert told < 5
    assert Lane.get_by_id(webhook.consumer).worker == ""
    receiver.answer = says(200)
    assert Worker(office.app).once() == 5 - told


def test_a_periodic_job_runs_once_a_period_however_many_workers_there_are(office: TestOffice, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.touch()
    began = time.monotonic()
    with ended(*(hire(office, notes=notes) for _number in range(3))):
        wait_until(lambda: len(notes.read_text().splitlines()) >= 3)
        took = time.monotonic() - began
        ran = len(notes.read_text().splitlines())
    assert ran <= took + 2
