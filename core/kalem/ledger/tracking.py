"""Which tables the ledger follows, and how a row is spelled in an entry."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import AutoField, BooleanField, Field, ForeignKeyField

from kalem.context import Slot
from kalem.db import Model, current
from kalem.i18n import gettext as _

from .canonical import spell

#: The application's followed tables, by table name: those of the core and of the plugins that are on.
tracked: Slot[dict[str, type[Model]]] = Slot("kalem.ledger.tracked")


def by_table(models: Iterable[type[Model]]) -> dict[str, type[Model]]:
    """Return ``models`` keyed by their table's name."""
    return {table_of(model): model for model in models}


def table_of(model: type[Model]) -> str:
    """Return the table's name."""
    return str(model._meta.table_name)


def key_of(row: Model) -> str:
    """Return the row's primary key as text."""
    return str(primary_key(row))


def primary_key(row: Any) -> Any:
    """Return the row's primary key; a tuple where it has several columns."""
    return row.get_id()


def columns_of(model: type[Model]) -> list[str]:
    """Return the followed columns: all but the automatic key."""
    return [name for name, field in model._meta.columns.items() if not isinstance(field, AutoField)]


def value_of(row: Model, column: str) -> str | None:
    """Return the canonical text of one column of ``row``; a secret column is told only by its digest."""
    field = row._meta.columns[column]
    name = field.object_id_name if isinstance(field, ForeignKeyField) else field.name
    return spelled(type(row), column, getattr(row, name))


def spelled(model: type[Model], column: str, value: Any) -> str | None:
    """Return ``value`` as ``column`` of ``model`` is spelled in an entry."""
    text = spell(value)
    return secret(text) if text is not None and column in getattr(model, "secret_columns", ()) else text


def secret(text: str) -> str:
    """Return what an entry tells of a secret column: its digest."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def snapshot(row: Model) -> dict[str, str | None]:
    """Return every followed column of ``row`` with its canonical text."""
    return {column: value_of(row, column) for column in columns_of(type(row))}


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it is stored, whatever someone wrote into it."""

    key: str
    #: By column; one that the program could not have written is given as the engine has it.
    values: dict[str, Any]
    #: The columns that the program could not have written so.
    broken: frozenset[str]

    def text(self, model: type[Model], column: str) -> str | None:
        """Return the canonical text of a column, or what stands in its place."""
        value = self.values[column]
        return _("okunamayan %(value)r", value=value) if column in self.broken else spelled(model, column, value)


def stored(model: type[Model]) -> Iterator[Stored]:
    """Yield every row of a table in the order of its key; reading never fails, whatever the columns hold."""
    meta = model._meta
    keys = [field.column_name for field in meta.get_primary_keys()]
    rows = current().execute(model.select().order_by(*meta.get_primary_keys()))
    for raw in rows:
        values: dict[str, Any] = {}
        broken: set[str] = set()
        for field, value in zip(meta.sorted_fields, raw, strict=True):
            name = field.column_name
            values[name] = _read(field, value, broken.add)
        parts = [values[name] for name in keys]
        yield Stored(str(parts[0] if len(parts) == 1 else tuple(parts)), values, frozenset(broken))


def _read(field: Field, raw: Any, broken: Callable[[str], None]) -> Any:
    """Return what ``raw`` says as a value of ``field``; report the column when the program writes it otherwise."""
    try:
        value = field.python_value(raw)
        spell(value)
        if raw is None or _same(field, field.db_value(value), raw):
            return value
    except Exception:  # noqa: S110  (fields raise what they like on what they never wrote; that is the finding)
        pass
    broken(field.column_name)
    return raw


def _same(field: Field, written: Any, raw: Any) -> bool:
    """Whether ``raw`` is what the program writes for the value; the embedded engine keeps days and bits its own way."""
    if isinstance(field, BooleanField):
        return type(raw) in (int, bool) and raw in (0, 1)
    if isinstance(written, date) and isinstance(raw, str):
        return str(written) == raw
    if isinstance(written, int | str | date):
        return type(raw) is type(written) and bool(raw == written)
    return True
