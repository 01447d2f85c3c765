"""What was kept is told: once it can be, in order, signed, each event under one id, and to nobody who may not know."""

import json
from datetime import datetime, timedelta

import pytest
from tests.jobs.receiver import Receiver, says, verified
from tests.jobs.subscribing import again, statuses, subscribe
from tests.support.desk import Desk

from kalem.context import now
from kalem.jobs import DELIVERED, FAILED, WAITING, WITHHELD, Outbox, Webhook, Worker, health
from kalem.ledger import writing
from kalem.ledger.book import SYSTEM
from kalem.ledger.verify import verify
from kalem.organisation import User, deactivate
from kalem.testing import Clock, TestOffice

Subscription = tuple[Webhook, str]


def test_a_registered_letter_is_told_with_its_number_and_nothing_of_its_content(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription
) -> None:
    record = desk.do(desk.arrived(subject="Gizli kalacak konu"), "register", "evrak_kayit")
    assert worker.once() == 2
    created, registered = receiver.heard
    assert [created.action, registered.action] == ["create", "register"]
    assert created.path == "/kalem?x=1"
    assert created.content["type"] == "record.create"
    assert created.content["id"] == created.id
    assert set(created.content) == {"id", "type", "timestamp", "data"}
    assert registered.content["data"]["record"] == {
        "id": record.id,
        "type": "registry.incoming",
        "number": record.number,
        "state": record.state,
        "url": f"/api/v1/record/{record.id}",
    }
    assert created.content["data"]["record"]["number"] is None
    for each in receiver.heard:
        assert "Gizli kalacak" not in each.body.decode()
        assert "Fındıklı" not in each.body.decode()
    assert statuses() == {DELIVERED: 2}
    assert worker.once() == 0
    assert len(receiver.heard) == 2
    assert not list(verify())


def test_the_signature_is_that_of_the_secret_over_id_time_and_body(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription
) -> None:
    desk.arrived()
    worker.once()
    (heard,) = receiver.heard
    secret = subscription[1]
    assert verified(heard.headers, heard.body, secret, now().timestamp())
    assert not verified(heard.headers, heard.body + b" ", secret, now().timestamp())
    assert not verified({**heard.headers, "webhook-id": "x"}, heard.body, secret, now().timestamp())
    assert not verified(heard.headers, heard.body, "whsec_" + "A" * 44, now().timestamp())
    assert not verified(heard.headers, heard.body, secret, now().timestamp() + 400)


def test_a_receiver_that_is_down_for_an_hour_gets_everything_once_in_order_when_it_is_back(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    receiver.stop()
    for number in range(6):
        desk.do(desk.arrived(subject=f"Evrak {number}"), "register", "evrak_kayit")
        worker.once()
        clock.move(minutes=10)
        worker.once()
    assert receiver.heard == []
    assert statuses() == {WAITING: 12}
    waited = [row.event for row in Outbox.select().order_by(Outbox.id)]
    assert health([subscription[0].consumer])[subscription[0].consumer].failing_since is not None

    receiver.start()
    clock.move(minutes=12)
    assert worker.once() == 12
    assert receiver.ids == waited
    assert len(set(waited)) == 12
    assert all(verified(each.headers, each.body, subscription[1], now().timestamp()) for each in receiver.heard)
    state = health([subscription[0].consumer])[subscription[0].consumer]
    assert (state.waiting, state.failing_since) == (0, None)


def test_a_receiver_that_is_down_is_asked_a_few_times_not_once_an_event(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    receiver.answer = says(503)
    for number in range(20):
        desk.arrived(subject=f"Evrak {number}")
    for _minute in range(60):
        worker.once()
        clock.move(minutes=1)
    assert 8 <= len(receiver.heard) <= 20
    assert len(set(receiver.ids)) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 413, 500])
def test_an_event_that_the_receiver_does_not_take_lets_those_of_other_records_pass(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock, status: int
) -> None:
    bad = desk.arrived(subject="Sorunlu")
    receiver.answer = lambda handler, heard: says(status if heard.record == bad.id else 200)(handler, heard)
    desk.do(bad, "register", "evrak_kayit")
    good = desk.arrived(subject="Sorunsuz")
    for _time in range(3):
        worker.once()
        clock.move(seconds=8)
    assert good.id in {each.record for each in receiver.heard}
    assert {each.action for each in receiver.heard if each.record == bad.id} == {"create"}
    waiting = list(Outbox.select().where(Outbox.status == WAITING).order_by(Outbox.id))
    assert [(row.subject_id, row.action) for row in waiting] == [(bad.id, "create"), (bad.id, "register")]
    assert str(status) in waiting[0].error

    receiver.answer = says(200)
    clock.move(minutes=15)
    worker.once()
    assert [each.action for each in receiver.heard if each.record == bad.id][-2:] == ["create", "register"]
    assert statuses() == {DELIVERED: 3}


