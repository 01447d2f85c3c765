"""What the room's tables are made of, how long they keep what they hold, and what periodic work does when it fails."""

from datetime import timedelta

import pytest
from flask import Flask
from playhouse.schema_diff import diff_models
from playhouse.test_utils import count_queries
from tests.jobs.receiver import Receiver
from tests.jobs.subscribing import statuses, subscribe
from tests.support.databases import connected
from tests.support.desk import Desk

from kalem import jobs
from kalem.context import now
from kalem.db import slot
from kalem.jobs import DELIVERED, FAILED, MODELS, WAITING, Outbox, Periodic, Webhook, Worker, lanes
from kalem.jobs.models import PeriodicRun
from kalem.testing import Clock, TestOffice

Subscription = tuple[Webhook, str]


def test_the_migration_makes_the_tables_of_the_models(database_url: str) -> None:
    app = Flask("office")
    with connected(database_url) as database, app.app_context():
        slot.put(app, database)
        assert not diff_models(database, list(MODELS))
        for model in MODELS:
            known = {column.name: column.null for column in database.get_columns(model._meta.table_name)}
            assert known == {name: field.null for name, field in model._meta.columns.items()}


def test_what_was_told_is_kept_a_month_and_what_was_given_up_three(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    desk.arrived()
    worker.once()
    desk.arrived()
    Outbox.update(status=FAILED, done_at=now()).where(Outbox.status == WAITING).execute()
    clock.move(days=29)
    worker.once()
    assert statuses() == {DELIVERED: 1, FAILED: 1}
    clock.move(days=2)
    worker.once()
    assert statuses() == {FAILED: 1}
    clock.move(days=60)
    worker.once()
    assert statuses() == {}


def test_a_paused_subscription_collects_for_a_month(
    office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    jobs.pause(office.actor("sistem_yoneticisi"), subscription[0])
    desk.arrived()
    clock.move(days=29)
    worker.once()
    assert statuses() == {WAITING: 1}
    clock.move(days=2)
    worker.once()
    assert statuses() == {FAILED: 1}
    assert "vazgeçildi" in Outbox.get().error
    assert receiver.heard == []


def test_a_write_takes_one_more_query_whether_anybody_listens_or_not(
    office: TestOffice, desk: Desk, receiver: Receiver
) -> None:
    desk.arrived()

    def queries() -> int:
        with count_queries() as counter:
            desk.arrived()
        return int(counter.count)

    nobody = queries()
    listeners = jobs.note
    from kalem.ledger import entry_listeners

    entry_listeners.get().remove(listeners)
    without = queries()
    entry_listeners.get().append(listeners)
    for number in range(5):
        subscribe(office, receiver, label=f"Alıcı {number}")
    somebody = queries()
    assert nobody - without == somebody - without == 1


def test_a_periodic_job_that_fails_is_noted_and_the_others_run(
    office: TestOffice, worker: Worker, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise ValueError("olmadı")

    hour = timedelta(hours=1)
    jobs.periodic.put(office.app, [Periodic("bad", hour, fail), Periodic("good", hour, lambda: ran.append("good"))])
    worker.once()
    worker.once()
    assert ran == ["good"]
    assert PeriodicRun.get_by_id("bad").error == "ValueError: olmadı"
    assert "periodic job bad failed" in caplog.text
    clock.move(hours=1)
    worker.once()
    assert ran == ["good", "good"]
    assert PeriodicRun.get_by_id("good").error == ""


def test_pauses_grow_to_ten_minutes_and_differ() -> None:
    for failures, seconds in ((1, 5), (2, 10), (3, 20), (7, 320), (8, 600), (50, 600), (10_000, 600)):
        found = {lanes.pause(failures).total_seconds() for _time in range(50)}
        assert len(found) > 1
        assert all(0.79 * seconds < each < 1.21 * seconds for each in found)


def test_a_lane_is_taken_by_one_and_by_another_when_its_lease_has_run_out(
    engine: str, desk: Desk, clock: Clock
) -> None:
    lanes.ensure("plugin:x")
    assert lanes.lease("plugin:x", "a")
    assert not lanes.lease("plugin:x", "b")
    assert lanes.renew("plugin:x", "a")
    clock.move(minutes=4)
    assert lanes.lease("plugin:x", "b")
    assert not lanes.renew("plugin:x", "a")
    lanes.release("plugin:x", "a")
    assert not lanes.lease("plugin:x", "c")
    lanes.release("plugin:x", "b")
    assert lanes.lease("plugin:x", "c")


def test_nothing_is_told_under_a_file_that_is_no_longer_in_force(
    office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription
) -> None:
    from kalem.app import AppliedFile, FileChanged

    desk.arrived()
    applied = AppliedFile.get()
    AppliedFile.create(number=2, text="", digest="", applied_at=now(), applied_by=applied.applied_by)
    with pytest.raises(FileChanged):
        worker.once()
    assert receiver.heard == []
    assert statuses() == {WAITING: 1}


def test_a_secret_sealed_under_another_key_of_the_installation_is_told_in_words(
    office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    desk.arrived()
    office.app.secret_key = "başka"
    worker.once()
    assert receiver.heard == []
    assert "KALEM_SECRET" in Outbox.get().error
    jobs.renew_secret(office.actor("sistem_yoneticisi"), subscription[0])
    clock.move(minutes=1)
    worker.once()
    assert len(receiver.heard) == 1
