"""Clerks in processes of their own, who register letters at once: some break off, and some are killed."""

import json
import multiprocessing
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.support.desk import Desk
from tests.support.offices import reopened

from kalem.db.database import is_sqlite
from kalem.ledger import Entry, entry_listeners
from kalem.testing import TestOffice
from kalem.workflow import take

#: One registration in so many breaks off: 5 %.
ONE_IN = 20

#: Seconds within which a started clerk must have written something.
PATIENCE = 90


class BrokenOff(Exception):
    """The clerk's machine failed him in the middle."""


@dataclass(frozen=True)
class Order:
    """What a clerk is to do."""

    url: str
    folder: Path
    #: File to which he writes every number that he was told.
    notes: Path
    #: How many he registers; None: until he is killed.
    count: int | None
    seed: int
    #: Where his clock begins, and how much one look at it (by anybody) takes; None: the machine's clock.
    begins: datetime | None = None
    looks: "Synchronized[int] | None" = None
    #: How far his own clock is wrong.
    wrong: timedelta = timedelta()


def context() -> Any:
    """Return the way in which clerks are started: forked from a server that has imported everything once."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.support.clerks"])
    return found


def work(order: Order) -> None:
    """Register letters, and write down each number as soon as it is given."""
    chance = random.Random(order.seed)
    with (
        reopened(order.url, order.folder, "karacabey", clock=_clock(order)) as office,
        office.running(),
        # As in a request, names are looked up once.
        office.app.test_request_context(),
    ):
        entry_listeners.get().append(_fail_at_the_very_end)
        with order.notes.open("a", encoding="utf-8") as notes:
            done = 0
            while order.count is None or done < order.count:
                told = _register(Desk(office), breaks_off=chance.randrange(ONE_IN) == 0, late=chance.random() < 0.5)
                if told is not None:
                    done += 1
                    notes.write(json.dumps(told) + "\n")
                    notes.flush()


def _register(desk: Desk, *, breaks_off: bool, late: bool) -> dict[str, Any] | None:
    """Register one letter; None where it broke off. ``late`` is after the number was taken."""
    clerk = desk.actor("evrak_kayit")
    record = desk.arrived()
    if not breaks_off:
        record = take(record.id, "register", clerk)
        return {"id": record.id, "number": record.number}

    def also(run: Any) -> None:
        if not late:
            raise BrokenOff
        run.act.note = BREAK

    try:
        take(record.id, "register", clerk, also=also)
    except BrokenOff:
        return None
    raise AssertionError("it did not break off")


#: The note on which the last thing before the commit fails.
BREAK = "bozuldu"


def _fail_at_the_very_end(entry: Entry) -> None:
    if f'"note":"{BREAK}"' in entry.text:
        raise BrokenOff


def _clock(order: Order) -> Callable[[], datetime] | None:
    begins, looks = order.begins, order.looks
    if begins is None or looks is None:
        return lambda: datetime.now(UTC) + order.wrong

    def shared() -> datetime:
        with looks.get_lock():
            looks.value += 1
            return begins + timedelta(milliseconds=looks.value) + order.wrong

    return shared


class Room:
    """The clerks of one office."""

    def __init__(self, office: TestOffice, folder: Path) -> None:
        from kalem import db
        from kalem.records.storage import storage

        database = office.app.extensions[db.slot.name]
        self._url = url_of(database)
        self._files = office.app.extensions[storage.name].folder.parent
        self._folder = folder
        self._started: list[tuple[BaseProcess, Order]] = []

    def start(self, count: int | None, **how: Any) -> BaseProcess:
        """Start a clerk."""
        number = len(self._started)
        notes = self._folder / f"notes-{number}"
        notes.touch()
        order = Order(self._url, self._files, notes, count, seed=number, **how)
        process: BaseProcess = context().Process(target=work, args=(order,), daemon=True)
        process.start()
        self._started.append((process, order))
        return process

    def kill_in_the_middle(self, process: BaseProcess, after: int = 5) -> None:
        """Kill a clerk, by the signal that nobody hears, as soon as he has registered some."""
        order = next(order for each, order in self._started if each is process)
        deadline = monotonic() + PATIENCE
        while len(_lines(order.notes)) < after:
            assert process.is_alive()
            assert monotonic() < deadline
            sleep(0.01)
        process.kill()
        process.join()
        assert process.exitcode == -9

    def wait(self) -> None:
        """Wait until all are done; each that was not killed must have done his part."""
        for process, order in self._started:
            process.join()
            assert process.exitcode in (0, -9)
            assert process.exitcode == -9 or len(_lines(order.notes)) == order.count

    def told(self) -> Iterator[dict[str, Any]]:
        """Yield what was told to all clerks: each of these is registered, whatever happened to him."""
        for _process, order in self._started:
            for line in _lines(order.notes):
                yield json.loads(line)


def _lines(notes: Path) -> list[str]:
    """Return the whole lines: the last may be half written when the clerk was killed."""
    return notes.read_text(encoding="utf-8").split("\n")[:-1]


def url_of(database: Any) -> str:
    """Return the address of an open database, for other processes."""
    if is_sqlite(database):
        return f"sqlite:///{os.fspath(database.database)}"
    host = database.connect_params["host"]
    return f"postgresql://postgres@/{database.database}?host={host}"
