"""Subscriptions: who makes, changes, pauses and ends them, and the one whose rights bound them.

A subscription has an owner. It tells nothing that he could not read himself, asked at the moment of telling. Whoever
makes one for somebody else must be one who keeps the people: he could give himself that person's position as well.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kalem.context import now
from kalem.db import StaleRow
from kalem.i18n import gettext as _
from kalem.ledger import Act, Book, writing
from kalem.ledger.book import SYSTEM
from kalem.organisation import MANAGE_PEOPLE, Actor, User, check_seat
from kalem.organisation.permissions import missing_right
from kalem.refusal import Refusal, Refused
from kalem.sealing import seal

from . import addresses, lanes, signing
from .models import Outbox, Webhook

#: The permission to keep subscriptions.
MANAGE = "system.manage"

#: The subject of their entries.
SUBJECT = "webhook"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscription is to be."""

    label: str
    url: str
    #: The user whose rights bound it.
    owner_id: int
    #: Ids of record types, and actions; empty: all.
    types: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


def create(actor: Actor, wish: Wish, *, also: Callable[[Webhook], None] | None = None) -> tuple[Webhook, str]:
    """Make a subscription; return it, and its secret, which is never told again.

    ``Refused`` without the permission, for another's name without keeping the people, for an address that may not be
    sent to (its name is looked up), and for an owner who is not active. ``also`` is called in the transaction.
    """
    # A name is looked up before anything is locked: that may take its time.
    addresses.check(wish.url)
    secret = signing.new_secret()
    with changing(actor) as book:
        owner = _owner(actor, wish)
        act = book.act(SUBJECT, 0, "create", about={"label": wish.label, "url": wish.url, "owner": owner.name})
        webhook = act.insert(
            Webhook,
            label=wish.label,
            url=wish.url,
            owner=owner.id,
            types=" ".join(wish.types),
            actions=" ".join(wish.actions),
            secret=seal(secret, signing.PURPOSE),
            created_at=now(),
        )
        act.subject_id = webhook.id
        lanes.ensure(webhook.consumer)
        if also is not None:
            also(webhook)
    return webhook, secret


def change(actor: Actor, webhook: Webhook, wish: Wish, *, version: int) -> None:
    """Let the subscription be what ``wish`` says from now on; what waits goes to the new address.

    ``version`` is the one that was seen: ``StaleRow`` when it is no longer the present one. ``Refused`` as in
    :func:`create`. The secret stays: whoever gives the address to another receiver renews it.
    """
    if wish.url != webhook.url:
        addresses.check(wish.url)
    with changing(actor) as book:
        if webhook.version != version:
            raise StaleRow(f"webhook {webhook.id}")
        owner = _owner(actor, wish)
        act_on(book, webhook, "change", owner=owner.name).update(
            webhook,
            label=wish.label,
            url=wish.url,
            owner=owner,
            types=" ".join(wish.types),
            actions=" ".join(wish.actions),
        )
        if webhook.sends:
            lanes.hurry(webhook.consumer)


def pause(actor: Actor, webhook: Webhook) -> None:
    """Send nothing until :func:`resume`; what happens meanwhile is collected. ``Refused`` when it is paused already."""
    if webhook.paused_at is not None:
        raise Refused(Refusal(_("Bu adres zaten duraklatılmış."), _("Sayfayı yenileyin.")))
    with changing(actor) as book:
        act_on(book, webhook, "pause").update(webhook, paused_at=now())


def resume(actor: Actor, webhook: Webhook) -> None:
    """Send again, first what was collected. ``Refused`` when it is not paused."""
    if webhook.paused_at is None:
        raise Refused(Refusal(_("Bu adres duraklatılmış değil."), _("Sayfayı yenileyin.")))
    with changing(actor) as book:
        act_on(book, webhook, "resume").update(webhook, paused_at=None)
        lanes.hurry(webhook.consumer)


def renew_secret(actor: Actor, webhook: Webhook) -> str:
    """Give the subscription a new secret and return it; for a day requests are signed with the one before it too."""
    secret = signing.new_secret()
    with changing(actor) as book:
        act_on(book, webhook, "renew_secret").update(
            webhook,
            secret=seal(secret, signing.PURPOSE),
            old_secret=webhook.secret,
            old_until=now() + signing.OVERLAP,
        )
        lanes.hurry(webhook.consumer)
    return secret


def end(actor: Actor, webhook: Webhook, note: str = "") -> None:
    """End the subscription for good: its secret and its deliveries are forgotten, its entries stay."""
    with changing(actor) as book:
        act = act_on(book, webhook, "end")
        act.note = note
        act.update(webhook, ended_at=now(), secret="", old_secret=None, old_until=None)
        Outbox.delete().where(Outbox.consumer == webhook.consumer).execute()


def pause_gone(consumer: str) -> None:
    """Pause the subscription whose receiver answered that it wants nothing any more (410)."""
    with writing(SYSTEM) as book:
        webhook = Webhook.get_or_none(Webhook.id == int(consumer.partition(":")[2]))
        if webhook is not None and webhook.sends:
            act_on(book, webhook, "pause_gone").update(webhook, paused_at=now())


def listed() -> list[Webhook]:
    """Return the subscriptions that have not ended, the newest first, each with its owner, in one query."""
    running = Webhook.select(Webhook, User).join(User).where(Webhook.ended_at.is_null())
    return list(running.order_by(Webhook.id.desc()))


def find(webhook_id: int) -> Webhook | None:
    """Return a subscription that has not ended."""
    query = Webhook.select(Webhook, User).join(User)
    found: Webhook | None = query.where((Webhook.id == webhook_id) & Webhook.ended_at.is_null()).first()
    return found


@contextmanager
def changing(actor: Actor) -> Iterator[Book]:
    """Run the block as one transaction of who keeps subscriptions; ``Refused`` when ``actor`` does not."""
    seat = actor.seat_for(MANAGE)
    if seat is None:
        raise Refused(
            Refusal(
                _("Bildirim adreslerini siz yönetemezsiniz."),
                _("Sistem yöneticinize başvurun."),
                missing_right(MANAGE),
            )
        )
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        yield book


def act_on(book: Book, webhook: Webhook, action: str, **about: str) -> Act:
    """Begin the entry of a subscription."""
    return book.act(SUBJECT, webhook.id, action, about={"label": webhook.label, **about})


def _owner(actor: Actor, wish: Wish) -> User:
    """Return whose rights are to bound the subscription; ``Refused`` when they may not."""
    if wish.owner_id != actor.user_id and not actor.may(MANAGE_PEOPLE):
        raise Refused(_not_yours())
    owner: User | None = User.get_or_none((User.id == wish.owner_id) & User.active)
    if owner is None:
        raise Refused(Refusal(_("Bu kişi artık etkin değil."), _("Başka bir kişi seçin."), field="owner"))
    return owner


def _not_yours() -> Refusal:
    return Refusal(
        _("Başka biri adına bildirim adresi açamazsınız."),
        _("Kendinizi seçin ya da bunu kullanıcı yöneticisine yaptırın."),
        missing_right(MANAGE_PEOPLE),
        field="owner",
    )
