"""Taking steps: what is open to a person, why the rest is not, and doing it."""

from collections.abc import Callable, Iterable
from typing import Any

from kalem.db import StaleRow
from kalem.i18n import Text
from kalem.ledger import Book, writing
from kalem.organisation import Actor, check_seat
from kalem.records import Details, Record, RecordType, Step, get_visible, link, types
from kalem.refusal import Refused

from .creation import create_in, seat_to_create
from .finishing import finish
from .flows import UnknownStep, flow_of, load, office_of, step_of
from .judge import Offer, judge
from .run import StepRun


def offers(record: Record, actor: Actor, details: Details | None = None) -> list[Offer]:
    """Return every step that begins in the record's state and makes sense for it, each with what stands against it."""
    type = types.get().get(record.type)
    if type is None:
        return []
    details = details if details is not None else load(record)[1]
    flow, office = flow_of(record), office_of(record)
    found = []
    for step in flow.steps_from(record.state):
        offer, run = judge(record, details, type, office, flow, step, actor)
        if run is not None and step.when is not None and not step.when(run):
            continue
        found.append(offer)
    return found


def explain(record: Record, step_id: str, actor: Actor) -> Offer:
    """Return one step of ``record`` for ``actor`` with every reason against it, whatever the record's state."""
    return _judged(record, step_of(record, step_id), actor)[0]


def take(
    record_id: int,
    step_id: str,
    actor: Actor,
    values: dict[str, Any] | None = None,
    *,
    version: int | None = None,
    also: Callable[[StepRun], None] | None = None,
) -> Record:
    """Take a step. ``values`` are what the step's schema loaded; ``version`` the version that the person saw.

    Raises ``NotFound`` for a record he may not read, :class:`UnknownStep`, :class:`Refused` with all grounds, and
    ``StaleRow`` when the record was changed meanwhile; nothing is then written.
    """
    record = get_visible(actor, record_id)
    step = step_of(record, step_id)
    if step.begins:
        raise UnknownStep(step_id)
    run = _allowed(record, step, actor, values or {}, version)
    with writing(actor.by(run.seat)) as book:
        check_seat(actor, run.seat)
        take_in(book, run, also=also)
    return record


def take_in(book: Book, run: StepRun, *, also: Callable[[StepRun], None] | None = None) -> None:
    """Take a judged step inside a running transaction."""
    record, step = run.record, flow_of(run.record).step(run.step_id)
    before = record.version
    run.book = book
    run.act = book.act("record", record.id, step.id, note=str(run.values.get("note") or ""))
    run.say(told=step.told or step.label)
    if step.effect is not None:
        step.effect(run)
    if also is not None:
        also(run)
    if step.moves:
        run.change(state=step.target)
    if flow_of(record).state(record.state).final:
        run.change(holders="")
    if record.version == before:
        run.act.touch(record)
    book.at_end(lambda at: finish(run, at))


def begin(
    type: RecordType,
    actor: Actor,
    values: dict[str, Any],
    source_id: int,
    step_id: str,
    *,
    version: int | None = None,
    also: Callable[[StepRun], None] | None = None,
) -> Record:
    """Take a step that begins a record of another type: both are written, and linked, or neither.

    ``version`` is the version of the source that the person saw. Raises as :func:`take` and :func:`create` do.
    """
    source = get_visible(actor, source_id)
    step = step_of(source, step_id)
    if step.begins != type.id:
        raise UnknownStep(step_id)
    run = _allowed(source, step, actor, values, version)
    # One act of one person: whoever takes the step, for himself or for another, writes the new record too.
    seat = seat_to_create(type, actor, only=run.seat)
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        record = create_in(book, type, actor, seat, values, also=also)
        take_in(book, run, also=lambda run: _tie(run, record))
    return record


def _allowed(record: Record, step: Step, actor: Actor, values: dict[str, Any], version: int | None) -> StepRun:
    """Return the run that takes the step; ``StaleRow`` for an older version, :class:`Refused` with all grounds."""
    if version is not None and record.version != version:
        raise StaleRow(f"record {record.id}")
    offer, run = _judged(record, step, actor, values)
    if offer.refusals or run is None:
        raise Refused(*offer.refusals)
    return run


def _judged(
    record: Record, step: Step, actor: Actor, values: dict[str, Any] | None = None
) -> tuple[Offer, StepRun | None]:
    type, details = load(record)
    return judge(record, details, type, office_of(record), flow_of(record), step, actor, values)


def _tie(run: StepRun, record: Record) -> None:
    link(run.act, record, run.record, "reply")


def follow(
    run: StepRun,
    record: Record,
    action: str,
    *,
    told: Text,
    to: Iterable[str] = (),
    permission: str = "",
    **values: Any,
) -> None:
    """Change another record as a consequence of ``run``'s step, in the same transaction, with an entry of its own.

    With ``to`` it then waits for these, as :meth:`StepRun.hand_to` does.
    """
    type, details = load(record)
    other = StepRun(
        record=record,
        details=details,
        type=type,
        office=office_of(record),
        actor=run.actor,
        seat=run.seat,
        step=None,
        values=None,
    )
    other.book, other.act = run.book, run.book.act("record", record.id, action)
    # A history is read by all who read its record; the other one is named only to those who may know it.
    other.say(told=told, because=f"record:{run.record.id}")
    other.change(**values)
    if to:
        other.hand_to(*to, permission=permission)
    run.book.at_end(lambda at: finish(other, at))
