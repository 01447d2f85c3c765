"""Each person reads in the language of his choice; what is written is kept in Turkish."""

from collections.abc import Iterator

import pytest
from tests.plugins_outside.office import file_with, running
from tests.support.desk import Desk
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name
from tests.web.english import Page
from tests.web.reading import words
from tests.web.test_sign_in import enter

from kalem import i18n, ledger
from kalem.ledger import history
from kalem.ledger.book import SYSTEM, file_version
from kalem.organisation import User, set_language
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


def speak(office: TestOffice, position: str, language: str) -> None:
    set_language(SYSTEM, User.get_by_id(office.people[position]), language)


def test_a_service_that_speaks_english_gives_each_his_own_language(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(i18n.ENVIRONMENT, "en")
    english = {
        form
        for (_context, message), forms in i18n._read(*i18n._CORE, "en").items()
        for form in forms
        if form != message and "%(" not in message
    }
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        with i18n.speaking("tr"):
            record = Desk(office).referred("protokol")
        speak(office, "baskan", "en")
        paths = ["/", "/records/registry.incoming/", f"/record/{record.id}", "/havale", "/yonetmelik", "/hesabim"]
        for path in paths:
            page = client(office, "mudur").get(path).text
            assert TURKISH in page
            assert not {shown.text for shown in Page(page).shown} & english, path
        answers = [client(office, "baskan").get(path) for path in paths if path != "/havale"]
        assert all(ENGLISH in answer.text for answer in answers)


def test_why_a_plugin_does_not_run_is_told_to_each_in_his_language(
    offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the process in which it failed speaks another."""
    for process in ("tr", "en"):
        monkeypatch.setenv(i18n.ENVIRONMENT, process)
        with running(offices, "sqlite", file_with("yok_boyle")) as (office, _failures):
            page = client(office, "sistem_yoneticisi")
            assert "böyle bir eklenti kurulu değil." in words(page.get("/yonetim/eklentiler"))
            speak(office, "sistem_yoneticisi", "en")
            assert "no such plugin is installed." in words(page.get("/yonetim/eklentiler"))


def test_an_office_that_is_being_changed_says_so_to_each_in_his_language(office: TestOffice) -> None:
    speak(office, "mudur", "en")
    mudur, baskan, stranger, english = (client(office, who) for who in ("mudur", "baskan", None, None))
    english.set_cookie("kalem_language", "en")
    baskan.set_cookie("kalem_language", "en")
    speak(office, "baskan", "tr")
    file_version.put(office.app, "0")
    answers = [each.get("/") for each in (mudur, english, baskan, stranger)]
    assert [answer.status_code for answer in answers] == [503] * 4
    assert [ENGLISH in answer.text for answer in answers] == [True, True, False, False]
    assert "The service must be restarted" in answers[0].text
