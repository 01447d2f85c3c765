"""Workers in processes of their own, that can be killed."""

import multiprocessing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.support.clerks import url_of
from tests.support.offices import reopened

from kalem import db, jobs
from kalem.jobs import Periodic, Worker
from kalem.records.storage import storage
from kalem.testing import TestOffice


@dataclass(frozen=True)
class Order:
    """What a worker needs."""

    url: str
    folder: Path
    #: How far his clock is ahead of the machine's.
    ahead: timedelta = timedelta()
    #: File to which a periodic job writes a line whenever it runs.
    notes: Path | None = None


def work(order: Order) -> None:
    """Work until the process is ended."""
    with reopened(order.url, order.folder, "karacabey", clock=lambda: datetime.now(UTC) + order.ahead) as office:
        jobs.networks.put(office.app, jobs.read_networks("127.0.0.0/8"))
        if order.notes is not None:
            jobs.periodic.put(office.app, [Periodic("notes", timedelta(seconds=1), _note(order.notes))])
        Worker(office.app, pause=0.05).run()


def _note(path: Path) -> Any:
    def note() -> None:
        with path.open("a", encoding="utf-8") as notes:
            notes.write("ran\n")

    return note


def hire(office: TestOffice, **how: Any) -> BaseProcess:
    """Start a worker of ``office``."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.clerks"])
    url = url_of(office.app.extensions[db.slot.name])
    folder = office.app.extensions[storage.name].folder.parent
    process: BaseProcess = context.Process(target=work, args=(Order(url, folder, **how),), daemon=True)
    process.start()
    return process
