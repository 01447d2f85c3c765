"""The index over all records, the same on both engines."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from peewee import Database

from kalem.context import Slot
from kalem.db.database import is_sqlite

from . import fts5, postgresql
from .analyser import Analyser, Word

_LARGEST_ID = 2**63 - 1

_PLAIN = re.compile(r"[^a-y0-9]")


class Engine(Protocol):
    """What an engine does with terms that were made ready: letters, digits and the joint, nothing else."""

    def put(self, record_id: int, body: list[str], access: list[str]) -> None:
        """Write the record's row, replacing one that is there."""

    def share(self, record_id: int, access: list[str]) -> None:
        """Replace who may find the record."""

    def find(self, words: list[Word], access: list[list[str]], before: int, limit: int) -> list[int]:
        """Return records below ``before``, newest first, with all words and a term of each access group."""


class SearchIndex:
    """Full text over all records. It reads and writes in the caller's transaction, one statement a call."""

    def __init__(self, database: Database, folder: Path | None = None) -> None:
        """``folder`` keeps the dictionary's file (default: the user's cache)."""
        self._analyser = Analyser(folder)
        self._engine: Engine = (fts5.Fts5 if is_sqlite(database) else postgresql.PostgreSql)(database)

    def put(self, record_id: int, texts: Iterable[str], principals: Iterable[str], type: str) -> None:
        """Index the record by ``texts``, to be found by ``principals``, replacing what was indexed before.

        Texts come in order of weight (subject before attachments): of very long ones the end is left out.
        """
        self._engine.put(record_id, self._analyser.terms(texts), _access(principals, type))

    def share(self, record_id: int, principals: Iterable[str], type: str) -> None:
        """Replace who finds the record; its words stay. Costs nothing for texts, however long."""
        self._engine.share(record_id, _access(principals, type))

    def find(
        self,
        query: str,
        principals: Iterable[str],
        type: str | Sequence[str] | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[int]:
        """Return the ids of at most ``limit`` records that hold all words of ``query``, newest first.

        Only records that one of ``principals`` may read, of ``type`` (or of one of several) when given, with an id
        below ``before`` when given (the last id of the page before). Inflected forms find each other; the last word
        also finds words that begin with it; a number is found by any of its parts in their order. Any text is a
        query: what holds no word finds nothing.
        """
        words = self._analyser.query(query)
        readers = [_principal(each) for each in principals]
        before = _LARGEST_ID if before is None else min(before, _LARGEST_ID)
        if not words or not readers or before <= 0 or limit <= 0:
            return []
        if type is None:
            access = [readers]
        else:
            access = [readers, [_type(each) for each in ([type] if isinstance(type, str) else type)]]
        return self._engine.find(words, access, before, limit)


#: The application's index.
slot: Slot[SearchIndex] = Slot("kalem.search")


def current() -> SearchIndex:
    """Return the running application's index."""
    return slot.get()


def schema_sql(database: Database) -> tuple[str, ...]:
    """Return the statements that make the index's table on the engine of ``database``."""
    return fts5.SCHEMA if is_sqlite(database) else postgresql.SCHEMA


def create(database: Database) -> None:
    """Make the index's table; for the core's migration."""
    run: Callable[[str], Any] = database.execute_sql
    for statement in schema_sql(database):
        run(statement)


def _access(principals: Iterable[str], type: str) -> list[str]:
    return [_type(type), *dict.fromkeys(map(_principal, principals))]


def _principal(name: str) -> str:
    return f"p{_spelt(name)}"


def _type(name: str) -> str:
    return f"t{_spelt(name)}"


def _spelt(name: str) -> str:
    """Return ``name`` in letters and digits, which no engine takes apart: u12.0 as u12z2ez0."""
    return _PLAIN.sub(lambda match: f"z{ord(match[0]):x}z", name)
