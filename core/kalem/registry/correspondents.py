"""Correspondents (muhatap, gönderen): names already written to or from, to be suggested while typing."""

from typing import Any

from peewee import AutoField, CharField, IntegerField, Query, Value

from kalem.config import Office
from kalem.context import now
from kalem.db import Model, Prepared, UtcDateTime
from kalem.organisation import acting
from kalem.text import fold, sort_key
from kalem.workflow import StepRun


class Correspondent(Model):
    """A name on the other end of a document. Made from registrations; the documents are the truth."""

    id = AutoField()
    #: The office that wrote to it or received from it.
    office = CharField(max_length=60)
    name = CharField(max_length=250)
    #: The name folded: two spellings that differ only in case or accents are one.
    key = CharField(max_length=250)
    sort_key = CharField(max_length=1400)
    uses = IntegerField(default=1)
    last_at = UtcDateTime()

    class Meta:
        table_name = "registry_correspondent"
        indexes = ((("office", "key"), True),)


def remember(run: StepRun, name: str) -> None:
    """Count a use of ``name``; the first spelling stays. Who writes confidentially is suggested to nobody."""
    if run.record.confidentiality:
        return
    count(run.office, name, 1)


def count(office: Office, name: str, uses: int) -> None:
    """Count uses of a name by an office, inside the running transaction; the first spelling stays."""
    moment = Correspondent.last_at.db_value(now())
    names = {"name": name, "key": fold(name)[:250], "sort_key": sort_key(name)}
    _count.run(office=office.id, **names, uses=uses, moment=moment)


@Prepared
def _count(office: Value, name: Value, key: Value, sort_key: Value, uses: Value, moment: Value) -> Query:
    new = Correspondent.insert(office=office, name=name, key=key, sort_key=sort_key, uses=uses, last_at=moment)
    return new.on_conflict(
        conflict_target=[Correspondent.office, Correspondent.key],
        update={Correspondent.uses: Correspondent.uses + uses, Correspondent.last_at: moment},
    )


def suggest(text: str, *, most: int = 12) -> list[str]:
    """Return names of the reader's offices that begin with ``text``, then those that hold it, the most used first."""
    wanted = fold(text.strip())
    if not wanted:
        return []
    rows = (
        Correspondent.select(Correspondent.name, Correspondent.key)
        .where(Correspondent.key.contains(wanted) & _of_reader())
        .order_by(Correspondent.uses.desc())
        .limit(200)
    )
    names = dict.fromkeys(row.name for row in sorted(rows, key=lambda row: not row.key.startswith(wanted)))
    return list(names)[:most]


def _of_reader() -> Any:
    """Return the condition that a name is one of the reader's offices; who stands above all offices has all."""
    actor = acting()
    offices = None if actor is None else [seat.office for seat in actor.seats]
    return True if offices is None or None in offices else Correspondent.office.in_(offices)
