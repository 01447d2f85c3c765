"""Every page of both offices in English: a text is a message, data marked as Turkish (WCAG 3.1.2), or for machines."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jinja2 import ChoiceLoader, DictLoader
from tests.browser.full import at_work
from tests.browser.test_every_page import EMPTY, KINDS
from tests.browser.visitors import House
from tests.browser.walking import NO_PAGES, Walk, get_routes, told
from tests.support.databases import Databases
from tests.support.desk import Desk
from tests.support.offices import Offices
from tests.web.at_work import office_of_name
from tests.web.english import MARKS, Page, Shown, data_of_the_office, faults
from tests.web.reading import LETTER, record_of, words

from kalem import i18n
from kalem.ledger import history
from kalem.ledger.book import SYSTEM, file_version
from kalem.organisation import Position, User, set_language
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import client
from kalem.web import components

#: What nobody would type, and the forms to which it is not sent: they end the visit.
NONSENSE = "Ğ\x07" + "ş" * 3000
LEAVING = ("/sign-out", "/hesabim/oturumlar")


class EnglishWalk(Walk):
    """Looks at every page without a browser, and judges afterwards: by then all is stored that the walk made itself."""

    def __init__(self, office: TestOffice, only: frozenset[str] = frozenset()) -> None:
        # Nobody opens its pages: the office answers by itself.
        super().__init__(House(None, office, ""), only=only)  # type: ignore[arg-type]
        #: Each text, and where it was seen first.
        self.met: dict[Shown, str] = {}
        #: What the addresses ask for.
        self.typed: set[str] = set()

    def go(self, position: str) -> None:
        browser = client(self.house.office, position)
        for place in list(self.places(position)):
            self.seen.add(place.endpoint)
            self.typed.update(value for _name, value in parse_qsl(urlsplit(place.path).query))
            with browser.get(place.path) as answer:
                self._note(answer.status_code not in (200, 302, 422), position, place, f"status {answer.status_code}")
                # A browser shows nothing of an answer that sends it on.
                if answer.status_code != 302 and answer.mimetype == "text/html" and place.endpoint not in NO_PAGES:
                    self.meet(answer.text, f"{position} {place.path}")

    def meet(self, text: str, where: str) -> None:
        """Take in a page."""
        for shown in Page(text).shown:
            self.met.setdefault(shown, where)

    def wrong(self, *typed: str) -> list[str]:
        """Return what is wrong; ``typed`` is what was typed besides."""
        data = data_of_the_office(*self.typed, *typed)
        found = [f"{where}: {fault}" for shown, where in self.met.items() for fault in faults(shown, data)]
        return [*self.faults, *found]


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let everything that a catalogue gives stand between marks."""
    made = i18n.Translated.__new__

    def new(cls: type[i18n.Translated], text: str, *rest: Any) -> i18n.Translated:
        return made(cls, f"{MARKS[0]}{text}{MARKS[1]}" if text else text, *rest)

    forget = (i18n._read, i18n._patterns)
    for each in forget:
        each.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(i18n.Translated, "__new__", new)
        yield
    for each in forget:
        each.cache_clear()


def speak_english(office: TestOffice) -> None:
    """Let everybody in the office read English."""
    for user in User.select():
        set_language(SYSTEM, user, "en")


@pytest.mark.usefixtures("marked")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_every_page_of_a_full_office_is_english(databases: Databases, tmp_path: Path, name: str) -> None:
    with at_work(databases, tmp_path, name) as office, office.running():
        speak_english(office)
        walk = EnglishWalk(office)
        for position in KINDS:
            walk.go(position)
        missed = {rule.endpoint for rule in get_routes(walk.house)} - walk.seen
        found = walk.wrong()
    assert not found, told(found)
    assert not missed


@pytest.mark.usefixtures("marked")
def test_the_pages_of_an_empty_office_are_english(offices: Offices) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        speak_english(office)
        walk = EnglishWalk(office, EMPTY)
        for position in ("evrak_kayit", "mudur", "sistem_yoneticisi"):
            walk.go(position)
        found = walk.wrong()
    assert not found, told(found)


@pytest.fixture
def desk_walk(offices: Offices, marked: None) -> Iterator[EnglishWalk]:
    """An office with one letter, whose desk is looked at."""
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        speak_english(office)
        Desk(office).arrived()
        yield EnglishWalk(office, frozenset({"desk.show"}))


def test_the_walk_finds_nothing_on_a_desk_that_is_right(desk_walk: EnglishWalk) -> None:
    desk_walk.go("evrak_kayit")
    assert desk_walk.wrong() == []


