"""Lanes: of the workers, which one delivers to a consumer, and when the next attempt is due.

A consumer has one lane and a lane one worker at a time, so that what happens to a record is told in order, a receiver
that is down is asked once a pause and not once an event, and a slow one holds up nobody else. The lease is a
conditional update of one row: of two workers that try at once, on either engine, one changes it. It runs out, so that
another worker goes on where one was killed.
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import fn

from kalem.context import now

from .models import LONG_AGO, WAITING, Lane, Outbox

#: How long a worker is believed to live after he took or renewed a lease: longer than any single attempt.
LEASE = timedelta(minutes=3)

#: The pause after the first failure; each further one doubles it, up to the longest.
SHORTEST, LONGEST = timedelta(seconds=5), timedelta(minutes=10)

#: The pause after a refused event grows as after so many failures, and no further: some twenty seconds.
BRIEFLY = 3

#: After every moment that a clock shows.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)

_chance = secrets.SystemRandom()


def pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row, give or take a fifth.

    So receivers that went down together are not asked together.
    """
    steady = min(SHORTEST * 2 ** min(failures - 1, 10), LONGEST)
    return timedelta(seconds=steady.total_seconds() * _chance.uniform(0.8, 1.2))


def ensure(*consumers: str) -> None:
    """Make the lanes of consumers that have none yet."""
    if consumers:
        Lane.insert_many([{"consumer": each} for each in consumers]).on_conflict_ignore().execute()


def due() -> list[str]:
    """Return the consumers for which something can be tried now and that no worker has, who waited longest first."""
    moment = now()
    ready = Outbox.select(Outbox.id).where((Outbox.consumer == Lane.consumer) & is_ready(moment))
    query = Lane.select(Lane.consumer).where(
        (Lane.next_at <= moment) & (Lane.leased_until <= moment) & fn.EXISTS(ready)
    )
    return [lane.consumer for lane in query.order_by(Lane.next_at, Lane.consumer)]


def is_ready(moment: datetime) -> Any:
    """Return the condition that an event can be told: it is due, and no older one of its subject waits before it."""
    before = Outbox.alias()
    older = before.select(before.id).where(
        (before.consumer == Outbox.consumer)
        & (before.subject_id == Outbox.subject_id)
        & (before.subject == Outbox.subject)
        & (before.status == WAITING)
        & (before.id < Outbox.id)
    )
    return (Outbox.status == WAITING) & (Outbox.next_at <= moment) & ~fn.EXISTS(older)


def lease(consumer: str, worker: str) -> bool:
    """Take the lane for ``worker``; False when another one has it."""
    moment = now()
    free = (Lane.consumer == consumer) & (Lane.leased_until <= moment) & (Lane.next_at <= moment)
    return bool(Lane.update(worker=worker, leased_until=moment + LEASE).where(free).execute())


def renew(consumer: str, worker: str) -> bool:
    """Hold the lane further; False when it was lost meanwhile, because ``worker`` took too long."""
    return bool(Lane.update(leased_until=now() + LEASE).where(_held(consumer, worker)).execute())


def release(consumer: str, worker: str) -> None:
    """Let the lane go; the others that wait come first."""
    Lane.update(worker="", leased_until=LONG_AGO).where(_held(consumer, worker)).execute()


def succeeded(consumer: str) -> None:
    """Note that the consumer took something."""
    update = Lane.update(failures=0, failing_since=None, error="", succeeded_at=now(), next_at=now())
    update.where(Lane.consumer == consumer).execute()


def failed(consumer: str, error: str, *, at_least: timedelta = timedelta(), briefly: bool = False) -> None:
    """Note that an attempt failed, and why: the next one is made after a pause, no sooner than after ``at_least``.

    ``briefly``: it was the event's fault, as far as one knows, and others wait.
    """
    lane, moment = Lane.get_by_id(consumer), now()
    failures = lane.failures + 1
    wait = max(pause(min(failures, BRIEFLY) if briefly else failures), min(at_least, LONGEST))
    since = lane.failing_since or moment
    update = Lane.update(failures=failures, failing_since=since, error=error, next_at=moment + wait)
    update.where(Lane.consumer == consumer).execute()


def hurry(consumer: str) -> None:
    """Let the next attempt be made now, whatever failed before."""
    Lane.update(next_at=LONG_AGO, failures=0).where(Lane.consumer == consumer).execute()


def rest(consumer: str) -> None:
    """Try nothing until somebody hurries the lane.

    Call it in the transaction in which the lease was renewed: whoever hurries it at the same time comes after.
    """
    Lane.update(next_at=NEVER).where(Lane.consumer == consumer).execute()


def _held(consumer: str, worker: str) -> Any:
    return (Lane.consumer == consumer) & (Lane.worker == worker)
