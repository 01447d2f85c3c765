"""The index in PostgreSQL: a table of term vectors under one GIN index.

The vectors are written from terms made ready; PostgreSQL's own Turkish parser turns I into i and is not used.
"""

from collections.abc import Callable, Iterable
from typing import Any

from peewee import Database

from .analyser import JOINT, MAX_PREFIX, MIN_PREFIX, Word

SCHEMA = (
    "CREATE TABLE search_index (record_id bigint PRIMARY KEY, body tsvector NOT NULL, acl tsvector NOT NULL)",
    # A long list of pending rows is read by every search: keep it short.
    "CREATE INDEX search_index_terms ON search_index USING gin (body, acl) WITH (gin_pending_list_limit = 256)",
)

#: Follows the beginning of a word, which is a term of its own: PostgreSQL reads all records of all words that begin
#: so when it must look for them itself. Numbers are too many-sided for that and too rare to need it.
_BEGINNING = "»"

#: Bytes of a record's beginnings; with its terms they stay below what a row may hold.
_MAX_BEGINNINGS = 400_000

#: Records that are tried one by one, newest first, before the index is asked.
_NEWEST = 2_000

# The index gives all records with a common word before the newest of them is known. So the newest records are tried
# first, and only when they do not fill the page, which means that finds are few, the index is read. Left to itself
# the planner guesses, and a search for the beginning of a rare word reads the whole table.
_FIND = """
WITH recent AS MATERIALIZED (
    SELECT record_id FROM (
        SELECT record_id, body, acl FROM search_index
        WHERE record_id < %(before)s ORDER BY record_id DESC LIMIT %(newest)s
    ) AS newest
    WHERE acl @@ %(acl)s::tsquery AND body @@ %(body)s::tsquery
    ORDER BY record_id DESC LIMIT %(limit)s
), every AS MATERIALIZED (
    SELECT record_id FROM search_index
    WHERE (SELECT count(*) FROM recent) < %(limit)s
    AND body @@ %(body)s::tsquery AND acl @@ %(acl)s::tsquery AND record_id < %(before)s
)
SELECT record_id FROM recent UNION SELECT record_id FROM every ORDER BY record_id DESC LIMIT %(limit)s
"""


class PostgreSql:
    """Writes and reads ``search_index`` of a PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self._run: Callable[..., Any] = database.execute_sql

    def put(self, record_id: int, body: list[str], access: list[str]) -> None:
        """Write the record's row, replacing one that is there."""
        self._run(
            "INSERT INTO search_index (record_id, body, acl)"
            " VALUES (%s, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]))"
            " ON CONFLICT (record_id) DO UPDATE SET body = excluded.body, acl = excluded.acl",
            (record_id, [*body, *_beginnings(body)], access),
        )

    def share(self, record_id: int, access: list[str]) -> None:
        """Replace who may find the record."""
        self._run(
            "UPDATE search_index SET acl = array_to_tsvector(%s::text[]) WHERE record_id = %s",
            (access, record_id),
        )

    def find(self, words: list[Word], access: list[list[str]], before: int, limit: int) -> list[int]:
        """Return records below ``before``, newest first, with all words and a term of each access group."""
        body = " & ".join(f"({_any(word)})" for word in words)
        acl = " & ".join(f"({_any(Word(tuple(terms)))})" for terms in access)
        rows = self._run(_FIND, {"body": body, "acl": acl, "before": before, "limit": limit, "newest": _NEWEST})
        return [row[0] for row in rows.fetchall()]


def _beginnings(terms: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    room = _MAX_BEGINNINGS
    for term in terms:
        lengths = () if JOINT in term else range(MIN_PREFIX, min(len(term), MAX_PREFIX) + 1)
        for beginning in (term[:length] + _BEGINNING for length in lengths):
            if beginning not in found:
                room -= len(beginning.encode())
                if room < 0:
                    return list(found)
                found[beginning] = None
    return list(found)


def _any(word: Word) -> str:
    terms = [f"'{term}'" for term in word.terms]
    if JOINT in word.prefix:
        terms.append(f"'{word.prefix}':*")
    elif word.prefix:
        terms.append(f"'{word.prefix}{_BEGINNING}'")
    return " | ".join(terms)
