"""Registration through the real form: its processor time, whether it is found at once, and whether it stays flat."""

import time
from collections.abc import Iterator
from itertools import count
from random import Random
from statistics import median

from .bare import Bare, Raw
from .corpus import SEED
from .measured import USERS, Asked, Office, Statement
from .office import WIDE
from .pages import Effort, flat
from .table import Line
from .words import Vocabulary

#: At most this many times the processor time of plain statements and an empty form together.
TIMES = 5


class Forms:
    """Forms of new records, each with a subject of its own: a letter that came in, or one that is begun."""

    def __init__(self, office: Office, username: str) -> None:
        self.office = office
        self.username = username
        self.subject = ""
        self._words = Vocabulary(Random(SEED))
        self._numbers = count(1)

    @property
    def type(self) -> str:
        """The record type: who registers takes in documents, the other one writes letters."""
        return "registry.incoming" if self.username == WIDE else "registry.outgoing"

    def next(self) -> Asked:
        """Return the next form, ready to be sent."""
        number = next(self._numbers)
        self.subject = f"{self._words.subject()} ölçüm{number}x"
        values = {"subject": self.subject, "confidentiality": "0", "file_plan_code": "622.01"}
        if self.username == WIDE:
            values |= {"channel": "hand", "sender": "Çınar Vakfı", "kind": "letter", "their_date": "01.12.2026"}
            values |= {"their_number": f"E-{number}-622.01", "annexes": "0"}
        else:
            values |= {"addressee": "Çınar Vakfı", "body": self._words.body()}
        return self.office.post(self.username, f"/records/{self.type}/new", values)

    def __call__(self) -> None:
        """Send the next one that was made ready."""
        self._ready.pop()()

    def ready(self, number: int) -> "Forms":
        """Make so many forms ready."""
        self._ready = [self.next() for _form in range(number)]
        return self


def compare(office: Office, small: Office | None, effort: Effort) -> Iterator[Line]:
    """Yield the lines of registration."""
    for user, username in USERS.items():
        forms = Forms(office, username)
        yield _found(forms, user)
        yield _against_raw(forms, user, effort)
        if small is not None:
            needed = (effort.rounds + 1) * effort.requests
            yield flat("registration", user, [forms.ready(needed)], [Forms(small, username).ready(needed)], effort)


def _found(forms: Forms, user: str) -> Line:
    found, tries = 0, 10
    for _try in range(tries):
        forms.next()()
        found += forms.subject.encode() in forms.office.get(forms.username, f"/search?q={forms.subject.split()[-1]}")()
    return Line("registered is found when answered", user, f"{found} of {tries}", "", "", "all", found == tries)


def _against_raw(forms: Forms, user: str, effort: Effort) -> Line:
    first, second = _transaction(forms), _transaction(forms)
    bare = Bare(forms.office.place)
    try:
        raw, empty = Raw(bare, first, second), bare.empty_post()
        rounds = []
        for round in range(effort.rounds + 1):
            seconds: tuple[list[float], ...] = [], [], []
            ready = [forms.next() for _request in range(effort.requests)]
            for ask in ready:
                for act, taken in zip((ask, raw, empty), seconds, strict=True):
                    began = time.process_time()
                    act()
                    taken.append(time.process_time() - began)
            if round:
                rounds.append([median(taken) for taken in seconds])
    finally:
        bare.close()
    ours, plain, post = (median(each[place] for each in rounds) for place in range(3))
    ratio = median(one / (two + three) for one, two, three in rounds)
    return Line(
        "registration, processor time",
        user,
        f"{ours * 1000:.2f} ms",
        f"raw {plain * 1000:.2f} + bare {post * 1000:.2f} ms",
        f"{ratio:.1f}",
        f"at most {TIMES}",
        ratio <= TIMES,
    )


def _transaction(forms: Forms) -> list[Statement]:
    # Every so often one that keeps its key sweeps out old ones; what is compared is the usual one.
    sweeps = 'DELETE FROM "once_key"'
    return [each for each in forms.office.recorded(forms.next()) if each.inside and not each.sql.startswith(sweeps)]
