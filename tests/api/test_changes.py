"""Two programs that change one record; requests that are sent again; tokens that are good no longer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from tests.support.desk import INCOMING, Desk
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name
from werkzeug.test import TestResponse

from kalem.context import now, today
from kalem.db import current
from kalem.http.once import KEPT, OnceKey
from kalem.ledger import Entry, verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import ApiToken, Holding, User, deactivate, end_holding
from kalem.organisation.tokens import make_token, revoke_token
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.programs import Program, answering, program
from kalem.testing.web import client

NEW = "/v1/records/registry.incoming?plain=true&allow_similar=true"


def at_once(*acts: Callable[[], TestResponse]) -> list[TestResponse]:
    """Let all acts begin at the same moment, each in a thread of its own."""
    gate = Barrier(len(acts))

    def begin(act: Callable[[], TestResponse]) -> TestResponse:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def entries() -> int:
    return int(Entry.select().count())


# One record, two programs -------------------------------------------------------------------------------------------


def test_of_two_that_change_one_record_one_wins_and_the_other_is_told(office: TestOffice, desk: Desk) -> None:
    record = desk.arrived()
    clerks = [program(office, "evrak_kayit") for _number in range(4)]
    tag = clerks[0].get(f"/v1/record/{record.id}").headers["ETag"]

    def mend(at: int) -> TestResponse:
        body = {"values": {"subject": f"Konu {at}"}, "reason": "Yanlış."}
        return clerks[at].patch(f"/v1/record/{record.id}", body, if_match=tag)

    answers = at_once(*(lambda at=at: mend(at) for at in range(4)))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert {answer.status_code for answer in answers} - {200} <= {409, 412}
    (won,) = [answer for answer in answers if answer.status_code == 200]
    assert Record.get_by_id(record.id).subject == won.json["subject"]
    assert verify() == []


def test_who_changes_says_which_version_he_saw(office: TestOffice, desk: Desk) -> None:
    record, clerk = desk.arrived(), program(office, "evrak_kayit")
    address, before = f"/v1/record/{record.id}/steps/register", entries()
    unsaid = clerk.post(address, {"values": {}})
    assert (unsaid.status_code, unsaid.json["type"]) == (428, "urn:kalem:problem:version-required")
    assert clerk.post(address, {"values": {}}, if_match='"99"').status_code == 412
    assert entries() == before
    assert clerk.post(address, {"values": {}}, if_match=f'"{record.version}"').status_code == 200


def test_what_is_not_changed_is_not_sent_again(office: TestOffice, desk: Desk) -> None:
    record, clerk = desk.arrived(), program(office, "evrak_kayit")
    tag = clerk.get(f"/v1/record/{record.id}").headers["ETag"]
    unchanged = clerk.get(f"/v1/record/{record.id}", if_none_match=tag)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    desk.do(record, "register", "evrak_kayit")
    assert clerk.get(f"/v1/record/{record.id}", if_none_match=tag).status_code == 200


# Once -----------------------------------------------------------------------------------------------------------------


def test_a_repeated_key_makes_one_record(office: TestOffice) -> None:
    clerk = program(office, "evrak_kayit")
    first = clerk.post(NEW, {"values": INCOMING}, idempotency_key="gelen-1")
    again = clerk.post(NEW, {"values": INCOMING}, idempotency_key="gelen-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    assert Record.select().count() == 1
    other = clerk.post(NEW, {"values": {**INCOMING, "subject": "Başka"}}, idempotency_key="gelen-1")
    assert (other.status_code, other.json["type"]) == (422, "urn:kalem:problem:key-reused")
    assert Record.select().count() == 1


def test_a_key_that_comes_at_once_makes_one_record(office: TestOffice) -> None:
    clerk = program(office, "evrak_kayit")
    answers = at_once(*[lambda: clerk_of(office, clerk).post(NEW, {"values": INCOMING}, idempotency_key="bir")] * 6)
    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert Record.select().count() == 1
    assert verify() == []


def clerk_of(office: TestOffice, known: Program) -> Program:
    """Return another connection with the same token."""
    return Program(office, known.secret)


def test_a_key_is_its_tokens_own_and_is_forgotten_in_time(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _program in range(2):
        assert program(office, "evrak_kayit").post(NEW, {"values": INCOMING}, idempotency_key="k").status_code == 201
    assert Record.select().count() == 2
    OnceKey.update(ends=now() - timedelta(seconds=1)).execute()
    clerk = program(office, "evrak_kayit")
    assert clerk.post(NEW, {"values": INCOMING}, idempotency_key="k").status_code == 201
    assert OnceKey.select().count() == 1
    assert now() < OnceKey.get().ends <= now() + KEPT


def test_a_refused_request_uses_no_key_up(office: TestOffice) -> None:
    clerk = program(office, "evrak_kayit")
    wrong: dict[str, Any] = {**INCOMING, "subject": ""}
    assert clerk.post(NEW, {"values": wrong}, idempotency_key="k").status_code == 422
    assert clerk.post(NEW, {"values": INCOMING}, idempotency_key="k").status_code == 201


# Tokens ---------------------------------------------------------------------------------------------------------------


def test_a_token_ends_is_revoked_and_goes_with_its_owner(office: TestOffice, desk: Desk) -> None:
    clerk = User.get_by_id(office.people["evrak_kayit"])
    token, secret = make_token(SYSTEM, clerk, "Tarayıcı", ["read"], 1)
    holder = Program(office, secret)
    assert holder.get("/v1/me").status_code == 200
    revoke_token(SYSTEM, token)
    refused = holder.get("/v1/me")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    ended = program(office, "evrak_kayit")
    ApiToken.update(ends=now()).where(ApiToken.revoked_at.is_null()).execute()
    assert ended.get("/v1/me").status_code == 401
    ApiToken.update(ends=now() + timedelta(days=1)).execute()
    assert ended.get("/v1/me").status_code == 200
    deactivate(SYSTEM, clerk)
    assert ended.get("/v1/me").status_code == 401


def test_who_lost_his_position_reads_and_writes_nothing_more(office: TestOffice, desk: Desk) -> None:
    record, clerk = desk.arrived(), program(office, "evrak_kayit")
    assert clerk.get(f"/v1/record/{record.id}").status_code == 200
    holding = Holding.get(Holding.user == office.people["evrak_kayit"])
    end_holding(SYSTEM, holding, today() - timedelta(days=1), "")
    assert clerk.get(f"/v1/record/{record.id}").status_code == 404
    assert clerk.get("/v1/records/registry.incoming").json["items"] == []
    assert clerk.post(NEW, {"values": INCOMING}).status_code == 422


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer klm_", "Bearer x", "klm_x", "Bearer \x00ü"])
def test_nobody_gets_in_without_a_good_token(office: TestOffice, header: str) -> None:
    answer = Program(office).send("GET", "/v1/me", headers={"Authorization": header} if header else None)
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert "Set-Cookie" not in answer.headers


def test_the_session_of_a_browser_opens_no_api(offices: Offices, engine: str) -> None:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        browser = client(office, "evrak_kayit")
        answering(office)
        assert browser.get("/hesabim").status_code == 200
        assert browser.get("/api/v1/me").status_code == 401


def test_a_token_is_nowhere_in_clear(office: TestOffice, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    holder = program(office, "evrak_kayit")
    holder.get("/v1/me")
    holder.get("/v1/record/0")
    tables = current().get_tables()
    for table in tables:
        rows = current().execute_sql(f'SELECT * FROM "{table}"').fetchall()
        assert holder.secret not in str(rows), table
    assert holder.secret not in caplog.text


def test_each_request_is_a_line_of_the_log_without_what_was_asked_for(
    office: TestOffice, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    record, holder = desk.arrived(), program(office, "mudur")
    caplog.set_level("INFO")
    for address in (f"/v1/record/{record.id}", "/v1/search?q=Zümrüdüanka", "/v1/yok/zümrüdüanka"):
        caplog.clear()
        answer = holder.get(address)
        ((name, line),) = [(each.name, vars(each)) for each in caplog.records]
        assert name == "kalem.request"
        assert line["kalem"]["request"] == answer.headers["X-Request-ID"]
        assert line["kalem"]["user"] == office.people["mudur"]
        assert line["kalem"]["route"] in ("/api/v1/record/<record_id>", "/api/v1/search", None)
        assert "mrüdüanka" not in str(line)
        assert holder.secret not in str(line)


def test_a_narrow_token_finds_counts_and_opens_nothing_else(office: TestOffice, desk: Desk) -> None:
    secret = "Zümrüdüanka"
    letter, incoming = desk.letter(subject=f"{secret} hakkında"), desk.arrived(subject="Görünen evrak")
    narrow = program(office, "mudur", "read:registry.incoming")
    assert narrow.get(f"/v1/record/{incoming.id}").status_code == 200
    unseen = [f"/v1/record/{letter.id}{rest}" for rest in ("", "/steps", "/history", "/links", "/attachments")]
    unseen += ["/v1/records/registry.outgoing", "/v1/types/registry.outgoing", "/v1/record/987654"]
    for address in unseen:
        answer = narrow.get(address)
        assert answer.status_code == 404, address
        assert secret not in answer.text
    for address in (f"/v1/search?q={secret}", "/v1/desk", "/v1/records/registry.incoming", "/v1/types"):
        answer = narrow.get(address)
        assert answer.status_code == 200, answer.text
        assert secret not in answer.text
    assert narrow.get(f"/v1/search?q={secret}").json["items"] == []
    readonly = narrow.post(f"/v1/record/{incoming.id}/steps/register", {"values": {}}, if_match="*")
    assert (readonly.status_code, readonly.json["type"]) == (403, "urn:kalem:problem:forbidden")
    assert program(office, "mudur", "read").get(f"/v1/record/{letter.id}").status_code == 200
