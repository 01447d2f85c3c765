"""Creating records, taking steps and mending mistakes: the only ways in which a record changes."""

from collections.abc import Callable, Iterable
from typing import Any

from kalem.config import Office
from kalem.db import StaleRow
from kalem.i18n import Text
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import Book, writing
from kalem.ledger.tracking import table_of
from kalem.organisation import Actor, Seat, check_seat, municipality
from kalem.organisation.directory import names_of
from kalem.records import (
    Details,
    Record,
    RecordType,
    cleared,
    fields,
    get_visible,
    join,
    link,
    mirror,
    types,
    words,
)
from kalem.records.attachments import Attachment
from kalem.records.schema import CONFIDENTIALITY
from kalem.refusal import Ground, Refusal, Refused

from .assembled import Assembled, workflows
from .indexing import index, share
from .judge import Offer, broken, judge, may_change, no_right
from .ownership import not_the_owner
from .run import StepRun, author_of

#: Columns of the ledger's row that are searched.
_WORDS = frozenset({"number", "subject", "unit_id"})


class UnknownStep(LookupError):
    """The office's workflow has no such step."""


def flow_of(record: Record) -> Assembled:
    """Return the workflow of ``record``; :class:`Refused` when the plugin of its type is off: it is only read then."""
    if record.type not in types.get():
        raise Refused(
            Refusal(
                _("Bu kayıt yalnız okunur: türünü veren eklenti kapalı."),
                _("Yönetici, eklentiyi belediye dosyasında açmalı."),
                Ground("setting", source="municipality.plugins", text=_("Kurumun açtığı eklentiler")),
            )
        )
    return workflows.get()[record.office, record.type]


def office_of(record: Record) -> Office:
    """Return the office whose record it is."""
    return municipality.get().offices[record.office]


def sealed_by(record: Record) -> Refusal | None:
    """Return why what is written in ``record`` no longer changes; None while it may be mended."""
    state = flow_of(record).state(record.state)
    if not (state.final or state.sealed):
        return None
    return Refusal(
        _("“%(state)s” durumundaki kayıt ve ekleri değişmez.", state=state.label),
        _("Gerekirse kayda not düşün."),
        Ground("setting", source="workflow", text=_("İş akışı: bu durumda yazılanlar kesindir.")),
    )


def load(record: Record) -> tuple[RecordType, Details]:
    """Return a record's type and its details; ``KeyError`` when the type's plugin is off."""
    type = types.get()[record.type]
    model: Any = type.model
    return type, model.get(model.record == record.id)


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
    flow = flow_of(record)
    type, details = load(record)
    offer, _run = judge(record, details, type, office_of(record), flow, _step(flow, step_id), actor)
    return offer


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
    _cleared(seat, level)
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
    _uphold(run)
    if type.created is not None:
        type.created(run)
    if also is not None:
        also(run)
    if type.register is not None:
        run.give_number(type.register, type.number_prefix)
    book.at_end(lambda at: _finish(run, at, opened=True))
    return record


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
    flow = flow_of(record)
    step = _step(flow, step_id)
    if step.begins:
        raise UnknownStep(step_id)
    if version is not None and record.version != version:
        raise StaleRow(f"record {record_id}")
    type, details = load(record)
    offer, run = judge(record, details, type, office_of(record), flow, step, actor, values or {})
    if offer.refusals or run is None:
        raise Refused(*offer.refusals)
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
    book.at_end(lambda at: _finish(run, at))


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
    flow = flow_of(source)
    step = _step(flow, step_id)
    if step.begins != type.id:
        raise UnknownStep(step_id)
    if version is not None and source.version != version:
        raise StaleRow(f"record {source_id}")
    source_type, details = load(source)
    offer, run = judge(source, details, source_type, office_of(source), flow, step, actor, values)
    if offer.refusals or run is None:
        raise Refused(*offer.refusals)
    # One act of one person: whoever takes the step, for himself or for another, writes the new record too.
    seat = seat_to_create(type, actor, only=run.seat)
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        record = create_in(book, type, actor, seat, values, also=also)
        take_in(book, run, also=lambda run: _tie(run, record))
    return record


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
    run.book.at_end(lambda at: _finish(other, at))


