"""A form sent twice in a real browser without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.support.offices import Offices
from tests.web.test_kept_forms_in_browser import enter

from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import live
from kalem.web import FACE


@pytest.fixture
def served(offices: Offices) -> Iterator[tuple[TestOffice, str]]:
    with offices.open("sqlite", "karacabey", faces=[FACE]) as office, live(office) as url:
        yield office, url


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser without script."""
    context = browser.new_context(java_script_enabled=False, locale="tr-TR")
    yield context.new_page()
    context.close()


def written(office: TestOffice, subject: str) -> int:
    with office.running():
        return int(Record.select().where(Record.subject == subject).count())


def test_gone_back_and_sent_again_makes_no_second_record(served: tuple[TestOffice, str], plain: Page) -> None:
    office, url = served
    plain.goto(f"{url}/sign-in")
    plain.get_by_label("Kullanıcı adı").fill("mudurluk_personeli")
    enter(plain)
    plain.goto(f"{url}/records/registry.outgoing/new")
    plain.locator("#subject").fill("Bir kez yazılan")
    plain.locator("#body").fill("Metin")
    fill_in_what_the_browser_forgets(plain)
    plain.get_by_role("button", name="Kaydet", exact=True).click()
    plain.get_by_role("heading", name="Bir kez yazılan").wait_for()
    plain.go_back()
    assert plain.locator("#subject").input_value() == "Bir kez yazılan"
    fill_in_what_the_browser_forgets(plain)
    plain.get_by_role("button", name="Kaydet", exact=True).click()
    plain.get_by_text("Aynı kayıt daha önce açılmış olabilir.").wait_for()
    assert written(office, "Bir kez yazılan") == 1
    plain.locator("main a[href^='/record/']").first.click()
    plain.get_by_role("heading", name="Bir kez yazılan").wait_for()


def fill_in_what_the_browser_forgets(page: Page) -> None:
    """Type into the boxes that suggest: going back, a browser puts nothing into them."""
    page.locator("#addressee").fill("Valilik")
    page.locator("#file_plan_code").fill("050.02 Davetler ve Gündemler")
