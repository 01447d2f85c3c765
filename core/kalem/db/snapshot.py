"""The whole database as one file, and an empty database filled from it."""

import os
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from peewee import Database
from psycopg.conninfo import make_conninfo

from kalem.i18n import gettext as _

from .database import current, is_sqlite

#: Name of the file by the engine it is of.
FILES = {"sqlite": "kalem.db", "postgresql": "kalem.dump"}


class NoSnapshot(RuntimeError):
    """A database cannot be written to a file or filled from one; says why, and what to do."""


def engine_of(database: Database) -> str:
    """Return the name of a database's engine, as it begins the URL."""
    return "sqlite" if is_sqlite(database) else "postgresql"


def dump(path: Path) -> None:
    """Write the current database to ``path`` as it stands in the running :func:`kalem.db.still`.

    Others go on writing meanwhile. A server's database is written by ``pg_dump``, which must be on the PATH.
    """
    database = current()
    if is_sqlite(database):
        with closing(sqlite3.connect(path)) as copy:
            database.connection().backup(copy)
            # One file: a log beside it would come into being whenever somebody looks into the copy.
            copy.execute("PRAGMA journal_mode = DELETE")
        return
    ((snapshot,),) = database.execute_sql("SELECT pg_export_snapshot()").fetchall()
    _run(database, "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}")


def load(path: Path) -> None:
    """Fill the current database, which must be empty and without connections, from a file that :func:`dump` wrote."""
    database = current()
    if not is_sqlite(database):
        _run(database, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(path))
        return
    kept = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    with closing(kept), database.connection_context():
        kept.backup(database.connection())


def _run(database: Database, program: str, *options: str) -> None:
    """Run a program of PostgreSQL's; the password goes by its environment: everybody sees a command line."""
    named: Mapping[str, object] = {name: each for name, each in database.connect_params.items() if each is not None}
    where = make_conninfo(dbname=database.database, **{k: str(v) for k, v in named.items() if k != "password"})
    secret = {"PGPASSWORD": str(named["password"])} if "password" in named else {}
    command = [program, *options, f"--dbname={where}"]
    try:
        done = subprocess.run(  # noqa: S603
            command, env={**os.environ, **secret}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as fault:
        raise NoSnapshot(
            _("%(program)s bulunamadı; PostgreSQL istemci programlarını kurun ya da PATH'e ekleyin.", program=program)
        ) from fault
    if done.returncode:
        raise NoSnapshot(f"{program}: {done.stderr.strip()}")
