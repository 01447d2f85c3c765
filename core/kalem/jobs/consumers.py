"""The two kinds of consumers: what an event is to a subscription, and to a plugin; and what became of telling it."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from kalem.context import now, today
from kalem.db import connected
from kalem.i18n import gettext as _
from kalem.ledger import canonical
from kalem.organisation import UnknownUser, load_actor
from kalem.plugins import assembled
from kalem.plugins.loading import FAULTS, describe
from kalem.records import visible_ids
from kalem.refusal import Refused
from kalem.sealing import Unsealable, unseal

from . import addresses, signing
from .events import event_of
from .hooks import kalem_entry_written
from .models import Outbox, Webhook

if TYPE_CHECKING:
    from .sending import Answer

logger = logging.getLogger("kalem.jobs")

#: The action of what a person sends to try a subscription.
TEST = "test"

#: Of the receivers' answers, the one that says: never again.
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt.

    ``delivered``; ``down``: the consumer takes nothing now; ``refused``: it does not take this event; ``gone``: it
    wants nothing ever again.
    """

    kind: Literal["delivered", "down", "refused", "gone"]
    #: HTTP status of the answer, where there was one.
    answer: int | None = None
    error: str = ""
    #: Not again before.
    pause: timedelta = timedelta()


#: Tells one event, outside every transaction; may take as long as an attempt may.
Tell = Callable[[], Outcome]


def to_plugin(plugin_id: str, row: Outbox) -> Tell:
    """Return what calls the plugin's hook with the event of ``row``."""
    event = event_of(row)

    def tell() -> Outcome:
        try:
            with connected():
                assembled.get().ask(plugin_id, kalem_entry_written, event=event)
        except FAULTS as fault:
            logger.error("plugin %s failed in kalem_entry_written", plugin_id, exc_info=fault)
            return Outcome("refused", error=describe(fault))
        return Outcome("delivered")

    return tell


def to_webhook(webhook: Webhook, row: Outbox) -> Tell | None:
    """Return what sends the event of ``row``; None when the subscription's owner may not read the record today."""
    if row.subject == "record" and not _may_read(webhook.owner_id, row.subject_id):
        return None
    try:
        address, keys = addresses.read(webhook.url), _keys(webhook)
    except Unsealable:
        error = _("İmza anahtarı açılamadı: kurulumun gizli anahtarı (KALEM_SECRET) değişmiş. Yeni anahtar üretin.")
        return lambda: Outcome("down", error=error)
    except Refused as refused:
        error = str(refused)
        return lambda: Outcome("down", error=error)
    body = payload(row)
    event = str(row.event)

    def tell() -> Outcome:
        # Its libraries take long to import, and an office without webhooks never needs them.
        from . import sending

        # The second is that of this attempt: receivers refuse what was signed long ago.
        headers = signing.headers(event, int(now().timestamp()), body, keys)
        return _outcome(sending.post(address, body, headers))

    return tell


def payload(row: Outbox) -> bytes:
    """Return the body of the request: what happened to which record, and nothing of what stands in it."""
    event = event_of(row)
    data = {}
    if event.subject == "record":
        record = {
            "id": event.subject_id,
            "type": event.type,
            "number": event.number or None,
            "state": event.state,
            "url": f"/api/v1/record/{event.subject_id}",
        }
        data = {"action": event.action, "record": record}
    kind = f"{event.subject}.{event.action}" if event.subject == "record" else event.action
    content = {"id": event.id, "type": kind, "timestamp": canonical.spell(event.at), "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _may_read(user_id: int, record_id: int) -> bool:
    try:
        return record_id in visible_ids(load_actor(user_id, today()), [record_id])
    except UnknownUser:
        return False


def _keys(webhook: Webhook) -> list[str]:
    """Return the secrets to sign with, the present one first."""
    keys = [unseal(webhook.secret, signing.PURPOSE)]
    if webhook.old_secret is not None and webhook.old_until is not None and now() < webhook.old_until:
        # One that was made under another key of the installation is of no use to anybody any more.
        with suppress(Unsealable):
            keys.append(unseal(webhook.old_secret, signing.PURPOSE))
    return keys


def _outcome(answer: "Answer") -> Outcome:
    if not answer.error:
        return Outcome("delivered", answer.status)
    kind: Literal["down", "refused", "gone"] = "down" if answer.is_down else "refused"
    if answer.status == GONE:
        kind = "gone"
    return Outcome(kind, answer.status, answer.error, timedelta(seconds=answer.retry_after))
