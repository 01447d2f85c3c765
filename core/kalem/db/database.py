"""Opening a database, and the transaction that every write path runs in."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Flask
from peewee import Database, SqliteDatabase
from playhouse.pool import PooledDatabase
from playhouse.postgres_ext import PooledPsycopg3Database
from psycopg.pq import Conninfo

from kalem.context import Slot
from kalem.i18n import gettext as _
from kalem.text import nearest

from .embedded import EmbeddedDatabase

#: The application's database.
slot: Slot[Database] = Slot("kalem.db")

#: Seconds a writer waits for another before it gives up.
LOCK_TIMEOUT = 30

#: Seconds after which a server that does not answer is away, unless the URL says otherwise.
CONNECT_TIMEOUT = 10


class DatabaseUrlError(ValueError):
    """The database URL cannot be understood."""


def open_database(url: str, *, connections: int = 20) -> Database:
    """Return the database of ``url``, unconnected.

    At most ``connections`` are open at once; they are kept for whoever comes next, until :func:`disconnect`.
    ``sqlite:///relative/or/absolute/path`` opens a file with write-ahead log, full synchronisation and foreign keys;
    every transaction begins as a writer, so that two writers queue instead of failing half-way. The file and its
    folder are made for their owner alone where they are not there.
    ``postgresql://user:password@host:port/name?option=value`` opens a server's database; the options are those of
    libpq (``host`` for a socket's folder, ``sslmode``, ``connect_timeout`` …), by whose names it is connected.
    ``DatabaseUrlError`` for another engine or option.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(url.removeprefix("sqlite:///"))
        if not path or not url.startswith("sqlite:///"):
            raise DatabaseUrlError(f"{url!r}: sqlite:///dosya/yolu bekleniyordu")
        _make_private(path)
        embedded: Database = EmbeddedDatabase(
            path,
            lock_type="IMMEDIATE",
            pragmas={
                "journal_mode": "wal",
                "synchronous": "full",
                "foreign_keys": 1,
                # Of each connection, in kilobytes: the system caches the file for all of them.
                "cache_size": -4000,
                "busy_timeout": LOCK_TIMEOUT * 1000,
            },
            # A connection serves one thread at a time, but not always the same.
            check_same_thread=False,
            max_connections=connections,
            timeout=LOCK_TIMEOUT,
        )
        return embedded
    if parts.scheme in {"postgresql", "postgres"}:
        named = {
            "user": unquote(parts.username or "") or None,
            "password": unquote(parts.password or "") or None,
            "host": parts.hostname,
            "port": parts.port,
        }
        pooled: Database = PooledPsycopg3Database(
            parts.path.lstrip("/"),
            **{**named, "connect_timeout": CONNECT_TIMEOUT, **_options(parts.query)},
            max_connections=connections,
            timeout=LOCK_TIMEOUT,
            stale_timeout=300,
        )
        return pooled
    raise DatabaseUrlError(_("%(scheme)s: bilinmeyen veritabanı; sqlite ya da postgresql yazın", scheme=parts.scheme))


def _make_private(path: str) -> None:
    """Make the file of an embedded database where it is not there; SQLite gives its log the same rights."""
    if path != ":memory:":
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)


def _options(query: str) -> dict[str, str]:
    """Return the options of a PostgreSQL URL: one that is left out silently may be the one that encrypts."""
    known = {each.keyword.decode() for each in Conninfo.get_defaults()} - {"dbname"}
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name in options.keys() - known:
        meant = nearest(name, known)
        cure = _("%(meant)s mi?", meant=meant) if meant else _("PostgreSQL'in bağlantı seçeneklerinden birini yazın.")
        raise DatabaseUrlError(_("Veritabanı adresinde bilinmeyen seçenek: %(name)s; %(cure)s", name=name, cure=cure))
    return options


def disconnect(database: Database) -> None:
    """Close every connection of ``database``: a process that ends leaves nothing open, nor one that begins another."""
    if isinstance(database, PooledDatabase):
        database.close_all()
    else:
        database.close()


@contextmanager
def entered(app: Flask) -> Iterator[None]:
    """Enter ``app`` with a connection of its database; when the block ends not one is left open, not even in a pool."""
    with app.app_context():
        database = current()
        try:
            with database.connection_context():
                yield
        finally:
            disconnect(database)


def current() -> Database:
    """Return the running application's database."""
    return slot.get()


def is_sqlite(database: Database) -> bool:
    """Whether ``database`` is the embedded engine."""
    return isinstance(database, SqliteDatabase)


@contextmanager
def connected() -> Iterator[None]:
    """Run the block with a connection: this thread's, where it has one; else one that is given back at the end."""
    database = current()
    opened = database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            database.close()


@contextmanager
def transaction() -> Iterator[Database]:
    """Run the block in one transaction of the application's database: all of it is kept, or none.

    A block inside a block is part of the outer one: what the inner leaves by an exception that the outer catches is
    rolled back to where the inner began.
    """
    database = current()
    with database.atomic():
        yield database


@contextmanager
def still() -> Iterator[None]:
    """Run the block on the database as it stands now: what others keep meanwhile is not seen. For reading only.

    Inside a running transaction the block is part of it.
    """
    database = current()
    if database.in_transaction():
        yield
    elif is_sqlite(database):
        with database.transaction("DEFERRED"):
            yield
    else:
        with database.transaction():
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def alone(name: str) -> None:
    """Hold ``name`` until the running transaction ends; wait first while another one holds it.

    For a check that must still be true when the transaction is kept (no double booking). The embedded engine has one
    writer at a time, so there it is true already.
    """
    _hold("SELECT pg_advisory_xact_lock(%s)", name)


def beside(name: str) -> None:
    """Hold ``name`` as :func:`alone` does, but together with all who hold it this way."""
    _hold("SELECT pg_advisory_xact_lock_shared(%s)", name)


def _hold(statement: str, name: str) -> None:
    if not is_sqlite(current()):
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        current().execute_sql(statement, (key,))
