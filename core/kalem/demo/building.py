"""Building a demo: the office is set up, then some months of its work are played."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from argon2 import PasswordHasher

from kalem import db
from kalem.app import Settings, apply, bare, dress, plan
from kalem.app.assembly import Face, migrations, put_together
from kalem.config import Municipality, Office
from kalem.context import local, system_clock, today
from kalem.i18n import SOURCE, speaking
from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, Passwords, Position, User, municipality, passwords
from kalem.organisation.terms import holds_on

from .hours import Clock, at, workdays
from .others import story, strangers
from .papers import STOPS, Papers
from .people import PASSWORD, hire, lend
from .play import Play, Story
from .words import DOSSIERS

__all__ = ["PASSWORD", "Login", "build", "logins"]

#: Days that are played.
DAYS = 120
#: Papers that are told of, in all offices together.
PAPERS = 170
#: One record of a plugin's type is told of for so many papers.
OTHERS = 3
#: Everything follows from it.
SEED = 20261121

#: The type of dossiers.
DOSSIER = "registry.dossier"
#: How many of the states at which papers are left come within a day of arrival.
EARLY = 5

#: A demo's passwords are no secret: their hashes are as cheap as they go.
_CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class Login:
    """Somebody that one can sign in as."""

    title: str
    name: str
    username: str


def build(
    settings: Settings,
    file: Municipality,
    *,
    faces: Sequence[Face] = (),
    papers: int | None = None,
    now: Callable[[], datetime] = system_clock,
) -> None:
    """Migrate the empty database, apply ``file``, and play :data:`DAYS` days of work up to ``now``.

    ``papers`` (:data:`PAPERS` when None) is about how many stories are told; each makes one record or two.
    """
    random = Random(SEED)  # noqa: S311  (the same demo each time)
    end = now()
    first = local(end).date() - timedelta(days=DAYS)
    days = workdays(first, local(end).date())
    clock = Clock(at(days[0], -30))
    app = bare(settings, clock=clock)
    passwords.put(app, _CHEAP)
    # What the office remembers of it is Turkish, whoever builds the demo.
    with speaking(SOURCE), db.entered(app):
        parts = put_together(file, faces=faces)
        db.migrate(db.current(), migrations(parts.plugins))
        with db.transaction():
            apply(app, file, parts, plan(None, file, None, parts), SYSTEM)
        dress(app, file, "1", faces=faces)
        with db.transaction():
            people = hire(file, random)
        _play(Play(app, file, clock, people, random), days, PAPERS if papers is None else papers, end)


def logins() -> list[Login]:
    """Return everybody of the running office who can sign in today, in the order of the file's positions."""
    order = list(municipality.get().positions)
    rows = (
        Holding.select(Holding, User, Position)
        .join(User)
        .switch(Holding)
        .join(Position)
        .where(holds_on(today()) & User.active)
        .order_by(Holding.id)
    )
    seats = sorted((row for row in rows if row.position.slug in order), key=lambda row: order.index(row.position.slug))
    return [Login(row.position.title, row.user.name, row.user.username) for row in seats]


def _play(play: Play, days: list[date], papers: int, end: datetime) -> None:
    """Set the stories going, each at its hour, and let time pass."""
    offices = [Papers(play, office, _dossiers(play, office)) for office in play.file.offices.values()]
    random = play.random
    for number in range(papers):
        office = offices[number % len(offices)]
        day = days[number * len(days) // papers]
        play.tell(office.letter() if random.random() < 0.2 else office.incoming(), at(day, random.randint(0, 500)))
    for office in offices:
        _left_open(play, office, days)
    types = strangers(play)
    for number in range(papers // OTHERS if types else 0):
        day = days[number * OTHERS * len(days) // papers]
        play.tell(story(play, random.choice(types)), at(day, random.randint(0, 500)))
    third = len(days) // 3
    play.tell(_lending(play, days[third] + timedelta(days=12), whole=False), at(days[third], 1))
    play.tell(_lending(play, local(end).date() + timedelta(days=10), whole=True), at(days[-4], 1))
    play.run(end)


def _left_open(play: Play, office: Papers, days: list[date]) -> None:
    """Tell stories of the last weeks that stop where they are, so that every state is seen, and late ones."""
    for place, stop in enumerate(STOPS):
        since = days[-2 if place < EARLY else -16]
        for story_ in (office.incoming(stop=stop), office.incoming(stop=stop)):
            play.tell(story_, at(since, play.random.randint(0, 120)))
    for stop in ("draft", "in_chain", "in_chain", "refused", "signed", "sent"):
        play.tell(office.letter(stop=stop), at(days[-7], play.random.randint(0, 500)))
    for stop in ("referred", "assigned", "assigned", "answering"):
        play.tell(office.incoming(stop=stop, due=2), at(days[-14], play.random.randint(0, 500)))
    for level in (1, 2, 3):
        for stop in ("", "referred", "assigned"):
            play.tell(office.incoming(stop=stop, level=level), at(days[-20], play.random.randint(0, 500)))
        for stop in ("", "draft", "signed"):
            play.tell(office.letter(stop=stop, level=level), at(days[-12], play.random.randint(0, 500)))


def _lending(play: Play, last: date, *, whole: bool) -> Story:
    lend(play.file, play.people, last, whole=whole)
    play.forget()
    yield from ()


def _dossiers(play: Play, office: Office) -> dict[str, int]:
    """Open the office's dossiers, and one of last year that is closed; return the open ones by file plan code."""
    found = {}
    year = today().year
    with play.app.test_request_context(), db.transaction():
        who = play.with_right("registry.file", office)
        for subject, code in DOSSIERS:
            opened = play.open(DOSSIER, who, {"subject": subject, "file_plan_code": code, "year": year})
            if opened is not None:
                found[code] = opened[0].id
        last = play.open(DOSSIER, who, {"subject": DOSSIERS[0][0], "file_plan_code": DOSSIERS[0][1], "year": year - 1})
        if last is not None:
            play.step(last[0], "close", None, [last[1], *who])
    return found
