"""What a token opens: no more than its scopes, no more than its owner may today, and only where it belongs."""

import http.client
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.support.desk import INCOMING, Desk
from tests.support.offices import Offices
from tests.web.at_work import office_of_name

from kalem.context import today
from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, Position, User, end_holding
from kalem.organisation.holdings import appoint
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.programs import Program, answering, program, token
from kalem.testing.web import live, ready

#: Stands in what must not be told.
SECRET = "Zümrüdüanka"

#: What a bounded token finds nothing of: the organisation is nobody's record.
OF_THE_OFFICE = ["units", "positions", "people", "duties", "plugins", "webhooks", "suggestions/correspondents?q=be"]


# Narrow tokens --------------------------------------------------------------------------------------------------------


def test_the_desk_and_search_of_a_narrow_token_are_of_its_types(office: TestOffice, desk: Desk) -> None:
    letter, dossier = desk.letter(subject=f"{SECRET} cevabı"), desk.dossier(subject=f"{SECRET} dosyası")
    desk.do(letter, "submit", "protokol_personeli")
    incoming = desk.ready(subject=f"{SECRET} dilekçesi")
    whole = program(office, "mudur", "read")
    narrow = program(office, "mudur", "read:registry.incoming")
    both = program(office, "mudur", "read:registry.incoming", "read:registry.dossier")
    seen = {each.id for each in (letter, dossier, incoming)}
    for view in ("waiting", "late", "mine", "lent"):
        assert {each["id"] for each in narrow.get(f"/v1/desk?view={view}").json["items"]} <= {incoming.id}
    assert {letter.id, incoming.id} <= {each["id"] for each in whole.get("/v1/desk").json["items"]}
    assert [each["id"] for each in narrow.get("/v1/desk").json["items"]] == [incoming.id]
    for holder, found in ((whole, seen), (narrow, {incoming.id}), (both, {incoming.id, dossier.id})):
        told = holder.get(f"/v1/search?q={SECRET}").json["items"]
        assert {each["id"] for each in told} & seen == found
    assert narrow.get(f"/v1/search?q={SECRET}&type=registry.outgoing").status_code == 404


@pytest.mark.parametrize("scope", ["read:registry.incoming", "write:registry.incoming", "read:protokol.appointment"])
def test_a_narrow_token_learns_nothing_of_the_office(office: TestOffice, scope: str) -> None:
    narrow, whole = program(office, "sistem_yoneticisi", scope), program(office, "sistem_yoneticisi", "read")
    for name in OF_THE_OFFICE:
        assert narrow.get(f"/v1/{name}").status_code == 404, name
        answer = whole.get(f"/v1/{name}")
        # Suggestions ask for a right that who keeps the system has not.
        assert answer.status_code == (404 if name.startswith("suggestions") else 200), answer.text
    assert [each["id"] for each in narrow.get("/v1/types").json["items"]] == [scope.partition(":")[2]]


def test_who_does_not_keep_the_system_finds_no_plugins(office: TestOffice) -> None:
    director = program(office, "mudur")
    assert director.get("/v1/plugins").status_code == 404
    assert director.get("/v1/duties").status_code == 200
    assert director.get("/v1/suggestions/correspondents?q=be").status_code == 200


def test_a_narrow_token_reaches_no_other_type_through_a_record_of_its_own(office: TestOffice, desk: Desk) -> None:
    record = desk.assigned(subject="Görünen")
    narrow = program(office, "protokol_personeli", "write:registry.incoming")
    body = {"values": {"subject": "Cevap", "addressee": "Valilik", "file_plan_code": "050.02", "body": "Metin."}}
    answer = narrow.post(f"/v1/record/{record.id}/steps/answer", body, if_match="*")
    assert answer.status_code == 404
    assert narrow.post("/v1/records/registry.outgoing", body).status_code == 404
    assert Record.select().where(Record.type == "registry.outgoing").count() == 0
    letter = desk.answer(record, "protokol_personeli", subject=f"{SECRET} hakkında")
    for part in ("", "/links", "/history", "/steps"):
        told = narrow.get(f"/v1/record/{record.id}{part}")
        assert told.status_code == 200
        assert SECRET not in told.text
    assert narrow.get(f"/v1/record/{record.id}/links").json["items"] == []
    for part in ("", "/steps", "/history", "/attachments"):
        assert narrow.get(f"/v1/record/{letter.id}{part}").status_code == 404


@pytest.mark.parametrize("scopes", [("read",), ("read:registry.incoming",), ("read", "write:registry.dossier")])
def test_what_only_reads_changes_nothing(office: TestOffice, desk: Desk, scopes: tuple[str, ...]) -> None:
    record = desk.arrived()
    reader, before = program(office, "evrak_kayit", *scopes), Record.get_by_id(record.id).version
    at = f"/v1/record/{record.id}"
    tried = [
        reader.post("/v1/records/registry.incoming", {"values": INCOMING}),
        reader.patch(at, {"values": {"subject": "x"}, "reason": "x"}, if_match="*"),
        reader.post(f"{at}/steps/register", {"values": {}}, if_match="*"),
        reader.post(f"{at}/notes", {"note": "x"}),
        reader.send("POST", f"{at}/attachments", data={"files": (b"", "a")}, content_type="multipart/form-data"),
    ]
    for answer in tried:
        assert (answer.status_code, answer.json["type"]) == (403, "urn:kalem:problem:forbidden")
        (refusal,) = answer.json["refusals"]
        assert refusal["ground"]["source"] == "token.write:registry.incoming"
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert (Record.select().count(), Record.get_by_id(record.id).version) == (1, before)


