"""Periodic jobs: each runs once a period, however many workers there are."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kalem.context import Slot, now

from .models import LONG_AGO, PeriodicRun

logger = logging.getLogger("kalem.jobs")


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that is to be done again and again."""

    #: Its key among all periodic jobs; never changes.
    name: str
    every: timedelta
    #: Called in the application with an open connection, outside a transaction. Killed in the middle, it runs again a
    #: period later: what it does must be right to do twice.
    run: Callable[[], object]


#: The application's periodic jobs.
periodic: Slot[list[Periodic]] = Slot("kalem.jobs.periodic")


def run_due() -> None:
    """Run the jobs whose moment has come and that no other worker takes; one that raises is logged, the others run."""
    moment = now()
    known = {row.name: row for row in PeriodicRun.select()}
    for job in periodic.get():
        if job.name not in known:
            PeriodicRun.insert(name=job.name, next_at=LONG_AGO).on_conflict_ignore().execute()
        elif known[job.name].next_at > moment:
            continue
        mine = (PeriodicRun.name == job.name) & (PeriodicRun.next_at <= moment)
        if PeriodicRun.update(next_at=moment + job.every).where(mine).execute():
            _run(job)


def _run(job: Periodic) -> None:
    error = ""
    try:
        job.run()
    except Exception as fault:
        logger.exception("periodic job %s failed", job.name)
        error = f"{type(fault).__name__}: {fault}"[:500]
    PeriodicRun.update(ran_at=now(), error=error).where(PeriodicRun.name == job.name).execute()
