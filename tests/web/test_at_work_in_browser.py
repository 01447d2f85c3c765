"""People at work in a real browser: by keys, after a closed window, without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.support.browser import sign_in
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.testing.web import live
from kalem.web import FACE


@pytest.fixture(scope="module")
def served(offices: Offices) -> Iterator[tuple[str, int]]:
    """Serve an office; yield its address and the id of a letter that is a draft."""
    with offices.open("sqlite", "karacabey", faces=[FACE]) as office:
        with office.running():
            draft = Desk(office).letter(subject="Taslak").id
        with live(office) as url:
            yield url, draft


def test_a_letter_is_registered_from_the_keyboard(served: tuple[str, int], page: Page) -> None:
    url, _draft = served
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
    served: tuple[str, int], context: BrowserContext
) -> None:
    url, _draft = served
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


def test_without_script_a_step_is_taken_all_the_same(served: tuple[str, int], plain: Page) -> None:
    url, draft = served
    sign_in(plain, url, "protokol_personeli")
    plain.goto(f"{url}/record/{draft}")
    plain.get_by_role("button", name="Parafa ve imzaya sun").click()
    plain.get_by_text("“Parafa ve imzaya sun” yapıldı:").wait_for()
