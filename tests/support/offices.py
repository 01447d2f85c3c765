"""Real offices for tests: built once for each engine and municipality, then copied in milliseconds."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.databases import Databases

if TYPE_CHECKING:
    from kalem.app.assembly import Face
    from kalem.config import Municipality
    from kalem.testing import TestOffice

CONFIG = Path(__file__).parents[2] / "config"


@cache
def municipality(name: str) -> "Municipality":
    """Return the real file ``config/<name>.toml``."""
    from kalem import config

    return config.load(CONFIG / f"{name}.toml")


class Offices:
    """Hands out offices with one person in each position; every one has its own database and folder."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._built: dict[str, Callable[[str], None]] = {}

    @contextmanager
    def open(
        self,
        engine: str,
        name: str,
        *,
        clock: Callable[[], datetime] | None = None,
        faces: "Iterable[Face]" = (),
        rules_off: Collection[str] = (),
        prepare: "Callable[[TestOffice], None] | None" = None,
    ) -> "Iterator[TestOffice]":
        """Yield a copy of the office of ``config/<name>.toml``, not yet running; it is gone afterwards.

        ``prepare`` is run on it, running, before it is handed out.
        """
        url = self._databases.fresh(engine, self._builder(name))
        folder = self.folder()
        try:
            with reopened(url, folder, name, clock=clock, faces=faces, rules_off=rules_off) as office:
                if prepare is not None:
                    with office.running():
                        prepare(office)
                yield office
        finally:
            self._databases.drop(url)

    def folder(self) -> Path:
        """Return a new folder for an office's files, in which the dictionary of the search is there already."""
        from kalem.search.dictionary import prepare

        folder = Path(tempfile.mkdtemp(dir=self._folder))
        (folder / "search").symlink_to(prepare().parent, target_is_directory=True)
        return folder

    def _builder(self, name: str) -> Callable[[str], None]:
        """Return what builds the office in an empty database: always the same function for a name."""
        from kalem import db
        from kalem.testing import build

        def built(url: str) -> None:
            office = build(url, self.folder(), municipality(name))
            db.disconnect(office.app.extensions[db.slot.name])

        return self._built.setdefault(name, built)


@contextmanager
def reopened(
    url: str,
    folder: Path,
    name: str,
    *,
    clock: Callable[[], datetime] | None = None,
    faces: "Iterable[Face]" = (),
    rules_off: Collection[str] = (),
) -> "Iterator[TestOffice]":
    """Yield another application over the database of an office that was built, as a second process would have."""
    from kalem import db
    from kalem.app import Settings, bare, dress
    from kalem.organisation import User, passwords
    from kalem.testing import Clock, TestOffice
    from kalem.testing.office import CHEAP

    file = municipality(name)
    clock = clock or Clock()
    app = bare(Settings(url, folder, "test-secret"), clock=clock)
    passwords.put(app, CHEAP)
    try:
        with app.app_context(), db.current().connection_context():
            dress(app, file, "1", faces=faces, strict=True, rules_off=rules_off)
            people = {user.username: int(user.id) for user in User.select() if user.username in file.positions}
        yield TestOffice(app, clock, people)
    finally:
        db.disconnect(app.extensions[db.slot.name])


@pytest.fixture(scope="session")
def offices(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """Return the maker of real offices: ``with offices.open(engine, "karacabey") as office``, of any scope."""
    return Offices(databases, tmp_path_factory.mktemp("offices"))


@pytest.fixture
def karacabey(offices: Offices, engine: str, rules_off: frozenset[str]) -> "Iterator[TestOffice]":
    """Run Karacabey's office, on both engines, and on the rules that this run leaves on."""
    yield from _running(offices, engine, "karacabey", rules_off)


@pytest.fixture
def siverek(offices: Offices, engine: str, rules_off: frozenset[str]) -> "Iterator[TestOffice]":
    """Run Siverek's office, on both engines, and on the rules that this run leaves on."""
    yield from _running(offices, engine, "siverek", rules_off)


def _running(offices: Offices, engine: str, name: str, rules_off: frozenset[str]) -> "Iterator[TestOffice]":
    with ExitStack() as stack:
        office = stack.enter_context(offices.open(engine, name, rules_off=rules_off))
        yield stack.enter_context(office.running())
