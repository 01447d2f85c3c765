"""Anchors: a listing of the entries that have none yet, tied to the anchor before it.

An anchor is a list, not "all ids up to n": ids are committed out of order, and a recount would see another set.
"""

import hashlib
from datetime import datetime

from peewee import BigAutoField, CharField, TextField, chunked

from kalem.context import now
from kalem.db import Model, UtcDateTime, alone, transaction

from .canonical import spell
from .entry import Entry

#: Ids that one statement names.
CHUNK = 500


class Anchor(Model):
    """A dated listing of entries with their chain values; ``digest`` covers date, listing and the anchor before it."""

    id = BigAutoField()
    at = UtcDateTime()
    previous = CharField(max_length=64)
    listing = TextField()
    digest = CharField(max_length=64)


def seal(previous: str, at: datetime, listing: str) -> str:
    """Return the digest of an anchor."""
    return hashlib.sha256(f"{previous}\n{spell(at)}\n{listing}".encode()).hexdigest()


def anchor() -> Anchor | None:
    """Anchor the entries that have none yet; None when there are none. Print or keep the digest elsewhere.

    An entry with a smaller id may be kept meanwhile: exactly those of the listing are anchored, it waits for the next.
    """
    with transaction():
        alone("anchor")
        entries = list(Entry.select(Entry.id, Entry.chain).where(Entry.anchor_id.is_null()).order_by(Entry.id))
        if not entries:
            return None
        last = Anchor.select().order_by(Anchor.id.desc()).first()
        previous = last.digest if last else ""
        listing = "\n".join(f"{entry.id} {entry.chain}" for entry in entries)
        moment = now()
        digest = seal(previous, moment, listing)
        made: Anchor = Anchor.create(at=moment, previous=previous, listing=listing, digest=digest)
        for ids in chunked((entry.id for entry in entries), CHUNK):
            Entry.update(anchor_id=made.id).where(Entry.id.in_(ids)).execute()
        return made
