"""The list of each record type: its columns, its filters in the address, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from kalem.context import today
from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.organisation.directory import directory
from kalem.records import Details, Listing, Record, RecordType, details_of, fields, types
from kalem.records.scope import NotFound
from kalem.text import lower
from kalem.workflow import workflows

from .display import LEDGER, Words, due_of, state_of
from .shell import can_create
from .view import Cell, Choice, Column, Empty, Field, Filters, Link, Page, Row, Tab, Table

#: Rows of one page.
LIMIT = 50
#: Years that the filter offers.
YEARS = 8

_ROLES: Mapping[str, Any] = {"number": "number", "subject": "main", "state": "state", "due": "due"}


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("record_lists", __name__)
    page(made, "/records/<type_id>/", permission=SIGNED_IN)(show)
    return made


def type_or_404(type_id: str) -> RecordType:
    """Return a record type of the office; ``NotFound`` for another."""
    found = types.get().get(type_id)
    if found is None:
        raise NotFound(type_id)
    return found


def show(type_id: str) -> str:
    """Show the records of a type that the person may read."""
    type, actor = type_or_404(type_id), who()
    wanted = Wanted.read(type)
    found = wanted.records(actor)
    records = found[:LIMIT]
    details = details_of(type, records) if records else {}
    new = Link(_("Yeni kayıt"), url_for("record_forms.new", type_id=type.id))
    return render_template(
        "record_list.html",
        title=str(type.plural),
        table=_table(type, records, details, actor),
        page=wanted.page(found),
        filters=wanted.filters(),
        tabs=wanted.tabs(),
        empty=wanted.empty(new if can_create(type, actor) else None),
        new=new if can_create(type, actor) else None,
    )


@dataclass(frozen=True)
class Wanted:
    """What of a list is asked for."""

    type: RecordType
    q: str = ""
    view: str = ""
    state: str = ""
    unit: str = ""
    year: str = ""
    before: int | None = None

    @classmethod
    def read(cls, type: RecordType) -> "Wanted":
        """Read the address; what makes no sense there is left out."""
        given = request.args
        values = {name: given.get(name, "") for name in type.filters}
        return cls(
            type,
            q=given.get("q", "").strip()[:200],
            view=given.get("view", "") if given.get("view") in VIEWS else "",
            state=values.get("state", "") if values.get("state") in dict(_states(type)) else "",
            unit=values.get("unit", "") if values.get("unit") in dict(_units()) else "",
            year=values.get("year", "") if values.get("year") in _years() else "",
            before=number_in(given.get("before", "")),
        )

    def records(self, actor: Actor) -> list[Record]:
        """Return the records, one more than a page holds."""
        listing = Listing(
            self.type.id,
            q=self.q,
            state=self.state,
            unit_id=int(self.unit) if self.unit else None,
            year=int(self.year) if self.year else None,
            open_only=self.view == "open",
        )
        return listing.records(actor, before=self.before, limit=LIMIT + 1)

    def url(self, **changes: Any) -> str:
        """Return the address of this list, with changes; the first page unless ``before`` is among them."""
        kept = {name: getattr(self, name) or None for name in ("q", "view", "state", "unit", "year")}
        return url_for("record_lists.show", type_id=self.type.id, **{**kept, **changes})

    def page(self, found: Sequence[Record]) -> Page:
        """Return where in the list we are."""
        more = len(found) > LIMIT
        older = self.url(before=found[LIMIT - 1].id) if more else ""
        return Page(min(len(found), LIMIT), older, self.url() if self.before else "")

    def tabs(self) -> tuple[Tab, ...]:
        """Return the views of the list."""
        return tuple(Tab(label(), self.url(view=name or None), name == self.view) for name, label in VIEWS.items())

    def filters(self) -> Filters:
        """Return the filter line."""
        fields = [
            Field("q", "f-q", "search", _("Bu listede ara"), value=self.q, attrs={"placeholder": _("Sayı, konu, kişi")})
        ]
        for name in self.type.filters:
            label, choices = self._offered(name)
            options = tuple(Choice(value, text) for value, text in choices)
            fields.append(Field(name, f"f-{name}", "select", label, value=getattr(self, name), choices=options))
        narrowed = bool(self.q or self.state or self.unit or self.year)
        clear = url_for("record_lists.show", type_id=self.type.id, view=self.view or None)
        return Filters(
            url_for("record_lists.show", type_id=self.type.id),
            tuple(fields),
            clear_url=clear if narrowed else "",
            hidden={"view": self.view} if self.view else {},
        )

    def _offered(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        if name == "state":
            return _("Durum"), [("", _("Bütün durumlar")), *_states(self.type)]
        if name == "unit":
            return _("Birim"), [("", _("Bütün birimler")), *_units()]
        return _("Yıl"), [("", _("Bütün yıllar")), *((year, year) for year in _years())]

    def empty(self, new: Link | None) -> Empty:
        """Return what stands where no row does."""
        if self.q or self.state or self.unit or self.year or self.view or self.before:
            clear = Link(_("Süzgeçleri temizle"), url_for("record_lists.show", type_id=self.type.id))
            return Empty(_("Süzgece uyan kayıt yok"), _("Süzgeci genişletin ya da temizleyin."), "funnel", clear)
        return Empty(_("Burada size açık kayıt yok"), _("Kayıt açıldıkça burada listelenir."), self.type.icon, new)


def _all() -> str:
    return _("Hepsi")


def _open() -> str:
    return _("Bitmemiş olanlar")


#: The views of every list, by the word in the address.
VIEWS = {"": _all, "open": _open}


def number_in(text: str) -> int | None:
    """Return the cursor that the address names; None for what is no record's id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _states(type: RecordType) -> list[tuple[str, str]]:
    found = {
        state.id: str(state.label)
        for (_office, id), flow in workflows.get().items()
        if id == type.id
        for state in flow.flow.states
        if not state.closed
    }
    return list(found.items())


