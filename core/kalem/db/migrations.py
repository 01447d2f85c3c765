"""Schema changes: one folder and one history table for the core and for each plugin, upward only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peewee import Database, IntegrityError, OperationalError
from playhouse.migrations import Runner

from .database import is_sqlite

#: Key of the advisory lock that keeps two processes from migrating at once on PostgreSQL.
_LOCK = 0x6B616C656D


@dataclass(frozen=True)
class Migrations:
    """The migrations of one owner: ``core`` or a plugin's id, and the folder of its numbered files."""

    owner: str
    folder: Path

    def runner(self, database: Database) -> Runner:
        """Return Peewee's runner over this folder, with its own history table."""
        return Runner(database, str(self.folder), table_name=f"migrations_{self.owner}")


def pending(database: Database, sets: Sequence[Migrations]) -> list[str]:
    """Return ``owner/name`` of each migration that is not yet applied, in order."""
    return [
        f"{each.owner}/{migration.name}"
        for each in sets
        for migration in each.runner(database).status()
        if migration.path is not None and not migration.applied
    ]


def migrate(database: Database, sets: Sequence[Migrations]) -> list[str]:
    """Apply what is pending, set by set, and return it as ``owner/name``.

    One process at a time; each migration is one transaction, so a failing one leaves the schema as it was before it.
    A first one that fails leaves no history table either.
    """
    applied = []
    with _alone(database):
        for each in sets:
            applied += [f"{each.owner}/{name}" for name in _up(database, each)]
    return applied


def _up(database: Database, each: Migrations) -> list[str]:
    runner = each.runner(database)
    try:
        return list(runner.up())
    except BaseException as error:
        # On SQLite a second process that planned the same step finds it done; anything else is a real failure.
        done_elsewhere = isinstance(error, (IntegrityError, OperationalError)) and is_sqlite(database)
        if done_elsewhere and not pending(database, [each]):
            return []
        with database.atomic():
            if not runner.applied():
                runner.History.drop_table(safe=True)
        raise


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    if is_sqlite(database):
        yield
        return
    database.execute_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        yield
    finally:
        database.execute_sql("SELECT pg_advisory_unlock(%s)", (_LOCK,))
