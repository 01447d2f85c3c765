"""Files of what is seen: all pages of a list, of hits and of the desk, within the reader's rights."""

import csv
import io
import re
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from playhouse.test_utils import count_queries
from tests.importing.conftest import take
from tests.importing.registers import Written, row
from tests.support.desk import Desk
from tests.web.reading import words
from werkzeug.test import TestResponse

from kalem import db
from kalem.ledger import Entry
from kalem.output import Sheet
from kalem.records import Listing
from kalem.records.reading_log import Reading
from kalem.testing import TestOffice
from kalem.testing.web import Client, client

INCOMING = "/records/registry.incoming/"
EXPORT = "/records/registry.incoming/export"

#: The addresses of all files.
EVERY = (EXPORT, "/search/export?q=toplantı", "/desk/export")


def table(answer: TestResponse) -> list[list[str]]:
    """Return the rows of a CSV."""
    assert answer.status_code == 200, words(answer)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def as_csv(browser: Client, path: str) -> list[list[str]]:
    """Return the rows of the CSV at ``path``."""
    return table(browser.get(f"{path}{'&' if '?' in path else '?'}as=csv"))


# What is in it --------------------------------------------------------------------------------------------------------


def test_a_list_is_handed_out_with_the_words_of_its_page(desk: Desk, clerk: Client) -> None:
    record = desk.ready()
    heading, row = as_csv(clerk, EXPORT)
    assert heading == ["Sayı", "Kayıt", "Konu", "Gönderen", "Kimde", "Durum", "Son gün"]
    assert row == [
        record.number, "18.11.2026", record.subject, "Fındıklı Köyü Muhtarlığı", "Özel Kalem Müdürü",
        "Havale bekliyor", "",
    ]  # fmt: skip
    page = words(clerk.get(INCOMING))
    assert all(part in page for part in row if part)


def test_an_xlsx_holds_days_as_days_and_tells_what_it_is(desk: Desk, clerk: Client) -> None:
    desk.ready()
    answer = clerk.get(f"{EXPORT}?as=xlsx&state=with_director")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.worksheets[0]["B2"].value == datetime(2026, 11, 18)
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["Belediye"] == "Karacabey Belediyesi"
    assert about["Durum"] == "Havale bekliyor"
    assert about["Hazırlayan"].endswith(", Evrak Kayıt Görevlisi")
    assert about["Hazırlandığı an"] == "18.11.2026 09.30"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_file_is_named_for_the_list_and_the_day(desk: Desk, clerk: Client, format: str) -> None:
    answer = clerk.get(f"{EXPORT}?as={format}")
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="Gelen evrak 2026-11-18.{format}"; filename*=UTF-8'
    )
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Cache-Control"] == "no-store" or "no-cache" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["state=with_director", "view=open", "q=sunulan", "q=sunulan&state=with_director"])
def test_it_is_narrowed_as_the_page_is(desk: Desk, clerk: Client, query: str) -> None:
    desk.ready(subject="Sunulan")
    gone = desk.arrived(subject="Yanlış gelen")
    desk.do(gone, "void", "mudur", note="Yanlış")
    assert [row[2] for row in as_csv(clerk, f"{EXPORT}?{query}")[1:]] == ["Sunulan"]


def test_it_holds_all_pages_newest_first(desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(55):
        desk.arrived(subject=f"Evrak {number}")
    every = [f"Evrak {number}" for number in reversed(range(55))]
    for size in (500, 7, 55):
        monkeypatch.setattr(Listing.pieces, "__kwdefaults__", {"size": size})
        assert [row[2] for row in as_csv(clerk, EXPORT)[1:]] == every
        assert [row[2] for row in as_csv(clerk, f"{EXPORT}?q=evrak")[1:]] == every
        assert [row[2] for row in as_csv(clerk, f"{EXPORT}?q=evrak&state=arrived&before=3")[1:]] == every


def test_hits_are_handed_out_of_all_kinds(desk: Desk, office: TestOffice) -> None:
    desk.ready(subject="Park toplantısı")
    desk.letter("mudur", subject="Park hakkında")
    rows = as_csv(client(office, "mudur"), "/search/export?q=park")
    assert rows[0] == ["Tür", "Sayı", "Konu", "Ayrıntı", "Birim", "Durum", "Son gün", "Kayıt"]
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("Giden evrak", "Park hakkında", "Valilik"),
        ("Gelen evrak", "Park toplantısı", "Fındıklı Köyü Muhtarlığı"),
    ]
    assert len(as_csv(client(office, "mudur"), "/search/export?q=park&type=registry.outgoing")) == 2
    assert client(office, "mudur").get("/search/export?as=csv").status_code == 404


