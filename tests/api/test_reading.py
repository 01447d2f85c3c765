"""What a program reads: itself, types, lists, a record; and how every "no" is told."""

from tests.support.desk import Desk

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
