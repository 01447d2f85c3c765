"""Tables of people and places. Units and positions mirror the municipality's file and give it lasting numbers."""

from datetime import datetime, timedelta
from typing import ClassVar

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from kalem.db import CalendarDate, Model, UtcDateTime


class Unit(Model):
    """A node of the organisation tree. Closed, never deleted; its id never changes."""

    id = AutoField()
    #: The file's id.
    slug = CharField(max_length=60, unique=True)
    #: The file's id of the office; None for the mayor's own and for outside units.
    office = CharField(max_length=60, null=True)
    kind = CharField(max_length=60)
    name = CharField(max_length=200)
    #: Order among Turkish names; ``COLLATE "C"`` on PostgreSQL.
    sort_key = CharField(max_length=700)
    parent = ForeignKeyField("self", null=True, backref="+")
    parent_id: int | None
    outside = BooleanField(default=False)
    closed_at = UtcDateTime(null=True)
    #: The unit that took over what was left open.
    successor = ForeignKeyField("self", null=True, backref="+")
    successor_id: int | None


class Position(Model):
    """A named place that users hold from a date to a date. Closed, never deleted."""

    id = AutoField()
    slug = CharField(max_length=60, unique=True)
    unit = ForeignKeyField(Unit, null=True, backref="+")
    unit_id: int | None
    title = CharField(max_length=200)
    closed_at = UtcDateTime(null=True)


class User(Model):
    """A person who signs in. Deactivated, never deleted."""

    id = AutoField()
    username = CharField(max_length=60, unique=True)
    #: The user name folded: two names that differ only in case, in dots or accents are one.
    username_key = CharField(max_length=60, unique=True)
    name = CharField(max_length=120)
    sort_key = CharField(max_length=700, index=True)
    #: Argon2 hash; None until a password is set, and then nobody signs in.
    password = CharField(max_length=200, null=True)
    active = BooleanField(default=True)
    #: The language in which he reads the pages, by its code; None until he chooses one.
    language = CharField(max_length=8, null=True)
    version = IntegerField(default=1)
    created_at = UtcDateTime()

    #: Told in entries only by digest.
    secret_columns: ClassVar[frozenset[str]] = frozenset({"password"})


class Holding(Model):
    """A user holds a position from the first day to the last, both included; no last day: until further notice."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    user_id: int
    position = ForeignKeyField(Position, backref="+")
    position_id: int
    starts = CalendarDate()
    ends = CalendarDate(null=True)


class Delegation(Model):
    """Dated right to act for a position, given by its holder in person (vekâlet, yetki devri)."""

    id = AutoField()
    position = ForeignKeyField(Position, backref="+")
    position_id: int
    from_user = ForeignKeyField(User, backref="+")
    from_user_id: int
    to_user = ForeignKeyField(User, backref="+")
    to_user_id: int
    #: First and last day, both included.
    starts = CalendarDate()
    ends = CalendarDate()
    #: ``all``, or permissions separated by blanks.
    powers = TextField()
    #: The document or approval that gives it.
    basis = CharField(max_length=500)
    revoked_at = UtcDateTime(null=True)
    version = IntegerField(default=1)


class Session(Model):
    """A signed-in browser. Only the token's hash is kept. Not followed by the ledger."""

    token_hash = CharField(max_length=64, primary_key=True)
    user = ForeignKeyField(User, backref="+")
    user_id: int
    created = UtcDateTime()
    #: The last request, to the minute.
    seen = UtcDateTime()
    ends = UtcDateTime(index=True)


class KeptForm(Model):
    """A form that was sent after its sender's session had ended. Not followed by the ledger."""

    #: What the browser asks for it with; worth nothing to anybody but the user.
    key = CharField(max_length=32, primary_key=True)
    user = ForeignKeyField(User, backref="+")
    user_id: int
    #: Sealed: see :mod:`kalem.sealing`.
    sealed = TextField()
    ends = UtcDateTime(index=True)

    class Meta:
        table_name = "kept_form"


class LoginAttempt(Model):
    """A sign-in that did not succeed, kept while it counts. Not followed by the ledger."""

    id = AutoField()
    #: What was typed as user name, folded and cut; it need not exist.
    username = CharField(max_length=60, index=True)
    address = CharField(max_length=64, index=True)
    at = UtcDateTime(index=True)

    class Meta:
        table_name = "login_attempt"


class HalfSignIn(Model):
    """Somebody whose password was right, and whose code is not there yet. Not followed by the ledger."""

    token_hash = CharField(max_length=64, primary_key=True)
    user = ForeignKeyField(User, backref="+")
    user_id: int
    ends = UtcDateTime(index=True)
    #: Codes that were wrong.
    wrong = IntegerField(default=0)


class SecondFactor(Model):
    """The device that makes a person's codes. Not followed by the ledger: what happens to it is told in entries."""

    user = ForeignKeyField(User, primary_key=True, backref="+")
    user_id: int
    #: Sealed: see :mod:`kalem.sealing`.
    secret = TextField()
    #: When a first code fitted; None until then, and then nobody is asked for codes.
    confirmed = UtcDateTime(null=True)
    #: The last step (thirty seconds since 1970) whose code was accepted.
    last_step = BigIntegerField(default=0)


class RecoveryCode(Model):
    """A code that lets its owner in once without his device. Not followed by the ledger."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    user_id: int
    code_hash = CharField(max_length=64)
    used = UtcDateTime(null=True)


class PasswordReset(Model):
    """A one-time code by which a person sets a new password. Not followed by the ledger."""

    user = ForeignKeyField(User, primary_key=True, backref="+")
    user_id: int
    code_hash = CharField(max_length=64)
    created = UtcDateTime()
    ends = UtcDateTime()
    #: Who made it, as he was called then.
    by_name = CharField(max_length=250)


class ApiToken(Model):
    """A key with which a program acts as a user, within its scopes. Revoked, never deleted; only its hash is kept."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    user_id: int
    #: What it is for, as its maker calls it.
    label = CharField(max_length=60)
    #: Words of :class:`kalem.organisation.tokens.Scopes`, separated by blanks.
    scopes = TextField()
    token_hash = CharField(max_length=64, unique=True)
    created = UtcDateTime()
    ends = UtcDateTime()
    revoked_at = UtcDateTime(null=True)

    #: Told in entries only by digest.
    secret_columns: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    @property
    def last_moment(self) -> datetime:
        """The last second in which it is good: it ends with a day, which the next one's first moment would not tell."""
        ends: datetime = self.ends
        return ends - timedelta(seconds=1)

    class Meta:
        table_name = "api_token"


class ApiTokenUse(Model):
    """When a token was last used, to the hour. Not followed by the ledger."""

    token_id = BigIntegerField(primary_key=True)
    at = UtcDateTime()

    class Meta:
        table_name = "api_token_use"


#: Tables whose every change is an entry.
FOLLOWED = (Unit, Position, User, Holding, Delegation, ApiToken)

#: All tables of the room, in the order in which they can be created.
MODELS = (
    *FOLLOWED,
    Session,
    KeptForm,
    LoginAttempt,
    HalfSignIn,
    SecondFactor,
    RecoveryCode,
    PasswordReset,
    ApiTokenUse,
)
