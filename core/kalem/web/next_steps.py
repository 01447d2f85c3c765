"""The one step that a desk offers for a record: read from the row alone, so that no row costs a query."""

from collections.abc import Callable, Mapping, Sequence

from kalem.organisation import Actor, Seat, scope_refusal
from kalem.records import Record, RecordType, Step, types
from kalem.workflow import workflows
from kalem.workflow.assembled import Assembled
from kalem.workflow.judge import holds

from .display import record_urls
from .view import StepButton


def next_steps(records: Sequence[Record], actor: Actor) -> dict[int, StepButton]:
    """Return the button of each record that has one. Rules are not asked: they answer when the button is pressed."""
    wanted, known, flows = _awaited(records), types.get(), workflows.get()
    found, made = {}, dict[int, Callable[[int], StepButton]]()
    for record in records:
        type = known.get(record.type)
        if type is None:
            continue
        step = _next(record, type, flows[record.office, record.type], actor, wanted)
        if step is not None:
            if id(step) not in made:
                made[id(step)] = _buttons(step)
            found[record.id] = made[id(step)](record.id)
    return found


def _buttons(step: Step) -> Callable[[int], StepButton]:
    """Return what gives the button of a step by the record's id."""
    label, asks = str(step.label), step.form is not None or bool(step.begins)
    url_of = record_urls("step_pages.show", step_id=step.id)
    return lambda record_id: StepButton(step.id, label, url_of(record_id), asks=asks)


def _awaited(records: Sequence[Record]) -> Mapping[int, str]:
    """Return which step the records of types await that tell it, one query a type."""
    found: dict[int, str] = {}
    for type in types.get().values():
        mine = [record for record in records if record.type == type.id]
        if type.awaited is not None and mine:
            found.update(type.awaited(mine))
    return found


def _next(
    record: Record, type: RecordType, flow: Assembled, actor: Actor, awaited: Mapping[int, str]
) -> Step | None:
    possible = [
        step
        for step in flow.steps_from(record.state)
        if step.style != "back" and any(_may(record, type, step, actor, seat) for seat in actor.seats)
    ]
    if record.id in awaited:
        usual = next((step for step in possible if step.id == awaited[record.id]), None)
        if usual is not None or not awaited[record.id]:
            return usual
    possible = [step for step in possible if step.when is None]
    return next((step for step in possible if step.style == "primary"), possible[0] if possible else None)


def _may(record: Record, type: RecordType, step: Step, actor: Actor, seat: Seat) -> bool:
    wanted = (step.permission or type.permission_to_work).split()
    if seat.permissions.isdisjoint(wanted) or not holds(record, actor, seat):
        return False
    return step.by == "holder" or scope_refusal(seat, record.unit_id) is None
