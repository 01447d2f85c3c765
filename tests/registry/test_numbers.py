"""Numbers without gap, double or step back, under many writers, aborts, kills and the turn of the year."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.clerks import Room, context
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import ledger
from kalem.context import local
from kalem.ledger import Number
from kalem.records import Record

CLERKS = 8

#: Half a second before the new year, in Turkey.
NEW_YEARS_EVE = datetime(2026, 12, 31, 20, 59, 59, 500_000, tzinfo=UTC)


@pytest.fixture
def desk(offices: Offices, engine: str) -> Iterator[Desk]:
    with offices.open(engine, "karacabey") as office, office.running():
        yield Desk(office)


def numbers(register: str = "ozel_kalem.incoming") -> list[Number]:
    return list(Number.select().where(Number.register == register).order_by(Number.year, Number.no))


def check(room: Room) -> list[Number]:
    """Nothing told is lost, nothing is there twice or half, and the proof holds."""
    given = numbers()
    by_year: dict[int, list[int]] = {}
    for number in given:
        by_year.setdefault(number.year, []).append(number.no)
        assert local(number.at).year == number.year
    assert all(found == list(range(1, len(found) + 1)) for found in by_year.values())
    assert [number.at for number in given] == sorted(number.at for number in given)
    records = {record.id: record for record in Record.select()}
    assert {number.record_id for number in given} == {id for id, record in records.items() if record.number}
    assert len({number.record_id for number in given}) == len(given)
    assert all((record.state == "registered") is (record.number is not None) for record in records.values())
    told = list(room.told())
    assert len({each["number"] for each in told}) == len(told)
    assert [each for each in told if records[each["id"]].number != each["number"]] == []
    assert ledger.verify() == []
    return given


@pytest.mark.timeout(1500)
def test_eight_clerks_of_whom_one_is_killed(desk: Desk, soak: bool, tmp_path: Path):
    count = 500 if soak else 50
    room = Room(desk.office, tmp_path)
    victim = room.start(None)
    # Their clocks disagree by up to a second, as those of real machines do.
    for clerk in range(CLERKS - 1):
        room.start(count, wrong=timedelta(milliseconds=250 * (clerk % 5 - 2)))
    room.kill_in_the_middle(victim, after=count // 5)
    room.start(count)
    room.wait()
    assert len(check(room)) >= CLERKS * count
    assert Record.select().where(Record.state == "arrived").count() > 0, "nobody broke off"


@pytest.mark.timeout(600)
def test_the_year_turns_while_they_register(desk: Desk, soak: bool, tmp_path: Path):
    count = 100 if soak else 15
    room = Room(desk.office, tmp_path)
    looks = context().Value("l", 0)
    begins = NEW_YEARS_EVE + timedelta(milliseconds=0 if soak else 250)
    for clerk in range(4):
        room.start(count, begins=begins, looks=looks, wrong=timedelta(milliseconds=clerk))
    room.wait()
    given = check(room)
    assert {number.year for number in given} == {2026, 2027}
    assert len(given) == 4 * count
    first = next(number for number in given if number.year == 2027)
    assert first.no == 1
    assert Record.get_by_id(first.record_id).number == "2027/1"


def test_an_abort_after_the_number_was_taken_leaves_no_gap(desk: Desk):
    """The counter is the transaction's last lock: what fails after it gives the number back."""

    def fail(_entry: object) -> None:
        raise RuntimeError("disk")

    records = [desk.arrived() for _ in range(3)]
    listeners = ledger.entry_listeners.get()
    desk.do(records[0], "register", "evrak_kayit")
    listeners.append(fail)
    with pytest.raises(RuntimeError, match="disk"):
        desk.do(records[1], "register", "evrak_kayit")
    listeners.remove(fail)
    assert desk.do(records[2], "register", "evrak_kayit").number == "2026/2"
    assert desk.do(Record.get_by_id(records[1].id), "register", "evrak_kayit").number == "2026/3"
    assert ledger.verify() == []


def test_a_clock_set_back_gives_no_earlier_date(desk: Desk):
    first = desk.do(desk.arrived(), "register", "evrak_kayit")
    desk.office.clock.move(hours=-3)
    second = desk.do(desk.arrived(), "register", "evrak_kayit")
    assert [first.number, second.number] == ["2026/1", "2026/2"]
    one, two = numbers()
    assert one.at <= two.at
    assert ledger.verify() == []


def test_a_clock_set_back_over_the_new_year_stays_in_the_year_of_the_last_number(desk: Desk):
    desk.office.clock.moment = NEW_YEARS_EVE + timedelta(seconds=5)
    assert desk.do(desk.arrived(), "register", "evrak_kayit").number == "2027/1"
    desk.office.clock.move(seconds=-30)
    assert desk.do(desk.arrived(), "register", "evrak_kayit").number == "2027/2"
    assert ledger.verify() == []


def test_the_year_is_that_of_turkey(desk: Desk):
    """Three hours before the year ends in Greenwich it has ended here."""
    desk.office.clock.moment = datetime(2026, 12, 31, 20, 59, 59, tzinfo=UTC)
    assert desk.do(desk.arrived(), "register", "evrak_kayit").number == "2026/1"
    desk.office.clock.moment = datetime(2026, 12, 31, 21, 0, 0, tzinfo=UTC)
    assert desk.do(desk.arrived(), "register", "evrak_kayit").number == "2027/1"
    assert ledger.verify() == []


def test_a_voided_number_stays_with_its_reason(desk: Desk):
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    desk.do(record, "void", "mudur", note="Mükerrer kayıt.")
    following = desk.do(desk.arrived(), "register", "evrak_kayit")
    assert following.number == "2026/2"
    assert [number.void_reason for number in numbers()] == ["Mükerrer kayıt.", None]
    assert Record.get_by_id(record.id).number == "2026/1"
    assert ledger.verify() == []


def test_a_missing_number_is_found(desk: Desk):
    for _ in range(3):
        desk.do(desk.arrived(), "register", "evrak_kayit")
    Number.delete().where(Number.no == 2).execute()
    told = [str(finding) for finding in ledger.verify()]
    assert any("ozel_kalem.incoming 2026/3" in line and "boşluğu" in line for line in told)
