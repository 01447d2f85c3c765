"""An old register in the office: its numbers and days, who reads it, what is found, and how the year goes on."""

from datetime import date
from importlib import import_module

import pytest
from tests.importing.conftest import REGISTER, read, take, write
from tests.importing.registers import Written, faulty, row
from tests.support.desk import Desk

from kalem import db, ledger, search
from kalem.context import local, today
from kalem.importing import FileImport, ImportedRow
from kalem.ledger import Entry, Number, history
from kalem.ledger.numbers import RegisterYear
from kalem.organisation import municipality
from kalem.records import Access, NotFound, Record, Waiting, get_visible
from kalem.registry import correspondents
from kalem.registry.incoming import IncomingDocument, duplicates
from kalem.registry.old_records import BATCH
from kalem.workflow import offers


def of(*rows: list[str], year: int = 2025) -> bytes:
    made = Written(year)
    for each in rows:
        made.add(each)
    return made.raw


DAY = date(2025, 3, 4)


def test_numbers_days_and_words_are_those_of_the_old_register(desk: Desk):
    take(of(row(1, DAY), row(2, DAY, Havale="Muhtarlık", Ek="3", Açıklama="=1+1", Konu="İki\nsatır")))

    record = Record.get(Record.number == "2025/2")
    details = IncomingDocument.get(IncomingDocument.record == record)
    assert (record.register, record.year, record.no, record.state) == (REGISTER, 2025, 2, "past")
    assert local(record.opened_at).date() == DAY
    assert (record.subject, record.holders) == ("İki\nsatır", "")
    assert record.closed_at == record.opened_at
    assert (details.channel, details.sender, details.annexes) == ("registered", "Şeker Sanayi A.Ş.", 3)
    assert (details.old_referral, details.old_remarks) == ("Muhtarlık", "=1+1")
    assert ledger.verify() == []


def test_the_entry_tells_file_line_and_hand(desk: Desk):
    take(of(row(1, DAY)))

    record = Record.get(Record.number == "2025/1")
    ((entry, text),) = history("record", record.id)
    made = FileImport.get()
    assert (entry.action, text.by, text.at[:10]) == ("import", {"name": "Kalem"}, today().isoformat())
    assert text.about == {
        "told": "eski defterden aktardı",
        "number": "2025/1",
        "file": "eski.csv",
        "line": "satır 2",
        "sha256": made.sha256,
    }
    assert ImportedRow.get().record_id == record.id


def test_all_good_rows_are_in_and_the_rest_is_declared(desk: Desk):
    made = faulty()
    outcome = take(made.raw)

    numbers = list(Number.select().where(Number.register == REGISTER).order_by(Number.no))
    assert [number.no for number in numbers] == list(range(1, 61))
    assert outcome.new == Record.select().count() == sum(number.record_id is not None for number in numbers)
    assert outcome.new == len(made.rows) - len(made.bad)
    gaps = {number.no: number.void_reason for number in numbers if number.record_id is None}
    assert gaps == read(made.raw).missing
    assert all(number.void_reason is None for number in numbers if number.record_id is not None)
    assert ledger.verify() == []


def test_an_old_document_waits_for_nobody_and_offers_nothing(desk: Desk):
    take(of(row(1, DAY)))

    record = Record.get()
    assert not Waiting.select().exists()
    assert offers(record, desk.actor("mudur")) == []


def test_who_registers_refers_and_was_referred_to_reads_it_and_others_do_not(desk: Desk):
    take(
        of(row(1, DAY, Havale="Basın Yayın"), row(2, DAY, Havale="MEDYA İLETİŞİM; Muhtarlık"), row(3, DAY, Havale="?"))
    )

    def readers(number: str) -> set[str]:
        record = Record.get(Record.number == number)
        return {who for who in desk.office.people if _reads(desk, who, record)}

    always = readers("2025/3")
    assert {"mudur", "evrak_kayit"} <= always
    assert readers("2025/1") == always | _of_unit("basin_yayin")
    assert {"medya_personeli", "muhtarlik_personeli"} <= readers("2025/2")
    assert "protokol_personeli" not in readers("2025/2")


def _of_unit(unit: str) -> set[str]:
    """Return the positions of a unit, as the file has them."""
    return {each.id for each in municipality.get().positions.values() if each.unit == unit}


def _reads(desk: Desk, who: str, record: Record) -> bool:
    try:
        get_visible(desk.actor(who), record.id)
    except NotFound:
        return False
    return True


def test_it_is_found_by_all_its_words_and_by_its_readers_only(desk: Desk):
    take(of(row(1, DAY, Havale="Muhtarlık", Açıklama="Sarı dosyada", Konu="Kaldırımların onarılması")))
    record = Record.get()

    def finds(who: str, words: str) -> bool:
        return record.id in search.current().find(words, desk.actor(who).principals)

    for words in ("2025/1", "kaldırım", "sarı dosya", "gazi mahallesi", "muhtarlık", "22633920"):
        assert finds("mudur", words), words
    assert not finds("protokol_personeli", "kaldırım")


