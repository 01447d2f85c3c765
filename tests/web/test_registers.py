"""The registers as books: every number in its order, and of closed records nothing but the number."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playhouse.test_utils import count_queries
from tests.hostile.test_queries import counted
from tests.importing.conftest import take
from tests.importing.registers import Written, row
from tests.support.desk import INCOMING, Desk
from tests.web.reading import menu, words

from kalem import db, ledger
from kalem.ledger import Number
from kalem.ledger.numbers import RegisterYear
from kalem.organisation import municipality
from kalem.records.reading_log import Reading
from kalem.registry.registers import books
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web import registers_page

REGISTERS = "/registers"
CLOSED = "Bu kaydı görme yetkiniz yok."
DAY = date(2025, 3, 4)


def table(browser: Client, query: str = "") -> list[list[str]]:
    """Return the rows of a register's CSV."""
    answer = browser.get(f"{REGISTERS}/export?as=csv{query}")
    assert answer.status_code == 200, words(answer)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def old(*rows: list[str]) -> None:
    """Take over an old register of 2025."""
    made = Written(2025)
    for each in rows:
        made.add(each)
    take(made.raw)


def registered(desk: Desk, **values: str) -> str:
    """Register a document; return its number."""
    return str(desk.do(desk.arrived(**values), "register", "evrak_kayit").number)


# What stands in it ----------------------------------------------------------------------------------------------------


@pytest.mark.capability("electronic-register")
def test_a_register_has_every_number_in_its_order_with_what_the_paper_book_had(desk: Desk, clerk: Client) -> None:
    referred = desk.referred("protokol", subject="Köprü açılışı", file_plan_code="050.02")
    for number in range(2, 5):
        assert registered(desk, subject=f"Evrak {number}") == f"2026/{number}"
    text = words(clerk.get(REGISTERS))
    assert "Gelen Evrak Defteri 2026 Özel Kalem Müdürlüğü" in text
    places = [text.index(each) for each in ("2026/1 ", "2026/2 ", "2026/3 ", "2026/4 ")]
    assert places == sorted(places)
    unit = "Protokol İşleri Bölümü"
    for part in ("18.11.2026", INCOMING["sender"], referred.subject, "050.02", unit, "Havale edildi"):
        assert part in text[places[0] : places[1]], part
    assert table(clerk)[1] == [
        "1", "2026/1", "18.11.2026", INCOMING["sender"], referred.subject, "050.02", unit, "Havale edildi", "",
    ]  # fmt: skip


def test_a_voided_number_stays_in_its_place_with_the_reason(desk: Desk, clerk: Client) -> None:
    registered(desk, subject="İlk")
    gone = desk.do(desk.arrived(subject="Yanlış gelen"), "register", "evrak_kayit")
    desk.do(gone, "void", "mudur", note="Başka kuruma ait")
    registered(desk, subject="Son")
    assert [(each[1], each[4], each[8]) for each in table(clerk)[1:]] == [
        ("2026/1", "İlk", ""), ("2026/2", "Yanlış gelen", "İptal: Başka kuruma ait"), ("2026/3", "Son", ""),
    ]  # fmt: skip
    page = clerk.get(REGISTERS)
    assert "İptal: Başka kuruma ait" in words(page)
    assert page.text.count("is-voided") == 1


def test_declared_gaps_of_an_old_register_stand_in_their_places(desk: Desk, clerk: Client) -> None:
    old(row(1, DAY), row(3, DAY, Konu=""), row(4, DAY, Havale="Muhtarlık"))
    rows = table(clerk, "&year=2025")[1:]
    assert [each[0] for each in rows] == ["1", "2", "3", "4"]
    assert rows[1][8] == "Boş numara: Eski defterde yok (eski.csv)"
    assert rows[2][8].startswith("Boş numara: Eski defterin")
    assert (rows[3][2], rows[3][6], rows[3][7]) == ("04.03.2025", "Muhtarlık", "Eski defterden")
    assert all(part in words(clerk.get(f"{REGISTERS}?year=2025")) for part in ("2025/2", rows[1][8], rows[2][8]))


