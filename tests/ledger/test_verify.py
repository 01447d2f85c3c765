"""Whatever is changed behind the program's back, ``verify`` names it. Columns come from the models themselves."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from peewee import BooleanField, DataError, Field, IntegrityError
from tests.support.desk import Desk

from kalem import ledger
from kalem.db import Model, current
from kalem.db.database import is_sqlite
from kalem.ledger import Entry, tracked, writing
from kalem.ledger.anchors import Anchor
from kalem.ledger.book import SYSTEM
from kalem.ledger.canonical import digest, link
from kalem.ledger.entry import Chain
from kalem.ledger.numbers import Register, RegisterYear
from kalem.ledger.tracking import stored
from kalem.organisation import Holding
from kalem.plugins import assembled
from kalem.records import Access, Waiting
from kalem.records.attachments import Attachment
from kalem.records.storage import storage

#: What nobody vouches for: sign-ins, saved views, suggestions, the words of the index (made anew from the records), the
#: tools' own tables.
UNPROVED = {
    "session", "login_attempt", "half_sign_in", "second_factor", "recovery_code", "password_reset", "reading",
    "saved_view", "registry_correspondent", "search_index", "sqlite_sequence", "outbox", "lane", "periodic_run",
    "api_token_use", "once_key", "kept_form",
}  # fmt: skip

#: The ledger's own tables, and the mirrors of columns.
PROVED = (Entry, Chain, Anchor, Register, RegisterYear, Access, Waiting)

#: Nothing but an anchor vouches for an entry's number; entries since the last one still wait for theirs.
BY_ANCHOR = ("entry", "id")

#: The module of ``verify``.
PROOFS = sys.modules[ledger.verify.__module__]

Row = dict[str, Any]


def models() -> list[type[Model]]:
    """Return the followed tables that the story wrote to, and the ledger's own."""
    return [*followed(), *PROVED]


def followed() -> list[type[Model]]:
    return [model for model in tracked.get().values() if model.select().exists()]


def mark(count: int) -> str:
    return ", ".join(["?" if is_sqlite(current()) else "%s"] * count)


def rows_of(model: type[Model]) -> list[Row]:
    names = [field.column_name for field in model._meta.sorted_fields]
    keys = ", ".join(f'"{field.column_name}"' for field in model._meta.get_primary_keys())
    listed = ", ".join(f'"{name}"' for name in names)
    found = current().execute_sql(f'SELECT {listed} FROM "{model._meta.table_name}" ORDER BY {keys}')
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def where(model: type[Model], row: Row) -> tuple[str, list[Any]]:
    keys = [field.column_name for field in model._meta.get_primary_keys()]
    return " AND ".join(f'"{key}" = {mark(1)}' for key in keys), [row[key] for key in keys]


def change(model: type[Model], row: Row, column: str, value: Any) -> None:
    condition, keys = where(model, row)
    current().execute_sql(
        f'UPDATE "{model._meta.table_name}" SET "{column}" = {mark(1)} WHERE {condition}', (value, *keys)
    )


def remove(model: type[Model], row: Row) -> None:
    condition, keys = where(model, row)
    current().execute_sql(f'DELETE FROM "{model._meta.table_name}" WHERE {condition}', keys)


def add(model: type[Model], row: Row) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    current().execute_sql(
        f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES ({mark(len(row))})', list(row.values())
    )


@contextmanager
def behind_the_back() -> Iterator[None]:
    """Write what the engine's own foreign keys would forbid; all of it is gone at the end."""
    database = current()
    off, on = ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    if not is_sqlite(database):
        off, on = ("SET session_replication_role = replica", "SET session_replication_role = origin")
    database.execute_sql(off)
    try:
        with database.atomic() as transaction:
            yield
            transaction.rollback()
    finally:
        database.execute_sql(on)


def forged(field: Field, value: Any) -> Iterator[Any]:
    """Yield other values that the column can hold, next to the stored one and far from it."""
    if isinstance(field, BooleanField):
        yield not value
    elif isinstance(value, bool | int) or field.field_type in ("INT", "BIGINT", "SMALLINT", "AUTO", "BIGAUTO"):
        yield (value or 0) + 1
    elif isinstance(value, datetime):
        yield value + timedelta(microseconds=1)
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif value is None:
        yield {"DATETIME": "2026-11-18 06:30:00.000001", "DATE": "2026-11-18"}.get(field.field_type, "x")
    else:
        last = value[:-1] + ("1" if value[-1:] != "1" else "2")
        yield from dict.fromkeys(each for each in (last, value[:-1], value.swapcase()) if each != value)
    if value is not None and field.null:
        yield None


