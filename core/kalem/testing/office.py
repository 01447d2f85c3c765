"""An office with one person in every position, made from a municipality's file in one call."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask

from kalem import db
from kalem.app import Settings, apply, bare, dress, migrate_all, plan
from kalem.app.assembly import Face, core_migrations, put_together
from kalem.config import Municipality, load
from kalem.context import today
from kalem.ledger.book import SYSTEM
from kalem.organisation import Actor, Passwords, Position, User, appoint, create_user, load_actor, passwords
from kalem.plugins import BrokenPlugins, Candidate
from kalem.search.dictionary import prepare
from kalem.web import FACE

#: The password of everybody in a test's office.
PASSWORD = "dogru-at-pil-zimba"  # noqa: S105  (of made-up people)

#: Argon2 as cheap as it goes: tests sign in often.
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Clock:
    """A clock that stands until it is moved. Each look moves it by a millisecond, so that nothing happens at once."""

    moment: datetime = datetime(2026, 11, 18, 6, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def move(self, **delta: int) -> None:
        """Go on by a ``timedelta``: ``clock.move(days=3)``."""
        self.moment += timedelta(**delta)


@dataclass
class TestOffice:
    """An application and the people in it."""

    #: Not a test, whatever its name says.
    __test__ = False

    app: Flask
    clock: Callable[[], datetime]
    #: User ids by position.
    people: dict[str, int]

    def actor(self, position: str, on: date | None = None) -> Actor:
        """Return the holder of ``position`` as he acts today."""
        return load_actor(self.people[position], on or today())

    def hire(self, position: str, name: str, username: str) -> int:
        """Put another person into ``position``; return the user's id."""
        user = create_user(SYSTEM, username, name, PASSWORD)
        appoint(SYSTEM, user, Position.get(Position.slug == position), today() - timedelta(days=30))
        return int(user.id)

    @contextmanager
    def running(self) -> Iterator["TestOffice"]:
        """Enter the application with an open connection."""
        with self.app.app_context(), db.current().connection_context():
            yield self


def build(
    url: str,
    folder: Path,
    file: Municipality | Path,
    *,
    clock: Callable[[], datetime] | None = None,
    rules_off: Collection[str] = (),
    candidates: Sequence[Candidate] | None = None,
    faces: Iterable[Face] = (FACE,),
    strict: bool = True,
) -> TestOffice:
    """Migrate the database, apply ``file``, and put one person into each position.

    User names are the positions' ids; everybody's password is :data:`PASSWORD`.
    """
    file = load(file) if isinstance(file, Path) else file
    clock = clock or Clock()
    faces = tuple(faces)
    app = bare(Settings(url, folder, "test-secret"), clock=clock)
    passwords.put(app, CHEAP)
    people = {}
    with app.app_context(), db.current().connection_context():
        db.migrate(db.current(), [core_migrations()])
        parts = put_together(file, candidates=candidates, faces=faces, strict=strict)
        failures = migrate_all(parts.plugins).failures
        if failures and strict:
            raise BrokenPlugins(failures)
        apply(app, file, parts, plan(None, file, None, parts), SYSTEM)
        dress(app, file, "1", faces=faces, candidates=candidates, strict=strict, rules_off=rules_off)
        for position in file.positions.values():
            user = create_user(SYSTEM, position.id, name_for(position.id), PASSWORD)
            appoint(SYSTEM, user, Position.get(Position.slug == position.id), today() - timedelta(days=400))
            people[position.id] = int(user.id)
    return TestOffice(app, clock, people)


@contextmanager
def opened(file: Municipality | Path, folder: Path, *, url: str = "", strict: bool = True) -> Iterator[TestOffice]:
    """Build the office of ``file`` and run it during the block; its data lie in ``folder``.

    ``url`` names the database, empty; without one it is a file in ``folder``. Pages are asked for with
    :func:`kalem.testing.web.client`.
    """
    (folder / "search").symlink_to(prepare().parent, target_is_directory=True)
    office = build(url or f"sqlite:///{folder / 'kalem.db'}", folder, file, strict=strict)
    database = office.app.extensions[db.slot.name]
    try:
        with office.running():
            yield office
    finally:
        db.disconnect(database)


_FIRST = ("Ayşe", "Işıl", "İlker", "Çağrı", "Gülşen", "Ümit", "Şükrü", "Oğuz", "Zeynep", "Burak", "Hatice", "Kâmil")
_LAST = ("Iğdır", "Öztürkoğlu", "Şimşek", "Çınar", "Yıldız", "Güneş", "İnceoğlu", "Aydın", "Üstünel", "Kılıç", "Demir")


def name_for(position: str) -> str:
    """Return a made-up Turkish name, always the same for a position."""
    number = sum(position.encode())
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"


def user(username: str) -> User:
    """Return a user by name."""
    found: User = User.get(User.username == username)
    return found
