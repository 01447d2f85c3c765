"""The second step of signing in, on its pages: set up, asked for, recovered from, taken away."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name

from kalem.context import now
from kalem.organisation import User, has_second_factor
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import Client, client

PAGE = "/hesabim/ikinci-adim"


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def user(office: TestOffice) -> User:
    found: User = User.get_by_id(office.people["mudur"])
    return found


def secret_on(text: str) -> str:
    found = re.search(r'<code class="k-secret">([A-Z2-7 ]+)</code>', text)
    assert found
    return found[1].replace(" ", "")


def codes_on(text: str) -> list[str]:
    return re.findall(r'<li><code class="k-secret">([^<]+)</code>', text)


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now(), counter_offset=steps)


def switched_on(office: TestOffice) -> tuple[str, list[str]]:
    here = client(office, "mudur")
    secret = secret_on(here.get(PAGE).text)
    recovery = codes_on(here.send(PAGE, {"code": code(secret)}).text)
    return secret, recovery


def half(office: TestOffice, **values: str) -> Client:
    """Return a browser whose password was right."""
    browser = client(office)
    answer = browser.send("/sign-in", {"username": user(office).username, "password": PASSWORD, **values})
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in/code")
    assert browser.get("/hesabim").status_code == 302
    return browser


def test_it_counts_only_after_a_first_code_and_shows_recovery_codes_once(office: TestOffice) -> None:
    here = client(office, "mudur")
    secret = secret_on(here.get(PAGE).text)
    assert secret_on(here.get(PAGE).text) == secret
    assert "<svg" in here.get(PAGE).text
    assert here.send(PAGE, {"code": "000000"}).status_code == 422
    assert not has_second_factor(user(office).id)
    recovery = codes_on(here.send(PAGE, {"code": code(secret)}).text)
    assert len(set(recovery)) == 10
    after = here.get(PAGE).text
    assert not codes_on(after)
    assert secret not in after.replace(" ", "")
    assert "10 kurtarma kodunuz kaldı." in after


def test_signing_in_asks_for_the_code_and_leads_on(office: TestOffice) -> None:
    secret, _recovery = switched_on(office)
    browser = half(office, next="/hesabim")
    assert browser.send("/sign-in/code", {"code": "123456"}).status_code == 422
    # The step of the first code was used when it was switched on.
    assert browser.send("/sign-in/code", {"code": code(secret)}).status_code == 422
    entered = browser.send("/sign-in/code", {"code": code(secret, 1), "next": "/hesabim"})
    assert entered.location == "/hesabim"
    assert browser.get("/hesabim").status_code == 200


def test_a_recovery_code_lets_in_once(office: TestOffice) -> None:
    _secret, recovery = switched_on(office)
    assert half(office).send("/sign-in/code", {"code": recovery[3].upper()}).location == "/"
    assert half(office).send("/sign-in/code", {"code": recovery[3]}).status_code == 422


def test_after_five_wrong_codes_the_password_is_asked_again(office: TestOffice) -> None:
    secret, _recovery = switched_on(office)
    browser = half(office)
    for _try in range(4):
        assert browser.send("/sign-in/code", {"code": "000000"}).status_code == 422
    assert browser.send("/sign-in/code", {"code": "000000"}).location == "/sign-in"
    assert browser.send("/sign-in/code", {"code": code(secret, 1)}).location == "/sign-in"
    assert browser.get("/hesabim").status_code == 302


def test_the_code_page_without_a_password_leads_to_the_password(office: TestOffice) -> None:
    assert client(office).get("/sign-in/code").location == "/sign-in"
    assert client(office).send("/sign-in/code", {"code": "000000"}).location == "/sign-in"


def test_it_is_switched_off_with_password_and_code_only(office: TestOffice) -> None:
    secret, recovery = switched_on(office)
    here = client(office, "mudur")
    assert here.send(f"{PAGE}/kapat", {"old": "yanlış", "code": code(secret, 1)}).status_code == 422
    assert here.send(f"{PAGE}/kapat", {"old": PASSWORD, "code": "000000"}).status_code == 422
    renewed = codes_on(here.send(f"{PAGE}/kodlar", {"old": PASSWORD, "code": recovery[0]}).text)
    assert not set(renewed) & set(recovery)
    assert here.send(f"{PAGE}/kapat", {"old": PASSWORD, "code": recovery[1]}).status_code == 422
    assert here.send(f"{PAGE}/kapat", {"old": PASSWORD, "code": renewed[0]}).location == "/hesabim"
    assert not has_second_factor(user(office).id)


def test_who_keeps_the_people_takes_it_away_and_the_history_tells(office: TestOffice) -> None:
    switched_on(office)
    admin, path = client(office, "sistem_yoneticisi"), f"/yonetim/kisiler/{office.people['mudur']}"
    assert "İkinci adımı kaldır" in admin.get(path).text
    admin.send(f"{path}/ikinci-adim")
    assert not has_second_factor(user(office).id)
    assert "girişin ikinci adımını kaldırdı." in admin.get(path).text
    assert client(office).send("/sign-in", {"username": user(office).username, "password": PASSWORD}).location == "/"
