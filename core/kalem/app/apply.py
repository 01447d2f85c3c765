"""Applying a file: in one transaction, exactly what the plan showed."""

from collections.abc import Collection, Iterable

from flask import Flask

from kalem.config import Municipality
from kalem.context import now, today
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import Book, By, history, writing
from kalem.ledger.book import file_version
from kalem.ledger.tracking import tracked
from kalem.organisation import Holding, Position, load_tree, mirror, municipality, tree
from kalem.organisation import Unit as UnitRow
from kalem.organisation.delegations import revoke_in
from kalem.organisation.holdings import end_in
from kalem.records import Record, join, words
from kalem.records import mirror as mirror_record
from kalem.refusal import Ground, Refusal, Refused
from kalem.workflow.indexing import share

from .applied import AppliedFile, applying, in_force, kept
from .assembly import Parts
from .changes import Change, obstacles
from .plan_organisation import delegations_of, holders_of, readable_by, without_position


def apply(app: Flask, file: Municipality, parts: Parts, changes: list[Change], by: By) -> AppliedFile:
    """Write the file as a new version, and what follows from it in units, positions and open records.

    ``changes`` are those of the plan, made in the same :func:`applying`; :class:`~kalem.refusal.Refused` when one of
    them stands in the way. Every running application must be put together anew afterwards, and writes nothing
    until it is.
    """
    against = obstacles(changes)
    if against:
        ground = Ground("setting", source="apply", text=_("Uygulanan dosya, açık işi sahipsiz bırakmaz."))
        raise Refused(*(Refusal(change.text, change.obstacle, ground) for change in against))
    with applying(), writing(by) as book:
        last = in_force()
        number = last.number + 1 if last else 1
        municipality.put(app, file)
        tracked.put(app, parts.models)
        file_version.put(app, str(number))
        act = book.act("municipality", 1, "apply", note="\n".join(str(change) for change in changes))
        applied = act.insert(
            AppliedFile,
            number=number,
            text=file.text,
            digest=file.digest,
            logo=kept(file.picture),
            applied_at=now(),
            applied_by=by.name,
        )
        closed = _Closed(book, file, changes)
        moved = mirror(book, file)
        tree.put(app, load_tree(file))
        closed.hand_over()
        for change in changes:
            if change.kind == "plugin":
                _switch(book, change)
        # A file may also clear a position for more or for less than the one before.
        secret = [row.id for row in Record.select(Record.id).where(Record.confidentiality > 0)]
        for record in _records({*readable_by(moved), *secret}):
            _reread(record)
    return applied


class _Closed:
    """The units and positions that close, and the records that they leave behind."""

    def __init__(self, book: Book, file: Municipality, changes: Iterable[Change]) -> None:
        """Look at what closes while its holders still hold it, and take it from them."""
        self.book = book
        self.file = file
        gone = [change for change in changes if change.action == "closed"]
        self.units = [
            (change, UnitRow.get_or_none(UnitRow.slug == change.subject)) for change in gone if change.kind == "unit"
        ]
        self.positions = [
            (change, row)
            for change in gone
            if change.kind == "position" and (row := Position.get_or_none(Position.slug == change.subject)) is not None
        ]
        closing = {change.subject for change, _row in self.positions}
        lasting = [slug for slug in file.positions if slug not in closing]
        #: Principals for whom nothing waits any more, by position.
        self.left: dict[int, list[str]] = {}
        for _change, row in self.positions:
            freed = without_position([user.id for user in holders_of(row)], lasting)
            self.left[row.id] = [f"p{row.id}", *(f"w{user}" for user in freed)]
        for _change, row in self.positions:
            self._take_away(row)

    def _take_away(self, position: Position) -> None:
        last = today()
        still = (Holding.position == position) & (Holding.ends.is_null() | (Holding.ends >= last))
        for holding in list(Holding.select().where(still).order_by(Holding.id)):
            if holding.starts <= last:
                end_in(self.book, holding, last, _l("Görev, dosyadan çıktı."))
            else:
                about = {"position": position.title}
                self.book.act("user", holding.user_id, "withdraw_holding", about=about).delete(holding)
        for delegation in delegations_of(position):
            revoke_in(self.book, delegation, _l("Görev, dosyadan çıktı."))

    def hand_over(self) -> None:
        """Let the successor of a closed unit have its open records, and a record's unit what waited for a position."""
        for change, old in self.units:
            if old is not None and change.records:
                new = UnitRow.get(UnitRow.slug == self.file.units[change.subject].successor)
                for record in _records(change.records):
                    self._pass_on(record, change, old, new)
        for change, row in self.positions:
            for record in _records(change.records):
                act = self.book.act(
                    "record", record.id, "position_closed", note=change.text, about={"told": _l("görev kapandı")}
                )
                act.update(record, holders=_replaced(record.holders, self.left[row.id], f"u{record.unit_id}"))
                _reread(record)

    def _pass_on(self, record: Record, change: Change, old: UnitRow, new: UnitRow) -> None:
        act = self.book.act(
            "record", record.id, "unit_closed", note=change.text, about={"told": _l("birimi kapandı"), "to": new.name}
        )
        act.update(
            record,
            unit_id=new.id if record.unit_id == old.id else record.unit_id,
            holders=_replaced(record.holders, [f"u{old.id}"], f"u{new.id}"),
            readers=join(words(record.readers), [f"u{new.id}"]),
        )
        _reread(record)


def _switch(book: Book, change: Change) -> None:
    """Take the open records of a plugin that goes off the desks, and put back those of one that comes again."""
    for record in _records(change.records):
        if change.action == "off":
            told, holders = _l("kaydın eklentisi kapandı; kayıt yalnız okunur"), ""
        elif change.action == "on":
            told, holders = _l("kaydın eklentisi açıldı"), _holders_before(record)
        else:
            continue
        book.act("record", record.id, f"plugin_{change.action}", about={"told": told}).update(record, holders=holders)
        _reread(record)


def _holders_before(record: Record) -> str:
    """Return for whom a record waited when its plugin went off; its unit, where those are no longer there."""
    for entry, text in history("record", record.id):
        if entry.action == "plugin_off":
            waited = next((row[3]["holders"][0] for row in text.rows if "holders" in row[3]), "")
            open_units = {f"u{row.id}" for row in UnitRow.select().where(UnitRow.closed_at.is_null())}
            positions = {f"p{row.id}": row.slug for row in Position.select().where(Position.closed_at.is_null())}
            people = [int(each[1:]) for each in words(waited) if each[0] == "w"]
            sitting = {f"w{user}" for user in set(people) - set(without_position(people, positions.values()))}
            kept = [each for each in words(waited) if each in {*open_units, *positions, *sitting}]
            return join(kept or [f"u{record.unit_id}"]) if waited else ""
    return str(record.holders)


def _records(ids: Iterable[int]) -> list[Record]:
    return list(Record.select().where(Record.id.in_(list(ids))).order_by(Record.id))


def _replaced(holders: str, gone: Collection[str], instead: str) -> str:
    return join([instead if each in gone else each for each in words(holders)])


def _reread(record: Record) -> None:
    mirror_record(record)
    share(record)
