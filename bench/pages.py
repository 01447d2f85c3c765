"""The pages: how they compare with the barest view over the same SQL, and with themselves over ten thousand records."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median

from kalem.records import Access, Record

from .bare import Bare
from .corpus import SEED
from .measured import USERS, Asked, Office
from .table import Line
from .words import Vocabulary


@dataclass(frozen=True)
class Effort:
    """How much is measured: what is compared takes turns, so that noise hits both."""

    #: Rounds of a comparison, of which the median counts, and the requests of each.
    rounds: int = 7
    requests: int = 40
    #: Starts of a process.
    starts: int = 5


#: At least this part of the bare view's requests a second.
SIXTH = 1 / 6
#: At most this many times the p95 over ten thousand records.
FLAT = 1.3

#: Record types of the office.
TYPES = 6

#: Record pages and queries that are asked for in turn.
VARIANTS = 20


@dataclass(frozen=True)
class Page:
    """A page as the table calls it, and the addresses of it that are asked for in turn."""

    name: str
    paths: tuple[str, ...]
    #: Whether it is compared with a bare view.
    bare: bool = True
    #: Record types that its rows may be of, where each takes a query of its own.
    types: int = 1


def pages(office: Office, username: str) -> list[Page]:
    """Return the pages that are measured for a user, with addresses that show him something."""
    forms = Vocabulary(Random(SEED)).forms
    pairs = [(first, second) for first in range(5) for second in range(first + 1, 6)][:VARIANTS]
    return [
        Page("newest 50 of a list", ("/records/registry.incoming/",)),
        Page("desk", ("/",), types=TYPES),
        Page("hits of a common word", tuple(f"/search?q={word}" for word in forms[:5]), types=TYPES),
        Page("hits of two words", tuple(f"/search?q={forms[a]}+{forms[b]}" for a, b in pairs), types=TYPES),
        Page("record page", tuple(f"/record/{id}" for id in _some(office, username)), bare=False),
    ]


def _some(office: Office, username: str) -> list[int]:
    """Return incoming documents from all over what the user may read."""
    random, found = Random(SEED), list[int]()
    with office.context():
        last = Record.select(Record.id).order_by(Record.id.desc()).get().id
        mine = Access.principal.in_(office.actor(username).principals) & (Access.type == "registry.incoming")
        while len(found) < VARIANTS:
            query = Access.select(Access.record_id).where(mine & (Access.record_id >= random.randrange(last)))
            row = query.order_by(Access.record_id).first()
            found += [row.record_id] if row is not None else []
    return found


def compare(office: Office, small: Office | None, effort: Effort) -> Iterator[Line]:
    """Yield the lines of all pages; with ``small``, an office of ten thousand records, also how flat they are."""
    for user, username in USERS.items():
        compared = None if small is None else pages(small, username)
        for place, page in enumerate(pages(office, username)):
            asked = [office.get(username, path) for path in page.paths]
            if page.bare:
                yield _against_bare(office, user, page, asked, effort)
            if small is not None and compared is not None:
                before = [small.get(username, path) for path in compared[place].paths]
                yield flat(page.name, user, asked, before, effort)
                yield _queries(page, user, _most_queries(office, asked), _most_queries(small, before))


def _against_bare(office: Office, user: str, page: Page, asked: Sequence[Asked], effort: Effort) -> Line:
    bare = Bare(office.place)
    try:
        plain = []
        for each in asked:
            each()
            plain.append(bare.page(office.recorded(each)))
        rounds = list(_rounds(asked, plain, effort))
    finally:
        bare.close()
    ours, theirs = (median(median(each[place]) for each in rounds) for place in (0, 1))
    ratio = median(median(each[1]) / median(each[0]) for each in rounds)
    return Line(
        page.name,
        user,
        f"{1 / ours:.0f}/s",
        f"bare {1 / theirs:.0f}/s",
        f"1/{1 / ratio:.1f}",
        "at least 1/6",
        ratio >= SIXTH,
    )


def flat(
    name: str,
    user: str,
    asked: Sequence[Callable[[], object]],
    before: Sequence[Callable[[], object]],
    effort: Effort,
) -> Line:
    """Return how the slowest of twenty answers compares with that over ten thousand records."""
    rounds = list(_rounds(asked, before, effort))
    ours, theirs = (median(_p95(each[place]) for each in rounds) for place in (0, 1))
    ratio = median(_p95(each[0]) / _p95(each[1]) for each in rounds)
    return Line(
        f"{name}, p95",
        user,
        f"{ours * 1000:.1f} ms",
        f"at 10,000: {theirs * 1000:.1f} ms",
        f"{ratio:.2f}",
        f"at most {FLAT}",
        ratio <= FLAT,
    )


def _most_queries(office: Office, asked: Sequence[Asked]) -> int:
    """Return how many statements the costliest of some pages takes: a record without links has none to ask for."""
    return max(len(office.recorded(each)) for each in asked)


def _queries(page: Page, user: str, ours: int, small: int) -> Line:
    budget = "the same" if page.types == 1 else "the same, and one a type"
    fixed = abs(ours - small) < page.types
    return Line(f"{page.name}, queries", user, str(ours), f"at 10,000: {small}", "", budget, fixed)


def _rounds(
    ones: Sequence[Callable[[], object]], others: Sequence[Callable[[], object]], effort: Effort
) -> Iterator[tuple[list[float], list[float]]]:
    """Yield the seconds of each request, round by round, after one round that warms both up."""
    for round in range(effort.rounds + 1):
        taken: tuple[list[float], list[float]] = [], []
        for number in range(effort.requests):
            for asked, seconds in zip((ones, others), taken, strict=True):
                ask = asked[number % len(asked)]
                began = time.perf_counter()
                ask()
                seconds.append(time.perf_counter() - began)
        if round:
            yield taken


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
