"""Signing in and out."""

import pytest
from tests.web.reading import words
from werkzeug.test import TestResponse

from kalem.testing import Clock, TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import Client, client


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_where_he_was_going(office: TestOffice) -> None:
    browser = client(office)
    asked = browser.get("/records/registry.incoming/?state=arrived")
    assert asked.location == "/sign-in?next=/records/registry.incoming/?state%3Darrived"
    entered = enter(browser, next="/records/registry.incoming/?state=arrived")
    assert entered.location == "/records/registry.incoming/?state=arrived"
    assert browser.get(entered.location).status_code == 200


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "/\\example.org", "evil", "/a\nb"])
def test_signing_in_never_leads_to_another_machine(office: TestOffice, address: str) -> None:
    assert enter(client(office), next=address).location == "/"


def test_the_sessions_cookie_is_closed_to_scripts_and_to_other_sites(office: TestOffice) -> None:
    cookies = enter(client(office)).headers.getlist("Set-Cookie")
    token = next(cookie for cookie in cookies if "Max-Age=129600" in cookie)
    assert "HttpOnly" in token
    assert "SameSite=Lax" in token
    assert "Secure" not in token


def test_over_an_encrypted_connection_cookies_stay_on_encrypted_ones(office: TestOffice) -> None:
    browser = client(office)
    answer = browser.send(
        "/sign-in",
        {"username": "mudur", "password": PASSWORD},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
    )
    assert answer.status_code == 302
    set_now = [cookie for cookie in answer.headers.getlist("Set-Cookie") if "Max-Age=0" not in cookie]
    assert set_now
    assert all("Secure" in cookie for cookie in set_now)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(office: TestOffice) -> None:
    browser = client(office)
    wrong = browser.send("/sign-in", {"username": "mudur", "password": "yanlis"})
    unknown = browser.send("/sign-in", {"username": "kimse", "password": "yanlis"})
    assert wrong.status_code == unknown.status_code == 422
    assert words(wrong) == words(unknown)
    assert "Kullanıcı adı ya da parola yanlış." in words(wrong)


def test_after_many_tries_the_page_says_when_to_try_again(office: TestOffice) -> None:
    browser = client(office)
    for _try in range(6):
        answer = browser.send("/sign-in", {"username": "mudur", "password": "yanlis"})
    assert "15 dakika sonra yeniden deneyin." in words(answer)
    assert "15 dakika" in words(enter(browser))


def test_signing_out_ends_the_session_itself(office: TestOffice) -> None:
    browser = client(office, "mudur")
    stolen = client(office)
    for cookie in browser._cookies.values():  # type: ignore[attr-defined]
        stolen.set_cookie(cookie.key, cookie.value)
    assert stolen.get("/").status_code == 200
    assert browser.send("/sign-out").location == "/sign-in"
    assert stolen.get("/").location == "/sign-in"


def test_a_session_without_requests_ends_and_the_form_is_found_again(office: TestOffice) -> None:
    browser = client(office, "evrak_kayit")
    assert browser.get("/records/registry.incoming/new").status_code == 200
    assert isinstance(office.clock, Clock)
    office.clock.move(hours=2)
    answer = browser.post(
        "/records/registry.incoming/new", headers={"Referer": "http://localhost/records/registry.incoming/new"}
    )
    assert answer.location == "/sign-in?next=/records/registry.incoming/new"


def enter(browser: Client, next: str = "") -> TestResponse:
    return browser.send("/sign-in", {"username": "mudur", "password": PASSWORD, "next": next})
