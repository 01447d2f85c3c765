"""Tables of the jobs: subscriptions, what is still to be told, and who works on it."""

from datetime import UTC, datetime
from typing import ClassVar

from peewee import (
    AutoField,
    BigAutoField,
    BigIntegerField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from kalem.db import Model, UtcDateTime
from kalem.organisation import User

#: Before every moment that a clock shows.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

#: States of an outbox row. Waiting ones are still to be delivered; of the others nothing more is done.
WAITING, DELIVERED, WITHHELD, FAILED = "waiting", "delivered", "withheld", "failed"


class Webhook(Model):
    """A subscription: at which address which events are told, and on whose behalf. Followed by the ledger."""

    id = AutoField()
    label = CharField(max_length=120)
    url = CharField(max_length=500)
    #: Nothing is told that this person may not read at the moment of telling.
    owner = ForeignKeyField(User, backref="+")
    owner_id: int
    #: Record types, separated by blanks; empty: all.
    types = TextField(default="")
    #: Actions of entries, separated by blanks; empty: all.
    actions = TextField(default="")
    #: Since when nothing is sent; events are collected meanwhile.
    paused_at = UtcDateTime(null=True)
    #: Sealed; what requests are signed with. Empty when it has ended.
    secret = TextField()
    #: Sealed; the secret before it, with which requests are signed too until ``old_until``.
    old_secret = TextField(null=True)
    old_until = UtcDateTime(null=True)
    created_at = UtcDateTime()
    #: Ended, never deleted: its id names no other.
    ended_at = UtcDateTime(null=True)
    version = IntegerField(default=1)

    #: Told in entries only by digest.
    secret_columns: ClassVar[frozenset[str]] = frozenset({"secret", "old_secret"})

    @property
    def consumer(self) -> str:
        """The name under which its events stand in the outbox."""
        return f"webhook:{self.id}"

    @property
    def sends(self) -> bool:
        """Whether anything is sent: it is neither paused nor ended."""
        return self.paused_at is None and self.ended_at is None


class Outbox(Model):
    """One event for one consumer, written in the transaction of its entry. Not followed by the ledger.

    What a record was called and in which state it was is kept as it was then: an event that is told twice says the
    same twice.
    """

    id = BigAutoField()
    #: UUID of the event: the same for all its consumers and in all attempts.
    event = CharField(max_length=36)
    #: ``webhook:<id>`` or ``plugin:<id>``.
    consumer = CharField(max_length=40)
    subject = CharField(max_length=32)
    subject_id = BigIntegerField()
    action = CharField(max_length=64)
    #: The moment of the entry.
    at = UtcDateTime()
    #: Of a record: its type, number and state after the entry; empty for other subjects.
    type = CharField(max_length=60, default="")
    number = CharField(max_length=40, default="")
    state = CharField(max_length=40, default="")
    #: ``waiting``, ``delivered``, ``withheld`` (its owner may not read it) or ``failed`` (given up).
    status = CharField(max_length=10, default=WAITING)
    #: Not before this moment, and after all that are due before it.
    next_at = UtcDateTime(default=LONG_AGO)
    attempts = IntegerField(default=0)
    attempted_at = UtcDateTime(null=True)
    done_at = UtcDateTime(null=True)
    #: HTTP status of the last answer.
    answer = IntegerField(null=True)
    #: Why the last attempt failed, in words.
    error = CharField(max_length=500, default="")

    class Meta:
        indexes = (
            (("consumer", "status", "next_at", "id"), False),
            (("consumer", "id"), False),
            (("subject_id", "consumer"), False),
        )


class Lane(Model):
    """How the deliveries to one consumer go. At most one worker delivers to it, for as long as its lease runs."""

    consumer = CharField(primary_key=True, max_length=40)
    #: Nothing is tried before this moment.
    next_at = UtcDateTime(default=LONG_AGO)
    #: Failed attempts since the last that succeeded, and since when.
    failures = IntegerField(default=0)
    failing_since = UtcDateTime(null=True)
    #: Why the last attempt failed, in words; empty after a success.
    error = CharField(max_length=500, default="")
    succeeded_at = UtcDateTime(null=True)
    #: Who works on it, and until when he is believed to live.
    worker = CharField(max_length=36, default="")
    leased_until = UtcDateTime(default=LONG_AGO)


class PeriodicRun(Model):
    """When a periodic job is to run next; whoever moves the moment on runs it, so that of many workers one does."""

    name = CharField(primary_key=True, max_length=60)
    next_at = UtcDateTime()
    #: Of the last run that ended: when, and what went wrong in it.
    ran_at = UtcDateTime(null=True)
    error = CharField(max_length=500, default="")

    class Meta:
        table_name = "periodic_run"


#: Tables whose every change is an entry.
FOLLOWED = (Webhook,)

#: All tables of the room, in the order in which they can be created.
MODELS = (*FOLLOWED, Outbox, Lane, PeriodicRun)
