"""Lists and registers in a real browser: on paper both ways, and on a phone with and without script."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page
from tests.importing.conftest import take
from tests.importing.registers import Written, row
from tests.support.browser import sign_in, violations
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.testing.web import live
from kalem.web import FACE

PHONE = {"width": 390, "height": 844}

#: A4 in points, across and upright.
ACROSS, UPRIGHT = (842, 595), (595, 842)


@pytest.fixture(scope="module")
def url(offices: Offices) -> Iterator[str]:
    """Serve an office with a register of this year and one of an old year."""
    with offices.open("sqlite", "karacabey", faces=[FACE]) as office:
        with office.running():
            made = Written(2025)
            for no in (*range(1, 20), *range(22, 80)):
                made.add(row(no, date(2025, 3, 4)))
            take(made.raw)
            Desk(office).referred("protokol")
        with live(office) as url:
            yield url


def signed_in(page: Page, url: str, path: str) -> None:
    """Open a page as the clerk."""
    page.add_init_script("window.print = () => {}")
    sign_in(page, url, "evrak_kayit")
    page.goto(f"{url}{path}")


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """Return the size of each page of a PDF, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


@pytest.mark.parametrize(("query", "size"), [("", ACROSS), ("&paper=landscape", ACROSS), ("&paper=portrait", UPRIGHT)])
def test_a_register_is_printed_on_a4_as_one_likes(url: str, page: Page, query: str, size: tuple[int, int]) -> None:
    signed_in(page, url, f"/registers?year=2025&print=1{query}")
    found = sheets(page.pdf(prefer_css_page_size=True))
    assert len(found) > 1
    assert set(found) == {size}


def test_every_printed_sheet_has_the_books_name_above_its_columns(url: str, page: Page) -> None:
    signed_in(page, url, "/registers?year=2025&print=1")
    head = page.locator("thead .k-print-row")
    assert not head.is_visible()
    page.emulate_media(media="print")
    assert head.is_visible()
    assert head.inner_text() == "Karacabey Belediyesi · Gelen Evrak Defteri 2025"
    assert page.locator("thead").evaluate("each => getComputedStyle(each).display") == "table-header-group"
    for away in (".k-side", ".k-bar", ".k-links", ".k-say"):
        assert not page.locator(away).first.is_visible(), away


@pytest.mark.parametrize(
    "path", ["/registers?year=2025", "/registers?no=999", "/registers?print=1", "/records/registry.incoming/?since=x"]
)
def test_pages_are_for_everybody_at_both_widths(url: str, page: Page, path: str) -> None:
    signed_in(page, url, path)
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert not violations(page), width
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, width


def test_on_a_phone_filters_open_when_they_are_asked_for(url: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    signed_in(page, url, "/records/registry.incoming/")
    state = page.get_by_label("Durum")
    assert not state.is_visible()
    page.get_by_role("button", name="Süzgeçler").click()
    assert state.is_visible()
    state.select_option("past")
    page.get_by_role("button", name="Süz", exact=True).click()
    page.get_by_text("Bu sayfada 50 kayıt").wait_for()
    assert state.is_visible()
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{url}/records/registry.incoming/")
    assert state.is_visible()
    assert not page.get_by_role("button", name="Süzgeçler").is_visible()


def test_without_script_all_filters_are_there(url: str, plain: Page) -> None:
    plain.set_viewport_size(PHONE)
    signed_in(plain, url, "/records/registry.incoming/")
    assert plain.get_by_label("Durum").is_visible()
    assert not plain.get_by_role("button", name="Süzgeçler").is_visible()
    plain.get_by_label("İlk kayıt günü").fill("4.3.2025")
    plain.get_by_label("Son kayıt günü").fill("4.3.2025")
    plain.get_by_role("button", name="Süz", exact=True).click()
    plain.get_by_text("Bu sayfada 50 kayıt").wait_for()
