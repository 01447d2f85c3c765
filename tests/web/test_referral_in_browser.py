"""The referral screen and the grounds it names, in a browser: by keys, many at once, without script."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from playwright.sync_api import BrowserContext, Page, expect
from tests.core.records.attachments import samples
from tests.support.offices import Offices
from tests.web.at_work import again, awaiting_referral, office_of_name, with_file

from kalem import db
from kalem.http.visit import cookie_name
from kalem.organisation import Position, User, give, open_session
from kalem.organisation.directory import principal_of
from kalem.testing import TestOffice
from kalem.testing.web import live
from kalem.workflow import take


@contextmanager
def served(office: TestOffice) -> Iterator[str]:
    with office.running():
        letters = [awaiting_referral(office, f"Işık direği {number}") for number in range(3)]
        with_file(office, letters[2], "yazı.png", samples.png(600, 800))
        receiver = User.get_by_id(office.people["evrak_kayit"])
        place = Position.get(Position.slug == "mudur")
        give(office.actor("mudur"), place, receiver, date(2026, 11, 18), date(2026, 11, 25), "all", "412 sayılı olur")
    with live(office) as address:
        yield address


def enter(office: TestOffice, context: BrowserContext, address: str, position: str) -> None:
    with office.app.app_context(), db.current().connection_context():
        token = open_session(office.people[position])
        context.add_cookies([{"name": cookie_name(), "value": token, "url": address}])


def test_letters_are_referred_by_keys_alone(offices: Offices, context: BrowserContext, page: Page) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, served(office) as address:
        enter(office, context, address, "mudur")
        page.goto(f"{address}/havale")
        expect(page.get_by_text("1. evrak, 3 bekleyen")).to_be_visible()
        expect(page.locator("img.k-sheet")).to_have_js_property("complete", True)
        assert page.locator("img.k-sheet").evaluate("image => image.naturalWidth") == 600
        page.keyboard.press("2")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("1. evrak, 2 bekleyen")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("havale edildi: Başkanlık Makamı.")
        page.keyboard.press("1")
        page.get_by_label("Talimat").fill("Gereği için")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("1. evrak, 1 bekleyen")).to_be_visible()


def test_many_are_chosen_at_once_and_the_office_says_why_not(
    offices: Offices, context: BrowserContext, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, served(office) as address:
        enter(office, context, address, "mudur")
        page.goto(f"{address}/havale?view=many")
        page.get_by_label("Bu sayfadakilerin hepsini seç").check()
        page.get_by_role("button", name="Seçilenleri havale et").click()
        expect(page.get_by_text("Evrakın kime havale edileceğini seçin.")).to_be_visible()
        assert not axe(page)
        assert page.locator('input[name="record"]:checked').count() == 3
        page.get_by_label("Gereği: Muhtarlık Birimi").check()
        page.get_by_role("button", name="Seçilenleri havale et").click()
        expect(page.get_by_text("3 evrak havale edildi")).to_be_visible()
        expect(page.get_by_text("Havale bekleyen evrak yok")).to_be_visible()


def test_the_page_works_without_script(offices: Offices, plain: Page) -> None:
    with office_of_name(offices, "sqlite", "siverek") as office, served(office) as address:
        enter(office, plain.context, address, "mudur")
        plain.goto(f"{address}/havale?view=many")
        boxes = plain.locator('input[name="record"]')
        boxes.nth(0).check()
        boxes.nth(1).check()
        plain.get_by_label("Gereği: Sekreterlik", exact=True).check()
        plain.get_by_role("button", name="Seçilenleri havale et").click()
        expect(plain.get_by_text("2 evrak havale edildi")).to_be_visible()


def test_a_clause_that_a_ground_names_is_marked(offices: Offices, context: BrowserContext, page: Page) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, served(office) as address:
        enter(office, context, address, "protokol_sorumlusu")
        with office.running():
            letter = awaiting_referral(office, "Havale edilmiş")
            take(letter.id, "refer", office.actor("mudur"), {"action": [principal_of("protokol")], "information": []})
            assert again(letter).state == "referred"
        page.goto(f"{address}/havale?record={letter.id}")
        page.get_by_text("Neden? m.23").first.click()
        page.get_by_role("link", name="Maddeyi oku").first.click()
        expect(page.locator("li.k-clause:target")).to_be_in_viewport()
