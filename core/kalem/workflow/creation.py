"""Creating records: as which position, and with what."""

from collections.abc import Callable, Iterable
from typing import Any

from kalem.config import Office
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import Book, writing
from kalem.organisation import Actor, Seat, check_seat, municipality
from kalem.records import Record, RecordType, join
from kalem.refusal import Refused

from .assembled import workflows
from .finishing import check_clearance, finish, uphold
from .judge import no_right
from .ownership import not_the_owner
from .run import StepRun, author_of


def create(
    type: RecordType,
    actor: Actor,
    values: dict[str, Any],
    *,
    also: Callable[[StepRun], None] | None = None,
) -> Record:
    """Write a new record of ``type`` with the schema's ``values``; ``also`` runs in the same transaction.

    The record belongs to the unit as which the actor works. Raises :class:`Refused` without the right to create.
    """
    seat = seat_to_create(type, actor)
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        return create_in(book, type, actor, seat, values, also=also)


def seat_to_create(type: RecordType, actor: Actor, *, only: Seat | None = None) -> Seat:
    """Return as which position ``actor`` creates records of ``type``; :class:`Refused` when as none, or not ``only``.

    He needs the permission, and a position in a unit whose work it is by the office's file: the record belongs to it.
    """
    offered = actor.seats if only is None else (only,)
    seats = [seat for seat in offered if type.permission_to_create in seat.permissions and seat.unit_id is not None]
    if not seats:
        office = office_for(actor.seats[0]) if actor.seats else next(iter(municipality.get().offices.values()))
        raise Refused(no_right(type.permission_to_create, office))
    refusals = []
    for seat in seats:
        refusal = not_the_owner(type, seat)
        if refusal is None:
            return seat
        refusals.append(refusal)
    raise Refused(refusals[0])


def office_for(seat: Seat) -> Office:
    """Return the office as whose work ``seat`` writes; the first of the file for those above all offices."""
    offices = municipality.get().offices
    return offices[seat.office] if seat.office is not None else next(iter(offices.values()))


def create_in(
    book: Book,
    type: RecordType,
    actor: Actor,
    seat: Seat,
    values: dict[str, Any],
    *,
    also: Callable[[StepRun], None] | None = None,
) -> Record:
    """Write a new record inside a running transaction."""
    office = office_for(seat)
    flow = workflows.get()[office.id, type.id]
    rest = dict(values)
    subject, level = rest.pop("subject"), int(rest.pop("confidentiality", None) or 0)
    check_clearance(seat, level)
    act = book.act("record", 0, "create")
    record = act.insert(
        Record,
        type=type.id,
        office=office.id,
        unit_id=seat.unit_id,
        subject=subject,
        state=flow.initial.id,
        confidentiality=level,
        holders=f"u{seat.unit_id}",
        readers=join([f"u{seat.unit_id}", author_of(actor, seat, level)]),
        created_by=actor.user_id,
    )
    act.subject_id = record.id
    columns = _details_columns(type)
    details = act.insert(type.model, record=record.id, **{k: v for k, v in rest.items() if k in columns})
    run = StepRun(
        record=record, details=details, type=type, office=office, actor=actor, seat=seat, step=None, values=values
    )
    run.book, run.act = book, act
    run.say(told=_l("kaydı açtı"))
    if type.derive is not None:
        type.derive(run)
    uphold(run)
    if type.created is not None:
        type.created(run)
    if also is not None:
        also(run)
    if type.register is not None:
        run.give_number(type.register, type.number_prefix)
    book.at_end(lambda at: finish(run, at, opened=True))
    return record


def _details_columns(type: RecordType) -> Iterable[str]:
    return {name for name in type.model._meta.fields if name != "record"}
