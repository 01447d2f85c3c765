"""The index in SQLite: an FTS5 table whose row id is the record's.

The terms come folded, so the table only parts them at blanks (``ascii`` takes every letter beyond ASCII as
part of a word). ``detail=column`` keeps which column holds a term, not where in it.
"""

from collections.abc import Callable
from typing import Any

from peewee import Database

from .analyser import MAX_PREFIX, MIN_PREFIX, Word

_PREFIXES = " ".join(map(str, range(MIN_PREFIX, MAX_PREFIX + 1)))

SCHEMA = (
    f"CREATE VIRTUAL TABLE search_index USING fts5(body, acl, tokenize='ascii', prefix='{_PREFIXES}', detail='column')",
)


class Fts5:
    """Writes and reads ``search_index`` of an SQLite database."""

    def __init__(self, database: Database) -> None:
        self._run: Callable[..., Any] = database.execute_sql

    def put(self, record_id: int, body: list[str], access: list[str]) -> None:
        """Write the record's row, replacing one that is there."""
        self._run(
            "REPLACE INTO search_index (rowid, body, acl) VALUES (?, ?, ?)",
            (record_id, " ".join(body), " ".join(access)),
        )

    def share(self, record_id: int, access: list[str]) -> None:
        """Replace who may find the record."""
        self._run("UPDATE search_index SET acl = ? WHERE rowid = ?", (" ".join(access), record_id))

    def find(self, words: list[Word], access: list[list[str]], before: int, limit: int) -> list[int]:
        """Return records below ``before``, newest first, with all words and a term of each access group."""
        groups = [f"body : ({_any(word)})" for word in words]
        groups += [f"acl : ({' OR '.join(map(_quoted, terms))})" for terms in access]
        rows = self._run(
            "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
            (" AND ".join(groups), before, limit),
        )
        return [row[0] for row in rows.fetchall()]


def _any(word: Word) -> str:
    beginnings = [f"{_quoted(word.prefix)} *"] if word.prefix else []
    return " OR ".join([*beginnings, *map(_quoted, word.terms)])


def _quoted(term: str) -> str:
    return f'"{term}"'
