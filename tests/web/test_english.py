"""Every page of both offices in English: no Turkish but for names and data."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.browser.full import at_work
from tests.browser.test_every_page import EMPTY, KINDS
from tests.browser.visitors import House
from tests.browser.walking import NO_PAGES, Walk, get_routes, told
from tests.support.databases import Databases
from tests.support.desk import Desk
from tests.support.offices import Offices
from tests.web.at_work import office_of_name
from tests.web.english import MARKS, Data, data_of_the_office, faults, forms, not_looked_up
from tests.web.reading import LETTER, record_of, words

from kalem import i18n
from kalem.ledger import history
from kalem.ledger.book import SYSTEM, file_version
from kalem.organisation import Position, User, set_language
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import client

#: What the walk searches for.
SEARCHED = ("toplantı", "zeplin")

#: What the walk itself calls the views and keys that it makes.
CALLED = ("afyonkarahisarlılaştırabildiklerimizdenmişsinizcesine", "Bekleyenler", "Gezinti")

#: What nobody would type, and the forms to which it is not sent: they end the visit.
NONSENSE = "Ğ\x07" + "ş" * 3000
LEAVING = ("/sign-out", "/hesabim/oturumlar")


class EnglishWalk(Walk):
    """Looks at every page without a browser."""

    def __init__(
        self,
        office: TestOffice,
        only: frozenset[str] = frozenset(),
        judge: Callable[[str, Data], list[str]] = faults,
    ) -> None:
        # Nobody opens its pages: the office answers by itself.
        super().__init__(House(None, office, ""), only=only)  # type: ignore[arg-type]
        self.data = data_of_the_office(*SEARCHED, *CALLED)
        self.judge = judge

    def go(self, position: str) -> None:
        browser = client(self.house.office, position)
        for place in list(self.places(position)):
            self.seen.add(place.endpoint)
            with browser.get(place.path) as answer:
                self._note(answer.status_code not in (200, 302, 422), position, place, f"status {answer.status_code}")
                # A browser shows nothing of an answer that sends it on.
                if answer.status_code != 302 and answer.mimetype == "text/html" and place.endpoint not in NO_PAGES:
                    for fault in self.judge(answer.text, self.data):
                        self._note(True, position, place, fault)


def speak_english(office: TestOffice) -> None:
    """Let everybody in the office read English."""
    for user in User.select():
        set_language(SYSTEM, user, "en")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_every_page_of_a_full_office_is_english(databases: Databases, tmp_path: Path, name: str) -> None:
    with at_work(databases, tmp_path, name) as office, office.running():
        speak_english(office)
        walk = EnglishWalk(office)
        for position in KINDS:
            walk.go(position)
        missed = {rule.endpoint for rule in get_routes(walk.house)} - walk.seen
    assert not walk.faults, told(walk.faults)
    assert not missed


def test_the_pages_of_an_empty_office_are_english(offices: Offices) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        speak_english(office)
        walk = EnglishWalk(office, EMPTY)
        for position in ("evrak_kayit", "mudur", "sistem_yoneticisi"):
            walk.go(position)
    assert not walk.faults, told(walk.faults)


def test_every_word_that_is_no_data_is_a_message(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = i18n._form

    def marked(context: str, singular: str, plural: str = "", num: int = 1) -> str:
        found = looked_up(context, singular, plural, num)
        return f"{MARKS[0]}{found}{MARKS[1]}" if singular and i18n.language() == "en" else found

    with at_work(databases, tmp_path, "siverek") as office, office.running():
        speak_english(office)
        walk = EnglishWalk(office, judge=not_looked_up)
        monkeypatch.setattr(i18n, "_form", marked)
        for position in KINDS:
            walk.go(position)
    assert not walk.faults, told(walk.faults)


@pytest.mark.timeout(900)
def test_what_is_said_against_a_form_is_english(databases: Databases, tmp_path: Path) -> None:
    found: list[str] = []
    answered: Counter[int] = Counter()
    with at_work(databases, tmp_path, "karacabey") as office, office.running():
        speak_english(office)
        data = data_of_the_office(*SEARCHED, NONSENSE)
        walk = EnglishWalk(office)
        for position in KINDS:
            browser, sent = client(office, position), set()
            for place in list(walk.places(position)):
                with browser.get(place.path) as page:
                    drawn = forms(page.text) if page.mimetype == "text/html" else []
                for form in drawn:
                    if form.action in sent or form.action in LEAVING:
                        continue
                    sent.add(form.action)
                    for typed in ("", NONSENSE):
                        values = {key: value or typed for key, value in form.fields.items()}
                        with browser.post(form.action, data=values, follow_redirects=True) as answer:
                            answered[answer.status_code] += 1
                            said = faults(answer.text, data) if answer.mimetype == "text/html" else []
                            found += [f"{position} {form.action}: {fault}" for fault in said]
    assert not found, told(sorted(set(found)))
    assert answered[422] > 100
    assert 500 not in answered


def test_errors_are_english(
    offices: Offices, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who is signed in, and who only chose the language of his browser."""
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        speak_english(office)
        desk = Desk(office)
        record = desk.referred("protokol")
        staff, stranger = client(office, "protokol_personeli"), client(office)
        stranger.get("/sign-in?language=en")
        data = data_of_the_office()
        key = forms(staff.get("/hesabim").text)[0].fields["csrf_token"]
        old = {"csrf_token": key, "version": "1", "note": "x"}

        def broken() -> str:
            raise ZeroDivisionError

        answers = {
            400: staff.post(f"/record/{record.id}/note", data={"note": "x"}),
            404: staff.get("/yok"),
            405: staff.get(f"/record/{record.id}/note"),
            409: staff.post(f"/record/{record.id}/step/conclude", data=old),
            413: staff.post(f"/record/{record.id}/note", data={**old, "note": "a" * (5 * 2**20)}),
        }
        answers[-404] = stranger.get("/sign-in/yok")
        entering = {"csrf_token": forms(stranger.get("/sign-in").text)[0].fields["csrf_token"], "username": "yok"}
        for _attempt in range(12):
            answers[422] = stranger.post("/sign-in", data={**entering, "password": "yok"})
        monkeypatch.setitem(office.app.view_functions, "desk.show", broken)
        answers[500] = staff.get("/")
        now = file_version.get()
        file_version.put(office.app, "0")
        answers[503] = stranger.get("/sign-in")
        file_version.put(office.app, now)
        for status, answer in answers.items():
            assert answer.status_code == abs(status)
            assert faults(answer.text, data) == [], status
    assert "Too many failed attempts." in answers[422].text


