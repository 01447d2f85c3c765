"""The desk: what waits for whom, in which order, with which step."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from tests.support.desk import Desk
from tests.web.reading import menu, words

from kalem.context import today
from kalem.db import transaction
from kalem.records import Listing, Record, count_waiting, visible
from kalem.records.access import mirror
from kalem.records.desk import cursor, waiting_list
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web import shell


def test_an_empty_desk_says_what_will_stand_there(director: Client) -> None:
    assert "Sizi bekleyen iş yok" in words(director.get("/"))


def test_a_document_waits_for_who_is_next_and_for_nobody_else(desk: Desk, clerk: Client, director: Client) -> None:
    record = desk.ready()
    assert record.subject in words(director.get("/"))
    assert "Havale et" in words(director.get("/"))
    assert record.subject not in words(clerk.get("/"))


def test_late_work_stands_first(desk: Desk, director: Client) -> None:
    for subject, days in (("Sonraki", 9), ("Bugünkü", 0), ("Gecikmiş", -2)):
        desk.force(desk.ready(subject=subject), due=today() + timedelta(days=days))
    text = words(director.get("/"))
    places = [text.index(word) for word in ("Geciken 1", "Gecikmiş", "Bugün 1", "Bugünkü", "Daha sonra 1", "Sonraki")]
    assert places == sorted(places)
    late = words(director.get("/?view=late"))
    assert "Gecikmiş" in late
    assert "Sonraki" not in late


def test_what_one_began_is_followed_until_it_is_finished(desk: Desk, staff: Client) -> None:
    letter = desk.letter()
    assert letter.subject in words(staff.get("/?view=mine"))
    desk.do(letter, "void", "mudur", note="Gerekmedi")
    assert letter.subject not in words(staff.get("/?view=mine"))


def test_a_letter_in_its_chain_asks_each_for_what_is_his(desk: Desk, office: TestOffice, director: Client) -> None:
    letter = desk.letter()
    desk.do(letter, "submit", "protokol_personeli")
    assert "Parafla" in words(director.get("/"))
    desk.do(Record.get_by_id(letter.id), "initial", "mudur")
    assert letter.subject not in words(director.get("/"))
    assert "İmzala" in words(client(office, "baskan").get("/"))


def test_deputy_duty_brings_a_view_of_its_own(desk: Desk, office: TestOffice) -> None:
    record = desk.ready()
    deputy = client(office, "protokol_sorumlusu")
    assert "Vekâleten" not in words(deputy.get("/"))
    desk.authorise("mudur", "protokol_sorumlusu", "all")
    lent = words(deputy.get("/?view=lent"))
    assert record.subject in lent
    assert "adına" in lent
    assert "Vekâleten: Özel Kalem Müdürü" in lent


def test_a_step_is_taken_from_the_row_and_leads_back_to_the_desk(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    answer = clerk.send(
        f"/record/{record.id}/step/register",
        {"version": str(record.version)},
        headers={"Referer": "http://localhost/"},
    )
    assert answer.location == "/"
    assert Record.get_by_id(record.id).state == "registered"


def test_the_button_of_a_row_is_the_step_that_the_document_awaits(
    desk: Desk, clerk: Client, director: Client
) -> None:
    """The intake goes in the order of the office's file; what would only be refused is not offered."""
    record = desk.arrived()
    for step, label, values in (
        ("register", "Kaydet", {}),
        ("dossier", "Dosyasına koy", {"dossier": str(desk.dossier().id)}),
        ("director", "Havaleye sun", {}),
    ):
        shown = clerk.get("/").text
        assert f"/record/{record.id}/step/{step}" in shown
        assert label in words(clerk.get("/"))
        assert f"/record/{record.id}/step/file" not in shown
        desk.do(record, step, "evrak_kayit", **values)
    assert f"/record/{record.id}/step/refer" in director.get("/").text
    assert f"/record/{record.id}/step/" not in clerk.get("/").text


def test_what_was_answered_is_late_no_more(desk: Desk, office: TestOffice, clerk: Client) -> None:
    record = desk.assigned()
    desk.force(record, due=today() - timedelta(days=3))
    assert Record.get_by_id(record.id).due is not None
    desk.do(record, "conclude", "protokol_personeli", note="Bilgi için gelmiş; cevap istenmiyor.")
    assert Record.get_by_id(record.id).due is None
    assert "gün gecikti" not in words(clerk.get("/"))


def test_long_desks_go_on_on_another_page(desk: Desk, clerk: Client) -> None:
    ids = [desk.arrived(subject=f"Evrak {number}").id for number in range(53)]
    first = clerk.get("/")
    second = clerk.get(f"/?after=~{ids[3]}")
    assert f"after=~{ids[3]}" in first.text
    assert "Bu sayfada 3 iş" in words(second)
    for nonsense in ("~", "x~y", "2026-99-99~1", "~" + "9" * 40, "99999999~1"):
        assert clerk.get(f"/?after={nonsense}").status_code == 200