def test_an_event_that_is_never_taken_is_given_up_after_a_week_and_no_sooner(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    bad = desk.arrived()
    receiver.answer = says(500)
    for _hour in range(6 * 24):
        worker.once()
        clock.move(hours=1)
    assert statuses() == {WAITING: 1}
    for _hour in range(2 * 24):
        worker.once()
        clock.move(hours=1)
    assert statuses() == {FAILED: 1}
    assert {each.record for each in receiver.heard} == {bad.id}
    assert len(set(receiver.ids)) == 1


def test_a_receiver_that_stays_away_gathers_no_more_than_a_week(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    receiver.stop()
    for _number in range(3):
        desk.arrived()
    for _day in range(9 * 4):
        worker.once()
        clock.move(hours=6)
    desk.arrived()
    worker.once()
    assert statuses() == {FAILED: 3, WAITING: 1}


def test_after_a_long_rest_of_kalem_itself_nothing_is_given_up_at_the_first_failure(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    desk.arrived()
    clock.move(days=20)
    receiver.stop()
    worker.once()
    assert statuses() == {WAITING: 1}
    receiver.start()
    clock.move(minutes=15)
    worker.once()
    assert statuses() == {DELIVERED: 1}


def test_a_receiver_that_wants_nothing_any_more_is_paused_and_loses_nothing(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    receiver.answer = says(410)
    desk.arrived()
    desk.arrived()
    worker.once()
    clock.move(days=1)
    worker.once()
    assert len(receiver.heard) == 1
    webhook = again(subscription[0])
    assert webhook.paused_at is not None
    assert statuses() == {WAITING: 2}
    assert not list(verify())


def test_what_is_rolled_back_is_not_told(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription
) -> None:
    record = desk.arrived()
    worker.once()

    def broken(_moment: datetime) -> None:
        raise ZeroDivisionError

    def write() -> None:
        with writing(SYSTEM) as book:
            book.at_end(broken)
            book.act("record", record.id, "test").update(record, subject="Başka")

    with pytest.raises(ZeroDivisionError):
        write()
    worker.once()
    assert statuses() == {DELIVERED: 1}


def test_nothing_is_written_where_nobody_listens(desk: Desk) -> None:
    desk.do(desk.arrived(), "register", "evrak_kayit")
    assert not Outbox.select().exists()


def test_only_what_was_asked_for_is_told(office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver) -> None:
    subscribe(office, receiver, types=("registry.incoming",), actions=("register", "refer"))
    desk.letter()
    desk.do(desk.arrived(), "register", "evrak_kayit")
    worker.once()
    assert [(each.content["data"]["record"]["type"], each.action) for each in receiver.heard] == [
        ("registry.incoming", "register")
    ]


def test_a_word_is_not_a_pattern(office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver) -> None:
    subscribe(office, receiver, types=("registry.incomin_", "registry%"))
    desk.arrived()
    assert not Outbox.select().exists()


def test_two_subscriptions_hear_of_one_event_under_one_id(
    office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver
) -> None:
    subscribe(office, receiver)
    subscribe(office, receiver, label="Öteki")
    desk.arrived()
    worker.once()
    assert len(receiver.heard) == 2
    assert len(set(receiver.ids)) == 1


def test_what_its_owner_may_not_read_is_not_told(
    office: TestOffice, desk: Desk, worker: Worker, receiver: Receiver
) -> None:
    subscribe(office, receiver, owner="bilgi_islem_personeli")
    record = desk.arrived()
    assert worker.once() == 0
    assert receiver.heard == []
    assert statuses() == {WITHHELD: 1}
    desk.force(record, readers=f"{record.readers} {desk.person('bilgi_islem_personeli')}")
    worker.once()
    assert [each.action for each in receiver.heard] == ["test"]


def test_rights_that_were_narrowed_meanwhile_count(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    receiver.stop()
    desk.arrived()
    worker.once()
    owner = User.get_by_id(subscription[0].owner_id)
    deactivate(SYSTEM, owner)
    receiver.start()
    clock.move(hours=1)
    worker.once()
    assert receiver.heard == []
    assert statuses() == {WITHHELD: 1}


def test_the_secret_is_nowhere_in_clear(
    office: TestOffice,
    desk: Desk,
    worker: Worker,
    receiver: Receiver,
    subscription: Subscription,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from kalem import db

    webhook, secret = subscription
    receiver.answer = lambda handler, heard: says(500, heard.headers["webhook-signature"].encode())(handler, heard)
    desk.arrived()
    worker.once()
    plain = secret.removeprefix("whsec_")
    for table in db.current().get_tables():
        for row in db.current().execute_sql(f'SELECT * FROM "{table}"').fetchall():
            assert plain not in str(row)
    assert again(webhook).secret.startswith("gAAAA")
    assert again(webhook).secret not in " ".join(
        str(row) for row in db.current().execute_sql("SELECT text FROM entry").fetchall()
    )
    assert plain not in caplog.text


def test_the_body_is_as_small_as_json_goes_and_says_the_moment_of_the_entry(
    desk: Desk, worker: Worker, receiver: Receiver, subscription: Subscription, clock: Clock
) -> None:
    before = now()
    desk.arrived()
    clock.move(hours=3)
    worker.once()
    (heard,) = receiver.heard
    assert json.dumps(heard.content, ensure_ascii=False, separators=(",", ":")).encode() == heard.body
    row = Outbox.get()
    assert before < row.at < before + timedelta(minutes=1)
    assert heard.content["timestamp"] == row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert heard.headers["content-type"] == "application/json"
