"""Each person reads in the language of his choice; what is written is kept in Turkish."""

from collections.abc import Iterator

import pytest
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name
from tests.web.test_sign_in import enter

from kalem import ledger
from kalem.ledger import history
from kalem.organisation import User
from kalem.testing import TestOffice
from kalem.testing.web import client

TURKISH, ENGLISH = '<html lang="tr"', '<html lang="en"'


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def chosen(office: TestOffice) -> str | None:
    found: User = User.get_by_id(office.people["mudur"])
    language: str | None = found.language
    return language


def test_pages_are_turkish_until_somebody_chooses(office: TestOffice) -> None:
    assert TURKISH in client(office).get("/sign-in", headers={"Accept-Language": "en"}).text
    assert TURKISH in client(office, "mudur").get("/", headers={"Accept-Language": "en"}).text
    assert chosen(office) is None


def test_who_is_not_signed_in_changes_the_language_by_a_link(office: TestOffice) -> None:
    browser = client(office)
    shown = browser.get("/sign-in?next=/hesabim").text
    link = '<a href="/sign-in?language=en&amp;next=/hesabim" lang="en" hreflang="en">English</a>'
    assert link in shown
    answer = browser.get("/sign-in?language=en&next=/hesabim")
    assert ENGLISH in answer.text
    assert '<a href="/sign-in?language=tr&amp;next=/hesabim" lang="tr" hreflang="tr">Türkçe</a>' in answer.text
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert ENGLISH in browser.get("/sign-in").text
    assert ENGLISH in browser.get("/nothing-here").text
    assert enter(browser).location == "/"
    assert ENGLISH in browser.get("/").text
    assert TURKISH in client(office).get("/sign-in").text


def test_a_language_that_there_is_not_changes_nothing(office: TestOffice) -> None:
    browser = client(office)
    answer = browser.get("/sign-in?language=de")
    assert TURKISH in answer.text
    assert "kalem_language" not in answer.headers.get("Set-Cookie", "")
    browser.set_cookie("kalem_language", "../../etc")
    assert TURKISH in browser.get("/sign-in").text
    me = client(office, "mudur")
    assert me.send("/hesabim/dil", {"language": "de"}).status_code == 422
    assert me.send("/hesabim/dil", {}).status_code == 422
    assert chosen(office) is None


def test_the_language_is_the_persons_on_every_machine(office: TestOffice) -> None:
    here, elsewhere = client(office, "mudur"), client(office, "mudur")
    answer = here.send("/hesabim/dil", {"language": "en"})
    assert answer.status_code == 303
    assert chosen(office) == "en"
    assert ENGLISH in here.get("/hesabim").text
    assert ENGLISH in elsewhere.get("/").text
    assert TURKISH in client(office, "evrak_kayit").get("/").text
    elsewhere.set_cookie("kalem_language", "tr")
    assert ENGLISH in elsewhere.get("/").text
    here.send("/sign-out")
    assert ENGLISH in here.get("/sign-in").text
    assert client(office).post("/hesabim/dil", data={"language": "tr"}).status_code in (302, 400)


def test_the_choice_is_an_entry_and_the_ledger_holds(office: TestOffice) -> None:
    mudur = office.people["mudur"]
    me = client(office, "mudur")
    me.send("/hesabim/dil", {"language": "en"})
    before = len(list(history("user", mudur)))
    me.send("/hesabim/dil", {"language": "en"})
    entries = list(history("user", mudur))
    assert len(entries) == before
    assert (entries[0][0].action, entries[0][1].about) == ("set_language", {"to": "English"})
    assert ledger.verify() == []
    me.send("/hesabim/dil", {"language": "tr"})
    assert TURKISH in me.get("/").text
    assert ledger.verify() == []
