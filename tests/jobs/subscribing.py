"""Making subscriptions, and looking at what became of events."""

from collections import Counter
from typing import Any

from tests.jobs.receiver import Receiver

from kalem.jobs import Outbox, Webhook, Wish, create
from kalem.testing import TestOffice


def subscribe(office: TestOffice, receiver: Receiver, owner: str = "mudur", **wish: Any) -> tuple[Webhook, str]:
    """Let the administrator subscribe ``receiver`` to what the holder of ``owner`` may read."""
    wanted = {"label": "Harita", "url": receiver.url, "owner_id": office.people[owner], **wish}
    return create(office.actor("sistem_yoneticisi"), Wish(**wanted))


def again(webhook: Webhook) -> Webhook:
    """Return a subscription as it stands now."""
    found: Webhook = Webhook.get_by_id(webhook.id)
    return found


def statuses() -> Counter[str]:
    """Return how many events stand how in the outbox."""
    return Counter(row.status for row in Outbox.select())