def _units() -> list[tuple[str, str]]:
    units = sorted((unit for unit in directory().units.values() if not unit.outside), key=lambda unit: unit.sort_key)
    return [(str(unit.id), unit.name) for unit in units]


def _years() -> list[str]:
    last = today().year
    return [str(year) for year in range(last, last - YEARS, -1)]


def _table(type: RecordType, records: Sequence[Record], details: Mapping[int, Details], actor: Actor) -> Table:
    said = Words(type, details.values(), actor, type.columns)
    under = _under_subject(type, said)
    shown = [name for name in type.columns if name != under]
    columns = tuple(Column(_heading(name, under, said), _ROLES.get(name, "text")) for name in shown)
    rows = tuple(_row(record, details.get(record.id), said, shown, under) for record in records)
    return Table(_("%(list)s, yeniden eskiye", list=type.plural), columns, rows)


def _under_subject(type: RecordType, said: Words) -> str:
    """Return the field that stands small under the subject: the text of the type's own that follows it."""
    at = type.columns.index("subject") + 1 if "subject" in type.columns else len(type.columns)
    following = type.columns[at : at + 1]
    return next((name for name in following if isinstance(said.fields.get(name), (fields.String, fields.Choice))), "")


def _heading(name: str, under: str, said: Words) -> str:
    if name == "subject" and under:
        return _("%(first)s, %(second)s", first=said.label(name), second=lower(said.label(under)))
    return said.label(name)


def _row(record: Record, details: Details | None, said: Words, shown: Sequence[str], under: str) -> Row:
    cells = tuple(_cell(name, record, details, said, under) for name in shown)
    return Row(cells, url_for("record_pages.show", record_id=record.id), voided=record.state == "voided")


def _cell(name: str, record: Record, details: Details | None, said: Words, under: str) -> Cell:
    if name == "subject":
        return Cell(record.subject, said.text(under, record, details) if under else "")
    if name == "state":
        return Cell(badge=state_of(record))
    if name == "due":
        return Cell(due=due_of(record))
    if name == "number":
        return Cell(record.number or _("Sayısız"))
    return Cell(said.text(name, record, details), url=said.url(name, details) if name not in LEDGER else "")