def test_the_desk_is_handed_out_as_it_is_ordered(
    desk: Desk, office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kalem.web.desk.PIECE", 2)
    director = client(office, "mudur")
    for number in range(5):
        desk.ready(subject=f"Sunulan {number}")
    late = desk.force(desk.ready(subject="Geciken"), due=desk.day(-1))
    every = as_csv(director, "/desk/export")
    assert [row[2] for row in every[1:]] == ["Geciken", *(f"Sunulan {number}" for number in reversed(range(5)))]
    assert [row[2] for row in as_csv(director, "/desk/export?view=late")[1:]] == [late.subject]
    assert as_csv(director, "/desk/export?view=yok") == every


def test_a_hostile_subject_runs_nothing(desk: Desk, clerk: Client) -> None:
    for subject in ('=HYPERLINK("http://kotu.example";"x")', "@SUM(1)", "+1", "-1;=2", "=cmd|' /C calc'!A0"):
        desk.arrived(subject=subject, sender="=1+1")
    for line in as_csv(clerk, EXPORT)[1:]:
        assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@"))]
    book = load_workbook(io.BytesIO(clerk.get(f"{EXPORT}?as=xlsx").data))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value} <= {"s", "d"}


# Rights ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("path", EVERY)
def test_nothing_is_in_it_that_the_reader_may_not_read(desk: Desk, office: TestOffice, path: str, format: str) -> None:
    seen = desk.referred("protokol", subject="Protokol toplantısı")
    secret = desk.force(desk.referred("protokol", subject="Gizli toplantı"), confidentiality=2)
    address = f"{path}{'&' if '?' in path else '?'}as={format}"
    for position in ("protokol_personeli", "protokol_sorumlusu", "bilgi_islem_personeli", "sistem_yoneticisi", "mudur"):
        browser = client(office, position)
        answer = browser.get(address)
        data = answer.data
        if format == "xlsx":
            data = repr([[c.value for c in r] for r in load_workbook(io.BytesIO(data)).worksheets[0]]).encode()
        for record in (seen, secret):
            if browser.get(f"/record/{record.id}").status_code == 404:
                assert record.subject.encode() not in data, (position, record.subject)
    assert seen.subject in client(office, "protokol_personeli").get(f"{EXPORT}?as=csv").text
    assert seen.subject not in client(office, "bilgi_islem_personeli").get(f"{EXPORT}?as=csv").text


def test_a_dossier_that_is_closed_to_the_reader_is_not_named(desk: Desk, office: TestOffice, clerk: Client) -> None:
    before = as_csv(clerk, "/records/registry.dossier/export")
    hidden = desk.force(desk.dossier("mudur", subject="Gizli dosya"), confidentiality=3)
    assert as_csv(clerk, "/records/registry.dossier/export") == before
    assert hidden.subject not in clerk.get("/search/export?as=csv&q=gizli").text


@pytest.mark.parametrize("path", ["/records/yok/export", "/records/registry.incoming/export?saved=1"])
def test_what_is_not_there_is_not_there_as_a_file(clerk: Client, path: str) -> None:
    assert clerk.get(path).status_code == 404


@pytest.mark.parametrize("format", ["", "pdf", "CSV", "../../etc/passwd", "%00"])
def test_another_format_is_the_first(desk: Desk, clerk: Client, format: str) -> None:
    answer = clerk.get(f"{EXPORT}?as={format}")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")


