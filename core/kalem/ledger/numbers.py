"""Registers and their numbers: per register and year, without a gap, in the order of their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from peewee import AutoField, BigIntegerField, Case, CharField, CompositeKey, IntegerField, Query, Value, chunked

from kalem.context import local, now
from kalem.db import Model, Prepared, StaleRow, UtcDateTime, current, update
from kalem.db.database import is_sqlite

if TYPE_CHECKING:
    from .book import Act


#: Numbers that one statement names.
CHUNK = 300


class Register(Model):
    """A numbered book of an office. Its row is the lock under which time, year and number are read."""

    name = CharField(primary_key=True, max_length=80)
    last_at = UtcDateTime(null=True)


class RegisterYear(Model):
    """The last number that a register gave in a year."""

    register = CharField(max_length=80)
    year = IntegerField()
    last = IntegerField()

    class Meta:
        primary_key = CompositeKey("register", "year")


class Number(Model):
    """A number that was given; a voided one keeps its reason. A gap that is declared as one has no ``record_id``."""

    id = AutoField()
    register = CharField(max_length=80)
    year = IntegerField()
    no = IntegerField()
    record_id = BigIntegerField(null=True, index=True)
    at = UtcDateTime()
    void_reason = CharField(max_length=500, null=True)

    class Meta:
        indexes = ((("register", "year", "no"), True),)


# Those under which nothing stands are few: a register counts them without reading the others.
Number.add_index(Number.register, Number.year, name="number_unused", where=Number.void_reason.is_null(False))


@dataclass(frozen=True)
class Taken:
    """A number taken in the running transaction, and the moment at which it was."""

    register: str
    year: int
    no: int
    at: datetime


def take(register: str) -> Taken:
    """Take the register's next number of the year. Must be the transaction's last lock.

    Time and year are read under the lock, and never before the register's last number, so that the order of dates is
    the order of numbers even where a machine's clock was set back.
    """
    at = _locked(register)
    year = local(at).year
    ((no,),) = _next.rows(register=register, year=year)
    return Taken(register, year, no, at)


@Prepared
def _next(register: Value, year: Value) -> Query:
    return (
        RegisterYear.insert(register=register, year=year, last=1)
        .on_conflict(
            conflict_target=[RegisterYear.register, RegisterYear.year],
            update={RegisterYear.last: RegisterYear.last + 1},
        )
        .returning(RegisterYear.last)
    )


def last_of(register: str, year: int) -> int:
    """Return the last number that the register gave in the year; 0 before the first."""
    row = RegisterYear.get_or_none((RegisterYear.register == register) & (RegisterYear.year == year))
    return row.last if row is not None else 0


def declare(act: "Act", register: str, year: int, numbers: Sequence[tuple[int, str]]) -> datetime:
    """Write the numbers that follow the register's last of the year as gaps, each with its reason; return the moment.

    For numbers that were given elsewhere, before the register was kept here: the year goes on behind them, and
    :func:`fill` gives those to records that have one. ``ValueError`` unless the numbers follow the last without a leap.
    """
    at = _locked(register)
    after = last_of(register, year)
    if [no for no, _reason in numbers] != list(range(after + 1, after + 1 + len(numbers))):
        raise ValueError(f"{register} {year}: numbers that do not follow {after}")
    counted = RegisterYear.insert(register=register, year=year, last=after + len(numbers))
    counted.on_conflict(
        conflict_target=[RegisterYear.register, RegisterYear.year],
        update={RegisterYear.last: after + len(numbers)},
    ).execute()
    act.insert_many(
        Number,
        [
            {"register": register, "year": year, "no": no, "record_id": None, "at": at, "void_reason": reason}
            for no, reason in numbers
        ],
    )
    return at


def gaps(register: str, year: int, numbers: Sequence[int]) -> dict[int, Number]:
    """Return those of the register's numbers of a year that are declared as gaps, by number."""
    found: dict[int, Number] = {}
    for several in chunked(numbers, CHUNK):
        here = (Number.register == register) & (Number.year == year) & Number.no.in_(list(several))
        found.update({row.no: row for row in Number.select().where(here & Number.record_id.is_null())})
    return found


def fill(given: Sequence[tuple["Act", Number, int]]) -> None:
    """Give declared gaps to the records that have these numbers, each in its own act; ``StaleRow`` for one taken."""
    for several in chunked(given, CHUNK):
        whose = Case(Number.id, [(number.id, record_id) for _act, number, record_id in several])
        here = Number.id.in_([number.id for _act, number, _record_id in several]) & Number.record_id.is_null()
        if Number.update(record_id=whose, void_reason=None).where(here).execute() != len(several):
            raise StaleRow("number")
    for act, number, record_id in given:
        changed = {"record_id": [None, str(record_id)], "void_reason": [number.void_reason, None]}
        act.rows.append(["~", "number", str(number.id), changed])


def _locked(register: str) -> datetime:
    """Lock the register until the transaction ends and return the moment of the numbers that are written under it."""
    _opened.run(register=register)
    (book,) = _lock.instances(Register, register=register)
    at = max(now(), book.last_at) if book.last_at else now()
    update(book, {"last_at": at}, {})
    return at


@Prepared
def _opened(register: Value) -> Query:
    return Register.insert(name=register).on_conflict_ignore()


@Prepared
def _lock(register: Value) -> Query:
    query = Register.select().where(Register.name == register)
    return query if is_sqlite(current()) else query.for_update()


def void(act: "Act", number: Number, reason: str) -> None:
    """Mark ``number`` as not used; it stays in its register with the reason."""
    act.update(number, void_reason=reason)
