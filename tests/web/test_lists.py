"""Lists and search: what they show, narrow and leave out."""

import pytest
from tests.support.desk import Desk
from tests.web.reading import words

from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import Client, client

INCOMING = "/records/registry.incoming/"


def test_a_list_shows_number_subject_sender_and_state(desk: Desk, clerk: Client) -> None:
    record = desk.ready()
    text = words(clerk.get(INCOMING))
    assert "Konu, gönderen" in text
    for part in (record.number, record.subject, "Fındıklı Köyü Muhtarlığı", "Havale bekliyor"):
        assert part in text


def test_nobody_finds_what_he_may_not_read(desk: Desk, staff: Client, stranger: Client) -> None:
    record = desk.referred("protokol")
    for path in (INCOMING, "/search?q=koordinasyon", f"{INCOMING}?q=koordinasyon", f"/search?q={record.number}"):
        assert record.subject in words(staff.get(path)), path
        assert record.subject not in words(stranger.get(path)), path


@pytest.mark.parametrize("level", [1, 2, 3])
def test_confidential_records_are_found_by_the_cleared_only(desk: Desk, office: TestOffice, level: int) -> None:
    record = desk.force(desk.dossier("mudur"), confidentiality=level)
    for position, clearance in (("baskan", 3), ("evrak_kayit", 1), ("mudurluk_personeli", 0)):
        browser = client(office, position)
        found = [
            record.subject in words(browser.get(path)) for path in ("/search?q=davetleri", "/records/registry.dossier/")
        ]
        opened = browser.get(f"/record/{record.id}").status_code == 200
        assert found == [clearance >= level] * 2, position
        assert opened == (clearance >= level), position


def test_filters_stand_in_the_address(desk: Desk, clerk: Client) -> None:
    waiting, arrived = desk.ready(subject="Sunulan"), desk.arrived(subject="Yeni gelen")
    for query, shown, hidden in (
        ("state=with_director", waiting, arrived),
        ("state=arrived", arrived, waiting),
        ("year=2026", waiting, arrived),
        ("q=sunulan", waiting, arrived),
        ("q=sunulan&state=with_director", waiting, arrived),
    ):
        text = words(clerk.get(f"{INCOMING}?{query}"))
        assert shown.subject in text, query
        assert hidden.subject not in text.replace("Kayıt bekliyor", ""), query
    assert "Süzgece uyan kayıt yok" in words(clerk.get(f"{INCOMING}?q=sunulan&state=arrived"))


def test_open_ones_are_a_view_of_their_own(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    desk.do(record, "void", "mudur", note="Yanlış")
    assert record.subject in words(clerk.get(INCOMING))
    assert record.subject not in words(clerk.get(f"{INCOMING}?view=open"))


@pytest.mark.parametrize(
    "query", ["state=yok", "unit=x", "year=abc", "before=-1", "before=" + "9" * 50, "view=%00", "q=%00"]
)
def test_what_makes_no_sense_in_an_address_is_left_out(clerk: Client, query: str) -> None:
    assert clerk.get(f"{INCOMING}?{query}").status_code == 200
    assert clerk.get(f"/search?{query}&type={query}").status_code == 200


def test_long_lists_go_on_below_the_last_row(desk: Desk, clerk: Client) -> None:
    ids = [desk.arrived(subject=f"Evrak {number}").id for number in range(53)]
    first, second = clerk.get(INCOMING), clerk.get(f"{INCOMING}?before={ids[3]}")
    assert f"before={ids[3]}" in first.text
    assert "Bu sayfada 50 kayıt" in words(first)
    assert "Bu sayfada 3 kayıt" in words(second)
    assert Record.get_by_id(ids[0]).subject in words(second)


def test_a_narrowed_search_goes_on_behind_the_newer_hits_that_do_not_fit(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kalem.records.listing.HITS", 4)
    old = [desk.do(desk.arrived(subject=f"Eski sergi {number}"), "register", "evrak_kayit") for number in range(2)]
    for number in range(9):
        desk.arrived(subject=f"Yeni sergi {number}")
    text = words(clerk.get(f"{INCOMING}?q=sergi&state=registered"))
    assert all(each.subject in text for each in old)
    assert "Yeni sergi" not in text


def test_a_list_of_no_type_is_not_there(clerk: Client) -> None:
    for path in ("/records/yok/", "/records/registry.yok/new", "/records/registry.incoming/yok"):
        assert clerk.get(path).status_code == 404


def test_search_finds_inflected_words_and_parts_of_numbers(desk: Desk, clerk: Client) -> None:
    record = desk.ready()
    for query in ("toplantısına", "KOORDİNASYON", "fındıklı", record.number):
        assert record.subject in words(clerk.get("/search", query_string={"q": query})), query
    assert "Size açık kayıtlarda bulunamadı" in words(clerk.get("/search?q=zeplin"))
    assert "Ne arıyorsunuz?" in words(clerk.get("/search"))
    assert record.subject not in words(clerk.get("/search?q=koordinasyon&type=registry.outgoing"))


def test_suggestions_are_for_those_who_write(desk: Desk, office: TestOffice, clerk: Client) -> None:
    desk.arrived()
    assert clerk.get("/suggest/correspondents?q=FINDIK").json == ["Fındıklı Köyü Muhtarlığı"]
    assert clerk.get("/suggest/correspondents?q=f").json == []
    assert clerk.get("/suggest/file-plan?q=050.02").json == ["050.02 Davetler ve Gündemler"]
    assert client(office, "sistem_yoneticisi").get("/suggest/correspondents?q=fındık").status_code == 404
    assert clerk.get("/suggest/yok?q=abc").status_code == 404
    assert clerk.get("/suggest/correspondents?q=%00%00%00").json == []
