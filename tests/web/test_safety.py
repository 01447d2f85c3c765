"""What holds for every page: who may open it, what it may load, what is said when something goes wrong."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask
from tests.support.desk import Desk
from tests.web.reading import LETTER, without_keys, words

from kalem.http.routing import PUBLIC, check, permissions, permissions_in
from kalem.ledger.book import file_version
from kalem.records import Record
from kalem.refusal import Ground, Refusal, Refused
from kalem.testing import TestOffice
from kalem.testing.web import Client, client, ready
from kalem.web import UndeclaredRoute, page

#: Pages that everybody who is signed in may open.
PAGES = ("/", "/search?q=evrak", "/records/registry.incoming/", "/records/registry.outgoing/new", "/yok")


def test_a_route_without_permission_does_not_register() -> None:
    with pytest.raises(UndeclaredRoute, match="/gizli"):
        page(Blueprint("x", __name__), "/gizli", permission="")(lambda: "")


def test_a_route_registered_behind_the_back_stops_the_application() -> None:
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/arka-kapi", "back", lambda: "")
    with pytest.raises(UndeclaredRoute, match="/arka-kapi"):
        check(app)


def test_every_route_says_who_may_open_it(office: TestOffice) -> None:
    ready(office)
    known = permissions_in(office.app)
    for rule in office.app.url_map.iter_rules():
        assert known[rule.endpoint], rule
    public = {endpoint for endpoint, words in permissions.get().items() if PUBLIC in words}
    assert public == {
        "sign_in.form", "sign_in.enter", "sign_in.code", "sign_in.enter_code", "sign_in.reset", "sign_in.set_anew",
        "health.show", "ui.static", "bootstrap.static",
    }  # fmt: skip


def test_who_is_not_signed_in_sees_no_page(office: TestOffice) -> None:
    browser = client(office)
    for rule in addresses(office.app):
        answer = browser.get(rule)
        if answer.status_code != 405 and not rule.startswith(("/sign-in", "/health")):
            assert (answer.location or "").startswith("/sign-in"), rule


def test_unknown_forbidden_and_not_yet_there_are_answered_with_the_same_bytes(desk: Desk, stranger: Client) -> None:
    record = desk.referred("protokol")
    unknown = record.id + 1000
    suffixes = (
        "",
        "/correct",
        "/step/refer",
        "/step/yok",
        "/explain/refer",
        "/files/1",
        "/files/1/remove",
        "/drafts/1",
    )
    for suffix in suffixes:
        forbidden, missing = stranger.get(f"/record/{record.id}{suffix}"), stranger.get(f"/record/{unknown}{suffix}")
        assert forbidden.status_code == missing.status_code == 404, suffix
        assert without_keys(forbidden) == without_keys(missing)
        assert record.subject not in forbidden.text
    for suffix in ("/note", "/files", "/step/refer", "/correct", "/files/1/remove"):
        forbidden = stranger.send(f"/record/{record.id}{suffix}", {"note": "x", "version": "1"})
        missing = stranger.send(f"/record/{unknown}{suffix}", {"note": "x", "version": "1"})
        assert forbidden.status_code == missing.status_code == 404, suffix
        assert without_keys(forbidden) == without_keys(missing)


@pytest.mark.parametrize(
    "path", ["/record/0", "/record/99999999999999999999999", "/record/-1", "/record/x", "/record/1/"]
)
def test_what_is_no_records_number_is_not_found(director: Client, path: str) -> None:
    assert director.get(path).status_code == 404


def test_a_page_of_other_people_looks_as_if_it_were_not_there(director: Client, staff: Client) -> None:
    assert without_keys(staff.get("/yonetim/kisiler")) == without_keys(staff.get("/yok"))


def test_a_form_without_its_key_changes_nothing(desk: Desk, clerk: Client) -> None:
    before = Record.select().count()
    answer = clerk.post("/records/registry.incoming/new", data=LETTER)
    assert answer.status_code == 400
    assert "hiçbir şey değişmedi" in words(answer)
    assert Record.select().count() == before


@pytest.mark.parametrize("path", [*PAGES, "/sign-in"])
def test_pages_load_nothing_from_outside_and_stay_in_no_cache(office: TestOffice, clerk: Client, path: str) -> None:
    answer = (client(office) if path == "/sign-in" else clerk).get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data:;")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?://(?!localhost)", answer.text)


def test_style_sheets_are_kept(office: TestOffice) -> None:
    with client(office).get("/ui/kalem.css") as answer:
        assert answer.status_code == 200
        assert "max-age" in answer.headers["Cache-Control"]


def test_a_fault_of_ours_is_told_by_a_number_that_stands_in_the_log(
    office: TestOffice, clerk: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> Iterator[Any]:
        raise ZeroDivisionError("gizli ayrıntı")

    monkeypatch.setattr("kalem.web.desk.waiting_list", broken)
    answer = clerk.get("/")
    assert answer.status_code == 500
    number = re.search(r"E-[0-9A-F]{6}", words(answer))
    assert number
    assert "gizli ayrıntı" not in answer.text
    assert "Traceback" not in answer.text
    assert number[0] in caplog.text


def test_too_large_a_request_is_refused_in_words(clerk: Client) -> None:
    clerk.get("/")
    answer = clerk.send("/records/registry.incoming/new", {**LETTER, "subject": "a" * (5 * 2**20)})
    assert answer.status_code == 413
    assert "Hiçbir şey kaydedilmedi." in words(answer)


def addresses(app: Flask) -> list[str]:
    """Return an address for each rule of ``app``."""
    return [re.sub(r"<[^>]+>", "1", rule.rule) for rule in app.url_map.iter_rules() if "static" not in rule.endpoint]


def test_under_another_file_nothing_is_shown_and_nothing_written(office: TestOffice, desk: Desk, staff: Client) -> None:
    record = desk.referred("protokol")
    now = file_version.get()
    assert staff.get(f"/record/{record.id}").status_code == 200
    file_version.put(office.app, "0")
    paths = ("/", f"/record/{record.id}", "/sign-in", "/yok", "/records/registry.incoming/?q=evrak")
    answers = [staff.get(path) for path in paths]
    for answer in (*answers, staff.send(f"/record/{record.id}/note", {"note": "Telefonla arandı."})):
        assert answer.status_code == 503
        assert "Hizmet yeniden başlatılmalı" in answer.text
        assert record.subject not in answer.text
        assert "<nav" not in answer.text
    with staff.get("/ui/kalem.css") as style:
        assert style.status_code == 200
    file_version.put(office.app, now)
    assert "Telefonla arandı." not in staff.get(f"/record/{record.id}").text


def test_a_refusal_that_no_page_expected_tells_all_its_grounds(office: TestOffice, staff: Client) -> None:
    def refuse() -> str:
        raise Refused(
            Refusal("Büro başkasının.", "Üst sorumluya sorun.", Ground("rule", "m.22", "x-m22", "Dış yazı.")),
            Refusal("Süre geçti.", "Yenisini açın.", Ground("setting", source="x", text="Kurum böyle istedi.")),
        )

    office.app.view_functions["desk.show"] = refuse
    answer = staff.get("/")
    assert answer.status_code == 422
    for told in ("Büro başkasının.", "Üst sorumluya sorun.", "m.22", "Dış yazı.", "Süre geçti.", "Kurum böyle istedi."):
        assert told in answer.text, told
