"""Correspondents (muhatap, gönderen): names already written to or from, to be suggested while typing."""

from peewee import AutoField, CharField, IntegerField

from kalem.context import now
from kalem.db import Model, UtcDateTime
from kalem.text import fold, sort_key
from kalem.workflow import StepRun


class Correspondent(Model):
    """A name on the other end of a document. Made from registrations; the documents are the truth."""

    id = AutoField()
    name = CharField(max_length=250)
    #: The name folded: two spellings that differ only in case or accents are one.
    key = CharField(max_length=250, unique=True)
    sort_key = CharField(max_length=1400)
    uses = IntegerField(default=1)
    last_at = UtcDateTime()

    class Meta:
        table_name = "registry_correspondent"


def remember(run: StepRun, name: str) -> None:
    """Count a use of ``name``; the first spelling stays. Who writes confidentially is suggested to nobody."""
    if run.record.confidentiality:
        return
    moment = now()
    (
        Correspondent.insert(name=name, key=fold(name)[:250], sort_key=sort_key(name), uses=1, last_at=moment)
        .on_conflict(
            conflict_target=[Correspondent.key],
            update={Correspondent.uses: Correspondent.uses + 1, Correspondent.last_at: moment},
        )
        .execute()
    )


def suggest(text: str, *, most: int = 12) -> list[str]:
    """Return names that begin with ``text``, then those that hold it, the most used first."""
    wanted = fold(text.strip())
    if not wanted:
        return []
    rows = (
        Correspondent.select(Correspondent.name, Correspondent.key)
        .where(Correspondent.key.contains(wanted))
        .order_by(Correspondent.uses.desc())
        .limit(200)
    )
    names = sorted(rows, key=lambda row: not row.key.startswith(wanted))
    return [row.name for row in names[:most]]
