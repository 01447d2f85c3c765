"""Making subscriptions, and looking at what became of events."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.jobs.receiver import Receiver

from kalem.context import now
from kalem.db import transaction
from kalem.jobs import (
    DELIVERED,
    FAILED,
    WAITING,
    WITHHELD,
    Outbox,
    Webhook,
    Wish,
    create,
    lanes,
    networks,
    read_networks,
)
from kalem.records import Record
from kalem.testing import TestOffice


def subscribe(office: TestOffice, receiver: Receiver, owner: str = "mudur", **wish: Any) -> tuple[Webhook, str]:
    """Let the administrator subscribe ``receiver`` to what the holder of ``owner`` may read."""
    wanted = {"label": "Harita", "url": receiver.url, "owner_id": office.people[owner], **wish}
    return create(office.actor("sistem_yoneticisi"), Wish(**wanted))


def told_in_every_way(office: TestOffice, label: str, path: str = "kalem") -> Webhook:
    """Subscribe, at an address where nobody listens, to what is there; let deliveries stand in every way they can."""
    networks.put(office.app, read_networks("127.0.0.0/8"))
    wish = Wish(label, f"http://127.0.0.1:9/{path}", office.people["mudur"], ("registry.incoming",), ("register",))
    webhook, _secret = create(office.actor("sistem_yoneticisi"), wish)
    record = Record.select().order_by(Record.id.desc()).first()
    error = "Alıcı 500 cevabını verdi. <h1>" + "x" * 140
    for at, status in enumerate((WAITING, DELIVERED, FAILED, WITHHELD, WAITING)):
        Outbox.create(
            event=str(uuid4()),
            consumer=webhook.consumer,
            subject="record",
            subject_id=record.id,
            action="register",
            at=now(),
            type=record.type,
            number=record.number or "",
            state=record.state,
            status=status,
            attempts=at,
            attempted_at=now(),
            next_at=now() + timedelta(minutes=at),
            answer=200 if status == DELIVERED else 500 if at else None,
            error=error if status in (WAITING, FAILED) and at else "",
        )
    with transaction():
        lanes.failed(webhook.consumer, error)
    return webhook


def again(webhook: Webhook) -> Webhook:
    """Return a subscription as it stands now."""
    found: Webhook = Webhook.get_by_id(webhook.id)
    return found


def statuses() -> Counter[str]:
    """Return how many events stand how in the outbox."""
    return Counter(row.status for row in Outbox.select())
