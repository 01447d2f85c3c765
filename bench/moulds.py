"""Moulds: what the product wrote while a story was told, with slots where ids, numbers, days and texts stand.

A mould is taken from the rows themselves, so a corpus stamped with it holds exactly what the product writes. In the
office in which stories are told every id, number and day is one that stands nowhere else, and so is found again in
any column and in any entry's text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any

from kalem import context, db
from kalem.app import Settings
from kalem.app import office as opened
from kalem.demo.hours import Clock
from kalem.records import Details, Record, types
from kalem.testing import TestOffice
from kalem.workflow import load
from kalem.workflow.indexing import texts

from .office import NARROW, at, closing, file, open_dossiers, people
from .stories import Cast, Plot, plots

#: The year in which stories are told, and the Monday on which each begins.
YEAR = 2031
MONDAY = date(YEAR, 3, 3)

#: From here on count the keys of a table, each table in a stretch of its own; and the numbers of a register.
FIRST_ID, FIRST_NUMBER, STRETCH = 4_000_000_000, 5_000_000_000, 10_000_000

#: Written beside records and counted up: stamping counts them itself.
COUNTED = {"register", "register_year", "registry_correspondent"}
#: Tables whose rows are no work of an office, or are the index, which is written by its own room.
LEFT_OUT = re.compile(r"^(sqlite_|migrations_|search_index)")
#: Tables in which stories write nothing; a row with a key out of order would disturb them.
SETTLED = {"applied_file", "delegation", "holding", "position", "unit", "user"}

_TOKEN = re.compile(
    rf"""(?P<moment>{YEAR}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{{6}})?Z?)
    | (?P<day>{YEAR}-\d\d-\d\d)
    | (?P<number>5\d{{9}}) | (?P<id>4\d{{9}})
    | (?P<written>\d\d\.\d\d\.{YEAR})
    | (?P<year>\b{YEAR}\b)
    | Qx(?P<text>[a-z]\d+)Qx | qx(?P<folded>[a-z]\d+)qx""",
    re.VERBOSE,
)


@dataclass
class Mould:
    """The rows of a story. Their values stand in one list, at the places that rows, entries and texts name."""

    group: str
    share: float
    #: Constants at their places; None where a slot is, or what is joined from others.
    template: list[Any] = field(default_factory=list)
    #: By kind of slot: place, which one of its kind, and whether it is written as a number or as text.
    slots: dict[str, list[tuple[int, Any, type]]] = field(default_factory=dict)
    #: Texts made of constants and slots, and their places.
    joined: list[tuple[int, Callable[[Any], tuple[str, ...]]]] = field(default_factory=list)
    #: For each entry, chain by chain: the places of its text and of its salt (digest and chain value follow), and
    #: whether it begins a chain.
    entries: list[tuple[int, int, bool]] = field(default_factory=list)
    #: Rows by table.
    rows: dict[str, list[Callable[[Any], tuple[Any, ...]]]] = field(default_factory=dict)
    #: For each record: the places of its id and of its texts, who finds it, and its type.
    index: list[tuple[int, list[int], list[str], str]] = field(default_factory=list)
    #: Offices and places of the names of correspondents that are remembered, and how often each was used.
    correspondents: list[tuple[str, int, int]] = field(default_factory=list)
    #: Registers and moments of the numbers that are taken.
    numbers: list[tuple[str, datetime]] = field(default_factory=list)
    #: Moment of the first and of the last entry.
    first: datetime = datetime.min
    last: datetime = datetime.min
    #: Whether every record came to its end, and how many there are.
    closed: bool = True
    records: int = 0
    #: How many of them the narrow user sees, and how many wait for him.
    narrow: int = 0
    waiting: int = 0


def take(folder: Path, office: TestOffice) -> tuple[list[Mould], list[str]]:
    """Tell all stories in a copy of ``office`` that lies in ``folder``; return their moulds and the order of tables."""
    app = opened(Settings(f"sqlite:///{folder / 'kalem.db'}", folder, "bench"), strict=True, clock=Clock(at(MONDAY)))
    with closing(app), app.app_context(), db.current().connection_context():
        workshop = Workshop(TestOffice(app, context.clock.get(), office.people))
        moulds = [mould for mould in map(workshop.told, workshop.plots) if mould is not None]
        return moulds, workshop.tables


class Workshop:
    """The office in which stories are told, one after the other from the same beginning."""

    def __init__(self, office: TestOffice) -> None:
        self.office = office
        self._run: Callable[..., Any] = db.current().execute_sql
        self.tables = self._in_order()
        self._columns = {table: [each.name for each in db.current().get_columns(table)] for table in self.tables}
        self._keys = self._spread_keys()
        self._dossiers = {id: code for (code, _year), id in open_dossiers(office, range(YEAR, YEAR + 1)).items()}
        self.play = Cast(office.app, file(), Clock(at(MONDAY)), people(office), Random())
        self.plots = list(plots(self.play, {code: id for id, code in self._dossiers.items()}))
        self._registers: list[str] = []
        self._narrow = set(office.actor(NARROW).principals)
        self._before = self._everything()

    def told(self, plot: Plot) -> Mould | None:
        """Tell a story and return its mould; None when it came to nothing."""
        while True:
            with db.transaction() as database, database.savepoint() as kept:
                self._tell(plot)
                after = self._everything()
                new = {table: sorted(after[table] - self._before[table], key=str) for table in self.tables}
                found = self._registers_without_stretch(new)
                mould = self._mould(plot, new) if not found and new["record"] else None
                kept.rollback()
            if not found:
                return mould
            # A register that no story used before: let its numbers begin where no other does, and tell it again.
            for name in found:
                self._give_stretch(name)
            self._before = self._everything()

    def _tell(self, plot: Plot) -> None:
        clock = Clock(at(MONDAY))
        context.clock.put(self.office.app, clock)
        self.play.clock = clock
        self.play.random.seed(plot.seed)
        self.play.begin()
        day = self.play.random.randrange(5) * 24 * 60
        self.play.tell(_begun_later(plot, day + self.play.random.randrange(480)), at(MONDAY))
        self.play.run(at(date(YEAR, 12, 1)))

    # --- the office ---

    def _in_order(self) -> list[str]:
        """Return the tables, the records first: others refer to them."""
        found = [name for name in db.current().get_tables() if not LEFT_OUT.match(name)]
        return sorted(found, key=lambda name: (name != "record", name))

    def _everything(self) -> dict[str, set[tuple[Any, ...]]]:
        return {table: set(self._run(f'SELECT * FROM "{table}"').fetchall()) for table in self.tables}

    def _spread_keys(self) -> dict[str, str]:
        """Let each table count its keys from a place of its own; return by table the name of its key."""
        found = {}
        self._run("PRAGMA foreign_keys = OFF")
        for place, table in enumerate(self.tables):
            columns = db.current().get_columns(table)
            keys = [each.name for each in columns if each.primary_key]
            if keys != ["id"] or table in SETTLED:
                continue
            found[table] = keys[0]
            values = {each.name: "" if "CHAR" in each.data_type or "TEXT" in each.data_type else 0 for each in columns}
            values["id"] = FIRST_ID + place * STRETCH
            self._run(
                f'INSERT INTO "{table}" ({", ".join(f"{name!r}" for name in values)})'
                f" VALUES ({', '.join('?' for _value in values)})",
                tuple(values.values()),
            )
        self._run("PRAGMA foreign_keys = ON")
        return found

    def _registers_without_stretch(self, new: dict[str, list[tuple[Any, ...]]]) -> set[str]:
        return {row[0] for row in new["register_year"]} - set(self._registers)

    def _give_stretch(self, register: str) -> None:
        first = FIRST_NUMBER + len(self._registers) * STRETCH
        self._registers.append(register)
        self._run("INSERT INTO register_year (register, year, last) VALUES (?, ?, ?)", (register, YEAR, first))

    # --- the mould ---

    def _mould(self, plot: Plot, new: dict[str, list[tuple[Any, ...]]]) -> Mould:
        maker = Maker(plot, self._dossiers)
        mould = maker.mould
        for table, column in self._keys.items():
            place = self._columns[table].index(column)
            for row in new[table]:
                maker.known_ids[row[place]] = table
        self._numbers(maker, new["number"])
        for table, rows in new.items():
            if table in COUNTED:
                continue
            if table in SETTLED and rows:
                raise AssertionError(f"a story wrote in {table}")
            if table == "entry":
                self._entries(maker, rows)
            for row in rows if table != "entry" else ():
                mould.rows.setdefault(table, []).append(itemgetter(*map(maker.place, row)))
        self._records(maker, new)
        for row in new["registry_correspondent"]:
            named = self._named("registry_correspondent", row)
            mould.correspondents.append((named["office"], maker.place(named["name"]), named["uses"]))
        return mould

    def _named(self, table: str, row: tuple[Any, ...]) -> dict[str, Any]:
        return dict(zip(self._columns[table], row, strict=True))

    def _numbers(self, maker: "Maker", rows: list[tuple[Any, ...]]) -> None:
        for row in rows:
            named = self._named("number", row)
            maker.known_numbers[named["no"]] = len(maker.mould.numbers)
            maker.mould.numbers.append((named["register"], datetime.fromisoformat(named["at"])))

    def _entries(self, maker: "Maker", rows: list[tuple[Any, ...]]) -> None:
        named = sorted((self._named("entry", row) for row in rows), key=itemgetter("subject", "subject_id", "seq"))
        moments = [datetime.fromisoformat(each["at"]) for each in named]
        maker.mould.first, maker.mould.last = min(moments), max(moments)
        for each in named:
            if each["subject"] != "record":
                raise AssertionError(f"a story wrote about {each['subject']}")
            maker.entry(each)

    def _records(self, maker: "Maker", new: dict[str, list[tuple[Any, ...]]]) -> None:
        mould = maker.mould
        access = [self._named("access", row) for row in new["access"]]
        waiting = [self._named("waiting", row) for row in new["waiting"]]
        mould.records = len(new["record"])
        for row in new["record"]:
            named = self._named("record", row)
            mould.closed &= named["closed_at"] is not None
            readers = sorted(each["principal"] for each in access if each["record_id"] == named["id"])
            waiters = {each["principal"] for each in waiting if each["record_id"] == named["id"]}
            mould.narrow += not self._narrow.isdisjoint(readers)
            mould.waiting += not self._narrow.isdisjoint(waiters)
            record, details = self._loaded(named["id"])
            with self.office.app.test_request_context():
                said = list(texts(record, details, types.get()[record.type]))
            mould.index.append((maker.place(record.id), list(map(maker.place, said)), readers, record.type))

    @staticmethod
    def _loaded(number: int) -> tuple[Record, Details]:
        record = Record.get_by_id(number)
        return record, load(record)[1]


def _begun_later(plot: Plot, minutes: int) -> Iterator[int]:
    """Tell the story so many minutes of the clock after Monday's opening."""
    yield minutes * 540 // (24 * 60) if minutes else 0
    yield from plot.tell()