def telling(model: type[Model]) -> list[Row]:
    """Return rows that between them hold every column with a value and, where there are such, empty."""
    found = rows_of(model)
    chosen: list[Row] = []
    for name in found[0]:
        for wanted in ([row for row in found if row[name] is not None], [row for row in found if row[name] is None]):
            if wanted and not any(row in wanted for row in chosen):
                chosen.append(wanted[-1])
    return chosen


def key_of(model: type[Model], row: Row) -> str:
    keys = [row[field.column_name] for field in model._meta.get_primary_keys()]
    return str(keys[0] if len(keys) == 1 else tuple(keys))


def names(model: type[Model], row: Row) -> set[str]:
    """Return the ways in which a finding may name a row."""
    if model is Entry:
        return {f"{row['subject']}:{row['subject_id']}", f"hareket {row['id']}"}
    if model is Chain:
        return {f"{row['subject']}:{row['subject_id']}"}
    if model is Anchor:
        return {f"çapa {row['id']}"}
    if model in (Access, Waiting):
        return {f"{model._meta.table_name} {row['record_id']}"}
    if model is RegisterYear:
        return {f"{row['register']} {row['year']}"}
    return {f"{model._meta.table_name} {key_of(model, row)}"}


def found(model: type[Model], row: Row) -> bool:
    told = [str(finding) for finding in ledger.verify()]
    return any(name in line for name in names(model, row) for line in told)


def test_an_honest_office_verifies(desk: Desk):
    assert ledger.verify() == []


def test_the_story_writes_every_table(desk: Desk):
    plugins = tuple(f"{plugin.id}_" for plugin in assembled.get().active)
    empty = {model._meta.table_name for model in tracked.get().values()} - {m._meta.table_name for m in followed()}
    assert {table for table in empty if not table.startswith(plugins)} == set()


def test_no_table_is_forgotten(desk: Desk):
    known = {model._meta.table_name for model in (*tracked.get().values(), *PROVED)} | UNPROVED
    tables = [name for name in current().get_tables() if not name.startswith(("migrations_", "search_index_"))]
    assert [name for name in tables if name not in known] == []


def tried(model: type[Model], row: Row, column: str, value: Any) -> bool:
    """Change one value; False where the engine stands in the way (a unique index, a column too short)."""
    try:
        with current().atomic():
            change(model, row, column, value)
    except (IntegrityError, DataError):
        return False
    return True


def attack(model: type[Model], fields: list[Field]) -> list[str]:
    """Change columns in telling rows, one at a time; return what was not found."""
    missed = []
    for row in telling(model):
        for column, value in forgeries(row, fields):
            if (model._meta.table_name, column) == BY_ANCHOR and row["anchor_id"] is None:
                continue
            with behind_the_back():
                if tried(model, row, column, value):
                    changed = {**row, column: value}
                    if not found(model, row) and not found(model, changed):
                        missed.append(f"{model._meta.table_name}.{column}: {row[column]!r} -> {value!r}")
    return missed


def forgeries(row: Row, fields: list[Field]) -> Iterator[tuple[str, Any]]:
    for field in fields:
        for value in forged(field, row[field.column_name]):
            yield field.column_name, value


def columns_of(model: type[Model]) -> list[Field]:
    keys = {field.column_name for field in model._meta.get_primary_keys()}
    return [field for field in model._meta.sorted_fields if field.column_name not in keys]


@pytest.mark.parametrize("turn", range(4))
def test_every_column_of_every_followed_table_is_named(desk: Desk, turn: int):
    """All columns at once, each with its ``turn``-th forgery in its ``turn``-th telling row; each must be named."""

    def forgery(field: Field, value: Any) -> Any:
        values = list(forged(field, value))
        return values[turn % len(values)]

    assert unnamed(turn, forgery) == []


