"""Who may read what the program keeps: its owner, and nobody else on the machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Kalem, install
from tests.support.databases import Databases, connected

from kalem import db


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    """Let others read what is made without another word, as most machines do."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_data_folder_and_the_database_are_their_owners(bare: Kalem) -> None:
    bare("apply", "--migrate")
    bare("admin", "create", "yonetici", "Ayşe Yönetir")
    assert rights(bare.folder) == 0o700
    assert rights(bare.folder / "kalem.db") == 0o600


def test_where_the_database_lies_elsewhere_too(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh("postgresql")
    kalem = install(tmp_path / "office", database=url)
    kalem("apply", "--migrate")
    kalem("verify")
    assert rights(kalem.folder) == 0o700
    databases.drop(url)


def test_the_log_beside_an_embedded_database_is_no_more_open(tmp_path: Path) -> None:
    with connected(f"sqlite:///{tmp_path / 'new' / 'kalem.db'}") as database:
        database.execute_sql("CREATE TABLE t (x)")
        made = {path.name: rights(path) for path in (tmp_path / "new").iterdir()}
    assert rights(tmp_path / "new") == 0o700
    assert made == {"kalem.db": 0o600, "kalem.db-wal": 0o600, "kalem.db-shm": 0o600}


def test_what_is_there_keeps_its_rights(tmp_path: Path) -> None:
    """Who opened a folder to a group of his own meant it."""
    (tmp_path / "shared").mkdir(mode=0o750)
    (tmp_path / "shared" / "kalem.db").touch(mode=0o640)
    db.open_database(f"sqlite:///{tmp_path / 'shared' / 'kalem.db'}")
    assert (rights(tmp_path / "shared"), rights(tmp_path / "shared" / "kalem.db")) == (0o750, 0o640)
