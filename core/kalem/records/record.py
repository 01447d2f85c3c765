"""The row that every record has in the ledger, whatever its type, and the two mirrors that make lists fast."""

from typing import TYPE_CHECKING

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from kalem.db import CalendarDate, Model, UtcDateTime

from .states import PAST


class Record(Model):
    """Anything that an office works on."""

    id = BigAutoField()
    type = CharField(max_length=60, index=True)
    office = CharField(max_length=60)
    #: The unit that owns it.
    unit_id = BigIntegerField(index=True)
    subject = TextField()
    state = CharField(max_length=40)
    register = CharField(max_length=80, null=True)
    year = IntegerField(null=True)
    no = IntegerField(null=True)
    #: The number as people write it; empty before registration.
    number = CharField(max_length=40, null=True, index=True)
    #: For whom it waits: principals, separated by blanks, in order. Mirrored as :class:`Waiting`.
    holders = TextField(default="")
    #: Who may read it: units, positions and persons, separated by blanks. Mirrored as :class:`Access`.
    readers = TextField(default="")
    #: 0 open, 1 hizmete özel, 2 gizli, 3 çok gizli.
    confidentiality = SmallIntegerField(default=0)
    due = CalendarDate(null=True)
    opened_at = UtcDateTime(null=True)
    closed_at = UtcDateTime(null=True)
    created_by = BigIntegerField(null=True)
    version = IntegerField(default=1)


# A range of days is a range of ids, but for the records of old registers: each kind has its days.
Record.add_index(Record.opened_at, Record.id, name="record_day", where=SQL(f"state <> '{PAST}'"))
Record.add_index(Record.opened_at, Record.id, name="record_past_day", where=SQL(f"state = '{PAST}'"))


class Details(Model):
    """Base of a type's own table: the record's id is its key. Always written through the ledger, never by ``save``."""

    if TYPE_CHECKING:
        record_id: int

    record = ForeignKeyField(Record, primary_key=True, backref="+", on_delete="RESTRICT")


class Access(Model):
    """A stored fact: the principal may read the record. Mirrors ``record.readers`` for its confidentiality."""

    principal = CharField(max_length=32)
    record_id = BigIntegerField()
    #: The shelf: the record's type, with a mark where the record came from an old register.
    type = CharField(max_length=60)

    class Meta:
        primary_key = CompositeKey("principal", "record_id")
        indexes = ((("principal", "type", "record_id"), False), (("record_id",), False))


class Waiting(Model):
    """A stored fact: the record waits for the principal. Mirrors ``record.holders`` and ``record.due``."""

    principal = CharField(max_length=32)
    record_id = BigIntegerField()
    type = CharField(max_length=60)
    due = CalendarDate(null=True)

    class Meta:
        primary_key = CompositeKey("principal", "record_id")
        indexes = ((("record_id",), False),)


#: The most pressing of a principal, and how many of which type wait for him.
Waiting.add_index(
    Waiting.principal, Waiting.due, Waiting.record_id.desc(), Waiting.type, name="waiting_pressing"
)
