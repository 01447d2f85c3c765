"""A column that a migration adds to a table with rows: no entry names what it holds there, and all is proven still."""

from datetime import time

from peewee import CharField, TimeField
from playhouse.migrate import SchemaMigrator, migrate
from tests.support.desk import Desk

from kalem import ledger
from kalem.db import current
from kalem.ledger import tracked, writing
from kalem.ledger.book import SYSTEM
from kalem.records import Details
from kalem.testing import TestOffice

TABLE = "visit_request"


class Early(Details):
    opens = TimeField(null=True)

    class Meta:
        table_name = TABLE


class Later(Details):
    opens = TimeField(null=True)
    priority = CharField(max_length=10, default="low")
    note = CharField(max_length=10, null=True)

    class Meta:
        table_name = TABLE


def test_rows_from_before_hold_the_default_of_a_column_that_came_later(karacabey: TestOffice) -> None:
    desk = Desk(karacabey)
    current().create_tables([Early])
    others = tracked.get()
    tracked.put(karacabey.app, {**others, TABLE: Early})
    first, second = desk.arrived().id, desk.arrived().id
    with writing(SYSTEM) as book:
        for record in (first, second):
            book.act("record", record, "test").insert(Early, record=record, opens=time(9, 30))
    assert ledger.verify() == []

    migrator = SchemaMigrator.from_database(current())
    migrate(
        migrator.add_column(TABLE, "priority", CharField(max_length=10, default="low")),
        migrator.add_column(TABLE, "note", CharField(max_length=10, null=True)),
    )
    tracked.put(karacabey.app, {**others, TABLE: Later})
    assert ledger.verify() == []

    with writing(SYSTEM) as book:
        book.act("record", first, "test").update(Later.get(Later.record == first), priority="high", note="x")
        book.act("record", second, "test").delete(Later.get(Later.record == second))
    assert ledger.verify() == []

    current().execute_sql(f"UPDATE {TABLE} SET priority = 'low'")
    assert [finding.where for finding in ledger.verify()] == [f"{TABLE} {first}"]
