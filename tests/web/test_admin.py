"""Administration: plugins with their reasons, the applied file with its history; the regulation that all may read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices, municipality
from tests.web.at_work import ON, office_of_name, queries
from tests.web.reading import words

from kalem import config, db
from kalem.app import apply, duties, plan
from kalem.app.assembly import put_together
from kalem.app.factory import parts
from kalem.config import Municipality
from kalem.ledger import By
from kalem.organisation import User
from kalem.organisation import municipality as in_force
from kalem.plugins import Candidate
from kalem.testing import TestOffice, build
from kalem.testing.web import client
from kalem.web import FACE
from kalem.web.regulation_page import natural


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def applied(office: TestOffice, change: tuple[str, str]) -> Municipality:
    """Apply the running file with one text in it changed."""
    old = in_force.get()
    assert change[0] in old.text
    new = config.parse(old.text.replace(*change, 1))
    new = replace(new, plugins=old.plugins)
    found = put_together(new, faces=[FACE], strict=True)
    changes = plan(old, new, parts.get(), found)
    apply(office.app, new, found, changes, By(office.people["sistem_yoneticisi"], "Işıl Yönetici"))
    return new


# Plugins -------------------------------------------------------------------------------------------------------------


def test_running_plugins_are_told_with_what_they_bring(office: TestOffice) -> None:
    shown = client(office, "sistem_yoneticisi").get("/yonetim/eklentiler").text
    for plugin in parts.get().plugins.active:
        assert str(plugin.manifest.label) in shown
        assert plugin.version in shown
    assert "Çalışıyor" in shown


def test_broken_missing_and_idle_plugins_are_told_with_their_reason(tmp_path: Path) -> None:
    def broken() -> object:
        raise RuntimeError("bağlantı <yok>")

    file = municipality("siverek")
    wanted = replace(file, plugins=("bozuk", "olmayan"))
    candidates = [
        Candidate("bozuk", "kalem-bozuk", "1.2", broken),
        Candidate("bekleyen", "kalem-bekleyen", "3.4", broken),
    ]
    office = build(f"sqlite:///{tmp_path}/k.db", tmp_path, wanted, candidates=candidates, strict=False)
    with office.running():
        shown = client(office, "sistem_yoneticisi").get("/yonetim/eklentiler").text
    db.disconnect(office.app.extensions[db.slot.name])
    assert "bozuk yüklenemedi, belediye onsuz çalışıyor" in shown
    assert "bağlantı &lt;yok&gt;" in shown
    assert "olmayan yüklenemedi" in shown
    assert "böyle bir eklenti kurulu değil" in shown
    assert "kalem-bekleyen" in shown


# The applied file ----------------------------------------------------------------------------------------------------


def test_versions_tell_who_applied_what_and_when(office: TestOffice) -> None:
    applied(office, ("Protokol İşleri", "Tören İşleri"))
    admin = client(office, "sistem_yoneticisi")
    shown = admin.get("/yonetim/dosya").text
    assert "Işıl Yönetici" in shown
    assert "değişiklik daha" in shown
    assert shown.index("2. sürüm") < shown.index("1. sürüm")
    assert shown.count("Yürürlükte") == 1
    assert "Birimin adı değişir: Protokol İşleri" in shown
    assert ", bundan sonra Tören İşleri" in shown


def test_a_version_is_compared_with_the_one_before_and_with_any_other(office: TestOffice) -> None:
    applied(office, ("Protokol İşleri", "Tören İşleri"))
    applied(office, ("Tören İşleri", "Merasim İşleri"))
    admin = client(office, "sistem_yoneticisi")
    before = admin.get("/yonetim/dosya/3").text
    assert re.search(r'class="is-gone">.*Tören İşleri', before)
    assert re.search(r'class="is-added">.*Merasim İşleri', before)
    first = admin.get("/yonetim/dosya/3?against=1").text
    assert re.search(r'class="is-gone">.*Protokol İşleri', first)
    assert "municipality" in admin.get("/yonetim/dosya/3?view=whole").text
    assert "is-gone" not in admin.get("/yonetim/dosya/1").text
    for number in ("4", "0", "99999999999", "x"):
        assert admin.get(f"/yonetim/dosya/{number}").status_code == 404
    for other in ("99", "3", "x", "-1", "9" * 40):
        assert admin.get(f"/yonetim/dosya/3?against={other}").status_code == 200
    assert admin.get("/yonetim/dosya?before=x").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_versions(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    applied(office, ("Protokol İşleri", "Protokol 0"))

    def counted() -> list[int]:
        paths = ("/yonetim/dosya", "/yonetim/dosya/2", "/yonetim/eklentiler", "/yonetmelik")
        return [queries(office, lambda path=path: admin.get(path)) for path in paths]

    counted()
    few = counted()
    for number in range(4):
        applied(office, (f"Protokol {number}", f"Protokol {number + 1}"))
    assert counted() == few


def test_administration_is_not_there_for_others(office: TestOffice) -> None:
    for who in ("mudur", "baskan", "evrak_kayit"):
        person = client(office, who)
        unknown = person.get("/yonetim/boyle-bir-sayfa-yok")
        for path in ("/yonetim/eklentiler", "/yonetim/dosya", "/yonetim/dosya/1"):
            assert person.get(path).status_code == unknown.status_code == 404
    assert client(office).get("/yonetim/dosya").status_code == 302


# The regulation ------------------------------------------------------------------------------------------------------


def test_every_clause_has_its_anchor_and_how_it_stands(office: TestOffice) -> None:
    shown = client(office, "protokol_personeli").get("/yonetmelik").text
    found = duties(in_force.get(), parts.get())
    ids = re.findall(r'<li class="k-clause" id="([^"]+)"', shown)
    assert sorted(ids) == sorted(duty.id for duty in found)
    for state in ("fulfilled", "missing", "policy"):
        part = client(office, "mudur").get(f"/yonetmelik?state={state}").text
        wanted = {duty.id for duty in found if duty.status == state}
        assert set(re.findall(r'<li class="k-clause" id="([^"]+)"', part)) == wanted
    assert client(office, "mudur").get("/yonetmelik?state=%3Cscript%3E").status_code == 200
    assert client(office).get("/yonetmelik").status_code == 302


def test_everybody_sees_todays_superior(offices: Offices, engine: str) -> None:
    with office_of_name(offices, engine, "karacabey") as office, office.running():
        desk, staff = Desk(office), client(office, "protokol_personeli")
        first, last = desk.day(0).strftime("%d.%m.%Y"), desk.day(5).strftime("%d.%m.%Y")
        named = {
            each: (User.get_by_id(office.people[each]).name, in_force.get().positions[each].title)
            for each in ("baskan", "baskan_yardimcisi")
        }
        by_right = " ".join(("Bugünkü amiri", *named["baskan"]))
        assert f"{by_right}; görevi gereği" in words(staff.get("/yonetmelik"))
        desk.authorise("baskan", "baskan_yardimcisi", "all", 0, 5)
        appointed = " ".join(("Bugünkü amiri", *named["baskan_yardimcisi"]))
        assert f"{appointed}; görevlendirmeyle, {first} – {last}" in words(staff.get("/yonetmelik"))


def test_rules_lead_to_their_clause_and_silence_is_told(offices: Offices, engine: str) -> None:
    with office_of_name(offices, engine, "karacabey") as office, office.running():
        shown = client(office, "evrak_kayit").get("/yonetmelik").text
        assert 'href="/yonetmelik#karacabey-m23-c2"' in shown
        assert "Kayıttan sonra evrakı yalnız müdür havale eder" in shown
        assert "yalnız tarihli yetkiyle" in shown
        assert "15 gün" in shown
    with office_of_name(offices, engine, "siverek") as office, office.running():
        shown = client(office, "evrak_kayit").get("/yonetmelik").text
        assert "Belediye dışına yazıda paraf ve imza: yukarıdaki zincir kurumun ayarıdır." in shown
        assert "Üst sorumluların sayısı ve hangi büroların kime bağlı olduğu (m.3)." in shown
        assert 'href="/yonetmelik#siverek-m7-a-1"' in shown


def test_articles_are_ordered_as_they_are_counted() -> None:
    assert sorted(["m.22/10", "m.9", "m.22/3", "m.22", "m.10"], key=natural) == [
        "m.9",
        "m.10",
        "m.22",
        "m.22/3",
        "m.22/10",
    ]
