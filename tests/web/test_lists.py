"""Lists and search: what they show, narrow and leave out."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from tests.hostile.test_queries import counted
from tests.importing.conftest import take
from tests.importing.registers import Written, row
from tests.support.desk import Desk
from tests.web.reading import words

from kalem import db
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web import record_lists

INCOMING = "/records/registry.incoming/"


def test_a_list_shows_number_subject_sender_and_state(desk: Desk, clerk: Client) -> None:
    record = desk.ready()
    text = words(clerk.get(INCOMING))
    assert "Konu, gönderen" in text
    for part in (record.number, record.subject, "Fındıklı Köyü Muhtarlığı", "Havale bekliyor"):
        assert part in text


def test_dossiers_of_one_code_are_told_apart_by_their_year(desk: Desk, clerk: Client) -> None:
    desk.dossier()
    desk.create(
        "registry.dossier", "evrak_kayit", {"subject": "Toplantı davetleri", "file_plan_code": "050.02", "year": 2025}
    )
    shown = clerk.get("/records/registry.dossier/").text
    assert re.findall(r'data-label="Yıl">(\d+)<', shown) == ["2025", "2026"]


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


def test_a_hit_says_whose_it_is(desk: Desk, clerk: Client) -> None:
    desk.arrived(subject="Teşekkür", sender="Çınarlı Muhtarlığı")
    desk.arrived(subject="Teşekkür", sender="Kent Konseyi")
    shown = words(clerk.get("/search?q=teşekkür"))
    assert "Çınarlı Muhtarlığı" in shown
    assert "Kent Konseyi" in shown


def test_suggestions_are_for_those_who_write(desk: Desk, office: TestOffice, clerk: Client) -> None:
    desk.arrived()
    assert clerk.get("/suggest/correspondents?q=FINDIK").json == ["Fındıklı Köyü Muhtarlığı"]
    assert clerk.get("/suggest/correspondents?q=f").json == []
    assert clerk.get("/suggest/file-plan?q=050.02").json == ["050.02 Davetler ve Gündemler"]
    assert client(office, "sistem_yoneticisi").get("/suggest/correspondents?q=fındık").status_code == 404
    assert clerk.get("/suggest/yok?q=abc").status_code == 404
    assert clerk.get("/suggest/correspondents?q=%00%00%00").json == []


# Old registers, closed states and days --------------------------------------------------------------------------------


def old(year: int, *numbers: int, day: date | None = None) -> None:
    """Take over an old register: a document for each number."""
    made = Written(year)
    for number in numbers:
        made.add(row(number, day or date(year, 3, number), Konu=f"Eski {year}-{number}."))
    take(made.raw)


def shown(browser: Client, query: str = "") -> list[str]:
    """Return the subjects of a list, from above."""
    return re.findall(r'class="k-subject"[^>]*>([^<]+)<', browser.get(f"{INCOMING}{query}").text)


def test_old_years_stand_below_newer_records_whenever_they_were_taken_over(desk: Desk, clerk: Client) -> None:
    desk.arrived(subject="Yeni bir")
    old(2025, 1, 2, 3)
    desk.arrived(subject="Yeni iki")
    assert shown(clerk) == ["Yeni iki", "Yeni bir", "Eski 2025-3.", "Eski 2025-2.", "Eski 2025-1."]


def test_pages_go_on_from_the_new_to_the_old_without_gap_or_repetition(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_lists, "LIMIT", 2)
    old(2025, 1, 2, 3, 4)
    for number in range(3):
        desk.arrived(subject=f"Yeni {number}")
    every = shown(clerk)
    seen, path = every[:2], INCOMING
    while (further := re.search(r'rel="next" href="([^"]+)"', clerk.get(path).text)) is not None:
        path = html.unescape(further[1])
        seen += shown(clerk, path.removeprefix(INCOMING))[:2]
    assert seen == ["Yeni 2", "Yeni 1", "Yeni 0", *(f"Eski 2025-{number}." for number in (4, 3, 2, 1))]


def test_old_and_closed_records_have_a_state_to_filter_by(desk: Desk, clerk: Client) -> None:
    old(2025, 1)
    record = desk.arrived(subject="Yanlış gelen")
    desk.do(record, "void", "mudur", note="Yanlış")
    desk.arrived(subject="Yeni")
    assert all(label in words(clerk.get(INCOMING)) for label in ("Eski defterden", "İptal", "Dosyasına kaldırıldı"))
    assert shown(clerk, "?state=past") == ["Eski 2025-1."]
    assert shown(clerk, "?state=past&q=eski") == ["Eski 2025-1."]
    assert shown(clerk, "?state=voided") == ["Yanlış gelen"]
    assert shown(clerk, "?view=open") == ["Yeni"]
    assert shown(clerk, "?view=open&state=past") == []
    assert shown(clerk, "?year=2025") == ["Eski 2025-1."]


@pytest.fixture
def days(desk: Desk, office: TestOffice) -> Client:
    """Return the clerk's browser before records of three days and of an old year."""
    old(2025, 1, 2)
    for day in ("18", "19", "20"):
        desk.arrived(subject=f"Gün {day}")
        office.clock.move(days=1)  # type: ignore[attr-defined]
    return client(office, "evrak_kayit")


