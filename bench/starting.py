"""What the program costs before anybody asks it anything: its start, its memory, its installation."""

from collections.abc import Iterator, Mapping
from statistics import median

from kalem import db
from kalem.app import Settings
from kalem.http.visit import cookie_name
from kalem.organisation import User, open_session
from kalem.web import create_app

from . import process
from .measured import USERS, Office
from .office import closing
from .pages import Effort
from .table import Line

#: Seconds, megabytes, and what an installation may take of both.
START, MEMORY, INSTALL_SECONDS, INSTALL_MEGABYTES = 1.0, 150, 30, 350

#: How often the pages are asked for before memory is read.
TIMES = 20


def compare(office: Office, paths: list[str], effort: Effort, *, install: bool) -> Iterator[Line]:
    """Yield the lines of the program as a process; ``install`` measures installing it too, from the network."""
    with process.compiled(office.place.environment) as environment:
        yield from _starts(environment, effort)
        held = process.memory(environment, _cookie(office), paths * TIMES)
    yield Line("memory of the web process", "", f"{held:.0f} MB", "", "", f"under {MEMORY} MB", held < MEMORY)
    if install:
        seconds, megabytes = process.installation()
        fits = seconds < INSTALL_SECONDS and megabytes < INSTALL_MEGABYTES
        budget = f"under {INSTALL_SECONDS} s, {INSTALL_MEGABYTES} MB"
        yield Line("installation", "", f"{seconds:.0f} s, {megabytes:.0f} MB", "", "", budget, fits)


def _starts(environment: Mapping[str, str], effort: Effort) -> Iterator[Line]:
    for name, start in (("application", process.start_of_app), ("`kalem plugins`", process.start_of_command)):
        start(environment)
        taken = [start(environment) for _start in range(effort.starts)]
        wall, cpu = median(each.wall for each in taken), median(each.cpu for each in taken)
        # The clock of a busy machine tells about its other work.
        yield Line(f"cold start, {name}", "", f"{cpu:.2f} s cpu", f"{wall:.2f} s wall", "", "under 1 s", cpu < START)


def _cookie(office: Office) -> str:
    """Return the cookie of a session that began by the machine's clock: ``kalem run`` knows no other."""
    with (
        closing(create_app(Settings(office.place.url, office.place.folder, "bench"))) as app,
        app.test_request_context(),
        db.current().connection_context(),
    ):
        user = User.get(User.username == next(iter(USERS.values())))
        return f"{cookie_name()}={open_session(user.id)}"
