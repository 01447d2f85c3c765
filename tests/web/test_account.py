"""A person's own page: positions, password, how the pages look, signing out everywhere."""

from collections.abc import Iterator

import pytest
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name, queries

from kalem.organisation import LoginAttempt, User, passwords
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import client

NEW = "mavi kalem çizgi"


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def user(office: TestOffice) -> User:
    found: User = User.get_by_id(office.people["mudur"])
    return found


def test_the_page_tells_what_one_holds(office: TestOffice) -> None:
    shown = client(office, "mudur").get("/hesabim").text
    assert "Özel Kalem Müdürü" in shown
    assert "Sürüyor" in shown
    assert "Verdiğiniz ve aldığınız vekâletler burada görünür." in shown
    assert client(office).get("/hesabim").status_code == 302


def test_the_password_changes_and_other_sessions_end(office: TestOffice) -> None:
    here, elsewhere = client(office, "mudur"), client(office, "mudur")
    answer = here.send("/hesabim/parola", {"old": PASSWORD, "password": NEW, "again": NEW}, follow_redirects=True)
    assert "Parolanız değişti." in answer.text
    assert here.get("/hesabim").status_code == 200
    assert elsewhere.get("/hesabim").status_code == 302
    assert passwords.get().matches(user(office).password, NEW)
    assert not LoginAttempt.select().exists()


def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(office: TestOffice) -> None:
    here = client(office, "mudur")
    for values, field, said in (
        ({"old": "yanlış", "password": NEW, "again": NEW}, "old", "Şimdiki parolanız bu değil."),
        ({"old": PASSWORD, "password": NEW, "again": NEW + "x"}, "again", "İki parola aynı değil."),
        ({"old": PASSWORD, "password": "kısa", "again": "kısa"}, "password", "Parola en az 12 karakter olmalı."),
        ({"old": "", "password": NEW, "again": NEW}, "old", "Bu alan boş bırakılamaz."),
        ({"old": "x" * 50_000, "password": NEW, "again": NEW}, "old", "Şimdiki parolanız bu değil."),
    ):
        answer = here.send("/hesabim/parola", values)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'<a href="#parola-{field}">' in answer.text
        assert NEW not in answer.text
    assert passwords.get().matches(user(office).password, PASSWORD)


def test_guessing_the_old_password_is_stopped(office: TestOffice) -> None:
    here = client(office, "mudur")
    for _try in range(5):
        here.send("/hesabim/parola", {"old": "tahmin", "password": NEW, "again": NEW})
    stopped = here.send("/hesabim/parola", {"old": PASSWORD, "password": NEW, "again": NEW})
    assert stopped.status_code == 422
    assert "Çok fazla başarısız deneme yapıldı." in stopped.text


def test_looks_are_kept_in_the_browser(office: TestOffice) -> None:
    here = client(office, "mudur")
    assert 'data-keys="off"' not in here.get("/hesabim").text
    here.send("/hesabim/gorunum", {"theme": "dark"})
    shown = here.get("/hesabim").text
    assert 'data-bs-theme="dark"' in shown
    assert 'data-keys="off"' in shown
    here.send("/hesabim/gorunum", {"theme": "system", "keys": "1"})
    shown = here.get("/hesabim").text
    assert "data-bs-theme" not in shown
    assert 'data-keys="off"' not in shown
    wrong = here.send("/hesabim/gorunum", {"theme": "<script>"})
    assert wrong.status_code == 422
    assert "Listede olmayan bir değer." in wrong.text


def test_signing_out_everywhere_ends_every_session(office: TestOffice) -> None:
    here, elsewhere, other = client(office, "mudur"), client(office, "mudur"), client(office, "baskan")
    answer = here.send("/hesabim/oturumlar", {})
    assert answer.location == "/sign-in"
    assert "Bütün oturumlarınız kapandı." in here.get(answer.location).text
    assert here.get("/hesabim").status_code == elsewhere.get("/hesabim").status_code == 302
    assert other.get("/hesabim").status_code == 200


def test_forged_forms_change_nothing(office: TestOffice) -> None:
    here = client(office, "mudur")
    for path in ("/hesabim/parola", "/hesabim/gorunum", "/hesabim/oturumlar"):
        assert (
            here.post(path, data={"old": PASSWORD, "password": NEW, "again": NEW, "theme": "dark"}).status_code == 400
        )
    assert here.get("/hesabim").status_code == 200


def test_the_number_of_queries_is_fixed(office: TestOffice) -> None:
    here = client(office, "mudur")
    here.get("/hesabim")
    assert queries(office, lambda: here.get("/hesabim")) == queries(office, lambda: here.get("/hesabim")) < 25
