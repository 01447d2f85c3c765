"""Links between records: a reply to its incoming letter, a reference to an earlier one."""

from peewee import BigAutoField, BigIntegerField, CharField

from kalem.db import Model
from kalem.ledger import Act
from kalem.organisation import Actor

from .record import Record
from .scope import in_order, visible_ids


class Link(Model):
    """``source`` refers to ``target``: ``reply`` (answers it) or ``reference`` (names it, ilgi)."""

    id = BigAutoField()
    source_id = BigIntegerField(index=True)
    target_id = BigIntegerField(index=True)
    kind = CharField(max_length=20)

    class Meta:
        indexes = ((("source_id", "target_id", "kind"), True),)


def link(act: Act, source: Record, target: Record, kind: str) -> Link:
    """Write a link in the entry of one of the two."""
    return act.insert(Link, source_id=source.id, target_id=target.id, kind=kind)


def linked(actor: Actor, record: Record) -> list[tuple[str, bool, Record]]:
    """Return ``(kind, outward, other record)`` of each link whose other end ``actor`` may read."""
    rows = list(Link.select().where((Link.source_id == record.id) | (Link.target_id == record.id)).order_by(Link.id))
    others = [row.target_id if row.source_id == record.id else row.source_id for row in rows]
    if not others:
        return []
    seen = visible_ids(actor, others)
    records = {each.id: each for each in in_order([number for number in dict.fromkeys(others) if number in seen])}
    return [
        (row.kind, row.source_id == record.id, records[other])
        for row, other in zip(rows, others, strict=True)
        if other in records
    ]
