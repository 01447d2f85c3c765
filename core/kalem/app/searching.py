"""The search index as a mirror of the records: whether each has its row, and making all rows anew."""

from collections.abc import Iterator

from peewee import Column, Table

from kalem.db import current, transaction
from kalem.db.database import is_sqlite
from kalem.i18n import gettext as _
from kalem.ledger import Finding
from kalem.records import Record, types
from kalem.workflow import load
from kalem.workflow.indexing import index, share

_INDEX = Table("search_index")


def verify_index() -> Iterator[Finding]:
    """Yield each record that is not in the index, and each row without a record. What the rows say is not proven."""
    rows, records = _rows(), _records()
    for number in sorted(records - rows):
        yield Finding(f"search_index {number}", _("kayıt arama dizininde yok; `kalem reindex` dizini yeniden kurar"))
    for number in sorted(rows - records):
        yield Finding(f"search_index {number}", _("olmayan bir kaydın satırı"))


def reindex() -> list[int]:
    """Write the row of every record anew, while the office works; return the records that are still in no row.

    Only a type knows the words of its records: while its plugin is off, they keep the row that they have.
    """
    for number in sorted(_records()):
        with transaction():
            query = Record.select().where(Record.id == number)
            # Whoever changes the record meanwhile writes its row after this one.
            record = (query if is_sqlite(current()) else query.for_update()).get()
            if record.type in types.get():
                type, details = load(record)
                index(record, details, type)
            else:
                share(record)
    with transaction():
        for number in _rows() - _records():
            current().execute(_INDEX.delete().where(_key() == number))
        return sorted(_records() - _rows())


def _records() -> set[int]:
    return {record.id for record in Record.select(Record.id)}


def _rows() -> set[int]:
    return {number for (number,) in current().execute(_INDEX.select(_key()).tuples())}


def _key() -> Column:
    key: Column = _INDEX.c.rowid if is_sqlite(current()) else _INDEX.c.record_id
    return key
