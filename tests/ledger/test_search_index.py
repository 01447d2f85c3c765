"""The search index is made from the records: a missing row is named, and ``kalem reindex`` makes all anew."""

import pytest
from tests.ledger.test_verify import behind_the_back
from tests.support.desk import Desk

from kalem import ledger
from kalem.app.searching import reindex
from kalem.db import current
from kalem.db.database import is_sqlite
from kalem.records import Record, types
from kalem.search import current as search


def finds(desk: Desk, record: Record) -> bool:
    return record.id in search().find(record.number, desk.actor("mudur").principals)


def key() -> str:
    return "rowid" if is_sqlite(current()) else "record_id"


def arrived() -> Record:
    return Record.select().where(Record.type == "registry.incoming").first()


def test_an_emptied_index_is_named_and_made_anew(desk: Desk) -> None:
    record = arrived()
    assert finds(desk, record)
    with behind_the_back():
        current().execute_sql("DELETE FROM search_index")
        assert not finds(desk, record)
        named = {finding.where for finding in ledger.verify()}
        assert named == {f"search_index {each.id}" for each in Record.select()}
        assert reindex() == []
        assert finds(desk, record)
        assert ledger.verify() == []


def test_a_changed_row_is_made_anew_and_one_of_no_record_goes(desk: Desk) -> None:
    record = arrived()
    with behind_the_back():
        current().execute_sql(f"UPDATE search_index SET {key()} = 4242 WHERE {key()} = {record.id}")
        assert {finding.where for finding in ledger.verify()} == {f"search_index {record.id}", "search_index 4242"}
        reindex()
        assert finds(desk, record)
        assert ledger.verify() == []


def test_a_record_whose_plugin_is_off_keeps_its_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = arrived()
    monkeypatch.delitem(types.get(), record.type)
    with behind_the_back():
        assert reindex() == []
        assert finds(desk, record)
        current().execute_sql(f"DELETE FROM search_index WHERE {key()} = {record.id}")
        assert reindex() == [record.id]
