"""Backup while people register, restore in an empty place, and the office goes on there as if nothing had been."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.load.server import Browser, Server
from tests.load.test_killed_server import FORM, Talk, built_office, paper, running, whole
from tests.support.databases import Databases
from tests.support.offices import Offices

from kalem.cli.main import main
from kalem.ledger import Number
from kalem.records import Record


@dataclass
class Place:
    """Where the program works."""

    database: str
    folder: Path
    #: Where PostgreSQL's programs are, of the tests' own server.
    programs: str

    def __call__(self, *words: str, code: int = 0, secret: str | None = None) -> str:
        names = {
            "PATH": self.programs,
            "KALEM_DATABASE_URL": self.database,
            "KALEM_DATA": str(self.folder),
            "KALEM_SECRET": secret,
            "KALEM_MUNICIPALITY": None,
        }
        result = CliRunner().invoke(main, list(words), env=names)
        assert result.exit_code == code, result.output
        assert isinstance(result.exception, SystemExit | None)
        return result.output


def programs(databases: Databases, engine: str) -> str:
    return str(databases.server.program("pg_dump").parent) if engine == "postgresql" else ""


@pytest.fixture
def here(databases: Databases, offices: Offices, engine: str) -> Iterator[Place]:
    """Where an office works."""
    with built_office(databases, offices, engine) as url:
        folder = offices.folder()
        (folder / "secret").write_text("test-secret", encoding="ascii")
        yield Place(url, folder, programs(databases, engine))


@pytest.fixture
def there(databases: Databases, engine: str, tmp_path: Path) -> Iterator[Place]:
    """An empty place."""
    url = databases.fresh(engine)
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path}/there/kalem.db"
    yield Place(url, tmp_path / "there", programs(databases, engine))
    if engine == "postgresql":
        databases.drop(url)


@pytest.mark.timeout(600)
def test_an_office_that_is_backed_up_while_it_works_goes_on_elsewhere(
    here: Place, there: Place, tmp_path: Path
) -> None:
    server = Server(here.database, here.folder)
    server.start()
    talk = Talk()
    try:
        browsers = [Browser(server.port) for _clerk in range(3)]
        for browser in browsers:
            browser.sign_in("evrak_kayit")
        with ThreadPoolExecutor(3) as pool:
            clerks = [pool.submit(talk.clerk, browser) for browser in browsers]
            try:
                talk.wait(5, server)
                before = Talk(dict(talk.acknowledged))
                here("backup", str(tmp_path / "backup"))
                talk.wait(5, server)
            finally:
                talk.over.set()
            for clerk in clerks:
                clerk.result()
    finally:
        server.stop()
    assert talk.strange == []

    assert "geri kondu" in there("restore", str(tmp_path / "backup"))
    assert "bulgu yok" in there("verify")

    # Nothing of what was acknowledged before is missing, and nothing is there by half.
    restored = Server(there.database, there.folder)
    with running(restored):
        whole(before)
        count = Record.select().count()
    assert len(before.acknowledged) <= count < len(talk.acknowledged)

    restored.start()
    try:
        browser = Browser(restored.port)
        browser.sign_in("evrak_kayit")
        values = {**FORM, "subject": "Yedekten sonra", "their_number": "E-99999"}
        answer = browser.send("/records/registry.incoming/new", values, "a.pdf", paper("E-99999"))
        assert answer.status == 302
    finally:
        restored.stop()
    with running(restored):
        assert sorted(row.no for row in Number.select()) == list(range(1, count + 2))
    assert "bulgu yok" in there("verify")


def test_a_backup_is_whole_private_and_known_by_its_digests(here: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    here("backup", str(folder))

    about = json.loads((folder / "kalem-backup.json").read_text(encoding="utf-8"))
    assert about["engine"] == here.database.partition(":")[0]
    assert about["file"] == 1
    assert (folder / "secret").read_text(encoding="ascii") == "test-secret"
    assert folder.stat().st_mode & 0o077 == 0
    listed = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    )
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert listed.keys() == found.keys() - {"SHA256SUMS"}
    for name, digest in listed.items():
        assert hashlib.sha256(found[name].read_bytes()).hexdigest() == digest
        assert found[name].stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [folder], "nothing by half is left beside it"


def test_nothing_is_overwritten(here: Place, there: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    folder.mkdir()
    assert "zaten var" in here("backup", str(folder), code=1)
    folder.rmdir()
    here("backup", str(folder))
    before = (folder / "SHA256SUMS").read_bytes()
    assert "zaten var" in here("backup", str(folder), code=1)
    assert (folder / "SHA256SUMS").read_bytes() == before

    assert "boş" in here("restore", str(folder), code=1), "the office that works is left alone"
    assert "bulgu yok" in here("verify")

    there.folder.mkdir()
    (there.folder / "secret").write_text("another", encoding="ascii")
    assert "zaten var" in there("restore", str(folder), code=1)
    assert (there.folder / "secret").read_text(encoding="ascii") == "another"
    (there.folder / "secret").unlink()
    there("restore", str(folder))
    assert "boş değil" in there("restore", str(folder), code=1)


def test_a_backup_that_was_changed_is_not_restored(here: Place, there: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    here("backup", str(folder))
    secret, (snapshot,) = folder / "secret", folder.glob("kalem.d*")

    secret.write_text("forged", encoding="ascii")
    (folder / "more").touch()
    told = there("restore", str(folder), code=1)
    assert "içeriği değişmiş: secret" in told
    assert "sonradan konmuş: more" in told
    secret.unlink()
    (folder / "more").unlink()
    assert "yedekte yok: secret" in there("restore", str(folder), code=1)
    secret.write_text("test-secret", encoding="ascii")
    snapshot.write_bytes(snapshot.read_bytes()[:-1])
    assert f"içeriği değişmiş: {snapshot.name}" in there("restore", str(folder), code=1)
    assert "bir yedek değil" in there("restore", str(tmp_path), code=1)
    assert not there.folder.exists()


def test_a_file_that_is_lost_already_is_told_and_the_rest_is_kept(here: Place, there: Place, tmp_path: Path) -> None:
    server = Server(here.database, here.folder)
    server.start()
    try:
        browser = Browser(server.port)
        browser.sign_in("evrak_kayit")
        for mark in ("E-1", "E-2"):
            values = {**FORM, "subject": mark, "their_number": mark}
            assert browser.send("/records/registry.incoming/new", values, "a.pdf", paper(mark)).status == 302
    finally:
        server.stop()
    lost = hashlib.sha256(paper("E-1")).hexdigest()
    (here.folder / "files" / lost[:2] / lost).unlink()

    told = here("backup", str(tmp_path / "backup"), code=1)

    assert f"Yedeklenemeyen dosya {lost}: dosya yerinde yok" in told
    assert "dosya: 1," in told
    there("restore", str(tmp_path / "backup"))
    assert "1 bulgu var" in there("verify", code=1)


def test_without_the_server_programs_the_cure_is_told(databases: Databases, offices: Offices, tmp_path: Path) -> None:
    with built_office(databases, offices, "postgresql") as url:
        told = Place(url, offices.folder(), str(tmp_path))("backup", str(tmp_path / "backup"), code=1)
    assert "pg_dump bulunamadı" in told
    assert not (tmp_path / "backup").exists()


def test_a_password_stands_on_no_command_line_and_a_secret_of_the_environment_in_no_backup(
    databases: Databases, offices: Offices, tmp_path: Path
) -> None:
    spy = tmp_path / "pg_dump"
    spy.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/seen\necho "$PGPASSWORD" > {tmp_path}/told\n: > {tmp_path}/out\n'
    )
    spy.chmod(0o700)
    with built_office(databases, offices, "postgresql") as url:
        place = Place(url.replace("postgres@", "postgres:cok-gizli@"), offices.folder(), str(tmp_path))
        told = place("backup", str(tmp_path / "backup"), secret="another-secret")
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "--snapshot=" in seen
    assert "cok-gizli" not in seen
    assert (tmp_path / "told").read_text(encoding="utf-8") == "cok-gizli\n"
    assert "KALEM_SECRET ortamdadır, yedekte yoktur" in told
    kept = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert all(b"another-secret" not in path.read_bytes() and b"cok-gizli" not in path.read_bytes() for path in kept)


def test_a_backup_of_one_engine_is_not_restored_into_the_other(
    databases: Databases, offices: Offices, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    with built_office(databases, offices, "postgresql") as url:
        Place(url, offices.folder(), programs(databases, "postgresql"))("backup", str(folder))

    told = Place(f"sqlite:///{tmp_path}/x/kalem.db", tmp_path / "x", "")("restore", str(folder), code=1)

    assert "Yedek postgresql, veritabanı sqlite." in told
    assert not (tmp_path / "x").exists()
