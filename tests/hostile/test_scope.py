"""What one may not see answers as what does not exist: each role, each level of confidentiality, each address."""

import io
import re
from dataclasses import dataclass
from itertools import product
from typing import BinaryIO

import pytest
from tests.hostile.world import PDF, World, pdf, record, same
from tests.support.desk import INCOMING
from werkzeug.test import TestResponse

from kalem.config import Municipality
from kalem.ledger.book import SYSTEM
from kalem.organisation import User, deactivate, municipality, reactivate
from kalem.records.attachments import receive
from kalem.testing import Clock
from kalem.testing.web import Client, client
from kalem.workflow import note
from kalem.workflow.attaching import attach

LEVELS = range(4)
#: The unit whose records are looked for.
HOME = "protokol"
#: No record has it.
NONE = 987654

#: One for each role, inside and outside the unit; then those above and beside.
READERS = (
    "baskan", "baskan_yardimcisi", "mudur", "protokol_sorumlusu", "protokol_personeli", "medya_sorumlusu",
    "mudurluk_personeli", "evrak_kayit", "muhtarlik_sorumlusu", "basin_yayin_personeli", "sistem_yoneticisi",
)  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """A record of a level with all that belongs to one."""

    id: int
    level: int
    #: A word that stands in its subject, its sender, its notes and its files, and nowhere else.
    mark: str
    file: int
    number: str


@pytest.fixture(scope="module")
def secrets(world: World) -> list[Secret]:
    """Return a document and a letter of the unit for each level; everyone outside the unit knows nothing of them."""
    found = []
    with world.inside() as desk:
        for level, kind in product(LEVELS, ("incoming", "letter")):
            mark = f"gizem{'abcd'[level]}{kind[0]}x"
            if kind == "incoming":
                made = desk.referred(
                    HOME, subject=f"{mark} toplantısı", sender=f"{mark} Derneği", their_number=f"{mark}-1"
                )
            else:
                made = desk.letter("protokol_personeli", subject=f"{mark} yazısı", addressee=f"{mark} Derneği")
            (file,) = attach(made.id, desk.actor("protokol_personeli"), [receive(paper(mark), f"{mark}.txt")])
            note(made.id, desk.actor("protokol_personeli"), f"{mark} notu")
            made = desk.force(record(made.id), confidentiality=level, readers=desk.unit(HOME), holders=desk.unit(HOME))
            found.append(Secret(made.id, level, mark, file.id, made.number or ""))
    return found


def paper(mark: str) -> BinaryIO:
    """Return a text file in which the word stands."""
    return io.BytesIO(f"{mark} içinde yazılı".encode())


def may_read(file: Municipality, position: str, level: int) -> bool:
    """Return who may by the municipality's file: the cleared members of the unit, and who supervises it from above.

    The deputy mayor is nobody's superior until the mayor appoints him by a dated letter (m.6).
    """
    held = file.positions[position]
    if "deputy_mayor" in held.roles:
        return False
    roles = [file.roles[role] for role in held.roles]
    if max((role.clearance for role in roles), default=0) < level:
        return False
    if held.unit == HOME:
        return True
    watches = any("records.supervise" in role.may for role in roles)
    narrowed = any(role.scope for role in roles)
    return watches and not narrowed and held.unit is not None and HOME in file.subtree(held.unit)