def unnamed(turn: int, forgery: Callable[[Field, Any], Any]) -> list[str]:
    """Change all columns of a row in each followed table; return those that ``verify`` does not name."""
    changed = []
    with behind_the_back():
        for model in followed():
            rows = telling(model)
            row = rows[turn % len(rows)]
            for field in columns_of(model):
                if tried(model, row, field.column_name, forgery(field, row[field.column_name])):
                    changed.append(f"{model._meta.table_name} {key_of(model, row)}: {field.column_name}: ")
        told = [str(finding) for finding in ledger.verify()]
    assert len(changed) > 100
    return [each for each in changed if not any(line.startswith(each) for line in told)]


def test_every_key_of_every_followed_table(desk: Desk):
    missed = [each for model in followed() for each in attack(model, model._meta.get_primary_keys())]
    assert missed == []


@pytest.mark.parametrize("model", PROVED, ids=lambda model: model._meta.table_name)
def test_every_column_of_the_ledgers_own_tables(desk: Desk, model: type[Model]):
    assert attack(model, model._meta.sorted_fields) == []


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_every_column_of_every_table_one_at_a_time(desk: Desk):
    assert [missed for model in models() for missed in attack(model, model._meta.sorted_fields)] == []


def test_a_removed_row(desk: Desk):
    missed = []
    for model in models():
        for row in telling(model)[:2]:
            with behind_the_back():
                remove(model, row)
                if not found(model, row):
                    missed.append(f"{model._meta.table_name} {key_of(model, row)}")
    assert missed == []


def indexed(model: type[Model]) -> list[Field]:
    """Return one column of each unique index over several; partial ones stand there as objects, and none is unique."""
    plain = [each for each in model._meta.indexes if isinstance(each, tuple)]
    return [model._meta.combined[columns[0]] for columns, unique in plain if unique]


def test_an_added_row(desk: Desk):
    missed = []
    for model in models():
        row = rows_of(model)[-1]
        alone = [field for field in model._meta.sorted_fields if field.unique or field.column_name in ("no", "seq")]
        for field in (*model._meta.get_primary_keys(), *alone, *indexed(model)):
            value = row[field.column_name]
            row[field.column_name] = f"x{value}"[:60] if isinstance(value, str) else (value or 0) + 1000
        with behind_the_back():
            add(model, row)
            if not found(model, row):
                missed.append(f"{model._meta.table_name} {key_of(model, row)}")
    assert missed == []


def test_what_no_program_wrote_is_a_finding_and_no_crash(desk: Desk):
    """SQLite takes any text in any column, and a half-written value is what a broken disk leaves."""
    if not is_sqlite(current()):
        return
    for garbage in ("çöp", b"\x00\xff", 2.5):
        missing = unnamed(0, lambda _field, _value, garbage=garbage: garbage)
        assert missing == [], garbage
        missed = []
        for model in PROVED:
            row = rows_of(model)[-1]
            for field in model._meta.sorted_fields:
                with behind_the_back():
                    if tried(model, row, field.column_name, garbage) and not ledger.verify():
                        missed.append(f"{model._meta.table_name}.{field.column_name}: {garbage!r}")
        assert missed == []


