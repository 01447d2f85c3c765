"""Stamping: choosing for each story of the corpus its mould and its week, and filling the mould's slots."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from kalem.ledger.canonical import digest, link
from kalem.text import fold

from .moulds import MONDAY, Mould
from .office import FORTY, NOW, YEARS
from .words import Parties, Vocabulary

#: The first Monday of the corpus and the last one on which a story begins.
FIRST, LAST = date(YEARS[0], 1, 7), date(YEARS[-1], 11, 23)
WEEKS = (LAST - FIRST).days // 7 + 1
#: Weeks before the end from which what is not finished comes, and the part of their stories that it is; and how much
#: of what is older was never brought to its end.
RECENT, OPEN, FORGOTTEN = 13, 0.85, 0.003
#: Records of the narrow user that wait for him.
NARROW_WAITING = 8

#: Everything follows from it; the vocabulary is the same in every corpus.
SEED = 20261125

_TURKEY = timedelta(hours=3)


@dataclass(order=True, slots=True)
class Cast:
    """One story of the corpus: its mould, moved by whole weeks and a few seconds."""

    weeks: int
    order: int
    mould: Mould = field(compare=False)
    shift: timedelta = field(compare=False)
    #: What stands for the numbers it takes, in the mould's order.
    numbers: list[int] = field(compare=False, default_factory=list)

    def moved(self, moment: datetime) -> datetime:
        """Return a moment of the mould as it is in the corpus; one that was planned keeps its hour."""
        return moment + (self.shift if moment.microsecond else timedelta(self.shift.days))

    @property
    def year(self) -> int:
        """The year of its numbers, and of its dossier."""
        return (self.moved(self.mould.numbers[0][1] if self.mould.numbers else self.mould.first) + _TURKEY).year


class Plan:
    """The stories of a corpus of ``size`` records, in the order of their beginnings, with the numbers they take."""

    def __init__(self, size: int, seen: int, moulds: list[Mould], random: Random) -> None:
        """``seen`` records of which the narrow user sees each are there already."""
        self._random = random
        self._moulds = moulds
        self.stories = sorted(self._chosen(size, seen))
        #: The last number by register and year, and the moment of the last by register.
        self.last: dict[tuple[str, int], int] = {}
        self.last_at: dict[str, datetime] = {}
        self._number()

    def _chosen(self, size: int, seen: int) -> Iterator[Cast]:
        order, size = 0, size - seen
        for mould in self._for_narrow(seen):
            size -= mould.records
            yield self._placed(mould, order)
            order += 1
        common = [mould for mould in self._moulds if not mould.narrow]
        finished, shares = self._weighed([mould for mould in common if mould.closed])
        left = [mould for mould in common if not mould.closed]
        singles = [mould for mould in finished if mould.records == 1]
        while size > 0:
            weeks = int(WEEKS * self._random.random() ** 0.8)
            open_ones = OPEN if weeks >= WEEKS - RECENT else FORGOTTEN
            if self._random.random() < open_ones:
                mould = self._random.choice(left)
            else:
                mould = self._random.choices(finished, cum_weights=shares)[0]
            if mould.records > size:
                mould = self._random.choice(singles)
            size -= mould.records
            yield self._placed(mould, order, weeks)
            order += 1

    @staticmethod
    def _weighed(moulds: list[Mould]) -> tuple[list[Mould], list[float]]:
        """Return the moulds with their chances, added up: those of a group share what it has of the records."""
        records = Counter[str]()
        for mould in moulds:
            records[mould.group] += mould.records
        total, shares = 0.0, []
        for mould in moulds:
            total += mould.share / records[mould.group]
            shares.append(total)
        return moulds, shares

    def _for_narrow(self, seen: int) -> Iterator[Mould]:
        """Yield moulds with which the narrow user sees forty records, ``seen`` included; some of them wait for him."""
        waiting = [mould for mould in self._moulds if mould.narrow == mould.waiting == 1]
        closed = [mould for mould in self._moulds if mould.narrow and mould.closed]
        singles = [mould for mould in closed if mould.narrow == 1]
        yield from (self._random.choice(waiting) for _number in range(NARROW_WAITING))
        rest = FORTY - seen - NARROW_WAITING
        while rest:
            mould = self._random.choice(closed if rest > 1 else singles)
            if mould.narrow <= rest:
                rest -= mould.narrow
                yield mould

    def _placed(self, mould: Mould, order: int, weeks: int | None = None) -> Cast:
        """Put a story in its week: over before the office is measured, and all its numbers of one year."""
        if weeks is None:
            weeks = self._random.randrange(WEEKS if mould.closed else RECENT)
            weeks = weeks if mould.closed else WEEKS - 1 - weeks
        jitter = timedelta(seconds=self._random.randrange(1, 1500), microseconds=self._random.randrange(1, 999))
        while True:
            cast = Cast(weeks, order, mould, timedelta((FIRST - MONDAY).days + 7 * weeks) + jitter)
            years = {(cast.moved(at) + _TURKEY).year for _register, at in mould.numbers}
            if len(years) < 2 and cast.moved(mould.last) < NOW.replace(tzinfo=None):
                return cast
            weeks -= 1

    def _number(self) -> None:
        """Give each register's numbers in the order of their moments."""
        wanted: dict[str, list[tuple[datetime, int, int]]] = {}
        for place, cast in enumerate(self.stories):
            cast.numbers = [0] * len(cast.mould.numbers)
            for which, (register, at) in enumerate(cast.mould.numbers):
                wanted.setdefault(register, []).append((cast.moved(at), place, which))
        for register, wishes in wanted.items():
            for at, place, which in sorted(wishes):
                year = (at + _TURKEY).year
                number = self.last[register, year] = self.last.get((register, year), 0) + 1
                self.stories[place].numbers[which] = number
            self.last_at[register] = max(wishes)[0]


