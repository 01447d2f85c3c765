"""Records of any type from a file: each row what a person would type into the form, with the same rights and rules.

What the file itself can tell is looked at first, and where a row is bad nothing is written. Then each row becomes a
record in its own right: what a rule of the office refuses is told and left out. A line of a file is written once,
however often the file is imported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from marshmallow import ValidationError
from peewee import chunked

from kalem.db import transaction
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import writing
from kalem.organisation import Actor, check_seat
from kalem.organisation.directory import held
from kalem.records import RecordType, Schema
from kalem.records.cells import Cells
from kalem.records.codec import messages
from kalem.refusal import Refused
from kalem.workflow import StepRun, create
from kalem.workflow.creation import seat_to_create

from .headers import Heading, matched
from .models import FileImport, ImportedRow, begun, lines_done
from .reading import Table, torn
from .telling import Report, reason
from .whole import NotWritten

#: Records of one transaction.
BATCH = 50


@dataclass(frozen=True)
class Written:
    """What came of an import."""

    #: Records that this run wrote, and those that an earlier run of the same file wrote.
    new: int
    before: int
    #: The rows that a rule of the office refused.
    report: Report


def headings(schema: Schema) -> list[Heading]:
    """Return the columns that a file of records may have: the fields of the form, by label or by name."""
    return [
        Heading(name, (str(cast(Any, each).label),), bool(each.required)) for name, each in schema.load_fields.items()
    ]


def take_in(
    table: Table,
    type: RecordType,
    actor: Actor,
    *,
    trial: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> Written:
    """Write a record for each row that has none yet, as ``actor`` would; on a ``trial`` keep none.

    Raises ``BadTable``, :class:`Refused` without the right to create, and ``NotWritten`` where a row is bad.
    """
    seat = seat_to_create(type, actor)
    earlier: FileImport | None = FileImport.get_or_none(
        (FileImport.sha256 == table.digest) & (FileImport.target == type.id)
    )
    before = len(lines_done(earlier.id)) if earlier is not None else 0
    left = _understood(table, type, lines_done(earlier.id) if earlier is not None else set())
    if not trial:
        with writing(actor.by(seat)) as book:
            check_seat(actor, seat)
            earlier = begun(book, table, type.id)
    report, new = Report(), 0
    for batch in chunked(left, BATCH):
        try:
            with held(), transaction():
                new += _batch(batch, table, type, actor, earlier, report)
                if trial:
                    raise NotWritten(report)
        except NotWritten:
            pass
        progress(len(batch))
    return Written(new, before, report)


def _understood(table: Table, type: RecordType, done: set[int]) -> list[tuple[int, dict[str, Any]]]:
    """Return line and values of each row that is not written yet; raises ``NotWritten`` with every bad one."""
    schema = type.schema()
    columns, cells, report = matched(table, headings(schema)), Cells(schema), Report()
    found = []
    with held():
        for row in table.rows:
            if row.line in done:
                continue
            wrong = torn(table, row)
            if wrong:
                report.fault(row.line, wrong)
                continue
            decoded = cells.decoded(columns.cells(row))
            report.faults(row.line, _told(schema, decoded.errors))
            found.append((row.line, decoded.values))
    if report.bad:
        raise NotWritten(report)
    return found


def _batch(
    batch: Sequence[tuple[int, dict[str, Any]]],
    table: Table,
    type: RecordType,
    actor: Actor,
    made: FileImport | None,
    report: Report,
) -> int:
    done = lines_done(made.id, [line for line, _values in batch]) if made is not None else set()
    written = 0
    for line, values in batch:
        if line in done:
            continue
        try:
            with transaction():
                _write(line, values, table, type, actor, made)
            written += 1
        except Refused as refused:
            report.faults(line, [reason(each) for each in refused.refusals])
        except ValidationError as fault:
            report.faults(line, _told(type.schema(), messages(fault)))
    return written


def _write(
    line: int, values: dict[str, Any], table: Table, type: RecordType, actor: Actor, made: FileImport | None
) -> None:
    def mark(run: StepRun) -> None:
        run.say(
            told=_l("kaydı dosyadan aktardı"),
            file=table.name,
            line=_l("satır %(line)s", line=line),
            sha256=table.digest,
        )
        if made is not None:
            run.act.insert(ImportedRow, import_id=made.id, line=line, record_id=run.record.id)

    if type.save is not None:
        type.save(actor, values, also=mark)
    else:
        create(type, actor, values, also=mark)


def _told(schema: Schema, errors: Mapping[str, Sequence[str]]) -> list[str]:
    """Return messages with the labels of their fields before them."""
    return [
        _("%(label)s: %(what)s", label=cast(Any, schema.fields[name]).label, what=message)
        if name in schema.fields
        else message
        for name, several in errors.items()
        for message in several
    ]
