"""The pictures of the README: the main pages of an office at work. ``python -m tests.browser.pictures`` draws them."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page
from tests.browser.visitors import House, refuse
from tests.support.browser import started
from tests.support.desk import Desk

from kalem import config, db
from kalem.app import Settings
from kalem.cli.faces import faces
from kalem.context import today
from kalem.demo import build
from kalem.organisation import Holding
from kalem.organisation.terms import holds_on
from kalem.records import Record
from kalem.records.attachments import receive
from kalem.testing import Clock, TestOffice
from kalem.testing.web import live
from kalem.web import create_app
from kalem.workflow.attaching import attach

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"

#: Most bytes of a picture.
LARGEST = 200_000

PAPER = """<!doctype html><html lang="tr"><style>
body {{ margin: 0; padding: 56px 64px; width: 560px; background: #fdfcf8; color: #222 }}
body {{ font: 15px/1.6 "DejaVu Serif", serif }}
h1 {{ font-size: 15px; text-align: center; margin: 0 0 32px }} p {{ margin: 0 0 14px }} .r {{ text-align: right }}
</style><h1>T.C.<br>{sender}</h1><p>Sayı: E-26957106-622.01-1913 <span style="float:right">16.11.2026</span></p>
<p>Konu: {subject}</p><p style="margin-top:28px">KARACABEY BELEDİYE BAŞKANLIĞINA</p>
<p>İlçemizde yürütülecek toplu taşıma düzenlemelerinin görüşüleceği toplantı 24.11.2026 günü saat 10.00'da
yapılacaktır. Toplantıya belediyenizi temsilen bir görevlinin katılması hususunda gereğini rica ederim.</p>
<p class="r" style="margin-top:40px">Genel Sekreter</p></html>"""

SENDER, SUBJECT = "Bursa Ulaşım Koordinasyon Merkezi", "Ulaşım koordinasyon toplantısına temsilci görevlendirilmesi"


@dataclass
class Shown:
    """What the pictures are taken of."""

    house: House
    waiting: Record
    letter: Record


def draw(browser: Browser) -> None:
    """Build the office, take every picture, make each as small as it gets."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with at_work(browser) as shown:
        for name, page in pages(shown):
            page.evaluate("document.activeElement?.blur()")
            page.screenshot(path=FOLDER / f"{name}.png")
            shrink(FOLDER / f"{name}.png")


def pages(shown: Shown) -> Iterator[tuple[str, Page]]:
    """Yield each picture's name, and the page that is to be taken."""
    house = shown.house
    yield "desk", house.visit("mudur")
    yield "registration", filled_in(house.visit("evrak_kayit", "/records/registry.incoming/new"))
    page = house.visit("mudur", f"/havale?record={shown.waiting.id}")
    page.get_by_role("checkbox", name="Gereği: Protokol İşleri Bölümü").check()
    yield "referral", page
    yield "list", house.visit("mudur", "/records/registry.incoming/")
    page = house.visit("baskan", f"/record/{shown.letter.id}")
    refuse(page, "İmzala", "Yazı parafları tamamlanmadan imzalanamaz.")
    page.get_by_role("region", name="“İmzala” şimdi yapılamaz").locator("summary").first.click()
    yield "refusal", page
    with house.office.running():
        Desk(house.office).do(Record.get_by_id(shown.letter.id), "initial", "mudur")
    yield "sign-chain", house.visit("baskan", f"/record/{shown.letter.id}")
    yield "search", house.visit("mudur", "/search?q=toplantı")
    yield "plugins", house.visit("sistem_yoneticisi", "/yonetim/eklentiler")
    yield "regulation", house.visit("mudur", "/yonetmelik#karacabey-m22-c2")


def filled_in(page: Page) -> Page:
    """Fill in the registration of a letter."""
    page.get_by_role("radio", name="KEP").check()
    page.get_by_role("combobox", name="Gönderen").fill(SENDER)
    page.get_by_label("Evrak tarihi").fill("16.11.2026")
    page.get_by_label("Evrak sayısı").fill("E-26957106-622.01-1913")
    page.get_by_role("textbox", name="Konu").fill(SUBJECT)
    page.locator("#their_number").dispatch_event("change")
    page.wait_for_load_state("networkidle")
    return page


@contextmanager
def at_work(browser: Browser) -> Iterator[Shown]:
    """Run the demo of Karacabey as it stands on one day, with a letter to refer and one in its chain."""
    from kalem.search.dictionary import prepare

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "search").symlink_to(prepare().parent, target_is_directory=True)
        settings = Settings(f"sqlite:///{folder / 'kalem.db'}", folder, "secret-of-pictures")
        clock = Clock()
        build(settings, config.load(ROOT / "config" / "karacabey.toml"), faces=faces(), now=clock)
        office = TestOffice(create_app(settings, strict=True, clock=clock), clock, {})
        with office.running():
            for holding in Holding.select().where(holds_on(today())).order_by(Holding.id.desc()):
                office.people[holding.position.slug] = holding.user_id
            waiting, letter = letters(office, scanned(browser))
        with live(office) as base:
            house = House(browser, office, base)
            yield Shown(house, waiting, letter)
            house.sign_everybody_out()
        db.disconnect(office.app.extensions[db.slot.name])


def letters(office: TestOffice, scan: bytes) -> tuple[Record, Record]:
    """Return a letter that waits for its referral with its scan, and an answer that waits for its initial."""
    desk = Desk(office)
    waiting = desk.ready(subject=SUBJECT, sender=SENDER, their_number="E-26957106-622.01-1913")
    attach(waiting.id, desk.actor("evrak_kayit"), [receive(BytesIO(scan), "yazi.png")], kind="scan")
    sender = "Karacabey Ziraat Odası Başkanlığı"
    asked = desk.assigned(subject="Hasat sonu üretici buluşmasına katılım", sender=sender)
    desk.force(asked, due=today() + timedelta(days=1))
    letter = desk.answer(
        asked, "protokol_personeli", subject=asked.subject, addressee="Karacabey Ziraat Odası Başkanlığı"
    )
    return waiting, desk.do(letter, "submit", "protokol_personeli")


def scanned(browser: Browser) -> bytes:
    """Return a letter on paper, as a scanner would give it."""
    page = browser.new_page(viewport={"width": 690, "height": 760})
    page.set_content(PAPER.format(sender=SENDER, subject=SUBJECT))
    taken = page.screenshot()
    page.close()
    return taken


def shrink(path: Path) -> None:
    """Take out what the eye does not miss, with the programs that are there; fails when the picture stays too large."""
    for program in (("pngquant", "--force", "--skip-if-larger", "--ext", ".png"), ("optipng", "-quiet")):
        if shutil.which(program[0]):
            subprocess.run([*program, str(path)], check=False)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    with started() as browser:
        draw(browser)
