"""The office of the corpus: a real municipality's file, one person in each position, dossiers of every year."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask

from kalem import db
from kalem.config import Municipality, load
from kalem.context import moment_of
from kalem.demo.hours import OPENS, Clock
from kalem.demo.people import Person
from kalem.search.dictionary import prepare
from kalem.testing import TestOffice, build, create, types

#: The file under which the office of the corpus works.
FILE = Path(__file__).parents[1] / "config" / "karacabey.toml"

#: Years of the registers.
YEARS = range(2019, 2027)

#: When the measured office is: some weeks after the last document came in.
NOW = datetime(2026, 12, 15, 6, 0, tzinfo=UTC)

#: Who sees nearly everything and registers what comes in; who sees about forty records. Positions of the file, and
#: the names of their holders.
WIDE, NARROW = "evrak_kayit", "bilgi_islem_personeli"

#: Records that the second one sees.
FORTY = 40

#: File plan code of the dossiers.
CODE = "622.01"


def make(folder: Path) -> TestOffice:
    """Build the office in a new database in ``folder``, with one dossier for each year, which everybody sees."""
    link_dictionary(folder)
    clock = Clock(at(date(YEARS[0] - 1, 12, 3)))
    office = build(f"sqlite:///{folder / 'kalem.db'}", folder, FILE, clock=clock)
    with office.running():
        open_dossiers(office, YEARS)
    return office


def open_dossiers(office: TestOffice, years: range) -> dict[tuple[str, int], int]:
    """Open the dossier of each year; return record ids by file plan code and year."""
    found = {}
    with office.app.test_request_context(), db.transaction():
        clerk = next(actor for actor in map(office.actor, office.people) if actor.may("registry.file"))
        for year in years:
            values = {"subject": f"İstek ve şikâyetler {year}", "file_plan_code": CODE, "year": year}
            found[CODE, year] = create(types.get()["registry.dossier"], clerk, values).id
    return found


def link_dictionary(folder: Path) -> None:
    """Let the office in ``folder`` use the search dictionary that is in the user's cache already."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "search").symlink_to(prepare().parent, target_is_directory=True)


def at(day: date) -> datetime:
    """Return the moment, in UTC, when the office opens on ``day``."""
    return moment_of(day, OPENS)


def file() -> Municipality:
    """Return the municipality's file."""
    return load(FILE)


def people(office: TestOffice) -> list[Person]:
    """Return everybody, as a play wants them."""
    return [Person(user_id, position, position, position) for position, user_id in office.people.items()]


@contextmanager
def closing(app: Flask) -> Iterator[Flask]:
    """Close every connection of ``app`` when the block ends."""
    try:
        yield app
    finally:
        db.disconnect(app.extensions[db.slot.name])
