"""The main pages in a real browser, at a desk's and at a phone's size: no axe violation, nothing from outside."""

import io
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.core.records.attachments import samples
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.records.attachments import receive
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import live
from kalem.web import FACE
from kalem.workflow.attaching import attach

SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def served(offices: Offices) -> Iterator[tuple[str, dict[str, int]]]:
    """Serve an office with some work in it; yield its address and the records by name."""
    with offices.open("sqlite", "karacabey", faces=[FACE]) as office:
        with office.running():
            records = work(office)
        with live(office) as url:
            yield url, records


def work(office: TestOffice) -> dict[str, int]:
    """Make a record in each of the states that look different."""
    desk = Desk(office)
    waiting = desk.ready()
    attach(waiting.id, desk.actor("evrak_kayit"), [receive(io.BytesIO(samples.pdf()), "yazı.pdf")], kind="scan")
    assigned = desk.assigned("protokol_personeli", subject="Tören hazırlığı")
    letter = desk.letter()
    desk.do(letter, "submit", "protokol_personeli")
    desk.force(desk.ready(subject="Gecikmiş başvuru"), due=desk.day(-3))
    return {
        "waiting": waiting.id,
        "assigned": assigned.id,
        "letter": letter.id,
        "arrived": desk.arrived().id,
        "dossier": desk.dossier().id,
        "draft": desk.letter(subject="Taslak").id,
    }


WALKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "mudur",
        (
            "/",
            "/?view=late",
            "/?view=mine",
            "/records/registry.incoming/",
            "/records/registry.incoming/?q=tören&state=assigned",
            "/records/registry.outgoing/",
            "/record/{waiting}",
            "/record/{waiting}/step/refer",
            "/record/{arrived}/step/refer",
            "/record/{letter}",
            "/record/{dossier}",
            "/search?q=koordinasyon",
            "/search?q=zeplin",
            "/records/registry.incoming/new",
            "/records/registry.outgoing/new",
            "/yok",
        ),
    ),
    (
        "evrak_kayit",
        (
            "/",
            "/records/registry.incoming/new",
            "/record/{arrived}",
            "/record/{arrived}/correct",
            "/records/registry.dossier/new",
        ),
    ),
    ("protokol_personeli", ("/", "/record/{assigned}", "/record/{draft}/step/rewrite")),
)


@pytest.mark.parametrize("size", SIZES)
def test_the_main_pages(
    served: tuple[str, dict[str, int]], context: BrowserContext, axe: Callable[[Page], list[str]], size: str
) -> None:
    url, records = served
    page = context.new_page()
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    for username, paths in WALKS:
        sign_in(page, url, username)
        for path in paths:
            page.goto(url + path.format_map(records))
            assert not axe(page), path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
        page.locator("details.k-menu").last.locator("summary").click()
        page.get_by_role("button", name="Çıkış yap").click()
    assert not faults


def sign_in(page: Page, url: str, username: str) -> None:
    """Sign in by keyboard."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("Kullanıcı adı").fill(username)
    page.get_by_label("Parola").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="İşlerim").wait_for()


def test_a_letter_is_registered_from_the_keyboard(served: tuple[str, dict[str, int]], page: Page) -> None:
    url, _records = served
    sign_in(page, url, "evrak_kayit")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Yeni kayıt: Gelen evrak").wait_for()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Bursa Valiliği")
    page.keyboard.press("Tab")
    page.keyboard.type("16.11.2026")
    page.keyboard.press("Tab")
    page.keyboard.type("E-77")
    page.keyboard.press("Tab")
    page.keyboard.type("Klavyeden kaydedilen evrak")
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="Klavyeden kaydedilen evrak").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.type("klavyeden")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Klavyeden kaydedilen evrak").wait_for()


def test_what_was_typed_is_there_again_after_the_window_was_closed(
    served: tuple[str, dict[str, int]], context: BrowserContext
) -> None:
    url, _records = served
    page = context.new_page()
    sign_in(page, url, "evrak_kayit")
    page.goto(f"{url}/records/registry.incoming/new")
    page.locator("#subject").fill("Yarım kalan evrak")
    page.wait_for_timeout(700)
    page.close()
    again = context.new_page()
    again.goto(f"{url}/records/registry.incoming/new")
    again.get_by_text("Kaydedilmemiş yazdıklarınız geri getirildi.").wait_for()
    assert again.locator("#subject").input_value() == "Yarım kalan evrak"


def test_without_script_a_step_is_taken_all_the_same(
    served: tuple[str, dict[str, int]], context: BrowserContext
) -> None:
    assert context.browser is not None
    url, records = served
    plain = context.browser.new_context(java_script_enabled=False, locale="tr-TR")
    page = plain.new_page()
    sign_in(page, url, "protokol_personeli")
    page.goto(f"{url}/record/{records['draft']}")
    page.get_by_role("button", name="Parafa ve imzaya sun").click()
    page.get_by_text("Parafa ve imzaya sun: tamam.").wait_for()
    plain.close()
