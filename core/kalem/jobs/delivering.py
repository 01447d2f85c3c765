"""Delivering: a lane is worked off event by event, each attempt noted before it is made and after.

Between the two nothing is locked. Killed in the middle, it is not known whether the consumer heard: the event is told
again, with the same id (at least once).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kalem.context import now
from kalem.db import connected, transaction
from kalem.i18n import SOURCE, speaking
from kalem.ledger.book import before_writing

from . import lanes
from .consumers import Outcome, Tell, to_plugin, to_webhook
from .models import DELIVERED, FAILED, WAITING, WITHHELD, Lane, Outbox, Webhook
from .outbox import listening
from .subscriptions import pause_gone

#: An event that is older than this is given up, when its consumer has failed for as long or it was tried so often.
GIVE_UP, TRIES = timedelta(days=7), 10


@dataclass(frozen=True, slots=True)
class _Attempt:
    row: Outbox
    #: None: its subscription's owner may not read it; nothing is to be told.
    tell: Tell | None


def work_off(consumer: str, worker: str, stop: Callable[[], bool]) -> int:
    """Deliver what waits in a lane that ``worker`` holds, in order; return how many were delivered.

    Ends when nothing is due, at the first failure, when the lane is lost or ``stop`` says so. Needs the application's
    context; opens and closes connections itself, none is held while a receiver is waited for.
    """
    told = 0
    while not stop():
        # Why something failed is kept in Turkish, and retold to each reader.
        with speaking(SOURCE):
            with connected():
                attempt = _begin(consumer, worker)
            if attempt is None:
                break
            if attempt.tell is None:
                continue
            outcome = attempt.tell()
        with connected():
            _note(attempt.row, outcome)
        if outcome.kind != "delivered":
            break
        told += 1
    return told


def _begin(consumer: str, worker: str) -> _Attempt | None:
    """Take the next event of the lane, judge it, and write down that it is tried; None when there is nothing to try."""
    with transaction():
        # Rights of a file that is no longer in force tell nobody anything.
        before_writing.get()()
        if not lanes.renew(consumer, worker):
            return None
        kind, _colon, name = consumer.partition(":")
        webhook = Webhook.get_or_none(Webhook.id == int(name)) if kind == "webhook" else None
        if not (name in listening() if kind == "plugin" else webhook is not None and webhook.sends):
            lanes.rest(consumer)
            return None
        row = _next(consumer)
        if row is None:
            return None
        tell = to_webhook(webhook, row) if webhook is not None else to_plugin(name, row)
        if tell is None:
            _set(row, status=WITHHELD, done_at=now(), error="")
        else:
            _set(row, attempts=row.attempts + 1, attempted_at=now())
        return _Attempt(row, tell)


def _next(consumer: str) -> Outbox | None:
    """Return the event of the lane that is to be told: the oldest; one that was refused comes after all others."""
    ready = (Outbox.consumer == consumer) & lanes.is_ready(now())
    found: Outbox | None = Outbox.select().where(ready).order_by(Outbox.next_at, Outbox.id).first()
    return found


def _note(row: Outbox, outcome: Outcome) -> None:
    """Write down what became of an attempt."""
    with transaction():
        if outcome.kind == "delivered":
            _set(row, status=DELIVERED, done_at=now(), answer=outcome.answer, error="")
            lanes.succeeded(row.consumer)
            return
        # Where the receiver takes nothing, the event keeps its place and all wait longer and longer; one that it does
        # not take lets the others pass.
        refused = outcome.kind == "refused"
        error = outcome.error[:500]
        lanes.failed(row.consumer, error, at_least=outcome.pause, briefly=refused)
        next_at = now() + lanes.pause(row.attempts) if refused else row.next_at
        _set(row, next_at=next_at, answer=outcome.answer, error=error)
        _give_up(row)
    if outcome.kind == "gone":
        pause_gone(row.consumer)


def _give_up(row: Outbox) -> None:
    """Give up what is too old, so that a receiver that is gone for good gathers no more than some days."""
    moment = now()
    lane = Lane.get_by_id(row.consumer)
    old = (Outbox.consumer == row.consumer) & (Outbox.status == WAITING) & (Outbox.at <= moment - GIVE_UP)
    if lane.failing_since is None or lane.failing_since > moment - GIVE_UP:
        if row.attempts < TRIES:
            return
        old &= Outbox.id == row.id
    Outbox.update(status=FAILED, done_at=moment).where(old).execute()


def _set(row: Outbox, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Outbox.update(**values).where(Outbox.id == row.id).execute()
