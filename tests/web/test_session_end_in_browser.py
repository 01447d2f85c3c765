"""A session that nears its end under an open page: warned of, prolonged, ended, begun again, in all windows alike."""

from playwright.sync_api import BrowserContext, Page, expect
from tests.support.browser import enter, sign_in, violations
from tests.web.test_kept_forms_in_browser import NEW

from kalem.organisation.sessions import IDLE
from kalem.testing import Clock, TestOffice

SOON, OVER, AGAIN, OTHER = (f"[data-session-{name}]" for name in ("soon", "over", "again", "other"))


def opened(context: BrowserContext, url: str) -> Page:
    """Return a page with a form, in a window whose clock the test moves."""
    page = context.new_page()
    page.clock.install()
    sign_in(page, url, "evrak_kayit")
    page.goto(url + NEW)
    return page


def pass_by(office: TestOffice, page: Page, minutes: int) -> None:
    """Let time pass, in the office and in all windows of the browser: they have one clock."""
    assert isinstance(office.clock, Clock)
    office.clock.move(minutes=minutes)
    page.clock.run_for(minutes * 60 * 1000)


def test_it_is_warned_of_in_time_and_prolonged_by_a_button(
    served: tuple[TestOffice, str], context: BrowserContext
) -> None:
    office, url = served
    page = opened(context, url)
    pass_by(office, page, minutes=50)
    expect(page.locator(SOON)).to_be_hidden()
    page.locator("#subject").fill("Uzun süren konu")
    pass_by(office, page, minutes=6)
    expect(page.locator(SOON)).to_be_visible()
    assert page.locator("[data-session]").get_attribute("aria-live") == "polite"
    assert page.evaluate("document.activeElement.id") == "subject"
    assert not violations(page)
    page.get_by_role("button", name="Oturumu uzat").focus()
    page.keyboard.press("Enter")
    expect(page.locator(SOON)).to_be_hidden()
    pass_by(office, page, minutes=50)
    expect(page.locator(SOON)).to_be_hidden()
    page.get_by_role("button", name="Kaydet", exact=True).click()
    page.get_by_role("heading", name="Kaydedilmedi").wait_for()
    assert page.locator("#subject").input_value() == "Uzun süren konu"


def test_all_windows_agree(served: tuple[TestOffice, str], context: BrowserContext) -> None:
    office, url = served
    page = opened(context, url)
    other = context.new_page()
    other.goto(url)
    pass_by(office, page, minutes=56)
    expect(page.locator(SOON)).to_be_visible()
    expect(other.locator(SOON)).to_be_visible()
    other.get_by_role("button", name="Oturumu uzat").click()
    expect(other.locator(SOON)).to_be_hidden()
    expect(page.locator(SOON)).to_be_hidden()


def test_after_its_end_one_signs_in_in_another_window_and_goes_on_here(
    served: tuple[TestOffice, str], context: BrowserContext
) -> None:
    office, url = served
    page = opened(context, url)
    page.locator("#subject").fill("Kesilmeyen konu")
    pass_by(office, page, minutes=IDLE.seconds // 60 + 1)
    expect(page.locator(OVER)).to_be_visible()
    assert not violations(page)
    with context.expect_page() as found:
        page.get_by_role("link", name="Yeni pencerede giriş yap").click()
    window = found.value
    enter(window, "evrak_kayit")
    window.locator("[data-sign-out]").wait_for(state="attached")
    expect(page.locator(AGAIN)).to_be_visible()
    assert page.locator("#subject").input_value() == "Kesilmeyen konu"
    page.locator("#sender").fill("Işıklı Köyü")
    page.locator("#their_number").fill("E-5")
    page.locator("#their_date").fill("16.11.2026")
    page.get_by_label("KEP").check()
    page.get_by_role("button", name="Kaydet", exact=True).click()
    page.get_by_role("heading", name="Kesilmeyen konu").wait_for()


def test_a_window_says_that_somebody_else_has_signed_in(
    served: tuple[TestOffice, str], context: BrowserContext
) -> None:
    office, url = served
    page = opened(context, url)
    pass_by(office, page, minutes=61)
    window = context.new_page()
    window.goto(url + "/sign-in")
    enter(window, "mudur")
    window.locator("[data-sign-out]").wait_for(state="attached")
    expect(page.locator(OTHER)).to_be_visible()


def test_signing_out_in_one_window_is_told_in_the_others(
    served: tuple[TestOffice, str], context: BrowserContext
) -> None:
    _office, url = served
    page = opened(context, url)
    other = context.new_page()
    other.goto(url)
    other.get_by_label("hesap menüsü").click()
    other.get_by_role("button", name="Çıkış yap").click()
    expect(page.locator(OVER)).to_be_visible()


def test_what_was_typed_is_noted_down_when_the_window_is_left_at_once(
    served: tuple[TestOffice, str], context: BrowserContext
) -> None:
    """Before the pause has passed after which a draft is written otherwise."""
    _office, url = served
    page = opened(context, url)
    page.locator("#subject").fill("Son anda yazılan")
    page.goto(url)
    page.goto(url + NEW)
    assert page.locator("#subject").input_value() == "Son anda yazılan"


def test_without_script_nothing_is_said_of_it(served: tuple[TestOffice, str], plain: Page) -> None:
    _office, url = served
    sign_in(plain, url, "evrak_kayit")
    assert plain.locator("[data-session] .k-say:visible").count() == 0
