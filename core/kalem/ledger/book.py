"""Writing: one transaction, one entry for each subject that it touches, numbers last."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from peewee import Expression, Field, Query, Value, chunked

from kalem.context import Slot, now
from kalem.db import Model, Prepared, StaleRow, insert, transaction, update
from kalem.i18n import Text, source

from . import canonical, numbers
from .entry import Chain, Entry
from .tracking import columns_of, key_of, primary_key, snapshot, spelled, table_of, value_of

M = TypeVar("M", bound=Model)

#: Rows that one statement writes.
AT_ONCE = 500

#: The application's listeners: each is called with every entry inside the writing transaction and may raise to refuse.
entry_listeners: Slot[list[Callable[[Entry], None]]] = Slot("kalem.ledger.listeners")

#: Called in every writing transaction before anything is read or locked in it; may raise to refuse.
before_writing: Slot[Callable[[], None]] = Slot("kalem.ledger.before_writing")

#: Version of the municipality's file that the running application applies; empty before the first.
file_version: Slot[str] = Slot("kalem.ledger.file_version")


@dataclass(frozen=True)
class By:
    """Who writes: the user, the position he acts as, and for whom where he acts under a delegation.

    Names are kept as they were at the time. ``user_id`` is None for the system itself.
    """

    user_id: int | None
    name: str
    title: str = ""
    position_id: int | None = None
    for_position_id: int | None = None
    for_title: str = ""
    delegation_id: int | None = None

    def content(self) -> dict[str, str]:
        """Return what the entry keeps; empty parts are left out."""
        parts = {name: canonical.spell(getattr(self, name)) for name in self.__dataclass_fields__}
        return {name: text for name, text in parts.items() if text}


#: The system's own hand: first set-up, the application of a file, periodic work.
SYSTEM = By(None, "Kalem")


@dataclass
class Act:
    """One entry in the making. Every change of a followed row goes through one."""

    subject: str
    subject_id: int
    action: str
    note: str = ""
    about: dict[str, str] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)

    def insert(self, model: type[M], **values: Any) -> M:
        """Write a new row and return it."""
        row = model(**values)
        insert(row)
        self.rows.append(["+", table_of(model), key_of(row), _without_empty(snapshot(row))])
        return row

    def insert_many(self, model: type[M], rows: Sequence[Mapping[str, Any]]) -> list[M]:
        """Write several new rows of a table that counts its own keys, by few statements, and return them."""
        made: list[M] = []
        for several in chunked(rows, AT_ONCE):
            # A statement may return its rows in any order, so each is told as it was stored.
            made += model.insert_many(list(several)).returning(model).execute()
        self.rows += [["+", table_of(model), key_of(row), _without_empty(snapshot(row))] for row in made]
        return made

    def update(self, row: Model, **values: Any) -> None:
        """Change columns of ``row``; ``StaleRow`` when it is no longer as it was read.

        Where the table has a ``version`` it counts one up. What already has its value is left alone; with nothing left
        nothing is written.
        """
        model = type(row)
        changed = {}
        for name, value in values.items():
            column = model._meta.fields[name].column_name if name in model._meta.fields else name
            new = spelled(model, column, _plain(value))
            old = value_of(row, column)
            if new != old:
                changed[column] = (old, new)
        if not changed:
            return
        fields = {name: model._meta.combined[name] for name in values}
        new_values = {fields[name].name: value for name, value in values.items() if fields[name].column_name in changed}
        was = {name: row.__data__.get(name) for name in new_values}
        if "version" in model._meta.fields:
            version = row.__data__["version"]
            was["version"], new_values["version"] = version, version + 1
            changed["version"] = (str(version), str(version + 1))
            values = {**values, "version": version + 1}
        if not update(row, new_values, was):
            raise StaleRow(f"{table_of(model)} {key_of(row)}")
        for name, value in values.items():
            setattr(row, name, value)
        written = next((r for r in self.rows if r[:3] == ["+", table_of(model), key_of(row)]), None)
        if written is not None:
            # Written by this very entry: it tells the row as it stands at the end.
            written[3] = _without_empty({**written[3], **{column: new for column, (_, new) in changed.items()}})
        else:
            self.rows.append(["~", table_of(model), key_of(row), {c: list(pair) for c, pair in changed.items()}])

    def touch(self, row: Model) -> None:
        """Count the ``version`` of ``row`` up: whoever read it before is told that something happened meanwhile.

        ``StaleRow`` when it already did.
        """
        model: Any = type(row)
        version = row.__data__["version"]
        if not update(row, {"version": version + 1}, {"version": version}):
            raise StaleRow(f"{table_of(model)} {key_of(row)}")
        row.__data__["version"] = version + 1
        self.rows.append(["~", table_of(model), key_of(row), {"version": [str(version), str(version + 1)]}])

    def delete(self, row: Model) -> None:
        """Remove ``row``; the entry keeps what it held. ``StaleRow`` when it is gone or no longer as it was read."""
        model = type(row)
        condition = model._meta.primary_key == primary_key(row)
        for name in columns_of(model):
            condition &= _as_read(row, model._meta.columns[name])
        if model.delete().where(condition).execute() != 1:
            raise StaleRow(f"{table_of(model)} {key_of(row)}")
        self.rows.append(["-", table_of(model), key_of(row), _without_empty(snapshot(row))])


class Book:
    """The entries of one transaction. Made by :func:`writing`."""

    def __init__(self, by: By) -> None:
        self.by = by
        #: The moment of all entries; read at the end, under the lock of the numbers where there are any.
        self.at: datetime | None = None
        self._acts: list[Act] = []
        self._numbers: list[tuple[str, Callable[[numbers.Taken], None]]] = []
        self._last: list[Callable[[datetime], None]] = []

    def act(
        self, subject: str, subject_id: int, action: str, *, note: Text = "", about: Mapping[str, Text] | None = None
    ) -> Act:
        """Begin the entry of a subject; it is written when the transaction ends. Lazy texts are kept in Turkish."""
        kept = {name: source(text) for name, text in (about or {}).items()}
        act = Act(subject, subject_id, action, source(note), kept)
        self._acts.append(act)
        return act

    def insert_each(self, model: type[M], wanted: Sequence[tuple[Act, Mapping[str, Any]]]) -> list[M]:
        """Write one new row for each of several acts, by few statements. The values name the whole key of each row."""
        rows = [model(**values) for _act, values in wanted]
        for several in chunked(rows, AT_ONCE):
            model.insert_many([row.__data__ for row in several]).execute()
        for (act, _values), row in zip(wanted, rows, strict=True):
            act.rows.append(["+", table_of(model), key_of(row), _without_empty(snapshot(row))])
        return rows

    def number(self, register: str, use: Callable[[numbers.Taken], None]) -> None:
        """Take the register's next number as the transaction's last lock, and hand it to ``use``."""
        self._numbers.append((register, use))

    def at_end(self, use: Callable[[datetime], None]) -> None:
        """Call ``use`` with the moment of the entries, after the numbers and before the entries are written."""
        self._last.append(use)

    def close(self) -> None:
        """Take the numbers, write the entries and let the listeners hear them."""
        # One order for all writers: two transactions that need two registers cannot wait for each other.
        for register, use in sorted(self._numbers, key=lambda wish: wish[0]):
            taken = numbers.take(register)
            self.at = max(self.at, taken.at) if self.at else taken.at
            use(taken)
        if self.at is None:
            self.at = now()
        for use_moment in self._last:
            use_moment(self.at)
        for act in self._acts:
            entry = self._write(act, self.at)
            for listener in entry_listeners.get():
                listener(entry)

    def _write(self, act: Act, at: datetime) -> Entry:
        ((seq,),) = _next.rows(subject=act.subject, subject_id=act.subject_id)
        before = _chain.rows(subject=act.subject, subject_id=act.subject_id, seq=seq - 1) if seq > 1 else []
        previous = before[0][0] if before else ""
        content: dict[str, Any] = {
            "subject": f"{act.subject}:{act.subject_id}",
            "seq": str(seq),
            "action": act.action,
            "at": canonical.spell(at),
            "by": self.by.content(),
            "file": file_version.get(),
            "rows": act.rows,
        }
        if act.note:
            content["note"] = act.note
        if act.about:
            content["about"] = act.about
        text = canonical.dump(content)
        salt = secrets.token_hex(16)
        digest = canonical.digest(salt, text)
        entry = Entry(
            subject=act.subject,
            subject_id=act.subject_id,
            seq=seq,
            action=act.action,
            at=at,
            user_id=self.by.user_id,
            text=text,
            salt=salt,
            digest=digest,
            chain=canonical.link(previous, digest),
        )
        insert(entry)
        return entry


@Prepared
def _next(subject: Value, subject_id: Value) -> Query:
    """Take the subject's next place, and hold it until the transaction ends."""
    return (
        Chain.insert(subject=subject, subject_id=subject_id, length=1)
        .on_conflict(conflict_target=[Chain.subject, Chain.subject_id], update={Chain.length: Chain.length + 1})
        .returning(Chain.length)
    )


@Prepared
def _chain(subject: Value, subject_id: Value, seq: Value) -> Query:
    return Entry.select(Entry.chain).where(
        (Entry.subject == subject) & (Entry.subject_id == subject_id) & (Entry.seq == seq)
    )


@contextmanager
def writing(by: By) -> Iterator[Book]:
    """Run the block as one transaction and write its entries at the end; an exception leaves nothing."""
    with transaction():
        before_writing.get()()
        book = Book(by)
        yield book
        book.close()


def _as_read(row: Model, field: Field) -> Expression:
    """Return the condition that a column still holds what ``row`` was read with."""
    before = row.__data__.get(field.name)
    condition: Expression = field.is_null() if before is None else field == before
    return condition


def _plain(value: Any) -> Any:
    return primary_key(value) if isinstance(value, Model) else value


def _without_empty(columns: dict[str, str | None]) -> dict[str, str]:
    return {column: text for column, text in columns.items() if text is not None}