def test_why_a_number_is_a_gap_is_told_to_those_who_keep_the_register(desk: Desk, office: TestOffice) -> None:
    old(row(1, DAY), row(2, DAY, **{"Geliş Şekli": "Zümrüdüanka"}), row(3, DAY))
    for position, told in (("evrak_kayit", True), ("mudur", True), ("baskan", True), ("protokol_personeli", False)):
        text = words(client(office, position).get(f"{REGISTERS}?year=2025"))
        assert ("Zümrüdüanka" in text) == told, position
        assert "Boş numara" in text


def test_the_end_tells_first_last_count_voids_and_gaps(desk: Desk, clerk: Client) -> None:
    old(row(1, DAY), row(4, DAY))
    registered(desk)
    desk.do(desk.do(desk.arrived(), "register", "evrak_kayit"), "void", "mudur", note="Yanlış")
    this, last = (words(clerk.get(f"{REGISTERS}?year={year}")).partition("Defter özeti ")[2] for year in (2026, 2025))
    assert this.startswith(
        "İlk numara 2026/1 Son numara 2026/2 Verilen numara 2 Kullanılan 1 İptal edilen 1 Boş bildirilen 0"
    )
    assert "2026 yılı sürüyor" in this
    assert last.startswith(
        "İlk numara 2025/1 Son numara 2025/4 Verilen numara 4 Kullanılan 2 İptal edilen 0 Boş bildirilen 2"
    )
    assert "2025 yılı 4 numarada kapandı" in last
    assert ledger.verify() == []


def test_each_kind_of_letter_and_each_plugin_has_its_own_book(desk: Desk, office: TestOffice, clerk: Client) -> None:
    registered(desk)
    letter = desk.letter("mudur", subject="Valiliğe yazı")
    for step, who in (("submit", "mudur"), ("initial", "mudur"), ("sign", "baskan")):
        letter = desk.do(letter, step, who)
    values = {"subject": "Görüşme", "who": "Ali Can", "applicant": "citizen", "channel": "phone"}
    desk.create("protokol.appointment", "protokol_sorumlusu", values)
    titles = [(book.title, book.last) for book in books(desk.actor("mudur"))]
    assert titles == [("Gelen Evrak Defteri", 1), ("Giden Evrak Defteri", 1), ("Randevular", 1)]
    row = table(client(office, "mudur"), "&register=ozel_kalem.outgoing")[1]
    assert row[1:6] == ["2026/1", "18.11.2026", "Valilik", "Valiliğe yazı", "050.02"]
    outgoing = words(client(office, "mudur").get(f"{REGISTERS}?register=ozel_kalem.outgoing"))
    assert "Muhatap Konu SDP kodu Durum" in outgoing
    assert "Gönderen Konu SDP kodu Havale Durum" in words(clerk.get(REGISTERS))
    path = f"{REGISTERS}?register=ozel_kalem.protokol.appointment"
    assert "Randevular 2026" in words(client(office, "mudur").get(path))


def test_a_plugins_register_is_for_those_who_work_with_its_records(desk: Desk, office: TestOffice) -> None:
    values = {"subject": "Görüşme", "who": "Ali Can", "applicant": "citizen", "channel": "phone"}
    desk.create("protokol.appointment", "protokol_sorumlusu", values)
    path = f"{REGISTERS}?register=ozel_kalem.protokol.appointment"
    for position, there in (
        ("protokol_sorumlusu", True), ("mudur", True), ("baskan", True), ("evrak_kayit", False),
        ("bilgi_islem_personeli", False),
    ):  # fmt: skip
        assert (client(office, position).get(path).status_code == 200) == there, position


def test_what_was_sent_back_is_no_referral(desk: Desk, clerk: Client) -> None:
    record = desk.referred("protokol")
    desk.do(record, "return", "protokol_sorumlusu", note="Bizim değil")
    record = desk.do(record.get_by_id(record.id), "refer", "mudur", action=[desk.unit("bilgi_islem")])
    assert table(clerk)[1][6] == "Bilgi İşlem Birimi"


