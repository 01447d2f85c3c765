"""Adding files to a record that is there, and marking those that do not belong."""

from collections.abc import Callable, Sequence

from kalem.i18n import lazy_gettext as _l
from kalem.ledger import writing
from kalem.organisation import Actor, Seat, check_seat
from kalem.records import Record, get_visible, types
from kalem.records.attachments import Attachment, Kind, Received, add, detach, find
from kalem.records.scope import lock_visible
from kalem.refusal import Refusal, Refused

from .abilities import working_permissions
from .flows import load, office_of, sealed_by
from .indexing import index
from .judge import against, may_change, no_right


def seat_to_attach(record: Record, actor: Actor) -> Seat | None:
    """Return as which position ``actor`` may add files: one that works with the type, on this record; None for none.

    Closed records stay as they are, and those of a type that is off.
    """
    return _judged(record, actor)[0] if record.type in types.get() else None


def attach(
    record_id: int,
    actor: Actor,
    files: Sequence[Received],
    *,
    kind: Kind = "attachment",
    also: Callable[[list[Attachment]], None] | None = None,
) -> list[Attachment]:
    """Add received files to a record, in one entry. Raises ``NotFound``, :class:`Refused` and ``UnfitFile``.

    ``also`` is called with what was added, in the same transaction.
    """
    seat = _seat(get_visible(actor, record_id), actor)
    by = actor.by(seat)
    with writing(by) as book:
        record = _again(record_id, actor, seat)
        act = book.act("record", record.id, "attach", about={"told": _l("dosya ekledi")})
        added = [add(act, record, received, by=by, kind=kind) for received in files]
        type, details = load(record)
        index(record, details, type)
        if also is not None:
            also(added)
    return added


def remove(record_id: int, attachment_id: int, actor: Actor, reason: str) -> None:
    """Mark a file as removed, with the reason. Raises ``NotFound`` and :class:`Refused`."""
    find(actor, record_id, attachment_id)
    seat = _seat(get_visible(actor, record_id), actor)
    by = actor.by(seat)
    with writing(by) as book:
        record = _again(record_id, actor, seat)
        act = book.act("record", record.id, "detach", note=reason, about={"told": _l("eki kaldırdı")})
        detach(act, find(actor, record_id, attachment_id), reason, by=by)


def _seat(record: Record, actor: Actor) -> Seat:
    seat, refusals = _judged(record, actor)
    if seat is None:
        raise Refused(*refusals)
    return seat


def _again(record_id: int, actor: Actor, seat: Seat) -> Record:
    """Return the record as it stands now, held until the transaction ends; refused when ``seat`` may no longer."""
    record = lock_visible(actor, record_id)
    check_seat(actor, seat)
    sealed = sealed_by(record)
    refusals = (sealed,) if sealed is not None else against(record, _by(record), actor, seat, office_of(record))
    if refusals:
        raise Refused(*refusals)
    return record


def _judged(record: Record, actor: Actor) -> tuple[Seat | None, tuple[Refusal, ...]]:
    sealed = sealed_by(record)
    if sealed is not None:
        return None, (sealed,)
    type, office = types.get()[record.type], office_of(record)
    wanted = sorted(working_permissions(type))
    if not any(map(actor.may, wanted)):
        return None, (no_right(type.permission_to_correct, office),)
    return may_change(record, actor, office, wanted, _by(record))


def _by(record: Record) -> str:
    """Return who adds files: who mends the record, and where its unit does, also those for whom it waits."""
    return "holder" if types.get()[record.type].correct_by == "holder" else "holder or owner"