def test_each_page_of_a_desk_goes_on_where_the_one_before_ended(desk: Desk) -> None:
    """By due day, those without one last, and within a day the newest first; each once, for whomever it waits."""
    actor, position, choose = desk.actor("evrak_kayit"), desk.position("evrak_kayit"), Random(7)
    days = [None, None, *(today() + timedelta(days=number) for number in (-3, -1, 0, 4))]
    records = [desk.arrived(subject=f"Evrak {number}") for number in range(30)]
    with transaction():
        for record in records:
            due = choose.choice(days)
            # For some it waits as for a position and as for a person: it stands there once.
            holders = [position, f"w{actor.user_id}"][: choose.choice((1, 2))]
            Record.update(due=due, holders=" ".join(holders)).where(Record.id == record.id).execute()
            mirror(Record.get_by_id(record.id))
    expected = sorted(Record.select(), key=lambda record: (record.due is None, record.due or today(), -record.id))
    for view, wanted in (
        ("", expected),
        ("late", [each for each in expected if each.due is not None and each.due < today()]),
    ):
        for size in (1, 4, 7, 50):
            found: list[Record] = []
            after = ""
            while page := waiting_list(actor, view, after=after, limit=size):
                found += page
                after = cursor(page[-1])
            assert [each.id for each in found] == [each.id for each in wanted], (view, size)
    narrowed = replace(actor, types=frozenset({"registry.outgoing"}))
    assert waiting_list(narrowed) == []
    assert count_waiting(narrowed, most=50) == {}
    assert count_waiting(actor, most=50) == {"registry.incoming": 30}
    assert count_waiting(actor, most=7) == {"registry.incoming": 7}
    # Nobody's desk, and what follows those without a day where only late ones are asked for.
    assert waiting_list(replace(actor, principals=())) == []
    assert waiting_list(actor, "late", after=f"~{records[-1].id}") == []


def test_one_who_stands_above_hundreds_of_units_reads_like_anybody_else(desk: Desk) -> None:
    actor = desk.actor("evrak_kayit")
    others = (f"{kind}{unit}.{level}" for kind in "su" for unit in range(1000, 1100) for level in range(4))
    above = replace(actor, principals=(*actor.principals, *others))
    for number in range(12):
        record = desk.arrived(subject=f"Toplantı {number}")
        Record.update(due=today() + timedelta(days=number % 3 - 1)).where(Record.id == record.id).execute()
        mirror(Record.get_by_id(record.id))
    desk.letter()
    for asked in (
        lambda who: [record.id for record in waiting_list(who, limit=5)],
        lambda who: [record.id for record in waiting_list(who, "late")],
        lambda who: count_waiting(who, most=50),
        lambda who: [record.id for record in visible(who, limit=7)],
        lambda who: [record.id for record in Listing("registry.incoming").records(who, limit=7)],
        lambda who: [record.id for record in Listing("registry.incoming", state="arrived").records(who, limit=7)],
        lambda who: [record.id for record in Listing("registry.incoming", q="toplantı").records(who, limit=7)],
        lambda who: [[record.id for record in piece] for piece in Listing("registry.incoming").pieces(who, size=5)],
    ):
        assert asked(above) == asked(actor)
        assert asked(actor)


def test_of_more_than_are_counted_it_is_said_that_there_are_more(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        desk.arrived(subject=f"Evrak {number}")
    monkeypatch.setattr(shell, "COUNTED", 3)
    assert "Gelen evrak 3 bekleyen" in menu(clerk.get("/"))
    desk.arrived(subject="Bir daha")
    shown = menu(clerk.get("/"))
    assert "İşlerim 3+ bekleyen" in shown
    assert "Gelen evrak 3+ bekleyen" in shown


def test_the_menu_shows_what_one_works_with(office: TestOffice, clerk: Client, director: Client) -> None:
    assert "Gelen evrak" in menu(clerk.get("/"))
    assert "Randevular" not in menu(clerk.get("/"))
    assert "Havale bekleyenler" in menu(director.get("/"))
    assert "Havale bekleyenler" not in menu(clerk.get("/"))
    assert "Eklentiler" in menu(client(office, "sistem_yoneticisi").get("/"))
    assert "Eklentiler" not in menu(director.get("/"))


def test_the_menu_folds_and_stays_folded(clerk: Client) -> None:
    answer = clerk.get("/fold", headers={"Referer": "http://localhost/search?q=x"})
    assert answer.location == "/search?q=x"
    assert "k-narrow" in clerk.get("/").text
    clerk.get("/fold", headers={"Referer": "https://example.org/"})
    assert "k-narrow" not in clerk.get("/").text
