"""The log: a line a request, found again by the number that a page tells, and nobody's data in it."""

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from peewee import IntegrityError
from tests.support.desk import Desk
from tests.web.reading import words
from werkzeug.datastructures import FileStorage

from kalem import db, logs
from kalem.http.visit import cookie_name
from kalem.ledger.book import SYSTEM
from kalem.organisation import User, create_user
from kalem.plugins import assembled
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import Client, client

LETTER = {
    "channel": "hand",
    "sender": "Zümrüdüanka Şirketi",
    "kind": "letter",
    "their_date": "16.11.2026",
    "their_number": "ZA-4711",
    "subject": "Gizlikuyu şikâyeti",
}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Return what a service would write on standard error meanwhile."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    logs.configure(written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def requests(stream: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(stream) if line["event"] == "request"]


def test_each_request_is_a_line(office: TestOffice, clerk: Client, desk: Desk, stream: io.StringIO) -> None:
    record = desk.arrived()
    answer = clerk.get(f"/record/{record.id}?q=gizli")
    (line,) = lines(stream)
    assert line.pop("ms") > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "kalem.request",
        "event": "request",
        "method": "GET",
        "route": "/record/<record_id>",
        "status": 200,
        "user": office.people["evrak_kayit"],
        "request": answer.headers["X-Request-ID"],
    }
    assert re.fullmatch(r"[0-9A-F]{8}", answer.headers["X-Request-ID"])


def test_what_somebody_sends_as_an_id_is_not_taken(clerk: Client, stream: io.StringIO) -> None:
    answer = clerk.get("/health", headers={"X-Request-ID": "BENIM\r\nSahte: 1".replace("\r\n", " ")})
    assert "BENIM" not in answer.headers["X-Request-ID"]
    assert "BENIM" not in stream.getvalue()


def test_addresses_that_are_none_are_not_told(office: TestOffice, stream: io.StringIO) -> None:
    stranger = client(office)
    stranger.get("/gizli-adres/ahmet.kaya")
    stranger.open("/gizli-adres", method="AHMETKAYA")
    assert [line["route"] for line in lines(stream)] == [None, None]
    assert [line["user"] for line in lines(stream)] == [None, None]
    assert lines(stream)[1]["method"] == "?"
    assert "gizli" not in stream.getvalue()
    assert "AHMET" not in stream.getvalue()


def test_style_sheets_are_lines_too(clerk: Client, stream: io.StringIO) -> None:
    with clerk.get("/ui/kalem.css") as answer:
        assert answer.headers["X-Request-ID"]
    assert [line["route"] for line in requests(stream)] == ["/ui/<filename>"]


def test_a_fault_is_found_by_the_number_of_its_page(
    clerk: Client, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        try:
            User.create(username="x", username_key="mudur", name="Zümrüdüanka", sort_key="z", created_at=None)
        except IntegrityError as error:
            raise ValueError("Zümrüdüanka okunamadı") from error

    monkeypatch.setattr("kalem.web.desk.waiting_list", broken)
    answer = clerk.get("/")
    assert answer.status_code == 500
    number = words(answer).rpartition("Hata numarası: ")[2].split()[0]
    assert number == f"E-{answer.headers['X-Request-ID']}"
    fault, request = lines(stream)
    assert fault["event"] == f"fault {number}: GET /"
    assert (fault["number"], fault["route"], fault["level"]) == (number, "GET /", "error")
    assert fault["request"] == request["request"] == answer.headers["X-Request-ID"]
    assert request["status"] == 500
    kinds = [each["type"] for each in fault["exceptions"]]
    assert kinds[:2] == ["ValueError", "peewee.IntegrityError"]
    assert any("desk.py" in place for place in fault["exceptions"][0]["places"])
    assert "Zümrüdüanka" not in stream.getvalue()


def test_other_error_pages_tell_the_requests_number(clerk: Client) -> None:
    answer = clerk.post("/sign-out")
    assert answer.status_code == 400
    assert f"İstek numarası: {answer.headers['X-Request-ID']}" in words(answer)


def test_what_is_closed_and_what_is_not_there_still_answer_alike(stranger: Client, desk: Desk) -> None:
    record = desk.arrived()
    there, absent = stranger.get(f"/record/{record.id}"), stranger.get("/record/999999")
    assert (there.status_code, absent.status_code) == (404, 404)
    assert there.text == absent.text


def test_a_plugins_fault_names_the_plugin(clerk: Client, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    from kalem.web import cards

    with clerk.application.test_request_context("/"):
        cards._broken("protokol", KeyError("Zümrüdüanka"))
    (line,) = lines(stream)
    assert (line["plugin"], line["exceptions"][0]["type"]) == ("protokol", "KeyError")
    assert "Zümrüdüanka" not in stream.getvalue()
    assert "protokol" in [each.id for each in assembled.get().active]


def test_nobodys_data_stands_in_the_log_of_a_whole_day(
    office: TestOffice, desk: Desk, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_user(SYSTEM, "zumrut.anka", "Zümrüt Anka", "gizli-kelimeler-burada")
    browser = client(office)
    assert browser.send("/sign-in", {"username": "zumrut.anka", "password": "yanlis-gizli-parola"}).status_code == 422
    assert browser.send("/sign-in?next=/record/1", {"username": "evrak_kayit", "password": PASSWORD}).status_code == 302
    with office.app.app_context():
        cookie = browser.get_cookie(cookie_name())
    assert cookie is not None
    browser.get("/search?q=Zümrüdüanka+Gizlikuyu")
    browser.get("/records/registry.incoming/?q=Zümrüdüanka&state=registered")
    file = FileStorage(io.BytesIO(b"%PDF-1.4\nGizlikuyu\n%%EOF\n"), "Gizlikuyu.pdf")
    made = browser.send("/records/registry.incoming/new", {**LETTER, "scan": file}, content_type="multipart/form-data")
    assert made.status_code == 302, made.text
    assert browser.send("/records/registry.incoming/new", {**LETTER, "their_date": "Gizlikuyu"}).status_code == 422
    assert browser.send(f"{made.headers['Location']}/note", {"note": "Gizlikuyu 0555 000 1122"}).status_code == 302
    browser.post("/sign-in", data={"username": "zumrut.anka", "csrf_token": "sahte-anahtar"})
    browser.get(f"{made.headers['Location']}/files/1?download=Gizlikuyu").close()

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("Gizlikuyu Zümrüdüanka")

    monkeypatch.setattr("kalem.web.desk.waiting_list", broken)
    assert browser.get("/").status_code == 500
    database = db.current()
    logging.getLogger("kalem.deneme").warning("kendi sözümüz")
    browser.send("/sign-out")
    text = stream.getvalue()
    assert len(requests(stream)) > 10
    secrets = [
        "Zümrüdüanka", "zumrudu", "Gizlikuyu", "ZA-4711", "Zümrüt", "zumrut.anka", "yanlis-gizli-parola", PASSWORD,
        cookie.value, browser._key, "sahte-anahtar", "0555", "csrf_token", "evrak_kayit", "download", "q=",
        "test-secret", str(database.database),
    ]  # fmt: skip
    found = [secret for secret in secrets if secret and secret in text]
    assert found == [], text