def test_a_record_tells_its_history_to_each_in_his_language(offices: Offices) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        desk = Desk(office)
        set_language(SYSTEM, User.get_by_id(office.people["mudur"]), "en")
        set_language(SYSTEM, User.get_by_id(office.people["evrak_kayit"]), "en")
        dossier = desk.dossier()
        sent = client(office, "evrak_kayit").send(
            "/records/registry.incoming/new", {**LETTER, "dossier": str(dossier.id)}
        )
        record = Record.get_by_id(record_of(sent))
        told = next(history("record", record.id))[1].about["told"]
        title = Position.get(Position.slug == "mudur").title
        assert told == f"kaydı açtı; gelen evrak defterine kaydetti; konu dosyasına koydu; havaleye sundu ({title})"
        desk.do(record, "refer", "mudur", action=[desk.unit("protokol")])
        desk.do(record, "check", "protokol_personeli", complete=False, note="Ekleri yok.")
        english, turkish = (words(client(office, who).get(f"/record/{record.id}")) for who in ("mudur", "baskan"))
    assert (
        "opened the record; entered it in the register of incoming documents; put it in its dossier; "
        f"submitted it for referral ({title})"
    ) in english
    assert "referred it" in english
    assert "checked the document for completeness: incomplete" in english
    assert "Ekleri yok." in english
    assert told in turkish
    assert "evrakın eksiğini denetledi: eksik" in turkish
