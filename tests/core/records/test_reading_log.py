"""The log of who opened which personal data."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playhouse.test_utils import count_queries
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import db
from kalem.context import now
from kalem.organisation import Position, User, give
from kalem.records import Reading, Record, fields, reading_log, types
from kalem.records.reading_log import Sought, opened, readings
from kalem.testing import TestOffice


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with offices.open(engine, "karacabey") as made, made.running():
        yield made


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    return Desk(office)


def rows() -> list[tuple[int, int, str]]:
    return [(row.user_id, row.record_id, row.how) for row in Reading.select().order_by(Reading.id)]


def test_who_opened_what_how_and_as_what_is_written(office: TestOffice, desk: Desk) -> None:
    record = desk.arrived()
    opened(desk.actor("evrak_kayit"), record, "page")
    row = Reading.get()
    assert (row.user_id, row.record_id, row.how) == (office.people["evrak_kayit"], record.id, "page")
    assert row.position_id == Position.get(Position.slug == "evrak_kayit").id
    assert row.delegation_id is None
    assert row.office == record.office
    assert timedelta() <= now() - row.at < timedelta(minutes=1)


def test_a_deputy_reads_for_who_lent_him_the_position(office: TestOffice, desk: Desk) -> None:
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    deputy = office.people["bilgi_islem_personeli"]
    giver = desk.actor("mudur")
    lent = give(
        giver, Position.get(Position.slug == "mudur"), User.get_by_id(deputy), giver.on, giver.on, "all", "Olur 1"
    )
    opened(desk.actor("bilgi_islem_personeli"), record, "page")
    row = Reading.get()
    assert (row.user_id, row.delegation_id) == (deputy, lent.id)


def test_the_same_page_is_written_once_in_some_minutes_and_again_later(office: TestOffice, desk: Desk) -> None:
    actor, record = desk.actor("evrak_kayit"), desk.arrived()
    opened(actor, record, "page")
    opened(actor, record, "page")
    assert len(rows()) == 1
    office.clock.move(minutes=11)  # type: ignore[attr-defined]
    opened(actor, record, "page")
    assert len(rows()) == 2


def test_another_way_another_file_and_another_person_are_each_written(desk: Desk) -> None:
    actor, record = desk.actor("evrak_kayit"), desk.arrived()
    opened(actor, record, "page")
    opened(actor, record, "export")
    opened(actor, record, "attachment", attachment_id=1)
    opened(actor, record, "attachment", attachment_id=2)
    opened(actor, record, "attachment", attachment_id=1)
    opened(desk.actor("mudur"), record, "page")
    assert len(rows()) == 5


def test_a_record_without_personal_data_is_not_written(desk: Desk) -> None:
    opened(desk.actor("evrak_kayit"), desk.dossier(), "page")
    assert rows() == []


def test_a_record_whose_type_is_off_counts_as_personal(desk: Desk) -> None:
    record = desk.dossier()
    record.type = "gone.thing"
    opened(desk.actor("evrak_kayit"), record, "page")
    assert len(rows()) == 1


def test_one_field_makes_a_type_personal(office: TestOffice) -> None:
    personal = {type.id for type in types.get().values() if type.personal}
    assert {"registry.incoming", "registry.outgoing", "protokol.appointment", "muhtarlik.request"} <= personal
    assert "registry.dossier" not in personal
    assert fields.String(label="Ad", personal=True).personal
    assert not fields.String(label="Ad").personal


def test_an_export_takes_some_queries_for_each_two_hundred_records(desk: Desk) -> None:
    records = [desk.arrived(subject=f"Evrak {number}") for number in range(6)]
    actor = desk.actor("evrak_kayit")
    with count_queries() as few:
        opened(actor, records[:2], "export")
    with count_queries() as many:
        opened(actor, records[2:], "export")
    assert few.count == many.count + 1, "the first one removes old rows"
    assert many.count <= 5
    assert len(rows()) == 6


def test_many_records_are_all_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_log, "AT_ONCE", 2)
    records = [desk.arrived(subject=f"Evrak {number}") for number in range(5)]
    opened(desk.actor("evrak_kayit"), iter(records), "export")
    assert sorted(row[1] for row in rows()) == sorted(record.id for record in records)


def test_a_busy_or_closed_database_keeps_nobody_from_reading_and_nothing_is_lost(
    desk: Desk, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = desk.arrived(subject="Ayşe Yılmaz"), desk.arrived(subject="İkinci")
    actor = desk.actor("evrak_kayit")
    release = _closed(engine)
    with caplog.at_level(logging.WARNING, "kalem.readings"):
        opened(actor, first, "page")
    release()
    assert rows() == []
    assert f"'record_id': {first.id}" in caplog.text
    assert "Ayşe" not in caplog.text
    opened(actor, second, "page")
    assert [row[1] for row in rows()] == [first.id, second.id]
    opened(actor, first, "export")
    assert len(rows()) == 3, "what waited is written once"


def _closed(engine: str) -> Callable[[], None]:
    """Let nobody write into the log until the returned function is called."""
    database = db.current()
    if engine == "sqlite":
        other = sqlite3.connect(database.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        def release() -> None:
            other.execute("ROLLBACK")
            other.close()

        return release
    database.execute_sql("SET default_transaction_read_only = on")
    return lambda: database.execute_sql("SET default_transaction_read_only = off")


def test_what_is_older_than_the_file_says_is_removed_with_the_first_reading_of_a_day(
    office: TestOffice, desk: Desk
) -> None:
    record, actor = desk.arrived(), desk.actor("evrak_kayit")
    opened(actor, record, "page")
    office.clock.move(days=reading_log.KEPT_DAYS - 1)  # type: ignore[attr-defined]
    opened(actor, record, "page")
    assert len(rows()) == 2
    office.clock.move(days=2)  # type: ignore[attr-defined]
    opened(actor, record, "page")
    assert len(rows()) == 2


def test_the_log_is_read_newest_first_by_person_record_and_day(office: TestOffice, desk: Desk) -> None:
    first, second = desk.arrived(subject="Bir"), desk.arrived(subject="İki")
    clerk, director = desk.actor("evrak_kayit"), desk.actor("mudur")
    opened(clerk, [first, second], "export")
    office.clock.move(days=1)  # type: ignore[attr-defined]
    opened(director, first, "page")
    found = readings(director, Sought())
    assert found[0].record_id == first.id
    assert len(found) == 3
    assert len(readings(director, Sought(user_id=clerk.user_id))) == 2
    assert len(readings(director, Sought(record_id=first.id))) == 2
    assert len(readings(director, Sought(day=date(2026, 11, 18)))) == 2
    assert len(readings(director, Sought(day=date(2026, 11, 19)))) == 1
    assert readings(director, Sought(day=date(2026, 11, 20))) == []


def test_pages_of_the_log_follow_each_other_without_gap_or_repetition(desk: Desk) -> None:
    records = [desk.arrived(subject=f"Evrak {number}") for number in range(5)]
    opened(desk.actor("evrak_kayit"), records, "export")
    director, seen, before = desk.actor("mudur"), [], None
    while found := readings(director, Sought(), before=before, limit=2):
        seen += [row.id for row in found]
        before = found[-1].id
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5


def test_who_may_not_see_the_log_finds_nothing_in_it(desk: Desk) -> None:
    record = desk.arrived()
    opened(desk.actor("evrak_kayit"), record, "page")
    assert readings(desk.actor("evrak_kayit"), Sought()) == []


def test_readings_of_another_office_are_not_shown(desk: Desk) -> None:
    record: Record = desk.arrived()
    record.office = "yazi_isleri"
    opened(desk.actor("evrak_kayit"), record, "page")
    assert readings(desk.actor("mudur"), Sought()) == []