class Maker:
    """Puts the values of rows into a mould, and tells at which place each stands."""

    def __init__(self, plot: Plot, dossiers: dict[int, str]) -> None:
        self.mould = Mould(plot.group, plot.share)
        self.known_ids: dict[int, str] = {}
        self.known_numbers: dict[int, int] = {}
        self._dossiers = dossiers
        self._places: dict[Any, int] = {}

    def place(self, value: Any, *, escaped: bool = False) -> int:
        """Return where ``value`` stands; ``escaped``: within JSON."""
        if isinstance(value, int) and (value >= FIRST_ID or value == YEAR):
            match = _TOKEN.fullmatch(str(value))
            return self._slot(*self._meant(match, escaped=False), int) if match else self._constant(value)
        if not isinstance(value, str):
            return self._constant(value)
        pieces = list(self._pieces(value, escaped=escaped))
        if len(pieces) == 1:
            return pieces[0]
        key = ("joined", tuple(pieces))
        if key not in self._places:
            self._places[key] = self._new()
            self.mould.joined.append((self._places[key], itemgetter(*pieces)))
        return self._places[key]

    def entry(self, named: dict[str, Any]) -> None:
        """Put an entry's row: salt, digest and chain are made anew each time."""
        text = self.place(named["text"], escaped=True)
        first = self._new(), self._new(), self._new()
        self.mould.entries.append((text, first[0], named["seq"] == 1))
        made = {"text": text, **dict(zip(("salt", "digest", "chain"), first, strict=True))}
        places = [made[name] if name in made else self.place(value) for name, value in named.items()]
        self.mould.rows.setdefault("entry", []).append(itemgetter(*places))

    def _new(self, value: Any = None) -> int:
        self.mould.template.append(value)
        return len(self.mould.template) - 1

    def _constant(self, value: Any) -> int:
        key = ("constant", type(value), value)
        if key not in self._places:
            self._places[key] = self._new(value)
        return self._places[key]

    def _slot(self, kind: str, which: Any, form: Any) -> int:
        key = (kind, which, form)
        if key not in self._places:
            self._places[key] = self._new()
            self.mould.slots.setdefault(kind, []).append((self._places[key], which, form))
        return self._places[key]

    def _pieces(self, text: str, *, escaped: bool) -> Iterator[int]:
        end = 0
        for match in _TOKEN.finditer(text):
            if match.start() > end:
                yield self._constant(text[end : match.start()])
            kind, which = self._meant(match, escaped=escaped)
            yield self._slot(kind, which, str)
            end = match.end()
        if end < len(text) or not text:
            yield self._constant(text[end:])

    def _meant(self, match: re.Match[str], *, escaped: bool) -> tuple[str, Any]:
        """Return what a token stands for: the kind of slot, and which one of its kind."""
        kind, said = next((kind, said) for kind, said in match.groupdict().items() if said is not None)
        if kind == "moment":
            return ("iso" if "T" in said else "sql"), datetime.fromisoformat(said.rstrip("Z"))
        if kind == "day":
            return "day", date.fromisoformat(said)
        if kind == "written":
            return "written", datetime.strptime(said, "%d.%m.%Y").date()
        if kind == "number":
            return "number", self.known_numbers[int(said)]
        if kind == "id":
            id = int(said)
            return ("dossier", self._dossiers[id]) if id in self._dossiers else ("id", (self.known_ids[id], id))
        if kind == "text":
            return ("escaped" if escaped else "text"), said
        return kind, said
