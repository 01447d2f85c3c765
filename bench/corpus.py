"""Writing a corpus: the base office, then the stamped stories, then the counters that the product would have kept."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Protocol

import psycopg

from kalem import db, search
from kalem.app import Settings, bare
from kalem.app import office as opened
from kalem.app.assembly import migrations, put_together
from kalem.records import Record
from kalem.registry.dossiers import Dossier
from kalem.text import sort_key
from kalem.workflow import load
from kalem.workflow.indexing import index as index_whole

from . import moulds, office, words
from .stamping import SEED, Cast, Plan, Stamp, Stamped, fingerprint

#: Stories that are written at once.
BATCH = 2_000


def mark() -> str:
    """Return a digest of what makes a corpus. The office runs under the file that was applied when it was made."""
    from . import stamping, stories

    sources = (moulds, office, stamping, stories, words, sys.modules[__name__])
    return fingerprint(*(Path(str(each.__file__)).read_text(encoding="utf-8") for each in sources))


class Target(Protocol):
    """The database that a corpus is written into, of one engine."""

    url: str

    def begin(self, base: bytes, tables: list[str]) -> None:
        """Take over the base office; ``base`` is what its SQLite file holds."""

    def hurry(self) -> None:
        """Write fast on this connection: what a power cut spoils is made again."""

    def write(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        """Write rows in the running transaction."""

    def end(self, ids: dict[str, int]) -> None:
        """Let tables count on from ``ids``, and leave the database as one that works for years would be."""


@dataclass(frozen=True)
class Kit:
    """What a corpus is made of: the database of the base office, the moulds, and the tables in the order of writing."""

    base: bytes
    moulds: list[moulds.Mould]
    tables: list[str]


@cache
def kit() -> Kit:
    """Return what every corpus is made of; it takes some seconds once."""
    with tempfile.TemporaryDirectory() as scratch:
        first, second = Path(scratch, "base"), Path(scratch, "workshop")
        base = office.make(first)
        with office.closing(base.app):
            office.link_dictionary(second)
        shutil.copyfile(first / "kalem.db", second / "kalem.db")
        return Kit((first / "kalem.db").read_bytes(), *moulds.take(second, base))


def write(size: int, folder: Path, target: Target) -> None:
    """Write a corpus of ``size`` records into ``target``, the files of its office into ``folder``."""
    office.link_dictionary(folder)
    target.begin(kit().base, kit().tables)
    app = opened(Settings(target.url, folder, "bench"), strict=True)
    with office.closing(app), app.app_context(), db.current().connection_context():
        _fill(size, kit().tables, target)


def _fill(size: int, tables: list[str], target: Target) -> None:
    run = db.current().execute_sql
    columns = {table: [each.name for each in db.current().get_columns(table)] for table in tables}
    ids = {
        table: run(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"').fetchone()[0]
        for table in tables
        if db.current().get_primary_keys(table) == ["id"]
    }
    dossiers = {(row.file_plan_code, row.year): row.record_id for row in Dossier.select()}
    plan, stamp = Plan(size, len(dossiers), kit().moulds, Random(SEED)), Stamp(dossiers, ids, Random(SEED))
    index = search.current()
    target.hurry()
    with db.transaction():
        for record in Record.select():
            index_whole(record, *reversed(load(record)))
    stories = iter(plan.stories)
    while batch := list(islice(stories, BATCH)):
        out = _stamped(stamp, batch)
        with db.transaction():
            for table in tables:
                if rows := out.rows.get(table):
                    target.write(table, columns[table], rows)
            for id, texts, readers, type in out.index:
                index.put(id, texts, readers, type)
        _told(stamp.ids["record"], size)
    with db.transaction():
        _count(plan, stamp, columns, target)
    target.end({**stamp.ids, "registry_correspondent": len(stamp.correspondents)})


def _stamped(stamp: Stamp, batch: Iterable[Cast]) -> Stamped:
    out = Stamped()
    for cast in batch:
        stamp.put(cast, out)
    return out


def _count(plan: Plan, stamp: Stamp, columns: dict[str, list[str]], target: Target) -> None:
    """Write where registers and correspondents stand."""
    target.write("register", columns["register"], [(name, str(at)) for name, at in plan.last_at.items()])
    target.write("register_year", columns["register_year"], [(*key, last) for key, last in plan.last.items()])
    named = enumerate(stamp.correspondents.items(), start=1)
    rows = [
        {"id": id, "office": house, "name": name, "key": key, "sort_key": sort_key(name), "uses": uses, "last_at": at}
        for id, ((house, key), (name, uses, at)) in named
    ]
    wanted = columns["registry_correspondent"]
    target.write("registry_correspondent", wanted, [tuple(row[name] for name in wanted) for row in rows])


def _told(done: int, size: int) -> None:
    print(f"\r  {done:,} of {size:,} records", end="\n" if done >= size else "", file=sys.stderr, flush=True)


class Sqlite:
    """A corpus in a file."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self._path = path

    def begin(self, base: bytes, tables: list[str]) -> None:  # noqa: ARG002  (the other engine copies them one by one)
        """Copy the file of the base office."""
        self._path.write_bytes(base)

    def hurry(self) -> None:
        """Keep no journal and wait for no disk."""
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
            db.current().execute_sql(f"PRAGMA {pragma}")

    def write(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        """Write rows in one statement."""
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        connection = db.current().connection()
        connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def end(self, ids: dict[str, int]) -> None:  # noqa: ARG002  (SQLite counts on from the largest)
        """Keep a log again."""
        db.current().execute_sql("PRAGMA journal_mode = WAL")


class Postgresql:
    """A corpus in a database of a server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def begin(self, base: bytes, tables: list[str]) -> None:
        """Make the tables by the product's migrations, and copy what the base office holds."""
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch, "kalem.db")
            file.write_bytes(base)
            with _bare(f"sqlite:///{file}", Path(scratch)):
                held = {table: _held(table) for table in tables}
            with _bare(self.url, Path(scratch)):
                db.migrate(db.current(), migrations(put_together(office.file()).plugins))
                with db.transaction():
                    # A unit refers to its parent, which may come later.
                    db.current().execute_sql("SET LOCAL session_replication_role = replica")
                    for table, (columns, rows) in held.items():
                        self.write(table, columns, rows)

    def hurry(self) -> None:
        """Wait for no disk."""
        db.current().execute_sql("SET synchronous_commit = off")

    def write(self, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
        """Write rows as the engine's own copy does."""
        names = ", ".join(f'"{name}"' for name in columns)
        connection: psycopg.Connection[Any] = db.current().connection()
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def end(self, ids: dict[str, int]) -> None:
        """Let the sequences count on, and know what the tables hold, as the engine's own housekeeping would."""
        run = db.current().execute_sql
        for table in ids:
            run(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'),"
                f' GREATEST((SELECT COALESCE(MAX(id), 0) FROM "{table}"), 1))',
                (f'"{table}"',),
            )
        run("VACUUM ANALYZE")


def _held(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    columns = [each.name for each in db.current().get_columns(table)]
    return columns, list(db.current().execute_sql(f'SELECT * FROM "{table}"').fetchall())


@contextmanager
def _bare(url: str, folder: Path) -> Iterator[None]:
    app = bare(Settings(url, folder, "bench"))
    with office.closing(app), app.app_context(), db.current().connection_context():
        yield
