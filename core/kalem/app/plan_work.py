"""Open work that a file would leave with people who have no right to go on with it."""

from collections.abc import Collection, Iterator, Mapping

from peewee import chunked

from kalem.config import Municipality
from kalem.context import today
from kalem.i18n import gettext as _
from kalem.organisation import Holding
from kalem.organisation import Position as PositionRow
from kalem.organisation import Unit as UnitRow
from kalem.organisation.terms import holds_on
from kalem.records import Record, RecordType, Step, words
from kalem.registry.rules import director_refers

from .assembly import Parts
from .changes import Change

#: How many records a line names.
NAMED = 3

#: How many records one query asks about: a database takes only so many values.
AT_ONCE = 1000


def stranded(
    old: Municipality, new: Municipality, old_parts: Parts, new_parts: Parts, moved: Collection[int]
) -> Iterator[Change]:
    """Yield, step by step, the open records whose next step their holders may take now, and then none of them.

    Nothing moves these records: whoever applies the file is warned. ``moved`` are those that it gives to others.
    """
    holders = _Holders()
    found: dict[tuple[str, str], list[Record]] = {}
    for type in old_parts.types.values():
        query = Record.select().where((Record.type == type.id) & Record.closed_at.is_null()).order_by(Record.id)
        records = [record for record in query if record.holders and record.id not in moved]
        awaited: dict[int, str] = {}
        if type.awaited is not None:
            for several in chunked(records, AT_ONCE):
                awaited.update(type.awaited(several))
        for record in records:
            step = _next(record, type, old, old_parts, awaited, holders)
            then = _same(record, step, new_parts) if step is not None else None
            if then is not None and not holders.able(record, type, then, new):
                found.setdefault((type.id, then.id), []).append(record)
    for (type_id, step_id), records in found.items():
        step = new_parts.workflows[records[0].office, type_id].step(step_id)
        names = [record.number or f"#{record.id}" for record in records[:NAMED]]
        text = _(
            "%(type)s: %(count)s açık kayıt “%(step)s” bekliyor, bekleyenlerin buna yetkisi kalmaz (%(names)s)",
            type=new_parts.types[type_id].label,
            count=len(records),
            step=step.label,
            names=", ".join([*names, "…"] if len(records) > NAMED else names),
        )
        yield Change("work", f"{type_id}:{step_id}", "stranded", text, tuple(record.id for record in records))


def _next(
    record: Record,
    type: RecordType,
    file: Municipality,
    parts: Parts,
    awaited: Mapping[int, str],
    holders: "_Holders",
) -> Step | None:
    """Return the step that the record waits for, where its holders may take it."""
    possible = parts.workflows[record.office, record.type].steps_from(record.state)
    if record.id in awaited:
        possible = [step for step in possible if step.id == awaited[record.id]]
    else:
        onward = (step for step in possible if step.style != "back")
        possible = sorted(onward, key=lambda step: step.style != "primary")
    return next((step for step in possible if holders.able(record, type, step, file)), None)


def _same(record: Record, step: Step, parts: Parts) -> Step | None:
    """Return the step as it would be; None where there would be none of the kind."""
    flow = parts.workflows.get((record.office, record.type))
    steps = flow.steps_from(record.state) if flow is not None else ()
    return next((each for each in steps if each.id == step.id), None)


class _Holders:
    """The positions for which records wait, as the rows have them today."""

    def __init__(self) -> None:
        self._units = {row.id: row.slug for row in UnitRow.select()}
        self._positions = {row.id: row.slug for row in PositionRow.select()}
        self._sitting: dict[int, list[str]] = {}
        for row in Holding.select().where(holds_on(today())):
            self._sitting.setdefault(row.user_id, []).append(self._positions[row.position_id])

    def able(self, record: Record, type: RecordType, step: Step, file: Municipality) -> bool:
        """Whether the roles that ``file`` gives one of the record's holders let him take the step."""
        wanted = set((step.permission or type.permission_to_work).split())
        named = file.offices[record.office].referral.by if director_refers in step.rules else ()
        for slug in self._of(record, file):
            roles = [file.roles[role] for role in file.positions[slug].roles]
            cleared = record.confidentiality <= max((role.clearance for role in roles), default=0)
            if cleared and (not named or slug in named) and any(not wanted.isdisjoint(role.may) for role in roles):
                return True
        return False

    def _of(self, record: Record, file: Municipality) -> Iterator[str]:
        for holder in words(record.holders):
            kind, id = holder[0], int(holder[1:])
            if kind == "u":
                yield from (each.id for each in file.positions.values() if each.unit == self._units[id])
            else:
                slugs = self._sitting.get(id, []) if kind == "w" else [self._positions[id]]
                yield from (slug for slug in slugs if slug in file.positions)
