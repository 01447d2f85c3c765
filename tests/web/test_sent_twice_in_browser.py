"""A form sent twice in a real browser without script."""

from playwright.sync_api import Page
from tests.support.browser import sign_in

from kalem.records import Record
from kalem.testing import TestOffice


def written(office: TestOffice, subject: str) -> int:
    with office.running():
        return int(Record.select().where(Record.subject == subject).count())


def test_gone_back_and_sent_again_makes_no_second_record(served: tuple[TestOffice, str], plain: Page) -> None:
    office, url = served
    sign_in(plain, url, "mudurluk_personeli")
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