def correct(record_id: int, actor: Actor, values: dict[str, Any], reason: str, *, version: int) -> Record:
    """Mend what was mistyped: the new values stand in the record, the old ones and the reason in its history."""
    record = get_visible(actor, record_id)
    sealed = sealed_by(record)
    if sealed is not None:
        raise Refused(sealed)
    type, details = load(record)
    office = office_of(record)
    seat, refusals = seat_to_correct(record, actor)
    if seat is None:
        raise Refused(*refusals)
    if record.version != version:
        raise StaleRow(f"record {record_id}")
    rest = dict(values)
    subject, level = rest.pop("subject"), int(rest.pop("confidentiality", None) or 0)
    _cleared(seat, max(level, record.confidentiality))
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        run = StepRun(
            record=record, details=details, type=type, office=office, actor=actor, seat=seat, step=None, values=values
        )
        run.book = book
        run.act = book.act("record", record.id, "correct", note=reason)
        run.say(told=_l("kaydı düzeltti"))
        run.detail(**_mended(type, details, rest))
        _classify(run, level)
        run.change(subject=subject, confidentiality=level)
        if type.derive is not None:
            type.derive(run)
        _uphold(run)
        if record.version == version:
            run.act.touch(record)
        book.at_end(lambda at: _finish(run, at))
    return record


def seat_to_correct(record: Record, actor: Actor) -> tuple[Seat | None, tuple[Refusal, ...]]:
    """Return as which position ``actor`` may mend ``record``, or why as none."""
    type = types.get()[record.type]
    return may_change(record, actor, office_of(record), (type.permission_to_correct,), type.correct_by)


def note(record_id: int, actor: Actor, text: str, *, also: Callable[[], None] | None = None) -> None:
    """Add a note to the history of a record that ``actor`` may read; ``also`` runs in the same transaction."""
    record = get_visible(actor, record_id)
    flow_of(record)
    seat = actor.seats[0] if actor.seats else None
    with writing(actor.by(seat)) as book:
        check_seat(actor, seat)
        book.act("record", record.id, "note", note=text, about={"told": _l("not düştü")})
        if also is not None:
            also()


def _uphold(run: StepRun) -> None:
    """Refuse to keep what was just written where a rule stands against it."""
    refusals = tuple(broken(flow_of(run.record), run))
    if refusals:
        raise Refused(*refusals)


def _finish(run: StepRun, at: Any, *, opened: bool = False) -> None:
    """Set the moments, and bring mirrors and search in line, when all else is written."""
    record = run.record
    if opened:
        run.change(opened_at=at)
    final = flow_of(record).state(record.state).final
    if final and record.closed_at is None:
        run.change(closed_at=at)
    mirror(record)
    if opened or _told_anew(run):
        index(record, run.details, run.type)
    else:
        share(record)


def _told_anew(run: StepRun) -> bool:
    """Whether the entry changed what is found by words; else only its readers may have changed."""
    written = {table_of(run.type.model), table_of(Attachment)}
    return any(
        table in written or (table == table_of(Record) and not _WORDS.isdisjoint(columns))
        for _kind, table, _key, columns in run.act.rows
    )


def _step(flow: Assembled, step_id: str) -> Any:
    try:
        return flow.step(step_id)
    except KeyError:
        raise UnknownStep(step_id) from None


def _cleared(seat: Seat, level: int) -> None:
    """Refuse to write a record of a confidentiality that the writer may not read."""
    if level > seat.clearance:
        label = dict(CONFIDENTIALITY)[str(level)]
        raise Refused(
            Refusal(
                _("“%(label)s” bir kaydı açmaya yetkiniz yok.", label=label),
                _("Gizlilik derecesini düşürün ya da yetkili bir görevliye kaydettirin."),
                _clearance(),
            )
        )


def _clearance() -> Ground:
    return Ground("right", source="clearance", text=_("Görevinizin gizlilik yetkisi"))


def _classify(run: StepRun, level: int) -> None:
    """Take a record that becomes more confidential from those not cleared for it; refuse while it waits for one."""
    if level <= run.record.confidentiality:
        return
    holders = [each for each in words(run.record.holders) if not cleared(each, level)]
    if holders:
        raise Refused(
            Refusal(
                _("Kayıt bu dereceye yetkisi olmayan birinde: %(names)s.", names=", ".join(names_of(holders))),
                _("Önce kaydı yetkili bir görevliye havale edin ya da geri alın."),
                _clearance(),
            )
        )
    # Of a unit only its cleared members ever read.
    kept = (each for each in words(run.record.readers) if each.startswith("u") or cleared(each, level))
    run.change(readers=join(kept))


def _mended(type: RecordType, details: Details, values: dict[str, Any]) -> dict[str, Any]:
    """Return what a correction writes: ``values``, and nothing in a column whose field was emptied.

    What is chosen from a list and stands on it no more (a dossier closed meanwhile) was not offered: it stays.
    """
    columns = type.model._meta.fields
    mended = {name: value for name, value in values.items() if name in columns}
    for name, field in type.schema._declared_fields.items():
        if name in columns and name not in values and columns[name].null and not field.dump_only:
            offered = dict(field.options()) if isinstance(field, fields.RecordChoice) else None
            if offered is None or str(getattr(details, name)) in offered:
                mended[name] = None
    return mended


def _details_columns(type: RecordType) -> Iterable[str]:
    return {name for name in type.model._meta.fields if name != "record"}
