"""The tables of a plugin that is off: no model stands for them, and ``verify`` names every change all the same."""

from collections.abc import Iterator
from datetime import date

import pytest
from peewee import BigAutoField, BooleanField, CharField, CompositeKey, IntegerField, TextField
from tests.ledger.test_verify import behind_the_back
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import ledger
from kalem.db import CalendarDate, Model, UtcDateTime, current
from kalem.ledger import tracked, writing
from kalem.ledger.book import SYSTEM

TABLE = "muhtarlik_request"

HEARD = {"subject": "Park", "neighbourhood": "Çınarlı", "channel": "electronic", "wish": "Sulansın"}


class Everything(Model):
    """One column of each kind, and a key that the engine counts."""

    id = BigAutoField()
    word = CharField(max_length=20)
    text = TextField(null=True)
    count = IntegerField()
    yes = BooleanField()
    no = BooleanField(null=True)
    day = CalendarDate()
    moment = UtcDateTime()
    whole = UtcDateTime()
    password = CharField(max_length=20)

    secret_columns = frozenset({"password"})


class Pair(Model):
    """A key of two columns."""

    b = CalendarDate()
    a = IntegerField()
    word = CharField(max_length=20)

    class Meta:
        primary_key = CompositeKey("b", "a")


@pytest.fixture(scope="module")
def desk(offices: Offices, engine: str) -> Iterator[Desk]:
    """An office in which a plugin was used, and is off since."""
    with offices.open(engine, "karacabey") as office, office.running():
        desk = Desk(office)
        desk.create("muhtarlik.request", "muhtarlik_personeli", {**HEARD, "wish": "2026-11-18 06:30:00"})
        desk.do(
            desk.create("muhtarlik.request", "muhtarlik_personeli", HEARD),
            "refer",
            "muhtarlik_personeli",
            action=[desk.unit("fen_isleri")],
        )
        current().create_tables([Everything, Pair])
        with writing(SYSTEM) as book:
            act = book.act("thing", 1, "create")
            moment = office.clock()
            act.insert(
                Everything,
                word="2026-11-18",
                count=1,
                yes=True,
                day=date(2026, 11, 18),
                moment=moment,
                whole=moment.replace(microsecond=0),
                password="gizli",
            )
            act.insert(Pair, b=date(2026, 11, 18), a=1, word="bir")
            act.insert(Pair, b=date(2026, 11, 17), a=2, word="iki")
            emptied = act.insert(
                Everything, word="x", count=0, yes=False, day=moment, moment=moment, whole=moment, password=""
            )
        with writing(SYSTEM) as book:
            book.act("thing", 1, "change").delete(emptied)
        tracked.put(office.app, {name: each for name, each in tracked.get().items() if name != TABLE})
        yield desk


def told() -> list[str]:
    return [str(finding) for finding in ledger.verify()]


def test_an_untouched_table_is_no_finding(desk: Desk) -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("statement", "start", "word"),
    [
        (f"UPDATE {TABLE} SET wish = 'Sulanmasın' WHERE neighbourhood = 'Çınarlı'", f"{TABLE} ", "wish: 'Sulanmasın'"),
        (f"UPDATE {TABLE} SET wish = '2026-11-18 06:30:01'", f"{TABLE} ", "wish: "),
        (f"UPDATE {TABLE} SET mukhtar = 'Biri'", f"{TABLE} ", "mukhtar: 'Biri', harekete göre None"),
        (f"UPDATE {TABLE} SET wish = NULL", f"{TABLE} ", "wish: None"),
        (f"UPDATE {TABLE} SET told_on = '2026-11-18'", f"{TABLE} ", "told_on"),
        (f"DELETE FROM {TABLE}", f"{TABLE} ", "satır yok"),
        (f"DROP TABLE {TABLE}", TABLE, "tablo yok; hareketlere göre 2 satırı"),
        (f"ALTER TABLE {TABLE} RENAME COLUMN wish TO hope", f"{TABLE} ", "wish: None, harekete göre"),
        ("UPDATE everything SET count = 2", "everything 1", "count: 2, harekete göre '1'"),
        ("UPDATE everything SET yes = NOT yes", "everything 1", "yes: "),
        ("UPDATE everything SET no = yes", "everything 1", "no: "),
        ("UPDATE everything SET word = '2026-11-19'", "everything 1", "word: "),
        ("UPDATE everything SET day = '2026-11-19'", "everything 1", "day: "),
        ("UPDATE everything SET moment = whole", "everything 1", "moment: "),
        ("UPDATE everything SET whole = moment", "everything 1", "whole: "),
        ("UPDATE everything SET password = 'gizlI'", "everything 1", "password: "),
        ("UPDATE everything SET id = 7", "everything 7", "hiçbir hareketin yazmadığı"),
        ("UPDATE pair SET word = 'üç' WHERE a = 2", "pair ", "word: 'üç', harekete göre 'iki'"),
        ("UPDATE pair SET a = 3 WHERE a = 2", "pair ", "satır yok"),
        ("UPDATE pair SET b = '2026-11-16' WHERE a = 2", "pair 2026-11-16, 2", "hiçbir hareketin yazmadığı"),
        ("INSERT INTO pair (a, b, word) VALUES (9, '2026-11-17', 'dokuz')", "pair 2026-11-17, 9", "hiçbir hareketin"),
    ],
)
def test_each_change_is_named(desk: Desk, statement: str, start: str, word: str) -> None:
    with behind_the_back():
        assert current().execute_sql(statement).rowcount
        found = told()
    assert any(line.startswith(start) and word in line for line in found), found


def test_a_row_in_a_table_that_was_emptied_is_named(desk: Desk) -> None:
    with behind_the_back():
        with writing(SYSTEM) as book:
            act = book.act("thing", 1, "empty")
            for pair in list(Pair.select()):
                act.delete(pair)
        assert told() == []
        current().execute_sql("INSERT INTO pair (a, b, word) VALUES (1, '2026-11-18', 'bir')")
        assert told() == ["pair 2026-11-18, 1: hiçbir hareketin yazmadığı satır"]
