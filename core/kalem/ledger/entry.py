"""One line of a subject's history."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from peewee import BigAutoField, BigIntegerField, CharField, CompositeKey, IntegerField, TextField

from kalem.db import Model, UtcDateTime
from kalem.i18n import gettext as _


class Entry(Model):
    """One append-only, chained line: who did what to a subject, when, for whom, under which applied file.

    ``text`` is the canonical content; ``digest`` is its salted hash and ``chain`` ties it to the subject's entry before
    it, so that a lawful destruction can remove the text and the chain still verifies. ``action``, ``at`` and
    ``user_id`` repeat what the text says, for lists.
    """

    id = BigAutoField()
    subject = CharField(max_length=32)
    subject_id = BigIntegerField()
    seq = IntegerField()
    action = CharField(max_length=64)
    at = UtcDateTime()
    user_id = BigIntegerField(null=True)
    text = TextField(null=True)
    salt = CharField(max_length=32)
    digest = CharField(max_length=64)
    chain = CharField(max_length=64)
    anchor_id = BigIntegerField(null=True, index=True)

    class Meta:
        indexes = ((("subject", "subject_id", "seq"), True),)


class Chain(Model):
    """How many entries a subject has: its row is the lock under which the next one takes its place.

    Two people who write about one subject at once follow each other, and a chain that lost its end is noticed.
    """

    subject = CharField(max_length=32)
    subject_id = BigIntegerField()
    length = IntegerField()

    class Meta:
        primary_key = CompositeKey("subject", "subject_id")


class EntryText(NamedTuple):
    """What an entry says, read back from its text."""

    #: ``kind:id`` of what it happened to, and the entry's place in that subject's history.
    subject: str
    seq: int
    action: str
    at: str
    #: Who: ``user_id``, ``name``, ``title``, ``position_id``; and ``for_position_id``, ``delegation_id``, ``for_title``
    #: where he acted for another.
    by: dict[str, str]
    note: str
    #: What a reader of the timeline is told besides: names of units, persons, files, at the time of the act.
    about: dict[str, str]
    #: Version of the municipality's file in force.
    file: str
    #: Row changes: ``["+"|"~"|"-", table, key, columns]``.
    rows: list[list[Any]]


def read(entry: Entry) -> EntryText:
    """Return what ``entry`` says; ``ValueError`` when its text is gone or no longer readable."""
    if entry.text is None:
        raise ValueError(_("hareketin metni yok"))
    try:
        content = json.loads(entry.text)
        return EntryText(
            subject=content["subject"],
            seq=int(content["seq"]),
            action=content["action"],
            at=content["at"],
            by=dict(content["by"]),
            note=content.get("note", ""),
            about=dict(content.get("about", {})),
            file=content["file"],
            rows=[_change(*change) for change in content["rows"]],
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise ValueError(_("hareketin metni okunamıyor")) from fault


def _change(kind: str, table: str, key: str, columns: dict[str, Any]) -> list[Any]:
    """Return a row change as it was written; ``ValueError`` for what is none."""
    pairs = columns.values() if kind == "~" else ()
    if kind not in ("+", "~", "-") or any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):
        raise ValueError(_("%(kind)r: satır değişikliği değil", kind=kind))
    return [kind, table, key, dict(columns)]


def history(subject: str, subject_id: int) -> Iterator[tuple[Entry, EntryText]]:
    """Yield a subject's entries, newest first."""
    query = (
        Entry.select().where((Entry.subject == subject) & (Entry.subject_id == subject_id)).order_by(Entry.seq.desc())
    )
    for entry in query:
        yield entry, read(entry)
