"""Whether the service can work: told to anybody, without a word of the office, and without keeping who asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import Table
from tests.support.databases import Databases, postgresql_server
from tests.support.offices import Offices

from kalem import db
from kalem.ledger.book import file_version
from kalem.organisation import Session
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web import FACE

WELL = {"status": "ok", "database": True, "file": True, "migrations": True}
AWAY = {"status": "unavailable", "database": False, "file": False, "migrations": False}


def test_a_service_that_works_says_so_to_anybody(office: TestOffice) -> None:
    for browser in (client(office), client(office, "mudur")):
        seen = [(row.token_hash, row.seen) for row in Session.select().order_by(Session.token_hash)]
        answer = browser.get("/health")
        assert (answer.status_code, answer.json) == (200, WELL)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.mimetype == "application/json"
        assert "Set-Cookie" not in answer.headers
        head = browser.head("/health")
        assert (head.status_code, head.data) == (200, b"")
        assert [(row.token_hash, row.seen) for row in Session.select().order_by(Session.token_hash)] == seen


def test_it_tells_nothing_of_the_office(office: TestOffice) -> None:
    answer = client(office, "mudur").get("/health?q=Karacabey")
    told = f"{answer.text}{answer.headers}"
    for word in ("Karacabey", "sqlite", "postgres", "/tmp", "0001", "Python", "3.1"):
        assert word not in told


def test_under_another_file_it_is_not_well(office: TestOffice) -> None:
    running = file_version.get()
    file_version.put(office.app, "0")
    answer = client(office).get("/health")
    assert (answer.status_code, answer.json) == (503, {**WELL, "status": "unavailable", "file": False})
    file_version.put(office.app, running)
    assert client(office).get("/health").status_code == 200


def test_while_migrations_wait_it_is_not_well(office: TestOffice) -> None:
    history = Table("migrations_core", ["name"])
    db.current().execute(history.delete().where(history.name.startswith("0001")))
    answer = client(office).get("/health")
    assert (answer.status_code, answer.json) == (503, {**WELL, "status": "unavailable", "migrations": False})


def test_it_asks_the_same_few_things_each_time(office: TestOffice) -> None:
    asked: list[str] = []
    plain = db.current().execute_sql
    db.current().execute_sql = lambda sql, *rest, **options: asked.append(sql) or plain(sql, *rest, **options)  # type: ignore[method-assign, func-returns-value]
    try:
        client(office).get("/health")
    finally:
        del db.current().execute_sql
    assert len(asked) < 12, asked


@pytest.fixture
def served(offices: Offices) -> Iterator[tuple[Client, Path]]:
    """Return the browser of an office on a file, that is not connected to it between requests."""
    with offices.open("sqlite", "karacabey", faces=[FACE]) as made:
        yield client(made), Path(made.app.extensions[db.slot.name].database)


@pytest.mark.parametrize("how", ["folder", "garbage", "empty"])
def test_a_database_file_that_cannot_be_read(served: tuple[Client, Path], how: str) -> None:
    browser, path = served
    assert browser.get("/health").status_code == 200
    kept = path.with_name("kept.db")
    path.rename(kept)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    if how == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"no database " * 500 if how == "garbage" else b"")
    answer = browser.get("/health")
    assert (answer.status_code, answer.json) == (503, AWAY)
    assert browser.head("/health").status_code == 503
    path.rmdir() if how == "folder" else path.unlink()
    kept.rename(path)
    assert browser.get("/health").status_code == 200


def test_a_server_that_is_stopped_and_comes_back(tmp_path: Path) -> None:
    with postgresql_server() as server:
        databases = Databases(tmp_path, lambda: server)
        made = Offices(databases, tmp_path)
        with made.open("postgresql", "karacabey", faces=[FACE]) as office:
            browser = client(office)
            assert browser.get("/health").json == WELL
            server.stop()
            for _time in range(2):
                answer = browser.get("/health")
                assert (answer.status_code, answer.json) == (503, AWAY)
            server.start()
            # The first may still hold a connection of before.
            browser.get("/health")
            assert browser.get("/health").json == WELL