# Owners ---------------------------------------------------------------------------------------------------------------


def test_who_is_cleared_for_less_today_reads_less_with_the_same_token(office: TestOffice, desk: Desk) -> None:
    secret = desk.arrived(subject=f"{SECRET} raporu", confidentiality="1")
    plain = desk.arrived(subject="Açık evrak")
    director = program(office, "mudur")
    assert director.get(f"/v1/record/{secret.id}").status_code == 200
    user = User.get_by_id(office.people["mudur"])
    end_holding(SYSTEM, Holding.get(Holding.user == user.id), today() - timedelta(days=1), "")
    appoint(SYSTEM, user, Position.get(Position.slug == "mudurluk_personeli"), today())
    hidden = director.get(f"/v1/record/{secret.id}")
    assert hidden.status_code == 404
    assert director.get(f"/v1/record/{plain.id}").status_code == 200
    for address in (f"search?q={SECRET}", "desk", "records/registry.incoming", f"record/{plain.id}/links"):
        assert SECRET not in director.get(f"/v1/{address}").text
    assert director.get("/v1/me").json["seats"][0]["position"] == "mudurluk_personeli"


# Where it stands ------------------------------------------------------------------------------------------------------


def test_a_token_in_the_address_or_the_body_opens_nothing(office: TestOffice) -> None:
    secret, stranger = program(office, "mudur").secret, program(office)
    for query in (f"access_token={secret}", f"token={secret}", f"Authorization=Bearer%20{secret}"):
        assert stranger.get(f"/v1/me?{query}").status_code == 401
    for name in ("Proxy-Authorization", "X-Api-Key", "Cookie", "X-Authorization"):
        assert stranger.send("GET", "/v1/me", headers={name: f"Bearer {secret}"}).status_code == 401
    assert stranger.post("/v1/records/registry.incoming", {"access_token": secret}).status_code == 401
    assert Program(office, secret).get(f"/v1/me?access_token={secret}").status_code in (200, 422)


def test_no_two_headers_and_no_other_spelling(office: TestOffice) -> None:
    secret, stranger = program(office, "mudur").secret, program(office)
    for header in (f"bearer {secret}", f"BEARER   {secret} "):
        assert stranger.send("GET", "/v1/me", headers={"Authorization": header}).status_code == 200
    wrong = (secret[:-1], secret + "x", secret.upper(), secret.removeprefix("klm_"), f"{secret},{secret}", secret[::-1])
    for each in (*wrong, "klm_" + "a" * 100_000, "klm_ş\x00"):
        assert stranger.send("GET", "/v1/me", headers={"Authorization": f"Bearer {each}"}).status_code == 401
    assert stranger.send("GET", "/v1/me", headers={"Authorization": f"Token {secret}"}).status_code == 401


# Over the wire --------------------------------------------------------------------------------------------------------


@pytest.fixture
def served(offices: Offices) -> Iterator[tuple[TestOffice, str, str]]:
    """Serve Karacabey's office; yield it, where, and the token of who registers."""
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        ready(office)
        answering(office)
        secret = token(office, "evrak_kayit", ["write"])
        with live(office) as base:
            yield office, base.removeprefix("http://"), secret


def ask(host: str, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
    """Send a request over a connection of its own; a body that is iterated over goes out in pieces."""
    connection = http.client.HTTPConnection(host, timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named, encode_chunked=not isinstance(body, (bytes, type(None))))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def test_a_body_in_pieces_is_one_body(served: tuple[TestOffice, str, str]) -> None:
    _office, host, secret = served
    content = json.dumps({"values": INCOMING}).encode()
    headers = {"Authorization": f"Bearer {secret}", "Content_Type": "application/json", "Transfer_Encoding": "chunked"}
    new = "/api/v1/records/registry.incoming?plain=true"
    status, told = ask(host, "POST", new, iter([content[:10], content[10:]]), **headers)
    assert (status, told["subject"]) == (201, INCOMING["subject"])
    large = (b"x" * 2**16 for _piece in range(100))
    status, told = ask(host, "POST", new, large, **headers)
    assert (status, told["type"]) == (413, "urn:kalem:problem:too-large")
    assert ask(host, "GET", "/api/v1/me", **{"Authorization": f"Bearer {secret}"})[0] == 200


def test_a_token_comes_into_no_log(
    served: tuple[TestOffice, str, str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, host, secret = served
    caplog.set_level(logging.DEBUG)
    good = {"Authorization": f"Bearer {secret}"}
    assert ask(host, "GET", "/api/v1/me", **good)[0] == 200
    assert ask(host, "GET", f"/api/v1/me?access_token={secret}")[0] == 401
    assert ask(host, "GET", f"/api/{secret}", **good)[0] == 404
    assert ask(host, "DELETE", "/api/v1/me", **good)[0] == 405
    monkeypatch.setattr("kalem.api.me.municipality.get", lambda: 1 / 0)
    status, told = ask(host, "GET", "/api/v1/me", **good)
    assert (status, told["type"]) == (500, "urn:kalem:problem:broken")
    assert told["number"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in json.dumps(told)
    assert secret not in caplog.text
    assert secret not in str([vars(each) for each in caplog.records])
    assert office.people["evrak_kayit"] in {
        vars(each)["kalem"]["user"] for each in caplog.records if each.name == "kalem.request"
    }
