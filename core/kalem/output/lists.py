"""Lists of records as tables: of one type with the columns that it declares, or of all kinds mixed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.records import Record, RecordType, details_of, types
from kalem.text.dates import day_of

from .sheets import Column, Sheet, Value
from .words import Words, kind_label, ledger_label, ledger_text

#: Records as they are read: piece by piece.
Pieces = Iterable[Sequence[Record]]


def of_type(type: RecordType, pieces: Pieces, actor: Actor, about: Sequence[tuple[str, str]] = ()) -> Sheet:
    """Return records of one type, which ``actor`` may read, with the columns of their list."""
    said = Words(type, (), actor, ())
    columns = tuple(Column(said.label(name), said.kind(name)) for name in type.columns)
    return Sheet(str(type.plural), columns, _rows_of_type(type, pieces, actor), tuple(about))


def mixed(title: str, pieces: Pieces, actor: Actor, about: Sequence[tuple[str, str]] = ()) -> Sheet:
    """Return records of any type, which ``actor`` may read, with what all kinds have and a first fact of their own."""
    columns = (
        Column(_("Tür")),
        Column(ledger_label("number")),
        Column(ledger_label("subject"), "long"),
        Column(_("Ayrıntı")),
        Column(ledger_label("unit")),
        Column(ledger_label("state")),
        Column(ledger_label("due"), "date"),
        Column(ledger_label("opened"), "date"),
    )
    return Sheet(title, columns, _mixed_rows(pieces, actor), tuple(about))


def first_facts(records: Sequence[Record], actor: Actor) -> dict[int, str]:
    """Return of each record the first fact of its type that is the type's own, by id; a query a type or three."""
    found: dict[int, str] = {}
    for type in types.get().values():
        mine = [record for record in records if record.type == type.id]
        own = [name for name in type.facts if name in type.model._meta.fields][:1]
        if not (mine and own):
            continue
        details = details_of(type, mine)
        said = Words(type, details.values(), actor, own)
        found.update({record.id: said.text(own[0], record, details.get(record.id)) for record in mine})
    return found


def _rows_of_type(type: RecordType, pieces: Pieces, actor: Actor) -> Iterator[list[list[Value]]]:
    for records in pieces:
        details = details_of(type, records)
        said = Words(type, details.values(), actor, type.columns)
        yield [[said.cell(name, record, details.get(record.id)) for name in type.columns] for record in records]


def _mixed_rows(pieces: Pieces, actor: Actor) -> Iterator[list[list[Value]]]:
    for records in pieces:
        facts = first_facts(records, actor)
        yield [_mixed_row(record, facts.get(record.id, "")) for record in records]


def _mixed_row(record: Record, fact: str) -> list[Value]:
    return [
        kind_label(record),
        record.number,
        record.subject,
        fact or None,
        ledger_text("unit", record),
        ledger_text("state", record),
        record.due,
        _day(record.opened_at),
    ]


def _day(moment: datetime | None) -> Value:
    return day_of(moment) if moment is not None else None