def test_who_is_not_signed_in_gets_nothing(office: TestOffice) -> None:
    for path in EVERY:
        assert client(office).get(path).status_code == 302


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_reader_of_forty_among_many_gets_exactly_forty(
    desk: Desk, office: TestOffice, soak: bool, format: str
) -> None:
    count, day = (10_000 if soak else 600), date(2025, 3, 4)
    made = Written(2025)
    for no in range(1, count + 1):
        mine = no % (count // 40) == 0
        made.add(row(no, day, Konu=f"Evrak {no}", Havale="Bilgi İşlem" if mine else "Muhtarlık"))
    take(made.raw)
    expected = {f"Evrak {no}" for no in range(1, count + 1) if no % (count // 40) == 0}
    assert len(expected) == 40
    for path in (EXPORT, f"{EXPORT}?state=past", f"{EXPORT}?since=04.03.2025&until=04.03.2025", f"{EXPORT}?q=evrak"):
        browser = client(office, "bilgi_islem_personeli")
        assert column(browser, path, format) == sorted(expected, key=_number, reverse=True), path
    assert len(column(client(office, "evrak_kayit"), EXPORT, format)) == count


def column(browser: Client, path: str, format: str) -> list[str]:
    """Return the subjects that a file of incoming documents holds."""
    answer = browser.get(f"{path}{'&' if '?' in path else '?'}as={format}")
    if format == "csv":
        return [line[2] for line in table(answer)[1:]]
    page = load_workbook(io.BytesIO(answer.data), read_only=True).worksheets[0]
    return [str(line[2]) for line in page.iter_rows(min_row=2, values_only=True)]


def _number(subject: str) -> int:
    return int(subject.rpartition(" ")[2])


@pytest.mark.parametrize(
    "query",
    [
        "state=past", "state=voided", "state=arrived", "view=open", "year=2025", "since=18.11.2026", "until=31.12.2025",
        "since=05.03.2025&until=06.03.2025", "q=eski", "q=eski&since=06.03.2025", "state=past&view=open",
        "since=yok", "since=20.11.2026&until=18.11.2026",
    ],
)  # fmt: skip
def test_a_file_holds_what_the_narrowed_page_shows_and_only_that(desk: Desk, clerk: Client, query: str) -> None:
    made = Written(2025)
    for no in range(4, 8):
        made.add(row(no, date(2025, 3, no), Konu=f"Eski {no}"))
    take(made.raw)
    desk.do(desk.arrived(subject="Yanlış"), "void", "mudur", note="Yanlış")
    desk.arrived(subject="Yeni")
    shown = re.findall(r'class="k-subject"[^>]*>([^<]+)<', clerk.get(f"{INCOMING}?{query}").text)
    for format in ("csv", "xlsx"):
        assert column(clerk, f"{EXPORT}?{query}", format) == shown
    paper = re.findall(r'class="k-subject"[^>]*>([^<]+)<', clerk.get(f"{INCOMING}?{query}&print=1").text)
    assert paper == shown


def test_a_turkish_excel_reads_every_letter(desk: Desk, clerk: Client) -> None:
    text = "İĞÜŞÖÇ ığüşöç âîû Iı İi – “tırnak” €"
    desk.arrived(subject=text, sender=text)
    data = clerk.get(f"{EXPORT}?as=csv").data
    assert data.startswith(b"\xef\xbb\xbfSay\xc4\xb1;")
    assert data.count(text.encode()) == 2
    assert data.endswith(b"\r\n")


# What it costs --------------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_the_rows_of_a_piece(desk: Desk, office: TestOffice) -> None:
    browser = client(office, "mudur")
    paths = [f"{path}{'&' if '?' in path else '?'}as=csv" for path in EVERY]

    def counts() -> list[int]:
        found = []
        for path in paths:
            browser.get(path)
            with count_queries() as counter:
                browser.get(path)
            found.append(int(counter.count))
        return found

    desk.ready(subject="Toplantı")
    few = counts()
    for number in range(30):
        desk.ready(subject=f"Toplantı {number}")
    assert counts() == few


def test_it_is_read_in_a_transaction_that_writes_nothing(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.ready()
    before = Entry.select().count()
    plain, sent = type(db.current()).execute_sql, []

    def watched(self: object, sql: str, *rest: object, **more: object) -> object:
        sent.append(sql.split()[0].upper())
        return plain(self, sql, *rest, **more)

    monkeypatch.setattr(type(db.current()), "execute_sql", watched)
    clerk.get(f"{EXPORT}?as=csv")
    clerk.get(f"{EXPORT}?as=csv")
    sent.clear()
    clerk.get(f"{EXPORT}?as=csv")
    assert not {"INSERT", "UPDATE", "DELETE"} & set(sent)
    assert Entry.select().count() == before


def test_who_took_personal_data_along_is_written_down(desk: Desk, office: TestOffice) -> None:
    ids = {desk.ready().id, desk.arrived().id}
    browser = client(office, "evrak_kayit")
    browser.get(INCOMING)
    assert not Reading.select().where(Reading.how == "export").exists()
    browser.get(f"{EXPORT}?as=csv")
    taken = Reading.select().where((Reading.how == "export") & (Reading.user_id == office.people["evrak_kayit"]))
    assert {row.record_id for row in taken} == ids
    client(office, "mudur").get(f"{INCOMING}?print=1")
    taken = Reading.select().where((Reading.how == "export") & (Reading.user_id == office.people["mudur"]))
    assert {row.record_id for row in taken} == ids


def test_what_is_cut_off_is_told_and_not_written_down_as_taken(
    desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [desk.arrived(subject=f"Evrak {number}") for number in range(4)]
    monkeypatch.setattr(Sheet.__init__, "__defaults__", (*Sheet.__init__.__defaults__[:-1], 3))
    rows = as_csv(clerk, EXPORT)
    assert [row[2] for row in rows[1:4]] == ["Evrak 3", "Evrak 2", "Evrak 1"]
    assert rows[4][0].startswith("İlk 3 kayıt.")
    taken = {row.record_id for row in Reading.select().where(Reading.how == "export")}
    assert taken == {record.id for record in records[1:]}


# On paper -------------------------------------------------------------------------------------------------------------


def test_a_printed_list_has_all_pages_and_its_filter_in_words(desk: Desk, clerk: Client) -> None:
    for number in range(53):
        desk.arrived(subject=f"Evrak {number}.")
    answer = clerk.get(f"{INCOMING}?state=arrived&q=evrak&print=1")
    text = words(answer)
    assert "Arama: “evrak” · Durum: Kayıt bekliyor · 53 kayıt" in text
    assert all(f"Evrak {number}." in text for number in range(53))
    assert "Daha eski" not in text
    assert "Karacabey Belediyesi · Özel Kalem Müdürlüğü · 18.11.2026 09.30" in text


def test_paper_has_an_end(desk: Desk, clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kalem.web.paper.MOST", 2)
    for number in range(3):
        desk.arrived(subject=f"Evrak {number}.")
    text = words(clerk.get(f"{INCOMING}?print=1"))
    assert "İlk 2 kayıt. Kalanı için süzgeci daraltın ya da dosya olarak alın." in text
    assert "Evrak 0." not in text


def test_a_printed_desk_has_all_pages(desk: Desk, director: Client) -> None:
    for number in range(52):
        desk.ready(subject=f"Sunulan {number}.")
    text = words(director.get("/?print=1"))
    assert "Görünüm: Beni bekleyen · 52 kayıt" in text
    assert all(f"Sunulan {number}." in text for number in range(52))


def test_an_empty_list_offers_nothing_to_take_along(clerk: Client) -> None:
    for path in (f"{INCOMING}?q=zeplin", "/search?q=zeplin", "/?view=late"):
        assert "Dışa aktar" not in words(clerk.get(path))