@dataclass
class Stamped:
    """What is written of some stories: rows by table, and what the search index is told."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    index: list[tuple[int, list[str], list[str], str]] = field(default_factory=list)


class Stamp:
    """Fills moulds with new ids, texts, days and numbers."""

    def __init__(self, dossiers: dict[tuple[str, int], int], ids: dict[str, int], random: Random) -> None:
        """``ids`` are the last keys of the tables that count theirs."""
        self.ids = dict(ids)
        #: By office and name folded: the first spelling, how often it was used and when last.
        self.correspondents: dict[tuple[str, str], tuple[str, int, str]] = {}
        self._dossiers = dossiers
        self._random = random
        self._words = Vocabulary(random)
        self._parties = Parties(random)

    def put(self, cast: Cast, out: Stamped) -> None:
        """Write one story into ``out``."""
        mould = cast.mould
        values = mould.template.copy()
        self._fill(cast, values)
        for place, pieces in mould.joined:
            values[place] = "".join(pieces(values))
        chain = ""
        for text, place, begins in mould.entries:
            salt = secrets.token_hex(16)
            made = digest(salt, values[text])
            chain = link("" if begins else chain, made)
            values[place : place + 3] = (salt, made, chain)
        for table, rows in mould.rows.items():
            out.rows.setdefault(table, []).extend([row(values) for row in rows])
        for id, texts, readers, type in mould.index:
            out.index.append((values[id], [values[text] for text in texts], readers, type))
        for office, name, uses in mould.correspondents:
            self._remember(office, values[name], uses, str(cast.moved(mould.first)))

    def _fill(self, cast: Cast, values: list[Any]) -> None:
        texts: dict[str, str] = {}
        ids: dict[tuple[str, int], int] = {}
        for kind, slots in cast.mould.slots.items():
            for place, which, form in slots:
                values[place] = self._value(kind, which, form, cast, texts, ids)

    def _value(
        self, kind: str, which: Any, form: type, cast: Cast, texts: dict[str, str], ids: dict[tuple[str, int], int]
    ) -> Any:
        match kind:
            case "sql":
                return str(cast.moved(which))
            case "iso":
                return cast.moved(which).isoformat("T", "microseconds") + "Z"
            case "day":
                return (which + cast.shift).isoformat()
            case "written":
                return f"{which + cast.shift:%d.%m.%Y}"
            case "id":
                if which not in ids:
                    ids[which] = self.ids[which[0]] = self.ids[which[0]] + 1
                return form(ids[which])
            case "number":
                return form(cast.numbers[which])
            case "year":
                return form(cast.year)
            case "dossier":
                return form(self._dossiers[which, cast.year])
        if which not in texts:
            texts[which] = self._text(which[0])
        text = texts[which]
        if kind == "folded":
            return fold(text)
        return json.dumps(text, ensure_ascii=False)[1:-1] if kind == "escaped" else text

    def _text(self, kind: str) -> str:
        match kind:
            case "s":
                return self._words.subject()
            case "b":
                return self._words.body()
            case "p":
                return self._parties.draw(1)[0]
        number = self._random.randrange(10**7, 10**8)
        return f"E-{number}-{self._random.choice(_CODES)}-{self._random.randrange(100, 9999)}"

    def _remember(self, office: str, name: str, uses: int, at: str) -> None:
        key = (office, fold(name)[:250])
        first, before, last = self.correspondents.get(key, (name, 0, ""))
        self.correspondents[key] = (first, before + uses, max(last, at))


#: File plan codes that numbers of letters carry.
_CODES = ("050.02", "622.01", "622.02", "821", "903.07", "934.01", "010.06", "774.03")


def fingerprint(*texts: str) -> str:
    """Return a short digest of what makes a corpus."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:10]
