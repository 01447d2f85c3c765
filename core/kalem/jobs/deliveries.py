"""Deliveries: what was told to whom, what waits, what was given up; and what a person does about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from peewee import fn

from kalem.context import now
from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.refusal import Refusal, Refused

from . import lanes
from .consumers import TEST
from .models import FAILED, LONG_AGO, WAITING, Lane, Outbox, Webhook
from .outbox import listening
from .subscriptions import SUBJECT, act_on, changing


@dataclass(frozen=True, slots=True)
class Health:
    """How a consumer stands."""

    #: Events that are still to be told, and those that were given up.
    waiting: int = 0
    given_up: int = 0
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None
    #: Why the last attempt failed, in words.
    error: str = ""
    #: When the next attempt is due; None where nothing failed.
    next_at: datetime | None = None


def health(consumers: Iterable[str]) -> Mapping[str, Health]:
    """Return how each of ``consumers`` stands, in two queries, however many there are."""
    names = list(consumers)
    counts: dict[tuple[str, str], int] = {}
    query: Any = Outbox.select(Outbox.consumer, Outbox.status, fn.COUNT(Outbox.id))
    wanted = Outbox.consumer.in_(names) & Outbox.status.in_((WAITING, FAILED))
    for consumer, status, number in query.where(wanted).group_by(Outbox.consumer, Outbox.status).tuples():
        counts[str(consumer), str(status)] = int(number)
    lane_of = {lane.consumer: lane for lane in Lane.select().where(Lane.consumer.in_(names))}
    return {
        name: _health(counts.get((name, WAITING), 0), counts.get((name, FAILED), 0), lane_of.get(name))
        for name in names
    }


def _health(waiting: int, given_up: int, lane: Lane | None) -> Health:
    if lane is None:
        return Health(waiting, given_up)
    next_at = lane.next_at if lane.failing_since is not None else None
    return Health(waiting, given_up, lane.succeeded_at, lane.failing_since, lane.error, next_at)


def plugins_health() -> Mapping[str, Health]:
    """Return how each plugin stands that hears of entries, by its id."""
    found = health(map(_of_plugin, listening()))
    return {name.partition(":")[2]: each for name, each in found.items()}


def find_delivery(webhook: Webhook, delivery_id: int) -> Outbox | None:
    """Return a delivery of a subscription."""
    found: Outbox | None = Outbox.get_or_none((Outbox.id == delivery_id) & (Outbox.consumer == webhook.consumer))
    return found


def deliveries(webhook: Webhook, *, status: str = "", before: int | None = None, limit: int = 50) -> list[Outbox]:
    """Return at most ``limit`` deliveries of a subscription, newest first; ``before`` is a cursor: smaller ids only."""
    wanted = Outbox.consumer == webhook.consumer
    if status:
        wanted &= Outbox.status == status
    if before is not None:
        wanted &= Outbox.id < before
    return list(Outbox.select().where(wanted).order_by(Outbox.id.desc()).limit(limit))


def send_test(actor: Actor, webhook: Webhook) -> None:
    """Put an event without a record into the outbox, to be delivered as all are; ``Refused`` while it is paused."""
    if not webhook.sends:
        raise Refused(Refusal(_("Bu adres duraklatılmış."), _("Denemek için önce sürdürün.")))
    with changing(actor):
        Outbox.create(
            event=str(uuid4()),
            consumer=webhook.consumer,
            subject=SUBJECT,
            subject_id=webhook.id,
            action=TEST,
            at=now(),
        )
        lanes.hurry(webhook.consumer)


def resend(actor: Actor, webhook: Webhook, delivery: Outbox) -> None:
    """Tell an event again, now, with the same id, whatever became of it before."""
    with changing(actor) as book:
        act_on(book, webhook, "resend", event=str(delivery.event))
        _again(webhook.consumer, Outbox.id == delivery.id)
        if webhook.sends:
            lanes.hurry(webhook.consumer)


def resend_given_up(actor: Actor, webhook: Webhook) -> int:
    """Tell every event again that was given up; return how many there are. ``Refused`` when there is none."""
    with changing(actor) as book:
        number = _again(webhook.consumer, Outbox.status == FAILED)
        if not number:
            raise Refused(_none_given_up())
        act_on(book, webhook, "resend_given_up", number=str(number))
        if webhook.sends:
            lanes.hurry(webhook.consumer)
    return number


def retell_plugin(actor: Actor, plugin_id: str) -> int:
    """Tell a plugin every event again that was given up, now; return how many there are.

    ``Refused`` when there is none, or when the plugin hears of nothing.
    """
    consumer = _of_plugin(plugin_id)
    with changing(actor):
        number = _again(consumer, Outbox.status == FAILED) if plugin_id in listening() else 0
        if not number:
            raise Refused(_none_given_up())
        lanes.hurry(consumer)
    return number


def _again(consumer: str, which: Any) -> int:
    again = Outbox.update(status=WAITING, next_at=LONG_AGO, done_at=None)
    return int(again.where((Outbox.consumer == consumer) & which).execute())


def _of_plugin(plugin_id: str) -> str:
    return f"plugin:{plugin_id}"


def _none_given_up() -> Refusal:
    return Refusal(_("Vazgeçilmiş bildirim yok."), _("Sayfayı yenileyin."))
