"""Mending what was mistyped, and noting what a record does not say."""

from collections.abc import Callable
from typing import Any

from kalem.db import StaleRow
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import writing
from kalem.organisation import Actor, Seat, check_seat
from kalem.organisation.directory import names_of
from kalem.records import Details, Record, RecordType, cleared, fields, get_visible, join, types, words
from kalem.refusal import Refusal, Refused

from .finishing import check_clearance, clearance, finish, uphold
from .flows import flow_of, load, office_of, sealed_by
from .judge import may_change
from .run import StepRun


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
    check_clearance(seat, max(level, record.confidentiality))
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
        uphold(run)
        if record.version == version:
            run.act.touch(record)
        book.at_end(lambda at: finish(run, at))
    return record


def seat_to_correct(record: Record, actor: Actor) -> tuple[Seat | None, tuple[Refusal, ...]]:
    """Return as which position ``actor`` may mend ``record``, or why as none."""
    type = types.get()[record.type]
    return may_change(record, actor, office_of(record), (type.permission_to_correct,), type.correct_by)


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
                clearance(),
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