def test_the_walk_finds_a_message_that_is_not_translated(
    desk_walk: EnglishWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = i18n._read
    monkeypatch.setattr(
        i18n, "_read", lambda *given: {key: said for key, said in read(*given).items() if key != ("", "Geciken")}
    )
    desk_walk.go("evrak_kayit")
    assert any("Turkish that nobody wrote: 'Geciken'" in each for each in desk_walk.wrong())


@pytest.mark.parametrize("text", ["Güzel gün", "Merhaba", "A fine day", '<span lang="tr">Merhaba</span>'])
def test_the_walk_finds_words_that_stand_bare_in_a_template(desk_walk: EnglishWalk, text: str) -> None:
    client(desk_walk.house.office)
    templates = desk_walk.house.office.app.jinja_env
    assert templates.loader is not None
    source, _name, _fresh = templates.loader.get_source(templates, "desk.html")
    bare = DictLoader({"desk.html": source.replace("<h1>", f"<p>{text}</p><h1>")})
    templates.loader = ChoiceLoader([bare, templates.loader])
    desk_walk.go("evrak_kayit")
    assert any(text.removeprefix('<span lang="tr">').removesuffix("</span>") in each for each in desk_walk.wrong())


def test_the_walk_finds_data_that_is_not_marked_as_turkish(
    desk_walk: EnglishWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "_TURKISH", components._NOTHING)
    desk_walk.go("evrak_kayit")
    assert any("not marked as Turkish" in each for each in desk_walk.wrong())


def test_the_walk_finds_a_label_that_is_marked_as_turkish(
    desk_walk: EnglishWalk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "parts", lambda text: iter([(str(text), False)]))
    desk_walk.go("evrak_kayit")
    assert any("a label that is marked as Turkish" in each for each in desk_walk.wrong())


def test_nothing_is_marked_on_a_turkish_page(offices: Offices) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        record = Desk(office).referred("protokol")
        for path in ("/", "/records/registry.incoming/", f"/record/{record.id}", "/havale", "/yonetmelik"):
            text = client(office, "mudur").get(path).text
            assert text.count(" lang=") == 1, path


@pytest.mark.usefixtures("marked")
@pytest.mark.timeout(900)
def test_what_is_said_against_a_form_is_english(databases: Databases, tmp_path: Path) -> None:
    answered: Counter[int] = Counter()
    with at_work(databases, tmp_path, "karacabey") as office, office.running():
        speak_english(office)
        walk = EnglishWalk(office)
        for position in KINDS:
            browser, sent = client(office, position), set()
            for place in list(walk.places(position)):
                with browser.get(place.path) as page:
                    drawn = Page(page.text).forms if page.mimetype == "text/html" else []
                for form in drawn:
                    if not form.action or form.action in sent or form.action in LEAVING:
                        continue
                    sent.add(form.action)
                    for typed in ("", NONSENSE):
                        values = {key: value or typed for key, value in form.fields.items()}
                        with browser.post(form.action, data=values, follow_redirects=True) as answer:
                            answered[answer.status_code] += 1
                            if answer.mimetype == "text/html":
                                walk.meet(answer.text, f"{position} {form.action}")
        found = walk.wrong(NONSENSE)
    assert not found, told(sorted(set(found)))
    assert answered[422] > 100
    assert 500 not in answered


@pytest.mark.usefixtures("marked")
def test_errors_are_english(
    offices: Offices, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Who is signed in, and who only chose the language of his browser."""
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        speak_english(office)
        desk, walk = Desk(office), EnglishWalk(office)
        record = desk.referred("protokol")
        staff, stranger = client(office, "protokol_personeli"), client(office)
        stranger.get("/sign-in?language=en")
        key = next(form.fields["csrf_token"] for form in Page(staff.get("/hesabim").text).forms if form.action)
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
        entering = {"csrf_token": Page(stranger.get("/sign-in").text).forms[0].fields["csrf_token"], "username": "yok"}
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
            walk.meet(answer.text, str(status))
        found = walk.wrong("yok")
    assert not found, told(found)
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
        "created the record; entered it in the register of incoming documents; put it in its dossier; "
        f"submitted it for referral ({title})"
    ) in english
    assert "referred it" in english
    assert "checked the document for completeness: incomplete" in english
    assert "Ekleri yok." in english
    assert told in turkish
    assert "evrakın eksiğini denetledi: eksik" in turkish