# Who sees what --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["page", "print", "csv", "xlsx"])
def test_of_a_record_that_is_closed_to_the_reader_only_the_number_is_told(
    desk: Desk, office: TestOffice, format: str
) -> None:
    mine = desk.referred("protokol", subject="Protokolün evrakı")
    other = desk.referred("bilgi_islem", subject="Zümrüdüanka", sender="Kaf Dağı", file_plan_code="934.01")
    gone = desk.do(desk.arrived(subject="Simurg"), "register", "evrak_kayit")
    desk.do(gone, "void", "mudur", note="Hüthüt kuşu")
    secret = desk.force(desk.referred("protokol", subject="Gizli Anka"), confidentiality=2)
    browser = client(office, "protokol_personeli")
    assert browser.get(f"/record/{mine.id}").status_code == 200
    assert browser.get(f"/record/{other.id}").status_code == 404
    if format == "xlsx":
        book = load_workbook(io.BytesIO(browser.get(f"{REGISTERS}/export").data))
        told = repr([[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()])
    elif format == "csv":
        told = repr(table(browser))
    else:
        told = browser.get(f"{REGISTERS}{'?print=1' if format == 'print' else ''}").text
    assert mine.subject in told
    assert told.count(CLOSED) == 3
    for hidden in ("Zümrüdüanka", "Kaf Dağı", "934.01", "Simurg", "Hüthüt", "Gizli Anka", "Bilgi İşlem Birimi"):
        assert hidden not in told, hidden
    for record in (other, gone, secret):
        assert f"/record/{record.id}\"" not in told
        assert record.number in told


def test_the_clearance_of_a_seat_decides_in_the_register_too(desk: Desk, office: TestOffice) -> None:
    record = desk.force(desk.referred("protokol", subject="Anka kuşu"), confidentiality=2)
    for position in ("evrak_kayit", "mudur", "baskan", "protokol_sorumlusu"):
        browser = client(office, position)
        reads = browser.get(f"/record/{record.id}").status_code == 200
        assert (record.subject in words(browser.get(REGISTERS))) == reads, position


def test_registers_are_for_those_who_work_in_the_registry(desk: Desk, office: TestOffice) -> None:
    registered(desk)
    for position, there in (("evrak_kayit", True), ("protokol_personeli", True), ("sistem_yoneticisi", False)):
        browser = client(office, position)
        assert (browser.get(REGISTERS).status_code == 200) == there
        assert (browser.get(f"{REGISTERS}/export").status_code == 200) == there
        assert ("Defterler" in menu(browser.get("/"))) == there, position


def test_a_register_of_another_office_is_not_there(desk: Desk, clerk: Client, office: TestOffice) -> None:
    registered(desk)
    RegisterYear.create(register="yazi_isleri.incoming", year=2026, last=7)
    for path in (REGISTERS, f"{REGISTERS}/export", f"{REGISTERS}?print=1"):
        sign = "&" if "?" in path else "?"
        for register in ("yazi_isleri.incoming", "ozel_kalem.yok", "ozel_kalem", "incoming", "'", "%00"):
            assert clerk.get(f"{path}{sign}register={register}").status_code == 404, (path, register)


def test_who_takes_a_register_along_is_in_the_log(desk: Desk, office: TestOffice) -> None:
    mine = desk.referred("protokol")
    desk.referred("bilgi_islem")
    browser = client(office, "protokol_personeli")
    browser.get(REGISTERS)
    assert not Reading.select().where(Reading.how == "export").exists()
    for path in (f"{REGISTERS}?print=1", f"{REGISTERS}/export?as=csv"):
        Reading.delete().execute()
        browser.get(path)
        assert [(each.record_id, each.how) for each in Reading.select()] == [(mine.id, "export")], path


def test_a_register_on_paper_carries_the_letterhead(desk: Desk, clerk: Client) -> None:
    registered(desk)
    lines = "<span>T.C.</span><span>KARACABEY BELEDİYE BAŞKANLIĞI</span><span>Özel Kalem Müdürlüğü</span>"
    assert lines in clerk.get(f"{REGISTERS}?print=1").text
    assert "k-letterhead" not in clerk.get(REGISTERS).text


# Where in it ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def long(desk: Desk, office: TestOffice) -> Client:
    """Return the clerk's browser before a register with 120 numbers."""
    for number in range(1, 121):
        registered(desk, subject=f"Evrak-{number}.")
    return client(office, "evrak_kayit")


def shown(browser: Client, query: str = "") -> list[int]:
    """Return the numbers that a page shows."""
    text = words(browser.get(f"{REGISTERS}{query}"))
    return [number for number in range(1, 121) if f"Evrak-{number}." in text]


def test_a_register_opens_at_its_end_and_goes_by_numbers(long: Client) -> None:
    assert shown(long) == list(range(71, 121))
    assert shown(long, "?first=21") == list(range(21, 71))
    assert shown(long, "?first=1") == list(range(1, 51))
    first = long.get(f"{REGISTERS}?first=21")
    assert "1–50" not in words(first)
    assert "21–70 arası numaralar" in words(first)
    assert f"{REGISTERS}?register=ozel_kalem.incoming&amp;year=2026&amp;first=71" in first.text
    assert f"{REGISTERS}?register=ozel_kalem.incoming&amp;year=2026&amp;first=1" in first.text


def test_one_jumps_to_a_number(long: Client) -> None:
    assert shown(long, "?no=100")[0] == 100
    assert shown(long, "?no=2026/33")[0] == 33
    assert shown(long, "?no=+2026/+33+")[0] == 33
    for typed in ("0", "121", "-3", "abc", "9" * 40, "١٢", "2026/", "2026/0"):
        answer = long.get(REGISTERS, query_string={"no": typed})
        assert "son numara 120" in words(answer), typed
        assert shown(long, f"?no={quote(typed)}") == list(range(71, 121)), typed
    for typed, year in (("2019/3", "2019"), ("1/2/3", "1/2")):
        assert f"{year} yılında numara verilmedi" in words(long.get(f"{REGISTERS}?no={typed}"))


@pytest.mark.parametrize(
    "query", ["first=0", "first=-5", "first=x", "first=" + "9" * 60, "first=%00", "no=%00", "year="]
)
def test_what_makes_no_sense_in_an_address_is_left_out(desk: Desk, clerk: Client, query: str) -> None:
    registered(desk, subject="Tek evrak")
    for more in ("", "&print=1", "&print=1&paper=x"):
        answer = clerk.get(f"{REGISTERS}?{query}{more}")
        assert answer.status_code == 200
        assert "Tek evrak" in words(answer)


def test_each_year_is_a_book_of_its_own(desk: Desk, office: TestOffice, clerk: Client) -> None:
    registered(desk, subject="Bu yılın evrakı")
    office.clock.move(days=47)  # type: ignore[attr-defined]
    assert registered(desk, subject="Yeni yılın evrakı") == "2027/1"
    browser = client(office, "evrak_kayit")
    assert "Yeni yılın" in words(browser.get(REGISTERS))
    assert "Bu yılın" not in words(browser.get(REGISTERS))
    assert "2026 yılı 1 numarada kapandı" in words(browser.get(f"{REGISTERS}?year=2026"))
    assert "2024 yılında numara verilmedi" in words(browser.get(f"{REGISTERS}?year=2024"))


def test_before_the_first_number_a_register_says_so(clerk: Client) -> None:
    assert "Defterlerde numara yok" in words(clerk.get(REGISTERS))
    assert clerk.get(f"{REGISTERS}/export").status_code == 404


# On paper and as a file -----------------------------------------------------------------------------------------------


def test_on_paper_the_whole_register_stands_and_the_lines_that_the_file_asks_for(
    office: TestOffice, long: Client
) -> None:
    path = f"{REGISTERS}?print=1"
    assert shown(long, "?print=1") == list(range(1, 121))
    assert "Karacabey Belediyesi · Gelen Evrak Defteri 2026" in long.get(path).text
    assert "İmza" not in words(long.get(path))
    file = municipality.get()
    printout = ("page_numbers", "signed", "filed")
    kalem = file.offices["ozel_kalem"]
    asking = replace(kalem, registers=replace(kalem.registers, printout=printout))
    municipality.put(office.app, replace(file, offices={**file.offices, "ozel_kalem": asking}))
    text = words(long.get(path))
    assert "Saklandığı dosya" in text
    assert "Evrak Kayıt Görevlisi Adı soyadı Tarih İmza" in text
    assert "Özel Kalem Müdürü Adı soyadı Tarih İmza" in text
    assert "İmza" not in words(long.get(REGISTERS))


def test_paper_lies_as_one_likes(desk: Desk, clerk: Client) -> None:
    registered(desk)
    assert 'class="k-main k-register"' in clerk.get(f"{REGISTERS}?print=1").text
    assert 'class="k-main"' in clerk.get(f"{REGISTERS}?print=1&paper=portrait").text


def test_a_long_register_is_printed_in_parts_and_only_the_last_is_signed(
    office: TestOffice, long: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers_page, "PART", 50)
    monkeypatch.setattr("kalem.output.registers.PIECE", 30)
    first = long.get(f"{REGISTERS}?print=1")
    assert shown(long, "?print=1") == list(range(1, 51))
    assert "51–100 arası numaralar" in words(first)
    assert "Defter özeti" not in words(first)
    assert shown(long, "?print=1&first=101") == list(range(101, 121))
    assert "Defter özeti" in words(long.get(f"{REGISTERS}?print=1&first=101"))


def test_files_hold_the_whole_register_and_nothing_that_is_run(desk: Desk, clerk: Client) -> None:
    hostile = ("=1+1", "+1", "-1", "@SUM(1)", "\uff1d1+1", "İĞÜŞÖÇ ığüşöç", "a;b\"c", "<script>alert(1)</script>")
    for text in hostile:
        registered(desk, subject=text, sender=text)
    rows = table(clerk)[1:]
    assert [each[4].removeprefix("'") for each in rows] == list(hostile)
    for each in rows:
        assert not [cell for cell in each if cell.startswith(("=", "+", "-", "@", "\uff1d"))]
    book = load_workbook(io.BytesIO(clerk.get(f"{REGISTERS}/export?as=xlsx").data))
    lines = list(book.worksheets[0].iter_rows(min_row=2))
    assert [line[4].value for line in lines] == list(hostile)
    assert {cell.data_type for line in lines for cell in line if cell.value is not None} <= {"s", "d", "n"}
    assert lines[0][2].value == datetime(2026, 11, 18)
    about = {line[0].value: line[1].value for line in book.worksheets[1].iter_rows()}
    assert (about["Defter"], about["Son numara"]) == ("Gelen Evrak Defteri 2026", "2026/8")
    assert "&lt;script&gt;" in clerk.get(REGISTERS).text
    assert "<script>alert" not in clerk.get(REGISTERS).text


# What it costs --------------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_that_of_numbers(desk: Desk, office: TestOffice) -> None:
    browser = client(office, "mudur")

    def grow(count: int) -> None:
        for _each in range(count):
            desk.referred("protokol")
            desk.do(desk.do(desk.arrived(), "register", "evrak_kayit"), "void", "mudur", note="Yanlış")

    def queries(path: str) -> int:
        browser.get(path)
        with count_queries() as counter:
            browser.get(path)
        return int(counter.count)

    paths = (REGISTERS, f"{REGISTERS}?first=1", f"{REGISTERS}?print=1", f"{REGISTERS}/export?as=csv")
    grow(2)
    few = [queries(path) for path in paths]
    grow(28)
    assert [queries(path) for path in paths] == few


def test_nothing_is_walked_to_find_a_page_or_to_count_the_unused(desk: Desk, office: TestOffice, engine: str) -> None:
    registered(desk)
    browser = client(office, "evrak_kayit")
    with counted() as sent:
        browser.get(f"{REGISTERS}?first=1")
    assert not [statement for statement in sent if "OFFSET" in statement]
    at = datetime(2026, 11, 18, tzinfo=UTC)
    register = "ozel_kalem.incoming"
    Number.insert_many(
        [{"register": register, "year": 2026, "no": no, "record_id": 1, "at": at} for no in range(2, 3000)]
    ).execute()
    if engine == "postgresql":
        db.current().execute_sql("ANALYZE number")
    (counting,) = (statement for statement in sent if "void_reason" in statement.partition("WHERE")[2])
    explain = "EXPLAIN QUERY PLAN" if engine == "sqlite" else "EXPLAIN"
    plan = db.current().execute_sql(f"{explain} {counting}", (1, 0, register, 2026)).fetchall()
    assert "number_unused" in repr(plan)
