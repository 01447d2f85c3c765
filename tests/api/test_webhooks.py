"""Webhooks by programs: all that their page does, by the same right, and nothing of it for another token."""

from dataclasses import replace
from typing import Any

import pytest
from tests.jobs.receiver import Receiver, says, verified
from tests.support.desk import Desk

from kalem import jobs
from kalem.context import now
from kalem.jobs import FAILED, Outbox, Webhook, Worker
from kalem.ledger import history, verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import Position, User, create_user, deactivate
from kalem.organisation.holdings import appoint
from kalem.refusal import Refused
from kalem.testing import TestOffice
from kalem.testing.programs import Program, program

PATH = "/v1/webhooks"


@pytest.fixture
def receiver(office: TestOffice, receiver: Receiver) -> Receiver:
    """This machine may be sent to."""
    jobs.networks.put(office.app, jobs.read_networks("127.0.0.0/8"))
    return receiver


@pytest.fixture
def admin(office: TestOffice) -> Program:
    return program(office, "sistem_yoneticisi")


def wish(office: TestOffice, receiver: Receiver, **values: Any) -> dict[str, Any]:
    return {"values": {"label": "Harita", "url": receiver.url, "owner": f"w{office.people['mudur']}", **values}}


def test_from_a_subscription_to_a_delivered_event(
    office: TestOffice, desk: Desk, admin: Program, receiver: Receiver
) -> None:
    body = wish(office, receiver, types=["registry.incoming"], actions=["register"])
    made = admin.post(PATH, body, idempotency_key="abonelik-1")
    assert (made.status_code, made.headers["Location"]) == (201, f"/api{PATH}/{made.json['id']}")
    secret = made.json["secret"]
    assert made.json["owner"]["id"] == f"w{office.people['mudur']}"
    assert (made.json["types"], made.json["actions"]) == (["registry.incoming"], ["register"])
    again = admin.post(PATH, body, idempotency_key="abonelik-1")
    assert (again.status_code, again.json["id"], again.json["secret"]) == (201, made.json["id"], None)
    assert Webhook.select().count() == 1
    for address in (PATH, made.headers["Location"]):
        assert secret not in admin.get(address).text

    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    Worker(office.app).once()
    heard = receiver.heard[0]
    assert verified(heard.headers, heard.body, secret, now().timestamp())
    (told,) = admin.get(made.json["deliveries"]).json["items"]
    assert (told["status"], told["answer"], told["event"]) == ("delivered", 204, heard.id)
    # The administrator reads no letters: he is not told which one it was.
    assert told["record"] is None
    assert admin.get(told["url"]).json == told
    # Who may read it fetches it where the event says.
    assert program(office, "mudur").get(heard.content["data"]["record"]["url"]).json["id"] == record.id


def test_a_subscription_is_changed_paused_renewed_and_ended(
    office: TestOffice, desk: Desk, admin: Program, receiver: Receiver
) -> None:
    made = admin.post(PATH, wish(office, receiver, actions=["register"]))
    one, worker = f"{PATH}/{made.json['id']}", Worker(office.app)
    assert admin.patch(one, {"values": {"label": "Defter"}}).status_code == 428
    changed = admin.patch(one, {"values": {"label": "Defter", "actions": []}}, if_match=made.headers["ETag"])
    assert (changed.status_code, changed.json["label"], changed.json["actions"]) == (200, "Defter", [])
    assert (changed.json["url"], changed.json["owner"]) == (made.json["url"], made.json["owner"])
    stale = admin.patch(one, {"values": {"label": "Üçüncü"}}, if_match=made.headers["ETag"])
    assert (stale.status_code, stale.json["type"]) == (412, "urn:kalem:problem:stale")

    assert admin.post(f"{one}/pause").json["paused_at"] is not None
    assert admin.post(f"{one}/pause").status_code == 422
    assert admin.post(f"{one}/test").status_code == 422
    desk.arrived()
    assert worker.once() == 0
    assert admin.get(one).json["waiting"] == 1
    assert admin.post(f"{one}/resume").json["paused_at"] is None
    assert worker.once() == 1

    secret = admin.post(f"{one}/secret").json["secret"]
    assert admin.post(f"{one}/test").status_code == 202
    worker.once()
    heard = receiver.heard[-1]
    assert heard.content["type"] == "test"
    assert verified(heard.headers, heard.body, secret, now().timestamp())
    first = admin.get(f"{one}/deliveries?status=delivered&limit=1")
    assert first.json["next"]
    older = admin.get(first.json["next"]).json["items"][0]
    sent = admin.post(f"{older['url']}/resend")
    assert (sent.status_code, sent.json["status"]) == (202, "waiting")
    worker.once()
    assert receiver.ids[-1] == older["event"] == receiver.ids[0]

    assert admin.send("DELETE", f"{one}?note=Program+kapand%C4%B1").status_code == 204
    for address in (one, f"{one}/deliveries", older["url"]):
        assert admin.get(address).status_code == 404
    assert admin.send("DELETE", one).status_code == 404
    told = [text.action for _entry, text in history("webhook", made.json["id"])]
    assert told[::-1] == ["create", "change", "pause", "resume", "renew_secret", "resend", "end"]
    assert verify() == []