def test_a_list_can_be_narrowed_to_days_of_registration(days: Client) -> None:
    for query, subjects in (
        ("since=19.11.2026", ["Gün 20", "Gün 19"]),
        ("until=19.11.2026", ["Gün 19", "Gün 18", "Eski 2025-2.", "Eski 2025-1."]),
        ("since=19.11.2026&until=19.11.2026", ["Gün 19"]),
        ("since=2.3.2025&until=18/11/2026", ["Gün 18", "Eski 2025-2."]),
        ("since=2025-03-02&until=31.12.2025", ["Eski 2025-2."]),
        ("since=1.1.2020&until=31.12.2024", []),
        ("since=21.11.2026", []),
        ("since=19.11.2026&q=gün", ["Gün 20", "Gün 19"]),
        ("since=19.11.2026&state=arrived&view=open&year=2026", []),
        ("since=01.01.1900&until=31.12.2199&state=past", ["Eski 2025-2.", "Eski 2025-1."]),
    ):
        assert shown(days, f"?{query}") == subjects, query


def test_the_days_belong_to_turkey(desk: Desk, office: TestOffice) -> None:
    office.clock.moment = datetime(2026, 11, 19, 20, 59, 59, tzinfo=UTC)  # type: ignore[attr-defined]
    desk.arrived(subject="Gece yarısından önce")
    office.clock.moment = datetime(2026, 11, 19, 21, 0, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    desk.arrived(subject="Gece yarısından sonra")
    browser = client(office, "evrak_kayit")
    assert shown(browser, "?until=19.11.2026") == ["Gece yarısından önce"]
    assert shown(browser, "?since=20.11.2026") == ["Gece yarısından sonra"]


def test_the_year_is_that_of_the_number_whenever_the_record_was_written(desk: Desk, office: TestOffice) -> None:
    old(2025, 1)
    office.clock.moment = datetime(2026, 12, 31, 20, 59, tzinfo=UTC)  # type: ignore[attr-defined]
    before, kept = desk.arrived(subject="Yılbaşından önce yazılan"), desk.arrived(subject="Eski yılda kalan")
    desk.do(kept, "register", "evrak_kayit")
    office.clock.move(days=9)  # type: ignore[attr-defined]
    desk.do(before, "register", "evrak_kayit")
    browser = client(office, "evrak_kayit")
    assert shown(browser, "?year=2027") == ["Yılbaşından önce yazılan"]
    assert shown(browser, "?year=2026") == ["Eski yılda kalan"]
    assert shown(browser, "?year=2025") == ["Eski 2025-1."]
    assert shown(browser, "?year=2025&since=01.06.2025") == []
    assert shown(browser, "?year=2027&until=31.12.2026") == ["Yılbaşından önce yazılan"]


def test_what_is_no_day_is_told_and_shows_nothing(days: Client) -> None:
    for text in ("dün", "31.02.2026", "1.1.0001", "9999-12-31", "19.11", "' OR 1=1", "<b>", "1" * 5000, "٣.١.٢٠٢٥"):
        answer = days.get(INCOMING, query_string={"since": text})
        assert "bir gün değil. Günü 21.11.2026 gibi yazın." in words(answer), text
        assert "Gün 18" not in words(answer)
        assert "<b>" not in answer.text.partition("<main")[2]
        assert "Gün" not in days.get(f"{INCOMING}export", query_string={"as": "csv", "since": text}).text
    answer = days.get(f"{INCOMING}?since=20.11.2026&until=18.11.2026")
    assert "İlk gün (20.11.2026) son günden (18.11.2026) sonra" in words(answer)
    assert shown(days, "?since=20.11.2026&until=18.11.2026") == []


def test_days_stand_in_the_address_the_files_and_the_saved_views(days: Client) -> None:
    query = "since=19.11.2026&until=19.11.2026"
    text = days.get(f"{INCOMING}?{query}").text
    kept = "since=19.11.2026&amp;until=19.11.2026"
    for path in (f"export?{kept}&amp;as=csv", f"?{kept}&amp;print=1"):
        assert f"{INCOMING}{path}" in text
    file = days.get(f"{INCOMING}export?as=csv&{query}").data.decode("utf-8-sig").splitlines()
    assert len(file) == 2
    assert "Gün 19" in file[1]
    answer = days.send(f"{INCOMING}views/new?{query}", {"name": "O gün"})
    assert answer.status_code == 303, words(answer)
    saved = answer.location.removeprefix(INCOMING)
    assert shown(days, saved) == ["Gün 19"]
    assert "Eski" not in days.get(f"{INCOMING}export{saved}&as=csv").text
    assert "İlk kayıt günü: 19.11.2026 · Son kayıt günü: 19.11.2026" in words(days.get(f"{INCOMING}?{query}&print=1"))


def test_a_reader_of_few_finds_his_days_and_nothing_else(desk: Desk, office: TestOffice, stranger: Client) -> None:
    old(2025, 1, 2)
    desk.referred("bilgi_islem", subject="Benim")
    desk.referred("protokol", subject="Başkasının")
    assert shown(stranger, "?since=18.11.2026") == ["Benim"]
    assert shown(stranger, "?until=31.12.2025") == []
    assert shown(stranger, "?state=past") == []


@pytest.mark.parametrize("before", ["-1", "-0", "-", "--1", "-" + "9" * 40, "1-", "-٣", "-9223372036854775807"])
def test_a_cursor_that_is_none_is_left_out(desk: Desk, clerk: Client, before: str) -> None:
    old(2025, 1)
    for path in (INCOMING, "/records/registry.outgoing/"):
        assert clerk.get(path, query_string={"before": before}).status_code == 200


def test_days_are_found_by_their_index(desk: Desk, office: TestOffice, engine: str) -> None:
    browser = client(office, "evrak_kayit")
    desk.arrived()
    browser.get(f"{INCOMING}?since=18.11.2026")
    with counted() as sent:
        browser.get(f"{INCOMING}?since=18.11.2026&until=18.11.2026")
    asked = [each for each in sent if "state <> 'past'" in each or "state = 'past'" in each]
    assert len(asked) == 2
    if engine == "postgresql":
        db.current().execute_sql("SET enable_seqscan = off")
    explain = "EXPLAIN QUERY PLAN" if engine == "sqlite" else "EXPLAIN"
    told = []
    for statement in asked:
        marks = statement.count("?" if engine == "sqlite" else "%s")
        days = [datetime(2026, 11, 17, 21), datetime(2026, 11, 18, 21)]
        given = [1 if "LIMIT" in part[-8:] else None for part in re.split(r"\?|%s", statement)[:-1]]
        values = [days.pop(0) if each is None else each for each in given]
        assert len(values) == marks
        told.append(repr(db.current().execute_sql(f"{explain} {statement}", values).fetchall()))
    assert "record_day" in told[0]
    assert "record_past_day" in told[1]


def test_lists_with_days_and_old_years_ask_no_more_the_more_there_is(desk: Desk, office: TestOffice) -> None:
    browser = client(office, "evrak_kayit")

    def queries() -> list[int]:
        found = []
        for query in ("", "?state=past", "?since=01.01.2025", "?until=31.12.2025", "?before=-9999"):
            browser.get(f"{INCOMING}{query}")
            with counted() as sent:
                browser.get(f"{INCOMING}{query}")
            found.append(len(sent))
        return found

    old(2025, 1)
    desk.arrived()
    few = queries()
    old(2024, *range(1, 29))
    for _each in range(60):
        desk.arrived()
    assert queries() == few
