"""The base of all tables, and the two kinds of time they hold."""

from datetime import UTC, date, datetime
from typing import Any

from flask import current_app
from peewee import Database, DatabaseProxy, DateField, DateTimeField
from peewee import Model as PeeweeModel

from kalem.i18n import gettext as _

from .database import slot


class StaleRow(Exception):
    """The row was changed by someone else since it was read, or is gone; nothing was written."""


class _CurrentDatabase(DatabaseProxy):
    """Stands for the running application's database, looked up at each use.

    Binding models to a database per thread read the wrong one under load; a look-up in the application's context did
    not.
    """

    __slots__ = ()

    def __init__(self) -> None:
        object.__setattr__(self, "_callbacks", [])

    @property
    def obj(self) -> Database | None:
        """The database, or None outside an application (when models are declared)."""
        return current_app.extensions.get(slot.name) if current_app else None


class UtcDateTime(DateTimeField):
    """A moment: aware UTC in Python, stored without zone, the same on both engines."""

    def db_value(self, value: datetime | None) -> Any:
        """Refuse a naive time; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(_("saat dilimi olmayan zaman yazılamaz"))
        stored: Any = super()
        return stored.db_value(value.astimezone(UTC).replace(tzinfo=None))

    def python_value(self, value: Any) -> datetime | None:
        """Return the stored moment, aware."""
        # Not by Peewee's own: it tries one format after the other.
        moment: datetime | None = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.replace(tzinfo=UTC) if moment is not None else None


class CalendarDate(DateField):
    """A day without time or zone."""

    def python_value(self, value: Any) -> date | None:
        """Return the stored day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class Model(PeeweeModel):
    """Base of every table of the core and of the plugins."""

    class Meta:
        database = _CurrentDatabase()
        legacy_table_names = False
