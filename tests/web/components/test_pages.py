"""Every page of the gallery in a real browser: accessible, local, and never wider than the window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from tests.support.browser import Requests
from tests.web import gallery

Axe = Callable[[Page], list[str]]
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def fits(page: Page, width: int, height: int) -> bool:
    page.set_viewport_size({"width": width, "height": height})
    return int(page.evaluate(TOO_WIDE)) <= 0


@pytest.mark.parametrize("name", gallery.PAGES)
def test_a_page_is_accessible_and_fits_each_width(page: Page, axe: Axe, gallery_url: str, name: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(gallery_url + name)
    assert not axe(page)
    assert fits(page, 1366, 768)
    # At a phone's width the offices' own pages are judged (tests/browser).
    assert fits(page, 390, 844)
    assert fits(page, 320, 640)
    assert not said


@pytest.mark.parametrize(
    "name", ["desk-normal", "list-normal", "form-errors", "record-refused", "referral-one", "file-version"]
)
def test_a_dark_page_is_accessible(browser: Browser, axe: Axe, gallery_url: str, name: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1366, "height": 768})
    requests = Requests(context)
    page = context.new_page()
    page.goto(gallery_url + name)
    found = axe(page)
    context.close()
    assert not found
    assert not requests.foreign()


def test_the_phone_menu_opens_and_closes_without_script(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(gallery_url + "desk-normal")
    menu = page.get_by_role("navigation", name="Ana menü")
    assert not menu.is_visible()
    page.get_by_role("link", name="Menüyü aç").click()
    assert menu.is_visible()
    page.get_by_role("link", name="Menüyü kapat").click()
    assert not menu.is_visible()
    context.close()


def test_a_record_is_saved_without_script(plain: Page, gallery_url: str) -> None:
    plain.goto(gallery_url + "form-new")
    plain.get_by_label("Konu", exact=False).first.fill("Deneme")
    plain.get_by_role("button", name="Kaydet", exact=True).click()
    assert plain.get_by_role("status").inner_text().strip() == "2026/4128 numarasıyla kaydedildi."


def test_a_closed_step_can_be_reached_and_explains_itself(page: Page, gallery_url: str) -> None:
    page.goto(gallery_url + "record-normal")
    step = page.get_by_role("button", name="Gönder")
    step.focus()
    assert step.evaluate("node => node === document.activeElement")
    assert step.get_attribute("aria-disabled") == "true"
    described = step.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text() == "Cevap henüz gönderilemez"
    page.locator(".k-say .k-why summary").click()
    assert page.get_by_text("Dayanak: kural, m.22.").first.is_visible()
