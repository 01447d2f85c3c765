"""Where a command works: the municipality's file, the data folder and the database."""

import getpass
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import click
from flask import Flask

from kalem import db
from kalem.app import Settings, bare, in_force, office
from kalem.app.assembly import core_migrations
from kalem.app.factory import unchanged
from kalem.config import Municipality, load, parse
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import source
from kalem.jobs import IpNetwork, read_networks
from kalem.ledger import By

from .faces import faces
from .failures import Failed

#: The data folder when none is named.
DATA = Path("kalem-data")

#: Of the secret that signs sessions and forms; it stands in the data folder when the environment gives none.
SECRET_FILE = "secret"  # noqa: S105


@dataclass(frozen=True)
class Place:
    """What ``--municipality``, ``--database`` and ``--data`` say."""

    #: The municipality's file; None when none is named.
    municipality: Path | None
    #: ``sqlite:///…`` or ``postgresql://…``.
    database: str
    #: Folder of attachments, of the search dictionary, of the secret, and of the embedded database.
    data: Path

    @classmethod
    def of(cls, municipality: Path | None, database: str | None, data: Path) -> "Place":
        """Return the place that is named; without a database the embedded one of the data folder."""
        data = data.absolute()
        return cls(municipality, database or f"sqlite:///{quote(str(data / 'kalem.db'))}", data)

    def settings(self, *, secret: str = "") -> Settings:
        """Return what an application is given of it, and of the environment."""
        return Settings(self.database, self.data, secret, _webhook_networks())

    def file(self) -> Municipality:
        """Read the municipality's file; raises `BadFile`, and `Failed` when none is named."""
        return load(self.path())

    def path(self) -> Path:
        """Return the path of the municipality's file; raises `Failed` when none is named."""
        if self.municipality is None:
            raise Failed(_("Belediye dosyası belirtilmedi: --municipality DOSYA ya da KALEM_MUNICIPALITY."))
        return self.municipality

    def file_if_named(self) -> Municipality | None:
        """Read the municipality's file where one is named; raises `BadFile`."""
        return load(self.municipality) if self.municipality is not None else None

    def untouched(self) -> "Place":
        """Return this place, or an empty one in memory where an embedded database is not there: looking makes none."""
        return replace(self, database="sqlite:///:memory:") if self.is_empty else self

    @property
    def is_empty(self) -> bool:
        """Whether an embedded database is wanted whose file is not there yet."""
        return self.file_of_database is not None and not self.file_of_database.exists()

    @property
    def file_of_database(self) -> Path | None:
        """The file of an embedded database; None for another engine."""
        prefix = "sqlite:///"
        return Path(unquote(self.database.removeprefix(prefix))) if self.database.startswith(prefix) else None

    def make_data(self) -> None:
        """Make the data folder where it is not there, for its owner alone: it holds confidential letters."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def secret(self) -> str:
        """Return what signs sessions and forms: the environment's, or the data folder's, made when it is not there."""
        given = os.environ.get("KALEM_SECRET", "")
        if given:
            return given
        self.make_data()
        path = self.data / SECRET_FILE
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        return path.read_text(encoding="ascii").strip()


def _webhook_networks() -> tuple[IpNetwork, ...]:
    """Return the networks of ``KALEM_WEBHOOK_NETWORKS``; raises `Failed` for what is none."""
    given = os.environ.get("KALEM_WEBHOOK_NETWORKS", "")
    try:
        return read_networks(given)
    except ValueError as fault:
        raise Failed(
            _("KALEM_WEBHOOK_NETWORKS anlaşılmadı: %(given)s", given=given), _("Örnek: 10.0.0.0/8, 192.168.5.7/32")
        ) from fault


def placed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a place; it is called with ``place``."""

    @click.option(
        "--municipality",
        type=click.Path(path_type=Path),
        envvar="KALEM_MUNICIPALITY",
        metavar=_("DOSYA"),
        help=_("Belediye dosyası (KALEM_MUNICIPALITY)."),
    )
    @click.option(
        "--database",
        envvar="KALEM_DATABASE_URL",
        metavar="URL",
        help=_("Veritabanı (KALEM_DATABASE_URL); verilmezse veri klasöründe SQLite."),
    )
    @click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="KALEM_DATA",
        default=DATA,
        metavar=_("KLASÖR"),
        help=_("Veri klasörü (KALEM_DATA); verilmezse %(data)s.", data=DATA),
    )
    @wraps(command)
    def run(municipality: Path | None, database: str | None, data: Path, **rest: Any) -> Any:
        return command(place=Place.of(municipality, database, data), **rest)

    return run


@contextmanager
def undressed(place: Place) -> Iterator[Flask]:
    """Open the database alone, without an office: to migrate, to plan and to apply."""
    app = bare(place.settings())
    with db.entered(app):
        yield app


@contextmanager
def opened(place: Place, *, any_file: bool = False, to_prove: bool = False) -> Iterator[Flask]:
    """Open the office that runs; raises `NotApplied` when the named file is not the applied one.

    With ``any_file`` the named file is not looked at; ``to_prove`` opens it even where the applied one was changed.
    """
    if place.is_empty:
        raise Failed(_("Veritabanı yok. `kalem apply --migrate` ile kurun."))
    expected = None if any_file else place.file_if_named()
    with undressed(place):
        check_migrated()
    place.make_data()
    app = office(place.settings(), faces=faces(), expected=expected, to_prove=to_prove)
    with db.entered(app):
        yield app


def check_migrated() -> None:
    """Raise `Failed` when the core's tables are not those of this program."""
    waiting = db.pending(db.current(), [core_migrations()])
    if waiting:
        names = ", ".join(waiting)
        raise Failed(_("Uygulanmamış göç: %(names)s. `kalem migrate` çalıştırın.", names=names))


def applied_file() -> Municipality | None:
    """Return the file in force; None before the first, or without tables.

    Raises `NotApplied` for a changed text, and `Failed` where the tables are those of an older program.
    """
    if not db.current().table_exists("applied_file"):
        return None
    check_migrated()
    applied = in_force()
    if applied is None:
        return None
    return parse(unchanged(applied).text, _("yürürlükteki dosya"), applied.picture)


def hand() -> By:
    """Return who writes when a command does: whoever is signed in to the machine."""
    return By(None, source(_l("Komut satırı (%(user)s)", user=getpass.getuser())))