def addresses(id: int, file: int, steps: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return each address that names a record or its file, with its method."""
    return [
        *(("GET", path) for path in (
            f"/record/{id}", f"/record/{id}?entries=all", f"/record/{id}/correct", f"/record/{id}/files/{file}",
            f"/record/{id}/files/{file}?download=1", f"/record/{id}/files/{file}/remove", f"/record/{id}/drafts/1",
            *(f"/record/{id}/step/{step}" for step in steps), *(f"/record/{id}/explain/{step}" for step in steps),
            f"/records/registry.outgoing/new?for={id}&step=answer", f"/havale?record={id}",
        )),
        *(("POST", path) for path in (
            f"/record/{id}/note", f"/record/{id}/correct", f"/record/{id}/files", f"/record/{id}/files/{file}/remove",
            *(f"/record/{id}/step/{step}" for step in steps), f"/records/registry.outgoing/new?for={id}&step=answer",
        )),
    ]  # fmt: skip


STEPS = {
    "incoming": ("refer", "assign", "conclude", "void", "olmayan"),
    "letter": ("submit", "rewrite", "sign", "olmayan"),
}


def ask(browser: Client, method: str, path: str) -> TestResponse:
    if method == "GET":
        return browser.get(path)
    return browser.send(path, {"note": "x", "reason": "x", "version": "1", "subject": "x"})


@pytest.mark.parametrize("position", READERS)
def test_what_is_not_open_to_somebody_is_not_there(world: World, secrets: list[Secret], position: str) -> None:
    browser = world.browser(position)
    browser.get("/")
    with world.inside():
        file = municipality.get()
    hidden = [each for each in secrets if not may_read(file, position, each.level)]
    opened = [each for each in secrets if may_read(file, position, each.level)]
    for each in opened:
        assert browser.get(f"/record/{each.id}").status_code == 200, f"level {each.level}"
        with browser.get(f"/record/{each.id}/files/{each.file}") as answer:
            assert each.mark in answer.text
        assert f"/record/{each.id}" in browser.get(f"/search?q={each.mark}").text
    absent: dict[tuple[str, str], TestResponse] = {}
    with world.unchanged():
        for each in hidden:
            kind = "incoming" if each.mark[6] == "i" else "letter"
            for (method, path), (_same, missing) in zip(
                addresses(each.id, each.file, STEPS[kind]), addresses(NONE, NONE, STEPS[kind]), strict=True
            ):
                found = ask(browser, method, path)
                if (method, missing) not in absent:
                    absent[method, missing] = ask(browser, method, missing)
                gone = absent[method, missing]
                assert found.status_code == 404, (path, each.level)
                assert same(found, each.id, each.file, NONE) == same(gone, each.id, each.file, NONE), path
                assert found.headers["Cache-Control"] == "no-store"
    listed = [
        "/", "/?view=mine", "/?view=late", "/havale", "/havale?view=many", "/hesabim", "/vekalet",
        "/search?q=toplantısı",
        "/search?q=Derneği", "/search?q=içinde+yazılı", "/search?q=2026", "/records/registry.incoming/",
        "/records/registry.outgoing/", "/records/registry.incoming/?q=toplantısı",
        "/records/registry.incoming/?view=open",
        "/records/registry.incoming/?state=referred&year=2026", "/records/registry.outgoing/new",
        *(f"/records/registry.incoming/hints?sender={each.mark}+Derneği&their_number={each.mark}-1" for each in hidden),
        *(f"/search?q={each.number}" for each in hidden if each.number),
    ]  # fmt: skip
    for path in listed:
        text = browser.get(path, follow_redirects=True).text
        for each in hidden:
            # What somebody types into the hints comes from himself.
            assert each.mark not in text or "/hints?" in path, (path, each.level)
            assert f'/record/{each.id}"' not in text, (path, each.level)


@pytest.mark.parametrize("position", READERS)
def test_counts_tell_only_of_what_one_may_see(world: World, secrets: list[Secret], position: str) -> None:
    browser = world.browser(position)
    before = counts(browser.get("/").text)
    with world.inside() as desk:
        hidden = [each for each in secrets if not may_read(municipality.get(), position, each.level)]
        made = [
            desk.force(
                desk.arrived(subject=f"sayım {each.level}"),
                confidentiality=each.level,
                readers=desk.unit(HOME),
                holders=desk.unit(HOME),
            )
            for each in hidden
        ]
    assert counts(browser.get("/").text) == before
    with world.inside() as desk:
        for each in made:
            desk.force(record(each.id), readers="", holders="", state="voided")


def counts(text: str) -> list[str]:
    """Return every count of a page: of the menu and of the tabs."""
    return re.findall(r'class="k-count[^"]*">(\d+)', text)


def test_confidential_names_are_suggested_to_nobody(world: World) -> None:
    director = world.browser("mudur")
    values = {
        "subject": "Gizli yazı", "addressee": "Karakulak Ticaret", "file_plan_code": "050.02", "body": "Metin",
        "confidentiality": "2",
    }  # fmt: skip
    assert director.send("/records/registry.outgoing/new", values).status_code == 302
    clerk = world.browser("evrak_kayit")
    letter = {
        **INCOMING,
        "their_date": "16.11.2026",
        "sender": "Karagöz Ticaret",
        "confidentiality": "1",
        "their_number": "K-7",
    }
    assert clerk.send("/records/registry.incoming/new", letter).status_code == 302
    for position in READERS:
        answer = world.browser(position).get("/suggest/correspondents?q=Kara")
        assert answer.status_code == 404 or answer.json == []


def test_a_copy_is_noticed_only_by_those_who_may_read_the_first(world: World) -> None:
    letter = {
        **INCOMING,
        "their_date": "16.11.2026",
        "sender": "Küpeli Sanayi",
        "their_number": "KS-9",
        "confidentiality": "1",
    }
    clerk = world.browser("evrak_kayit")
    assert clerk.send("/records/registry.incoming/new", letter).status_code == 302
    path = "/records/registry.incoming/hints?sender=Küpeli+Sanayi&their_number=KS-9&their_date=16.11.2026"
    nothing = "/records/registry.incoming/hints?sender=Olmayan&their_number=KS-9&their_date=16.11.2026"
    assert "daha önce" in clerk.send("/records/registry.incoming/new", letter).text
    assert clerk.get(path).text != clerk.get(nothing).text
    for position in ("protokol_personeli", "mudurluk_personeli", "medya_sorumlusu", "sistem_yoneticisi"):
        browser = world.browser(position)
        # The first page of all gives the browser its cookie.
        browser.get("/")
        assert same(browser.get(path)) == same(browser.get(nothing)), position


def test_a_link_and_a_history_name_no_record_that_the_reader_may_not_read(world: World) -> None:
    """An answer of a narrower circle: those who may read the question learn of it no word and no number."""
    with world.inside() as desk:
        asked = desk.assigned(subject="Açık soru")
        desk.force(record(asked.id), readers=f"{record(asked.id).readers} {desk.unit('medya')}")
        answer = desk.answer(
            record(asked.id), "protokol_personeli", subject="Fısıltılı cevap", addressee="Fısıltı Derneği"
        )
        desk.do(answer, "submit", "protokol_personeli")
        desk.force(record(answer.id), state="signed", number="2026/77777")
        desk.show(record(answer.id), "evrak_kayit")
        with desk.only("karacabey-m23-c1"):
            desk.do(record(answer.id), "dispatch", "evrak_kayit", channel="kep", sent_on=str(desk.day(0)))
    beside = world.browser("medya_personeli")
    assert beside.get(f"/record/{answer.id}").status_code == 404
    for path in (f"/record/{asked.id}", f"/record/{asked.id}?entries=all"):
        page = beside.get(path)
        assert page.status_code == 200
        assert "Fısıltı" not in page.text
        assert "77777" not in page.text
        assert f"/record/{answer.id}" not in page.text
    inside = world.browser("protokol_personeli").get(f"/record/{asked.id}").text
    assert "77777" in inside


def test_who_leaves_is_out_at_once(world: World) -> None:
    browser = client(world.office, "grafik_tasarimci")
    assert browser.get("/").status_code == 200
    with world.inside():
        user = User.get_by_id(world.office.people["grafik_tasarimci"])
        deactivate(SYSTEM, user, "Ayrıldı")
    for path in ("/", "/hesabim", "/suggest/file-plan?q=05"):
        answer = browser.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in")
    with world.inside():
        reactivate(SYSTEM, User.get_by_id(user.id))
    assert browser.get("/").status_code == 302, "the old session stays ended"


def test_a_deputy_reads_no_longer_when_his_days_are_over(world: World, secrets: list[Secret]) -> None:
    clock = world.office.clock
    assert isinstance(clock, Clock)
    secret = next(each for each in secrets if each.level == 2)
    with world.inside() as desk:
        desk.authorise("mudur", "basin_yayin_personeli", "all", 0, 1)
        lent = desk.authorise("mudur", "medya_personeli", "all", 0, 5)
    paths = (f"/record/{secret.id}", f"/record/{secret.id}/files/{secret.file}")
    for position in ("basin_yayin_personeli", "medya_personeli"):
        browser = client(world.office, position)
        for path in paths:
            with browser.get(path) as answer:
                assert answer.status_code == 200
                etag = answer.headers.get("ETag", "")
        assert browser.get("/havale").status_code == 200
    director = world.browser("mudur")
    assert director.send(f"/vekalet/{lent.id}/geri-al", {"note": "döndüm"}).status_code == 303
    clock.move(days=2)
    for position in ("basin_yayin_personeli", "medya_personeli"):
        browser = client(world.office, position)
        for path in paths:
            answer = browser.get(path, headers={"If-None-Match": etag, "Range": "bytes=0-9"})
            assert answer.status_code == 404
            assert "ETag" not in answer.headers
        assert browser.get("/havale").status_code == 404
        assert f"/record/{secret.id}" not in browser.get(f"/search?q={secret.mark}").text
    clock.move(days=-2)
    world.forget()


def test_a_files_address_is_worth_nothing_when_access_is_lost(world: World) -> None:
    with world.inside() as desk:
        letter = desk.assigned(subject="Elden çıkan")
        (file,) = attach(
            letter.id, desk.actor("protokol_personeli"), [receive(pdf(content=PDF + b"elden").stream, "a.pdf")]
        )
    browser = world.browser("protokol_personeli")
    with browser.get(f"/record/{letter.id}/files/{file.id}") as answer:
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        seen = {"If-None-Match": answer.headers["ETag"], "If-Modified-Since": answer.headers["Last-Modified"]}
    with world.inside() as desk:
        desk.force(record(letter.id), readers=desk.unit("medya"), holders="", unit_id=desk.unit_id("medya"))
    for headers in ({}, seen, {"Range": "bytes=0-3"}):
        answer = browser.get(f"/record/{letter.id}/files/{file.id}", headers=headers)
        assert answer.status_code == 404
    with world.inside() as desk:
        other = desk.assigned(subject="Başka kayıt")
    assert browser.get(f"/record/{other.id}").status_code == 200
    assert browser.get(f"/record/{other.id}/files/{file.id}").status_code == 404, "a file is of its record only"


def test_what_one_took_in_is_not_anothers(world: World) -> None:
    """The hidden field that keeps files while a form is mended is worth something to him only who sent them."""
    clerk, other = world.browser("evrak_kayit"), world.browser("mudurluk_personeli")
    page = clerk.send("/records/registry.incoming/new", {"files": pdf("gizli.pdf", PDF + b"saklanan")}).text
    kept = re.search(r'name="kept_files" value="([^"]+)"', page)
    assert kept
    values = {"subject": "x", "addressee": "x", "file_plan_code": "050.02", "body": "x"}
    for token in (kept[1], kept[1][:-2], "x", kept[1] + "A", ""):
        answer = other.send("/records/registry.outgoing/new", {**values, "kept_files": token}, follow_redirects=True)
        assert answer.status_code == 200
        assert "gizli.pdf" not in answer.text
