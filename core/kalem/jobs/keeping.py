"""How long the outbox keeps what it told."""

from datetime import timedelta

from peewee import Expression

from kalem.context import now
from kalem.db import transaction
from kalem.i18n import gettext as _

from .models import DELIVERED, FAILED, WAITING, WITHHELD, Outbox
from .periodic import Periodic

#: What was told (or not to be told) is kept so long, what was given up longer: a person may still send it again.
TOLD, GIVEN_UP = timedelta(days=30), timedelta(days=90)

#: After this long a paused subscription, or a plugin that is off, is not waited for any more.
COLLECTED = timedelta(days=30)

#: Rows of one transaction: writers wait no longer than for these.
BATCH = 1000


def purge() -> None:
    """Forget old deliveries, and give up what was collected for too long."""
    moment = now()
    _forget(Outbox.status.in_((DELIVERED, WITHHELD)) & (Outbox.done_at <= moment - TOLD))
    _forget((Outbox.status == FAILED) & (Outbox.done_at <= moment - GIVEN_UP))
    stale = (Outbox.status == WAITING) & (Outbox.at <= moment - COLLECTED)
    error = _("Çok uzun süre bekledi; vazgeçildi.")
    Outbox.update(status=FAILED, done_at=moment, error=error).where(stale).execute()


def _forget(which: Expression) -> None:
    while True:
        with transaction():
            ids = [row.id for row in Outbox.select(Outbox.id).where(which).limit(BATCH)]
            Outbox.delete().where(Outbox.id.in_(ids)).execute()
        if len(ids) < BATCH:
            return


#: Once an hour.
PURGE = Periodic("outbox-purge", timedelta(hours=1), purge)
