"""Writing an old register into the office's own: each row a record, under the number and the day that it has there.

First all numbers of the file are declared in the register, in one transaction: from then on the year goes on behind
them. Then the records are written, batch after batch, each in the place that was kept for it. So the register is whole
at every moment, and an import that was stopped goes on where it was.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from peewee import chunked

from kalem.config import Office
from kalem.db import alone, current
from kalem.db.database import is_sqlite
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import source
from kalem.importing import FileImport, ImportedRow, begun, key, lines_done
from kalem.ledger import Act, Book, By, writing
from kalem.ledger.numbers import declare, fill, gaps, last_of
from kalem.organisation import municipality
from kalem.organisation.directory import directory
from kalem.records import PAST, Access, Details, Record, RecordType, join, types
from kalem.records.access import readers_of, shelf_of
from kalem.search import current as search
from kalem.workflow.indexing import written

from . import correspondents
from .incoming import keys_of
from .offices import referrers, registrars
from .old_register import OldDocument, OldRegister

#: Records of one transaction, and numbers of one entry that declares them.
BATCH, DECLARED = 200, 2000

#: Seconds between two transactions in which others come to write: the embedded engine has no queue.
PAUSE = 0.02

_PARTS = re.compile(r"[,;/\n]")


@dataclass(frozen=True)
class Owner:
    """Whose register it is, and who writes."""

    office: Office
    #: The unit that the records belong to.
    unit_id: int
    by: By

    @property
    def register(self) -> str:
        """The register of incoming documents."""
        return f"{self.office.id}.incoming"


@dataclass(frozen=True)
class Written:
    """What came of an import."""

    #: Records that this run wrote, and those that an earlier run of the same file wrote.
    new: int
    before: int


def write(found: OldRegister, owner: Owner, progress: Callable[[int], None] = lambda _count: None) -> Written:
    """Write what is not written yet. A number that has a record already is told as bad in the report.

    ``progress`` is called with the number of rows that each transaction is done with.
    """
    made = _declare(found, owner)
    done = lines_done(made.id)
    left = sorted((each for each in found.documents.values() if each.line not in done), key=lambda each: each.no)
    writer = _Writer(found, owner, made)
    new = 0
    for batch in chunked(left, BATCH):
        with writing(owner.by) as book:
            new += writer.write(book, batch)
        progress(len(batch))
        if is_sqlite(current()):
            time.sleep(PAUSE)
    return Written(new, len(done))


def _declare(found: OldRegister, owner: Owner) -> FileImport:
    """Begin the import: all numbers of the file stand in the register, and nobody else gets one of them."""
    with writing(owner.by) as book:
        made = begun(book, found.table, f"{owner.register}/{found.year}")
        first = last_of(owner.register, found.year) + 1
        waiting = source(_l("Eski defterden aktarılıyor (%(name)s)", name=found.table.name))[:500]
        for numbers in chunked(range(first, found.last + 1), DECLARED):
            about = {"register": owner.register, "numbers": f"{found.year}/{numbers[0]}–{numbers[-1]}"}
            act = book.act("import", made.id, "declare", about=about)
            declare(act, owner.register, found.year, [(no, found.missing.get(no, waiting)[:500]) for no in numbers])
    return made


class _Writer:
    """Writes the records of one file."""

    def __init__(self, found: OldRegister, owner: Owner, made: FileImport) -> None:
        self.found = found
        self.owner = owner
        self.made = made
        self.type: RecordType = types.get()["registry.incoming"]
        self.unit = directory().units[owner.unit_id].name
        self._places = _places(owner.office)
        self._readers: dict[str, str] = {}
        self._always = [f"u{owner.unit_id}", *registrars(owner.office), *referrers(owner.office)]
        self._principals: dict[str, list[str]] = {}

    def write(self, book: Book, batch: Sequence[OldDocument]) -> int:
        """Write those of ``batch`` that are not written yet; return how many."""
        alone(f"import.{self.made.target}")
        done = lines_done(self.made.id, [each.line for each in batch])
        left = [each for each in batch if each.line not in done]
        kept = gaps(self.owner.register, self.found.year, [each.no for each in left])
        for each in left:
            if each.no not in kept:
                self.found.report.fault(each.line, _("%(no)s numarası defterde zaten var", no=each.no))
        documents = [each for each in left if each.no in kept]
        records = [self._record(book, each) for each in documents]
        rows = book.insert_each(
            self.type.model,
            [(act, self._details(record, each)) for each, (act, record) in zip(documents, records, strict=True)],
        )
        fill([(act, kept[each.no], record.id) for each, (act, record) in zip(documents, records, strict=True)])
        book.insert_each(
            ImportedRow,
            [
                (act, {"import_id": self.made.id, "line": each.line, "record_id": record.id})
                for each, (act, record) in zip(documents, records, strict=True)
            ],
        )
        self._open([record for _act, record in records], rows)
        for name, uses in Counter(each.sender for each in documents).items():
            correspondents.count(self.owner.office, name, uses)
        return len(documents)

    def _record(self, book: Book, document: OldDocument) -> tuple[Act, Record]:
        number = f"{self.found.year}/{document.no}"
        about = {
            "told": _l("eski defterden aktardı"),
            "number": number,
            "file": self.found.table.name,
            "line": _l("satır %(line)s", line=document.line),
            "sha256": self.found.table.digest,
        }
        act = book.act("record", 0, "import", about=about)
        record = act.insert(
            Record,
            type=self.type.id,
            office=self.owner.office.id,
            unit_id=self.owner.unit_id,
            subject=document.subject,
            state=PAST,
            register=self.owner.register,
            year=self.found.year,
            no=document.no,
            number=number,
            readers=self._readers_of(document.referral or ""),
            opened_at=document.at,
            # When the work was done the register does not say; here it never was open.
            closed_at=document.at,
            created_by=self.owner.by.user_id,
        )
        act.subject_id = record.id
        return act, record

    def _details(self, record: Record, document: OldDocument) -> Mapping[str, object]:
        return {
            "record": record.id,
            "channel": document.channel,
            "sender": document.sender,
            "kind": "other",
            "their_date": document.their_date,
            "their_number": document.their_number,
            **keys_of(document.sender, document.their_number),
            "file_plan_code": document.code,
            "annexes": document.annexes,
            "old_referral": document.referral,
            "old_remarks": document.remarks,
        }

    def _open(self, records: Sequence[Record], rows: Sequence[Details]) -> None:
        """Let those read and find the records who may."""
        access = []
        for record, details in zip(records, rows, strict=True):
            if record.readers not in self._principals:
                self._principals[record.readers] = sorted(readers_of(record))
            principals = self._principals[record.readers]
            access += [{"principal": each, "record_id": record.id, "type": shelf_of(record)} for each in principals]
            search().put(record.id, written(record, details, self.type, self.unit), principals, record.type)
        for several in chunked(access, 1000):
            Access.insert_many(list(several)).execute()

    def _readers_of(self, referral: str) -> str:
        """Return who reads a document: the registering unit, those of its way, and whom it was referred to."""
        if referral not in self._readers:
            named = (self._places.get(key(part)) for part in (referral, *_PARTS.split(referral)))
            self._readers[referral] = join(self._always, (each for each in named if each is not None))
        return self._readers[referral]


def _places(office: Office) -> dict[str, str]:
    """Return the principals of the office's units and positions by the ways in which a register may call them.

    A unit is called by its name, by its name without its kind, or by the file's id; a name that two share is nobody's.
    """
    known, whole = directory(), municipality.get()
    inside = {known.unit_by_slug[name].id for name in whole.subtree(office.unit)}
    names: dict[str, set[str]] = {}
    for unit in known.units.values():
        if unit.id in inside and unit.closed_at is None:
            for name in (unit.name, unit.name.rpartition(" ")[0], unit.slug):
                names.setdefault(key(name), set()).add(f"u{unit.id}")
    for position in known.positions.values():
        if position.unit_id in inside and position.closed_at is None:
            for name in (position.title, position.slug):
                names.setdefault(key(name), set()).add(f"p{position.id}")
    return {name: next(iter(found)) for name, found in names.items() if name and len(found) == 1}
