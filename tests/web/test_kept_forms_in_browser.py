"""A session that ends under a form, in a real browser: without script, and beside the browser's own draft."""

from playwright.sync_api import BrowserContext, Page
from tests.support.browser import enter, sign_in, violations

from kalem.testing import Clock, TestOffice

NEW = "/records/registry.incoming/new"


def let_end(office: TestOffice) -> None:
    assert isinstance(office.clock, Clock)
    office.clock.move(hours=2)


def send_late(office: TestOffice, url: str, page: Page, subject: str) -> None:
    """Fill in a letter, let the session end, and press the button; then sign in again, by the password alone."""
    page.goto(url + NEW)
    page.locator("#subject").fill(subject)
    page.locator("#sender").fill("Işıklı Köyü Muhtarlığı")
    let_end(office)
    page.get_by_role("button", name="Kaydet", exact=True).click()
    page.get_by_role("heading", name="oturumunuz bitti").wait_for()


def test_without_script_the_form_comes_back_and_is_saved_by_its_button(
    served: tuple[TestOffice, str], plain: Page
) -> None:
    office, url = served
    sign_in(plain, url, "evrak_kayit")
    send_late(office, url, plain, "Betiksiz yazılan konu")
    assert plain.get_by_label("Kullanıcı adı").input_value() == "evrak_kayit"
    enter(plain)
    plain.get_by_role("heading", name="yazdıklarınız aşağıda duruyor").wait_for()
    assert plain.locator("#subject").input_value() == "Betiksiz yazılan konu"
    plain.locator("#their_number").fill("E-5")
    plain.locator("#their_date").fill("16.11.2026")
    plain.get_by_label("KEP").check()
    plain.get_by_role("button", name="Kaydet", exact=True).click()
    plain.get_by_role("heading", name="Betiksiz yazılan konu").wait_for()


def test_the_kept_form_wins_over_the_draft_and_leaves_it_alone(
    served: tuple[TestOffice, str], context: BrowserContext
) -> None:
    """Another window typed later in the same form: what was sent comes back, and the draft stays for later."""
    office, url = served
    page = context.new_page()
    sign_in(page, url, "evrak_kayit")
    send_late(office, url, page, "Gönderilen konu")
    other = context.new_page()
    other.goto(url + "/sign-in")
    other.evaluate(
        "at => localStorage.setItem(Object.keys(localStorage).find((key) => key.endsWith('new:registry.incoming')),"
        " JSON.stringify({at, values: [['subject', 'Öbür penceredeki taslak']]}))",
        4102444800000,
    )
    enter(page)
    page.get_by_role("heading", name="yazdıklarınız aşağıda duruyor").wait_for()
    assert page.locator("#subject").input_value() == "Gönderilen konu"
    assert page.locator("[data-draft-note]").is_hidden()
    assert not violations(page)
    other.goto(url + NEW)
    assert other.locator("#subject").input_value() == "Öbür penceredeki taslak"


def test_discarding_drops_the_form_and_its_draft(served: tuple[TestOffice, str], context: BrowserContext) -> None:
    office, url = served
    page = context.new_page()
    sign_in(page, url, "evrak_kayit")
    send_late(office, url, page, "Vazgeçilen konu")
    assert not violations(page)
    enter(page)
    page.get_by_role("button", name="Yazdıklarımı sil").click()
    page.get_by_text("Saklanan form silindi.").wait_for()
    assert page.locator("#subject").input_value() == ""
    page.goto(url + NEW)
    assert page.locator("#subject").input_value() == ""
