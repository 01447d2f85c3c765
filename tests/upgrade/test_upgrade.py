"""A database that a landed version made is brought up to this one, proven, and worked in.

The databases were made by the versions' own code (`tools/old_database.py`); what was shipped is never made anew.
"""

import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playhouse.schema_diff import diff_models
from tests.cli.conftest import Kalem
from tests.support.databases import Databases, connected
from tests.support.offices import Offices
from tools.old_database import FIXTURES

from kalem import db, search
from kalem.app import Settings
from kalem.app.factory import parts
from kalem.context import today
from kalem.demo import PASSWORD
from kalem.ledger import Entry, Number
from kalem.organisation import Actor, User, load_actor
from kalem.records import Record, types, visible
from kalem.testing.web import Client
from kalem.web import create_app

#: The day after the old office's last one.
NEXT_DAY = datetime(2026, 11, 20, 7, tzinfo=UTC)

VERSIONS = sorted({path.name.partition("-")[0] for path in FIXTURES.glob("*.tar.xz")})

#: Tables whose every row is told by entries or is one: none may be lost.
KEPT = (
    "entry",
    "record",
    "number",
    "attachment",
    "link",
    "referral",
    "holding",
    "delegation",
    "anchor",
    "user",
    "unit",
)

FORM = {
    "channel": "hand",
    "sender": "Fındıklı Köyü Muhtarlığı",
    "kind": "letter",
    "their_date": "16.11.2026",
    "their_number": "E-77",
    "subject": "Yükseltmeden sonra gelen evrak",
}


@dataclass(frozen=True)
class Old:
    """An installation as the old version left it."""

    kalem: Kalem
    url: str
    #: The applied file as it was sent in.
    first_file: Path
    #: Rows by table before the upgrade.
    counts: dict[str, int]
    #: The last number of each register and year.
    numbers: dict[tuple[str, int], int]

    @contextmanager
    def running(self) -> Iterator[Any]:
        """Open the office with its pages, on the day after."""
        app = create_app(Settings(self.url, self.kalem.folder, "gizli"), strict=True, clock=lambda: NEXT_DAY)
        with db.entered(app):
            yield app


@pytest.fixture(params=VERSIONS)
def old(
    request: pytest.FixtureRequest, databases: Databases, offices: Offices, engine: str, tmp_path: Path
) -> Iterator[Old]:
    """Unpack an old office on either engine."""
    folder = offices.folder()
    with tarfile.open(FIXTURES / f"{request.param}-{engine}.tar.xz") as archive:
        # Python 3.11.2, which Debian 12 has, knows no filter yet.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    url = databases.fresh(engine)
    if engine == "postgresql":
        restore = [databases.server.program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-f", folder / "kalem.sql", url]
        subprocess.run(restore, check=True, stdout=subprocess.DEVNULL)
    else:
        (folder / "kalem.db").rename(url.removeprefix("sqlite:///"))
    with connected(url) as database:
        texts = dict(database.execute_sql("SELECT number, text FROM applied_file").fetchall())
        counts = {table: database.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] for table in KEPT}
        taken = database.execute_sql("SELECT register, year, MAX(no) FROM number GROUP BY register, year").fetchall()
    first, last = tmp_path / "first.toml", tmp_path / "last.toml"
    first.write_text(texts[min(texts)], encoding="utf-8")
    last.write_text(texts[max(texts)], encoding="utf-8")
    numbers = {(register, year): no for register, year, no in taken}
    yield Old(Kalem(folder, last, url), url, first, counts, numbers)
    databases.drop(url)


def users_by_right(permission: str) -> list[Actor]:
    """Return who may do something as his own work."""
    actors = [load_actor(user.id, today()) for user in User.select().where(User.active).order_by(User.id)]
    return [
        actor
        for actor in actors
        if any(permission in seat.permissions and seat.delegation_id is None for seat in actor.seats)
    ]


def readable(actor: Actor) -> list[Record]:
    """Return the records that somebody may read."""
    return visible(actor, limit=1000)


def signed_in(app: Any, username: str) -> Client:
    """Sign in through the form with the password of old."""
    client = Client(app, app.response_class)
    answer = client.send("/sign-in", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


def test_an_old_database_migrates_is_proven_and_worked_in(old: Old, engine: str) -> None:
    kalem = old.kalem
    kalem("migrate")
    assert "Bekleyen göç yok." in kalem("migrate").output
    assert "bulgu yok" in kalem("verify").output
    assert "dosya doğru" in kalem("check").output
    planned = kalem("plan").output
    assert planned == "Dosya yürürlükteki sürümle aynı; değişen bir şey yok.\n"
    with old.running() as app:
        with connected(old.url) as database:
            for table, count in old.counts.items():
                assert database.execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0] == count, table
        clerk = next(actor for actor in users_by_right("registry.register"))
        records = readable(clerk)
        assert len(records) > 10
        client = signed_in(app, User.get_by_id(clerk.user_id).username)
        for path in ("/", "/hesabim", "/search?q=yol", *(f"/records/{type_id}/" for type_id in types.get())):
            assert client.get(path, follow_redirects=True).status_code == 200, path
        for record in records:
            page = client.get(f"/record/{record.id}")
            assert page.status_code == 200, f"{record.type} {record.id}"
        _register(client, clerk, old)
    assert "bulgu yok" in kalem("verify").output


def _register(client: Client, clerk: Actor, old: Old) -> None:
    """Register a document: it gets the next number of this year's register, and is found."""
    answer = client.send("/records/registry.incoming/new", FORM, content_type="multipart/form-data")
    place = re.fullmatch(r"/record/(\d+)", answer.headers.get("Location", ""))
    assert place is not None, answer.text
    record = Record.get_by_id(int(place[1]))
    number = Number.get(Number.record_id == record.id)
    assert number.no == old.numbers[(record.register, 2026)] + 1
    assert client.get(place[0]).status_code == 200
    assert record.id in search.current().find("Yükseltmeden", clerk.principals)
    assert Entry.select().count() == old.counts["entry"] + 1


def test_the_tables_are_those_of_this_program(old: Old) -> None:
    """An upgraded database and a new one do not differ."""
    old.kalem("migrate")
    with old.running():
        drift = diff_models(db.current(), list(parts.get().models.values()))
        assert not drift, drift


def test_a_plugin_that_was_off_meanwhile_comes_back(old: Old) -> None:
    kalem = old.kalem
    kalem("migrate")
    assert "yeniden işlenir" in kalem("plan", file=old.first_file).output
    kalem("apply", "--migrate", file=old.first_file)
    assert "bulgu yok" in kalem("verify").output
    with old.running():
        actors = users_by_right("muhtarlik.request.work")
        assert actors
        assert "muhtarlik.request" in {record.type for record in readable(actors[0])}


def test_before_the_migration_nothing_runs(old: Old) -> None:
    """Whoever forgets it is told, and nothing is changed meanwhile."""
    with connected(old.url) as database:
        done = {name for (name,) in database.execute_sql("SELECT name FROM migrations_core").fetchall()}
    waiting = [path.stem for path in (Path(db.__file__).parents[1] / "migrations").glob("0*.py")]
    if done >= set(waiting):
        return
    assert "`kalem migrate`" in old.kalem("run", code=1).output
    assert "`kalem migrate`" in old.kalem("verify", code=1).output
