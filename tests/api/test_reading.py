"""What a program reads: itself, types, lists, a record; and how every "no" is told."""

from urllib.parse import urlencode

from tests.support.desk import Desk

from kalem.ledger.book import SYSTEM
from kalem.organisation import User, set_language
from kalem.testing import TestOffice
from kalem.testing.programs import program


def test_it_is_told_who_it_is(office: TestOffice) -> None:
    told = program(office, "mudur", "read").get("/v1/me")
    assert told.status_code == 200, told.text
    assert told.json["user"]["id"] == office.people["mudur"]
    assert told.json["token"]["scopes"] == ["read"]


def test_types(office: TestOffice, desk: Desk) -> None:
    clerk = program(office, "evrak_kayit")
    listed = clerk.get("/v1/types").json["items"]
    assert {"registry.incoming", "registry.outgoing", "muhtarlik.request"} <= {each["id"] for each in listed}
    for each in listed:
        assert clerk.get(each["url"]).status_code == 200
        assert clerk.get(each["records"]).status_code == 200, clerk.get(each["records"]).text


def test_a_list_is_narrowed_to_the_days_of_registration(office: TestOffice, desk: Desk) -> None:
    opened = []
    # It is 18 November 2026.
    for later in (1, 2, 0, 5):
        office.clock.move(days=later)
        opened.append(desk.arrived().id)
    clerk = program(office, "evrak_kayit")

    def listed(**asked: str) -> list[int]:
        return [each["id"] for each in clerk.get(f"/v1/records/registry.incoming?{urlencode(asked)}").json["items"]]

    first, second, third, last = opened
    assert listed() == [last, third, second, first]
    assert listed(since="2026-11-21") == [last, third, second]
    assert listed(until="2026-11-21") == [third, second, first]
    assert listed(since="2026-11-20", until="2026-11-25") == [third, second]
    assert listed(since="2026-11-22", until="2026-11-25") == []
    turned = clerk.get("/v1/records/registry.incoming?since=2026-11-25&until=2026-11-20")
    assert (turned.status_code, list(turned.json["errors"])) == (422, ["until"])
    # The next page is asked for within the same days.
    page = clerk.get("/v1/records/registry.incoming?since=2026-11-20&until=2026-11-25&limit=1").json
    assert [each["id"] for each in clerk.get(page["next"]).json["items"]] == [second]


def test_read(office: TestOffice, desk: Desk) -> None:
    record = desk.referred()
    clerk = program(office, "evrak_kayit")
    answer = clerk.get(f"/v1/record/{record.id}")
    assert answer.status_code == 200, answer.text
    for part in ("steps", "steps/refer", "history", "attachments", "links"):
        a = clerk.get(f"/v1/record/{record.id}/{part}")
        assert a.status_code == 200, a.text
    for part in ("units", "positions","people","duties","desk","search?q=toplant%C4%B1", "suggestions/file-plan?q=be"):
        a = clerk.get(f"/v1/{part}")
        assert a.status_code == 200, a.text
    assert clerk.get("/openapi.json").status_code == 200
    assert clerk.get("/docs").status_code == 200


def test_it_is_answered_in_the_language_that_it_asks_for_or_its_owner_reads(office: TestOffice, desk: Desk) -> None:
    clerk, record = program(office, "evrak_kayit"), desk.arrived()
    turkish, english = "Böyle bir şey yok", "Not found"

    def title(language: str | None) -> tuple[str, str]:
        headers = {} if language is None else {"Accept-Language": language}
        answer = clerk.send("GET", "/v1/record/987654", headers=headers)
        return answer.json["title"], answer.headers["Content-Language"]

    assert title(None) == (turkish, "tr")
    for asked in ("en", "en-GB,en;q=0.9", "tr;q=0.1, en", "de, en;q=0.2"):
        assert title(asked) == (english, "en"), asked
    for asked in ("tr", "tr-TR", "de", "*", "", "x" * 5000, "ş;q=2"):
        assert title(asked) == (turkish, "tr"), asked
    user = User.get_by_id(office.people["evrak_kayit"])
    set_language(SYSTEM, user, "en")
    assert title(None) == (english, "en")
    assert title("tr") == (turkish, "tr")
    # What is stored is told in the reader's language, and stays as it is.
    for language in ("en", "tr"):
        at = f"/v1/record/{record.id}/history"
        (told,) = clerk.send("GET", at, headers={"Accept-Language": language}).json["items"]
        assert told["told"] == {"tr": "kaydı açtı", "en": "created the record"}[language]


def test_the_document_and_its_page_are_in_the_readers_language(office: TestOffice) -> None:
    anybody = program(office)
    for language, said in (("en", "Read a record"), ("tr", "Kaydı oku"), ("en", "Read a record")):
        told = anybody.send("GET", "/openapi.json", headers={"Accept-Language": language}).json
        assert told["paths"]["/v1/record/{record_id}"]["get"]["summary"] == said
        page = anybody.send("GET", "/docs", headers={"Accept-Language": language})
        assert f'<html lang="{language}">' in page.text


def test_what_a_step_offers_can_be_sent_as_it_stands(office: TestOffice, desk: Desk) -> None:
    desk.dossier()
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    clerk, at = program(office, "evrak_kayit"), f"/v1/record/{record.id}/steps/dossier"
    told = clerk.get(at).json
    (choice,) = told["fields"][0]["choices"]
    sent = clerk.post(at, {"values": {told["fields"][0]["name"]: choice["value"]}}, if_match="*")
    assert sent.status_code == 200, sent.text