BROKEN_TEXTS = [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "{}",
    '{"subject": "record:1"}',
    '{"action":"a","at":"b","by":[],"file":"","rows":7,"seq":"1","subject":"record:1"}',
    '{"action":"a","at":"b","by":{},"file":"","rows":[["~","record","1",{"state":"x"}]],"seq":"1","subject":"record:1"}',
    '{"action":"a","at":"b","by":{},"file":"","rows":[["!","record","1",{}]],"seq":"1","subject":"record:1"}',
    '{"action":"a","at":"b","by":{},"file":"","rows":[[1]],"seq":"x","subject":7}',
    "[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN_TEXTS, ids=range(len(BROKEN_TEXTS)))
def test_a_malformed_text_is_a_finding_even_where_its_digest_and_chain_fit(desk: Desk, text: str):
    entry = Entry.select().where(Entry.anchor_id.is_null()).order_by(Entry.id.desc()).get()
    before = Entry.select(Entry.chain).where(
        (Entry.subject == entry.subject) & (Entry.subject_id == entry.subject_id) & (Entry.seq == entry.seq - 1)
    )
    with behind_the_back():
        sealed = digest(entry.salt, text)
        chain = link(before.get().chain, sealed)
        Entry.update(text=text, digest=sealed, chain=chain).where(Entry.id == entry.id).execute()
        told = [str(finding) for finding in ledger.verify()]
    assert any(f"{entry.subject}:{entry.subject_id} hareket {entry.seq}" in line for line in told)


def test_an_entry_forged_with_its_digest_and_chain_is_found_by_its_anchor(desk: Desk):
    entry = Entry.select().where(Entry.anchor_id.is_null(False)).order_by(Entry.id.desc()).get()
    later = Entry.select().where((Entry.subject == entry.subject) & (Entry.subject_id == entry.subject_id))
    assert later.order_by(Entry.seq.desc()).get().seq >= entry.seq
    with behind_the_back():
        text = entry.text.replace('"seq"', '"note":"uydurma","seq"')
        sealed = digest(entry.salt, text)
        Entry.update(text=text, digest=sealed).where(Entry.id == entry.id).execute()
        previous = ""
        for each in later.order_by(Entry.seq):
            previous = link(previous, Entry.get_by_id(each.id).digest)
            Entry.update(chain=previous).where(Entry.id == each.id).execute()
        told = [str(finding) for finding in ledger.verify()]
    assert any(f"hareket {entry.id}" in line for line in told)


def test_two_values_that_change_places_are_found(desk: Desk):
    first, second = list(Entry.select().order_by(Entry.id.desc()).limit(2))
    with behind_the_back():
        for column in ("text", "salt", "digest"):
            Entry.update({column: getattr(second, column)}).where(Entry.id == first.id).execute()
            Entry.update({column: getattr(first, column)}).where(Entry.id == second.id).execute()
        assert len(ledger.verify()) >= 2


@pytest.mark.parametrize("harm", ["a byte", "a byte more", "a byte less", "gone", "a folder"])
def test_a_stored_file(desk: Desk, harm: str):
    attachment = Attachment.select().first()
    path = storage.get().path(attachment.sha256)
    data = path.read_bytes()
    try:
        if harm == "a byte":
            path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        elif harm == "a byte more":
            path.write_bytes(data + b" ")
        elif harm == "a byte less":
            path.write_bytes(data[:-1])
        else:
            path.unlink()
            if harm == "a folder":
                path.mkdir()
        told = [str(finding) for finding in ledger.verify()]
        assert any(f"attachment {attachment.id}" in line and attachment.name in line for line in told)
    finally:
        if path.is_dir():
            path.rmdir()
        path.write_bytes(data)
    assert ledger.verify() == []


def test_reading_rows_tells_what_the_program_could_not_have_written(desk: Desk):
    for model in models():
        assert all(not row.broken for row in stored(model))


@pytest.mark.parametrize("where", ["_rows", "_anchors", "_numbers"])
def test_an_office_that_works_meanwhile_is_no_finding(desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str):
    proof = getattr(PROOFS, where)

    def work() -> None:
        with desk.office.running():
            desk.arrived(their_number=where)
            ledger.anchor()

    def meanwhile(*given: Any) -> Iterator[ledger.Finding]:
        clerk = Thread(target=work)
        clerk.start()
        clerk.join()
        return proof(*given)

    before = Entry.select().count()
    monkeypatch.setattr(PROOFS, where, meanwhile)
    assert ledger.verify() == []
    assert Entry.select().count() > before


def test_a_proof_that_fails_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def fails() -> Iterator[ledger.Finding]:
        current().execute_sql("SELECT nothing FROM nowhere")
        yield from ()

    monkeypatch.setattr(PROOFS, "_anchors", fails)
    assert [finding.where for finding in ledger.verify()] == ["defter"]


def test_a_deletion_that_tells_another_row_is_found(desk: Desk):
    holding = Holding.select().first()
    with behind_the_back():
        with writing(SYSTEM) as book:
            act = book.act("user", holding.user_id, "withdraw_holding")
            act.delete(holding)
            act.rows[-1][3]["starts"] = "2020-01-01"
        told = [str(finding) for finding in ledger.verify()]
    assert len(told) == 1
    assert f"holding {holding.id}, starts: silinen değer '2020-01-01'" in told[0]
