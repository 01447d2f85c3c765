"""Registers and their numbers: per register and year, without a gap, in the order of their dates."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from peewee import BigIntegerField, CharField, CompositeKey, IntegerField

from kalem.context import local, now
from kalem.db import Model, UtcDateTime, current
from kalem.db.database import is_sqlite

if TYPE_CHECKING:
    from .book import Act


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

    register = CharField(max_length=80)
    year = IntegerField()
    no = IntegerField()
    record_id = BigIntegerField(null=True, index=True)
    at = UtcDateTime()
    void_reason = CharField(max_length=500, null=True)

    class Meta:
        indexes = ((("register", "year", "no"), True),)


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
    Register.insert(name=register).on_conflict_ignore().execute()
    query = Register.select().where(Register.name == register)
    book = (query if is_sqlite(current()) else query.for_update()).get()
    at = max(now(), book.last_at) if book.last_at else now()
    year = local(at).year
    Register.update(last_at=at).where(Register.name == register).execute()
    counted = (
        RegisterYear.insert(register=register, year=year, last=1)
        .on_conflict(
            conflict_target=[RegisterYear.register, RegisterYear.year],
            update={RegisterYear.last: RegisterYear.last + 1},
        )
        .returning(RegisterYear.last)
        .execute()
    )
    return Taken(register, year, next(iter(counted)).last, at)


def void(act: "Act", number: Number, reason: str) -> None:
    """Mark ``number`` as not used; it stays in its register with the reason."""
    act.update(number, void_reason=reason)