def test_what_was_given_up_is_sent_again(office: TestOffice, desk: Desk, admin: Program, receiver: Receiver) -> None:
    one = f"{PATH}/{admin.post(PATH, wish(office, receiver)).json['id']}"
    receiver.answer = says(500)
    desk.arrived()
    Worker(office.app).once()
    Outbox.update(status=FAILED).execute()
    assert admin.get(one).json["given_up"] == 1
    (failed,) = admin.get(f"{one}/deliveries?status=failed").json["items"]
    assert failed["answer"] == 500
    receiver.answer = says(204)
    assert admin.post(f"{one}/resend-given-up").json == {"number": 1}
    Worker(office.app).once()
    assert receiver.ids == [failed["event"]] * 2
    assert admin.post(f"{one}/resend-given-up").status_code == 422


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "a" * 121}, "label"),
        ({"url": "alici.example.org"}, "url"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": None}, "url"),
        ({"owner": "w999999"}, "owner"),
        ({"owner": "5"}, "owner"),
        ({"owner": 5}, "owner"),
        ({"owner": "w" + "9" * 5000}, "owner"),
        ({"types": ["registry.yok"]}, "types"),
        ({"types": "registry.incoming"}, "types"),
        ({"actions": [None]}, "actions"),
        ({"secret": "whsec_x"}, "secret"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    office: TestOffice, admin: Program, receiver: Receiver, values: dict[str, Any], field: str
) -> None:
    made = admin.post(PATH, wish(office, receiver))
    for answer in (
        admin.post(PATH, wish(office, receiver, **values)),
        admin.patch(f"{PATH}/{made.json['id']}", {"values": values}, if_match="*"),
    ):
        assert answer.status_code == 422, answer.text
        refused = [each["field"] for each in answer.json.get("refusals", ())]
        assert field in (answer.json.get("errors") or refused), answer.text
    assert (Webhook.select().count(), Webhook.get().version) == (1, 1)


def test_others_and_narrow_tokens_find_none_of_it(office: TestOffice, admin: Program, receiver: Receiver) -> None:
    one = f"{PATH}/{admin.post(PATH, wish(office, receiver)).json['id']}"
    tried = [("GET", PATH), ("POST", PATH), ("GET", one), ("PATCH", one), ("DELETE", one), ("GET", f"{one}/deliveries")]
    tried += [("POST", f"{one}/{word}") for word in ("pause", "resume", "secret", "test", "resend-given-up")]
    body = wish(office, receiver)
    narrow = program(office, "sistem_yoneticisi", "write:registry.incoming")
    for holder in (program(office, "mudur"), program(office, "evrak_kayit"), narrow):
        for method, path in tried:
            answer = holder.send(method, path, body if method in ("POST", "PATCH") else None)
            assert answer.status_code == 404, (method, path)
            assert receiver.url not in answer.text
    reader = program(office, "sistem_yoneticisi", "read")
    for method, path in tried:
        answer = reader.send(method, path, body if method in ("POST", "PATCH") else None)
        assert answer.status_code == (200 if method == "GET" else 403), (method, path)
    half = program(office, "sistem_yoneticisi", "read", "write:registry.incoming")
    assert half.post(f"{one}/secret").status_code == 403
    assert Webhook.get().version == 1


def test_who_keeps_no_people_cannot_point_anothers_events_at_himself(
    office: TestOffice, admin: Program, receiver: Receiver
) -> None:
    made = admin.post(PATH, wish(office, receiver))
    webhook = jobs.find(made.json["id"])
    assert webhook is not None
    full = office.actor("sistem_yoneticisi")
    seats = tuple(replace(seat, permissions=frozenset({"system.manage"})) for seat in full.seats)
    mine = jobs.Wish("Harita", "http://127.0.0.1:9/", webhook.owner_id)
    with pytest.raises(Refused, match="Başka biri adına"):
        jobs.change(replace(full, seats=seats), webhook, mine, version=1)
    assert Webhook.get().url == receiver.url


def test_a_subscription_whose_owner_left_is_given_another(
    office: TestOffice, desk: Desk, admin: Program, receiver: Receiver
) -> None:
    user = create_user(SYSTEM, "gecici", "Geçici Kişi", "dogru-at-pil-zimba")
    made = admin.post(PATH, wish(office, receiver, owner=f"w{user.id}"))
    one = f"{PATH}/{made.json['id']}"
    deactivate(SYSTEM, user)
    refused = admin.patch(one, {"values": {"label": "Başka ad"}}, if_match="*")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["owner"])
    again = admin.patch(one, {"values": {"owner": f"w{office.people['mudur']}"}}, if_match="*")
    assert (again.status_code, again.json["owner"]["id"]) == (200, f"w{office.people['mudur']}")
    desk.arrived()
    assert Worker(office.app).once() == 1


def test_a_subscription_without_an_owner_is_the_programs_own(
    office: TestOffice, desk: Desk, receiver: Receiver
) -> None:
    appoint(
        SYSTEM,
        User.get_by_id(office.people["mudur"]),
        Position.get(Position.slug == "sistem_yoneticisi"),
        desk.day(0),
    )
    both = program(office, "mudur")
    made = both.post(PATH, {"values": {"label": "Kendim", "url": receiver.url}})
    assert (made.status_code, made.json["owner"]["id"]) == (201, f"w{office.people['mudur']}")
    record = desk.arrived()
    Worker(office.app).once()
    (told,) = both.get(made.json["deliveries"]).json["items"]
    assert told["record"] == record.id
