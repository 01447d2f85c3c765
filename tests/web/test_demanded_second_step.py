"""Roles whose holders sign in with a second step only: nothing is open to them before they have set it up."""

from dataclasses import replace

import pytest
from tests.support.desk import Desk
from tests.web.reading import hidden, menu, words
from tests.web.test_kept_forms import enter, late
from tests.web.test_second_step import PAGE, code, secret_on, switched_on

from kalem.organisation import Position, User, give, municipality
from kalem.organisation.demanded import without_factor
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import Client, client

GROUND = "Belediye dosyasındaki [security] second_factor ayarı bu rollerde ikinci adım ister: Müdür."


@pytest.fixture(autouse=True)
def demanded(office: TestOffice) -> None:
    """Let the file in force demand a second step of directors."""
    demand(office, "director")


def demand(office: TestOffice, *roles: str) -> None:
    file = municipality.get()
    municipality.put(office.app, replace(file, security=replace(file.security, second_factor=frozenset(roles))))


def test_at_sign_in_he_is_led_to_set_it_up_and_then_to_where_he_was_going(office: TestOffice) -> None:
    browser = client(office)
    entered = browser.send("/sign-in", {"username": "mudur", "password": PASSWORD, "next": "/havale"})
    asked = browser.get(entered.location)
    assert asked.location == f"{PAGE}?next=/havale"
    page = browser.get(asked.location)
    assert "Önce ikinci adımı açın" in words(page)
    assert GROUND in words(page)
    assert menu(page).endswith("> Kalem Karacabey Belediyesi Menüyü daralt")
    sent = {"code": code(secret_on(page.text)), "next": hidden(page, "next")}
    done = browser.send(PAGE, sent)
    assert "Kurtarma kodlarınız" in words(done)
    assert 'href="/havale">Devam et' in done.text
    assert browser.get("/havale").status_code == 200


def test_nothing_else_is_open_and_a_refusal_names_setting_and_next_step(office: TestOffice, director: Client) -> None:
    for path in ("/", "/havale", "/hesabim", "/anahtarlar", "/search?q=a", "/records/registry.incoming/"):
        assert (director.get(path).location or "").startswith(PAGE), path
    for path in ("/vekalet/yeni", "/anahtarlar/yeni", "/hesabim/parola", "/hesabim/ikinci-adim/kapat"):
        answer = director.send(path, {"csrf_token": hidden(director.get(PAGE), "csrf_token")})
        assert answer.status_code == 422, path
        assert GROUND in words(answer)
        assert "kurumun ayarı" in words(answer)
        assert "telefonunuzu tanıtın" in words(answer)


def test_he_may_leave(director: Client) -> None:
    key = hidden(director.get(PAGE), "csrf_token")
    assert director.post("/sign-out", data={"csrf_token": key}).location == "/sign-in"


def test_others_and_who_has_it_notice_nothing(office: TestOffice, clerk: Client) -> None:
    assert clerk.get("/").status_code == 200
    demand(office)
    switched_on(office)
    demand(office, "director")
    assert client(office, "mudur").get("/havale").status_code == 200


def test_a_deputy_of_such_a_position_needs_it_too(office: TestOffice, desk: Desk, staff: Client) -> None:
    assert staff.get("/").status_code == 200
    deputy = User.get_by_id(office.people["protokol_personeli"])
    position = Position.get(Position.slug == "mudur")
    day = desk.day(0)
    give(office.actor("mudur"), position, deputy, day, day, "all", "Olur")
    assert staff.get("/").location == PAGE
    assert without_factor(municipality.get()) == {deputy.id, office.people["mudur"]}


def test_who_switches_it_off_for_a_new_telephone_sets_it_up_again_at_once(office: TestOffice) -> None:
    demand(office)
    secret, _codes = switched_on(office)
    demand(office, "director")
    browser = client(office, "mudur")
    assert browser.send(f"{PAGE}/kapat", {"old": PASSWORD, "code": code(secret, 1)}).status_code == 303
    assert browser.get("/").location == PAGE


def test_a_form_that_came_too_late_is_still_his_after_it(office: TestOffice, director: Client) -> None:
    demand(office)
    answer = late(office, director, "/vekalet/yeni", {"basis": "Saklanan dayanak"})
    demand(office, "director")
    asked = director.get(enter(director, answer, "mudur").location)
    page = director.get(asked.location)
    sent = {name: hidden(page, name) for name in ("csrf_token", "next")}
    done = director.post(PAGE, data={**sent, "code": code(secret_on(page.text))})
    onward = done.text.partition('href="/vekalet/yeni?')[2].partition('"')[0]
    assert "Saklanan dayanak" in director.get(f"/vekalet/yeni?{onward}").text


def test_people_who_left_are_not_counted(office: TestOffice) -> None:
    file = municipality.get()
    assert without_factor(file) == {office.people["mudur"]}
    User.update(active=False).where(User.id == office.people["mudur"]).execute()
    assert without_factor(file) == set()
    assert without_factor(replace(file, security=replace(file.security, second_factor=frozenset()))) == set()
