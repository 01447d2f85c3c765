"""The desk: what waits for whom, in which order, with which step."""

from datetime import timedelta

from tests.support.desk import Desk
from tests.web.reading import menu, words

from kalem.context import today
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import Client, client


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


def test_long_desks_go_on_on_another_page(desk: Desk, clerk: Client) -> None:
    ids = [desk.arrived(subject=f"Evrak {number}").id for number in range(53)]
    first = clerk.get("/")
    second = clerk.get(f"/?after=~{ids[3]}")
    assert f"after=~{ids[3]}" in first.text
    assert "Bu sayfada 3 iş" in words(second)
    for nonsense in ("~", "x~y", "2026-99-99~1", "~" + "9" * 40, "99999999~1"):
        assert clerk.get(f"/?after={nonsense}").status_code == 200


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
