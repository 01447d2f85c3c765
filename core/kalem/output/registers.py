"""What stands in a register, number by number, as the paper book had it: on the page, on paper and as a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Query, Value

from kalem.db import Prepared
from kalem.i18n import gettext as _
from kalem.ledger import Number
from kalem.organisation import Actor
from kalem.records import PAST, Record, details_of, in_order, types, visible_ids
from kalem.registry.registers import RegisterBook, numbers
from kalem.text.dates import day_of
from kalem.workflow.referral import Referral

from .sheets import Column, Sheet
from .sheets import Value as Cell
from .words import Words, ledger_label, state_label

#: Numbers of one piece of a register that is read to its end.
PIECE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What stands under a number. Of a record that is closed to the reader, nothing but the number."""

    no: int
    #: The number as people write it.
    number: str
    #: The record, where the reader may read it.
    record: Record | None = None
    #: Whether a record that the reader may not read has the number.
    closed: bool = False
    #: The day on which the number was taken; of an old register, the day that it gives.
    day: date | None = None
    #: Who sent it, or to whom it goes.
    party: str = ""
    file_plan_code: str = ""
    #: To whom it was referred.
    referred: str = ""
    #: Why the number is not used: it was voided, or is declared as a gap.
    unused: str = ""

    @property
    def gap(self) -> bool:
        """Whether no record has the number."""
        return self.record is None and not self.closed

    @property
    def note(self) -> str:
        """What is to be said of the number beside its record."""
        if self.closed:
            return _("Bu kaydı görme yetkiniz yok.")
        if self.gap:
            return _("Boş numara: %(why)s", why=self.unused) if self.unused else _("Boş numara")
        return _("İptal: %(why)s", why=self.unused) if self.unused else ""


def pieces(book: RegisterBook, actor: Actor, *, first: int = 1, most: int | None = None) -> Iterator[list[Line]]:
    """Yield what stands under ``most`` numbers from ``first`` on, or under all, in pieces of the same queries each."""
    end = book.last + 1 if most is None else min(first + most, book.last + 1)
    for start in range(first, end, PIECE):
        yield lines(book, actor, start, min(PIECE, end - start))


def lines(book: RegisterBook, actor: Actor, first: int, most: int) -> list[Line]:
    """Return what stands under at most ``most`` numbers from ``first`` on; a query for each type and four more."""
    found = numbers(book, first, most)
    ids = [number.record_id for number in found if number.record_id is not None]
    records = in_order(sorted(visible_ids(actor, ids))) if ids else []
    known = {record.id: record for record in records}
    told = _told(records, actor)
    referred = _referred(list(known)) if known else {}
    return [_line(book, number, known, told, referred) for number in found]


def _line(
    book: RegisterBook,
    number: Number,
    known: dict[int, Record],
    told: dict[int, tuple[str, str, str]],
    referred: dict[int, list[str]],
) -> Line:
    plain = f"{number.year}/{number.no}"
    if number.record_id is None:
        return Line(number.no, plain, unused=(number.void_reason or "") if book.told_why else "")
    record = known.get(number.record_id)
    if record is None:
        return Line(number.no, plain, closed=True)
    party, code, before = told.get(record.id, ("", "", ""))
    return Line(
        number.no,
        record.number or plain,
        record,
        day=day_of(record.opened_at if record.state == PAST and record.opened_at else number.at),
        party=party,
        file_plan_code=code,
        referred=", ".join(filter(None, [before, *referred.get(record.id, ())])),
        unused=number.void_reason or "",
    )


def _told(records: Sequence[Record], actor: Actor) -> dict[int, tuple[str, str, str]]:
    """Return of each record the other party, the file plan code and to whom an old register says it was referred."""
    found = {}
    for type in types.get().values():
        mine = [record for record in records if record.type == type.id]
        if not mine:
            continue
        details: Any = details_of(type, mine)
        party = [name for name in type.facts if name in type.model._meta.fields][:1]
        said = Words(type, details.values(), actor, party)
        for record in mine:
            own = details.get(record.id)
            found[record.id] = (
                said.text(party[0], record, own) if party else "",
                getattr(own, "file_plan_code", None) or "",
                getattr(own, "old_referral", None) or "",
            )
    return found


def _referred(ids: Sequence[int]) -> dict[int, list[str]]:
    """Return to whom each of the records was referred, in order; what was sent back is left out."""
    found: dict[int, dict[str, None]] = {}
    for record_id, name in _referrals.rows(ids=list(ids)):
        found.setdefault(record_id, {})[name] = None
    return {record_id: list(names) for record_id, names in found.items()}


@Prepared
def _referrals(ids: list[Value]) -> Query:
    here = Referral.record_id.in_(ids) & (Referral.state != "returned")
    return Referral.select(Referral.record_id, Referral.name).where(here).order_by(Referral.id)


def sheet(book: RegisterBook, read: Iterable[Sequence[Line]], about: Sequence[tuple[str, str]] = ()) -> Sheet:
    """Return a register as a table."""
    columns = (
        Column(_("Sıra no"), "number"),
        Column(ledger_label("number")),
        Column(_("Kayıt tarihi"), "date"),
        Column(_("Gönderen / muhatap")),
        Column(ledger_label("subject"), "long"),
        Column(_("SDP kodu")),
        Column(_("Havale")),
        Column(ledger_label("state")),
        Column(_("Açıklama"), "long"),
    )
    rows = ([_row(line) for line in several] for several in read)
    return Sheet(book.name, columns, rows, tuple(about))


def _row(line: Line) -> list[Cell]:
    return [
        line.no,
        line.number,
        line.day,
        line.party or None,
        line.record.subject if line.record is not None else None,
        line.file_plan_code or None,
        line.referred or None,
        state_label(line.record) if line.record is not None else None,
        line.note or None,
    ]
