"""SQLite with connections that are kept, and that never outlive their file."""

import sqlite3
from pathlib import Path
from typing import Any

from playhouse.pool import PooledSqliteDatabase


class _Connection(sqlite3.Connection):
    """A connection that knows which file it opened."""

    opened: tuple[int, int] | None = None


class EmbeddedDatabase(PooledSqliteDatabase):  # type: ignore[misc]
    """A pool over one file.

    A kept connection is dropped when its file is no longer the one that stands at the path: a restored backup would go
    unseen, and what is written to a file that was removed is lost though it was acknowledged.
    """

    def __init__(self, database: str, **options: Any) -> None:
        """Open nothing yet."""
        super().__init__(database, factory=_Connection, **options)

    def _connect(self) -> _Connection:
        connection: _Connection = super()._connect()
        if connection.opened is None:
            connection.opened = self._standing()
        return connection

    def _is_closed(self, connection: _Connection) -> bool:
        """Whether the pool must not hand ``connection`` out again."""
        if super()._is_closed(connection):
            return True
        if connection.opened == self._standing():
            return False
        connection.close()
        return True

    def _standing(self) -> tuple[int, int] | None:
        """Device and inode of the file that stands at the path now."""
        try:
            found = Path(self.database).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
