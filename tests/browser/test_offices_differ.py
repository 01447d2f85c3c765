"""Two offices from the same code: other menus, owners, chains and plugins; and a plugin enabled in one file only."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Houses
from tests.browser.visitors import House, step
from tests.support.desk import Desk
from tests.support.offices import municipality

from kalem import db
from kalem.app import apply, dress, migrate_all, plan
from kalem.app.assembly import put_together
from kalem.config import parse
from kalem.ledger.book import SYSTEM
from kalem.testing import TestOffice
from kalem.web import FACE

#: What each office shows of itself.
MENUS = {
    "karacabey": {"Protokol İşleri": ["Randevular"], "Muhtarlık İşleri": ["Muhtar talepleri"]},
    "siverek": {"Protokol İşleri": ["Randevular"]},
}
#: Who is offered the form of a new appointment: those whose work it is by the office's text.
APPOINTMENTS = {
    "karacabey": {"protokol_sorumlusu": True, "protokol_personeli": True, "mudur": False},
    "siverek": {"halkla_iliskiler_personeli": True, "mudur": True, "protokol_personeli": False},
}
CHAINS = {
    "karacabey": ["Özel Kalem Müdürü paraflar", "Belediye Başkanı imzalar"],
    "siverek": ["Birim amiri paraflar", "Özel Kalem Müdürü paraflar", "Belediye Başkanı imzalar"],
}
WHY = {"karacabey": "Neden? m.22", "siverek": "Neden? Kurumun ayarı"}
STEPS = {
    "karacabey": {"Kaydet": "register", "Dosyasına koy": "dossier", "Havaleye sun": "director"},
    "siverek": {"Kaydet": "register"},
}
PLUGINS = {"karacabey": {"protokol", "muhtarlik"}, "siverek": {"protokol"}}


@pytest.fixture(scope="module")
def both(houses: Houses) -> Iterator[dict[str, House]]:
    """Both offices at once, each on its own address, with a draft of a letter in it."""

    def letter(office: TestOffice) -> None:
        Desk(office).letter(subject="Toplantı daveti")

    with houses("sqlite", "karacabey", letter) as karacabey, houses("sqlite", "siverek", letter) as siverek:
        yield {"karacabey": karacabey, "siverek": siverek}


@pytest.fixture(params=["karacabey", "siverek"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def menu_of_plugins(page: Page) -> dict[str, list[str]]:
    """Return the lines of the menu under the headings that are plugins'."""
    menu = page.get_by_role("navigation", name="Ana menü")
    found = {}
    for heading in menu.get_by_role("heading").all():
        lines = heading.locator("+ ul").get_by_role("link")
        found[heading.inner_text()] = lines.all_inner_texts()
    return {label: lines for label, lines in found.items() if label not in ("Evrak", "Yönetim")}


def test_menus(both: dict[str, House], name: str) -> None:
    assert menu_of_plugins(both[name].visit("mudur")) == MENUS[name]


def test_owners(both: dict[str, House], name: str) -> None:
    for position, allowed in APPOINTMENTS[name].items():
        new = both[name].visit(position).locator("header a[href='/records/protokol.appointment/new']")
        expect(new).to_have_count(int(allowed))


def test_chains(both: dict[str, House], name: str) -> None:
    page = both[name].visit("protokol_personeli", "/records/registry.outgoing/")
    page.get_by_role("link", name="Toplantı daveti").click()
    card = page.get_by_role("region", name="Paraf ve imza")
    lines = card.get_by_role("list").first.get_by_role("listitem")
    expect(lines).to_have_count(len(CHAINS[name]))
    for at, says in enumerate(CHAINS[name]):
        expect(lines.nth(at)).to_contain_text(says)
    expect(card.get_by_text(WHY[name])).to_be_visible()


def test_the_way_of_a_letter_before_its_referral(both: dict[str, House], name: str) -> None:
    with both[name].office.running():
        record = Desk(both[name].office).arrived(subject="Yeni gelen evrak")
    for label, step_id in STEPS[name].items():
        page = both[name].visit("evrak_kayit", f"/record/{record.id}")
        expect(step(page, label)).not_to_have_attribute("aria-disabled", "true")
        with both[name].office.running():
            desk = Desk(both[name].office)
            values = {"dossier": str(desk.dossier().id)} if step_id == "dossier" else {}
            desk.do(record, step_id, "evrak_kayit", **values)
    page = both[name].visit("mudur", f"/record/{record.id}")
    expect(step(page, "Havale et")).not_to_have_attribute("aria-disabled", "true")


def test_plugins(both: dict[str, House], name: str) -> None:
    page = both[name].visit("sistem_yoneticisi", "/yonetim/eklentiler")
    for plugin in ("protokol", "muhtarlik"):
        table = "Eklentiler ve durumları" if plugin in PLUGINS[name] else "Kurulu ama kapalı"
        expect(page.get_by_role("table", name=table).get_by_role("row").filter(has_text=plugin)).to_be_visible()
    page = both[name].visit("mudur", "/records/muhtarlik.request/")
    told = "Muhtar talepleri" if "muhtarlik" in PLUGINS[name] else "Böyle bir kayıt yok ya da size açık değil"
    expect(page.get_by_role("heading", level=1)).to_have_text(told)


def test_a_plugin_enabled_in_one_file_changes_that_office_only(houses: Houses, both: dict[str, House]) -> None:
    """Siverek enables one more plugin and gives a role its work: its office has it, the others are as they were."""
    text = municipality("siverek").text
    more = text.replace('plugins = ["protokol"]', 'plugins = ["protokol", "muhtarlik"]').replace(
        '"registry.file", "registry.void"', '"registry.file", "registry.void", "muhtarlik.request.create"'
    )
    assert more != text

    def enable(office: TestOffice) -> None:
        old, file = parse(text), parse(more)
        parts = put_together(file, faces=[FACE])
        migrate_all(parts.plugins)
        version = apply(office.app, file, parts, plan(old, file, put_together(old, faces=[FACE]), parts), SYSTEM)
        dress(office.app, file, str(version.number), faces=[FACE], strict=True)
        assert "muhtarlik_request" in db.current().get_tables()

    before = {name: menu_of_plugins(house.visit("mudur")) for name, house in both.items()}
    with houses("sqlite", "siverek", enable) as changed:
        page = changed.visit("mudur")
        assert menu_of_plugins(page) == {**MENUS["siverek"], "Muhtarlık İşleri": ["Muhtar talepleri"]}
        page.goto("/records/muhtarlik.request/new")
        expect(page.get_by_role("heading", level=1)).to_have_text("Yeni kayıt: Muhtar talebi")
        assert {name: menu_of_plugins(house.visit("mudur")) for name, house in both.items()} == before
    with both["siverek"].office.running():
        assert "muhtarlik_request" not in db.current().get_tables()
