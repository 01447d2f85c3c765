"""Whatever fails in the middle of an act, and wherever: no row, no entry, no number, no line of the index is left."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.desk import INCOMING, Desk

from kalem import ledger
from kalem.db import current
from kalem.db.database import is_sqlite
from kalem.ledger import Entry, entry_listeners, writing
from kalem.organisation import User, deactivate
from kalem.records import Record, types
from kalem.records.attachments import receive
from kalem.workflow import attaching, correct, create, take

Act = Callable[[], Any]


class Failure(Exception):
    """The power went out."""


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, the search index included."""
    database = current()
    tables = [name for name in database.get_tables() if not name.startswith("search_index_")]
    tables = [name for name in tables if not name.startswith("sqlite_")]
    found = {}
    for table in tables:
        columns = "rowid, body, acl" if table == "search_index" and is_sqlite(database) else "*"
        found[table] = sorted(database.execute_sql(f'SELECT {columns} FROM "{table}"').fetchall(), key=repr)
    return found


def arrival(desk: Desk) -> Act:
    return lambda: desk.arrived(subject="Yarım kalan")


def registration(desk: Desk) -> Act:
    record = desk.arrived()
    return lambda: desk.do(Record.get_by_id(record.id), "register", "evrak_kayit")


def referral(desk: Desk) -> Act:
    record = desk.ready()
    to = {"action": [desk.unit("protokol"), desk.person("medya_personeli")], "information": [desk.unit("muhtarlik")]}
    return lambda: desk.do(Record.get_by_id(record.id), "refer", "mudur", **to, due=desk.day(4).isoformat())


def beginning_of_an_answer(desk: Desk) -> Act:
    record = desk.assigned()
    return lambda: desk.answer(Record.get_by_id(record.id), "protokol_personeli")


def signature(desk: Desk) -> Act:
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    desk.do(letter, "initial", "mudur")
    return lambda: desk.do(Record.get_by_id(letter.id), "sign", "baskan")


def dispatch(desk: Desk) -> Act:
    letter = desk.answer(desk.assigned(), "protokol_personeli")
    desk.do(letter, "submit", "protokol_personeli")
    desk.do(letter, "initial", "mudur")
    desk.do(letter, "sign", "baskan")
    sent = {"channel": "kep", "sent_on": desk.day(0).isoformat()}
    return lambda: desk.do(Record.get_by_id(letter.id), "dispatch", "evrak_kayit", **sent)


def void(desk: Desk) -> Act:
    record = desk.ready()
    return lambda: desk.do(Record.get_by_id(record.id), "void", "mudur", note="Mükerrer.")


def correction(desk: Desk) -> Act:
    record = desk.arrived()
    values = types.get()["registry.incoming"].schema().load({**INCOMING, "sender": "Valilik", "subject": "Düzeldi"})
    version = Record.get_by_id(record.id).version
    return lambda: correct(record.id, desk.actor("evrak_kayit"), values, "Yanlış.", version=version)


def attaching_a_file(desk: Desk) -> Act:
    record = desk.ready()
    files = [receive(io.BytesIO(b"ekin metni"), "ek.txt"), receive(io.BytesIO(b"ikinci"), "iki.txt")]
    return lambda: attaching.attach(record.id, desk.actor("evrak_kayit"), files)


def leaving(desk: Desk) -> Act:
    user = desk.office.hire("medya_personeli", "Ayrılan Kişi", f"ayrilan.{User.select().count()}")
    return lambda: deactivate(ledger.By(None, "Test"), User.get_by_id(user), "Ayrıldı.")


ACTS = [
    arrival,
    registration,
    referral,
    beginning_of_an_answer,
    signature,
    dispatch,
    void,
    correction,
    attaching_a_file,
    leaving,
]


@pytest.mark.parametrize("prepare", ACTS, ids=lambda act: act.__name__)
def test_whatever_statement_fails_nothing_is_left(
    desk: Desk, prepare: Callable[[Desk], Act], monkeypatch: pytest.MonkeyPatch
):
    """Fail at the first statement of the act, then at the second, and so on until none is left to fail."""
    act, before, database = prepare(desk), everything(), current()
    run, failed = database.execute_sql, 0
    while True:
        left = [failed]

        def execute(sql: str, *args: Any, left: list[int] = left, **kwargs: Any) -> Any:
            if not sql.upper().startswith(("ROLLBACK", "RELEASE")):
                if left[0] == 0:
                    raise Failure(sql)
                left[0] -= 1
            return run(sql, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(database, "execute_sql", execute)
            try:
                act()
            except Failure:
                pass
            else:
                break
        assert everything() == before, f"after statement {failed}"
        failed += 1
    assert failed > 5
    assert everything() != before
    assert ledger.verify() == []


def test_a_failing_effect_leaves_nothing(desk: Desk):
    record = desk.arrived()

    def fail(_run: Any) -> None:
        raise Failure

    before = everything()
    with pytest.raises(Failure):
        take(record.id, "register", desk.actor("evrak_kayit"), also=fail)
    found = types.get()["registry.incoming"]
    with pytest.raises(Failure):
        create(found, desk.actor("evrak_kayit"), found.schema().load(INCOMING), also=fail)
    assert everything() == before


def test_a_listener_that_refuses_leaves_nothing(desk: Desk):
    def fail(_entry: Entry) -> None:
        raise Failure

    record, before = desk.arrived(), None
    before = everything()
    entry_listeners.get().append(fail)
    try:
        with pytest.raises(Failure):
            desk.do(record, "register", "evrak_kayit")
    finally:
        entry_listeners.get().remove(fail)
    assert everything() == before
    assert desk.do(Record.get_by_id(record.id), "register", "evrak_kayit").number


def _fail_within(by: ledger.By, record: Record) -> None:
    with writing(by) as inner:
        inner.act("record", record.id, "inner")
        inner.close()
        raise Failure


def test_what_an_outer_act_swallows_of_an_inner_one_is_gone(desk: Desk):
    """On PostgreSQL a swallowed error would poison the rest of the transaction."""
    by = ledger.By(None, "Test")
    record = desk.arrived()
    with writing(by) as book:
        book.act("record", record.id, "outer")
        with pytest.raises(Failure):
            _fail_within(by, record)
    actions = [entry.action for entry, _text in ledger.history("record", record.id)]
    assert actions[0] == "outer"
    assert "inner" not in actions
    assert ledger.verify() == []
