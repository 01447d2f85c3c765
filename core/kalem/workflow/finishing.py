"""What every written record is held to: its rules, its confidentiality, and what is derived from it."""

from typing import Any

from kalem.i18n import gettext as _
from kalem.ledger.tracking import table_of
from kalem.organisation import Seat
from kalem.records import Record, mirror
from kalem.records.attachments import Attachment
from kalem.records.schema import CONFIDENTIALITY
from kalem.refusal import Ground, Refusal, Refused

from .flows import flow_of
from .indexing import index, share
from .judge import broken
from .run import StepRun

#: Columns of the ledger's row that are searched.
_WORDS = frozenset({"number", "subject", "unit_id"})


def uphold(run: StepRun) -> None:
    """Refuse to keep what was just written where a rule stands against it."""
    refusals = tuple(broken(flow_of(run.record), run))
    if refusals:
        raise Refused(*refusals)


def check_clearance(seat: Seat, level: int) -> None:
    """Refuse to write a record of a confidentiality that the writer may not read."""
    if level > seat.clearance:
        label = dict(CONFIDENTIALITY)[str(level)]
        raise Refused(
            Refusal(
                _("“%(label)s” bir kaydı açmaya yetkiniz yok.", label=label),
                _("Gizlilik derecesini düşürün ya da yetkili bir görevliye kaydettirin."),
                clearance(),
            )
        )


def clearance() -> Ground:
    """Return the ground of what a position's clearance does not reach."""
    return Ground("right", source="clearance", text=_("Görevinizin gizlilik yetkisi"))


def finish(run: StepRun, at: Any, *, opened: bool = False) -> None:
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