def test_its_senders_are_suggested_and_a_second_copy_is_noticed(desk: Desk):
    take(of(row(1, DAY), row(5, DAY)))

    name = "Gazi Mahallesi Muhtarlığı"
    assert correspondents.suggest("gazi") == [name]
    assert correspondents.Correspondent.get().uses == 2
    found = duplicates(desk.actor("mudur"), name, "E-22633920-050.02-1", None)
    assert [record.number for record in found] == ["2025/1"]


def test_the_year_goes_on_with_the_next_number(desk: Desk):
    year = today().year
    take(of(row(1, date(year, 1, 5)), row(4, date(year, 2, 5)), year=year))

    assert desk.ready().number == f"{year}/5"
    assert ledger.verify() == []


def test_another_year_has_its_own_numbers(desk: Desk):
    native = desk.ready().number
    take(of(row(1, DAY), row(2, DAY)))

    assert desk.ready().number == f"{today().year}/2"
    assert native == f"{today().year}/1"
    assert RegisterYear.get((RegisterYear.register == REGISTER) & (RegisterYear.year == 2025)).last == 2
    assert ledger.verify() == []


def test_numbers_that_the_office_gave_itself_are_repeated_ones(desk: Desk):
    native = desk.ready()
    year = today().year
    raw = of(row(1, date(year, 1, 5)), row(2, date(year, 1, 6)), year=year)
    found = read(raw)
    write(found)

    assert Record.get(Record.number == f"{year}/1").id == native.id
    assert Record.get(Record.number == f"{year}/2").state == "past"
    assert found.report.bad == {2: ["1 numarası defterde zaten var"]}
    assert ledger.verify() == []


def test_the_same_file_twice_is_one_import(desk: Desk):
    raw = faulty().raw
    first = take(raw)
    before = _all()
    again = take(raw)

    assert (again.new, again.before) == (0, first.new)
    assert _all() == before


def test_a_row_that_was_mended_takes_the_place_that_was_declared(desk: Desk):
    made = faulty()
    take(made.raw)
    mended = Written()
    mended.add(row(13, DAY))
    mended.add(row(33, DAY))
    mended.add(row(62, DAY))
    outcome = take(mended.raw)

    assert outcome.new == 3
    assert Number.get((Number.register == REGISTER) & (Number.no == 13)).void_reason is None
    assert Number.get((Number.register == REGISTER) & (Number.no == 61)).void_reason == "Eski defterde yok (eski.csv)"
    assert ledger.verify() == []


def test_days_that_run_backwards_are_kept_as_they_are(desk: Desk):
    take(of(row(1, date(2025, 5, 5)), row(2, date(2025, 5, 4)), row(3, date(2025, 5, 6))))

    assert [local(each.opened_at).day for each in Record.select().order_by(Record.no)] == [5, 4, 6]
    assert ledger.verify() == []


class Stopped(Exception):
    """The machine stops."""


@pytest.mark.parametrize("batches", [1, 2])
def test_an_import_that_stops_is_whole_and_goes_on_where_it_was(desk: Desk, batches: int):
    raw = faulty(2 * BATCH + 90).raw
    left = [batches]

    def stop(_count: int) -> None:
        left[0] -= 1
        if left[0] <= 0:
            raise Stopped

    with pytest.raises(Stopped):
        take(raw, stop)
    assert ledger.verify() == []
    year = RegisterYear.get((RegisterYear.register == REGISTER) & (RegisterYear.year == 2025))
    assert year.last == 2 * BATCH + 90

    take(raw)
    assert ledger.verify() == []
    assert Record.select().count() == len(read(raw).documents)
    assert Entry.select().where(Entry.action == "import").count() == len(read(raw).documents)
    assert Access.select(Access.record_id).distinct().count() == len(read(raw).documents)


def _all() -> tuple[int, ...]:
    return tuple(model.select().count() for model in (Record, Number, Entry, Access, ImportedRow, FileImport))


def test_rows_that_an_earlier_version_wrote_come_to_the_shelf_of_the_old(desk: Desk):
    take(of(row(1, DAY), row(2, DAY)))
    desk.arrived()
    written = sorted((each.principal, each.record_id, each.type) for each in Access.select())
    Access.update(type="registry.incoming").execute()
    assert ledger.verify()
    for index in ("record_day", "record_past_day"):
        db.current().execute_sql(f"DROP INDEX {index}")
    with db.current().atomic():
        import_module("kalem.migrations.0015_lists").up(None, db.current())
    assert sorted((each.principal, each.record_id, each.type) for each in Access.select()) == written
    assert {type for _principal, _record, type in written} == {"registry.incoming", "registry.incoming:past"}
    assert ledger.verify() == []
