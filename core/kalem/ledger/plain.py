"""Rows of a table that no model stands for, because its plugin is off: read by the names of their columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from peewee import Table

from kalem.db import current
from kalem.i18n import gettext as _

from .canonical import spell
from .tracking import secret


@dataclass(frozen=True, slots=True)
class Plain:
    """A row as the engine has it, each column with the type that the engine declares."""

    #: The values of the primary key, as an entry spells them.
    key: tuple[str | None, ...]
    #: All other columns.
    values: dict[str, Any]

    def says(self, column: str, told: str | None) -> bool:
        """Whether a column holds what an entry tells of it."""
        raw = self.values.get(column)
        text = _text(raw)
        if text is not None and told == secret(text):
            return True
        # The embedded engine keeps bits as numbers.
        return text == told or (type(raw) is int and raw in (0, 1) and told == spell(bool(raw)))


def keys_of(table: str) -> list[str]:
    """Return the columns of a table's primary key, in their order."""
    return list(current().get_primary_keys(table))


def plain(table: str) -> Iterator[Plain]:
    """Yield every row of a table in the order of its key."""
    keys = keys_of(table)
    columns = {each.name: each.data_type for each in current().get_columns(table)}
    source = Table(table, list(columns))
    query = source.select().order_by(*(getattr(source, name) for name in keys)).tuples()
    for raw in current().execute(query):
        values = {name: _moment(value, columns[name]) for name, value in zip(columns, raw, strict=True)}
        yield Plain(tuple(_text(values.pop(name)) for name in keys), values)


def _moment(raw: Any, declared: str) -> Any:
    """Return a moment, which every engine keeps without its zone, as aware; anything else as it is."""
    if isinstance(raw, str) and declared.upper() == "DATETIME":
        try:
            moment = datetime.fromisoformat(raw)
        except ValueError:
            return raw
        return moment.replace(tzinfo=UTC) if str(moment) == raw else raw
    return raw.replace(tzinfo=UTC) if isinstance(raw, datetime) else raw


def _text(raw: Any) -> str | None:
    try:
        return spell(raw)
    except TypeError:
        return _("okunamayan %(value)r", value=raw)
