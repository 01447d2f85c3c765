"""The list of each record type: its columns, its filters in the address, newest first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import SOURCE, language
from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.records import Details, Record, RecordType, details_of, fields
from kalem.text import lower

from . import paper
from .display import Words, due_of, record_urls, states
from .readings import taken_along
from .shell import can_create
from .view import Cell, Column, Link, Page, Row, Table
from .wanted import Wanted, type_or_404

#: Rows of one page.
LIMIT = 50

_ROLES: Mapping[str, Any] = {"number": "number", "subject": "main", "state": "state", "due": "due"}


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("record_lists", __name__)
    page(made, "/records/<type_id>/", permission=SIGNED_IN)(show)
    return made


def show(type_id: str) -> str | Response:
    """Show the records of a type that the person may read; with ``print`` all of them, as far as paper goes."""
    type, actor = type_or_404(type_id), who()
    wanted = Wanted.read(type, actor)
    if not request.args and wanted.default is not None:
        return redirect(url_for("record_lists.show", type_id=type.id, saved=wanted.default.id))
    on_paper = "print" in request.args
    found = wanted.first(actor, paper.MOST + 1) if on_paper else wanted.records(actor, LIMIT + 1)
    records = found[: paper.MOST if on_paper else LIMIT]
    if on_paper:
        taken_along(records)
    details = details_of(type, records) if records else {}
    new = Link(_("Yeni kayıt"), url_for("record_forms.new", type_id=type.id)) if can_create(type, actor) else None
    return render_template(
        "record_list.html",
        title=str(type.plural),
        table=_table(type, records, details, actor),
        page=_page(wanted, found),
        filters=wanted.filters(),
        tabs=wanted.tabs(),
        empty=wanted.empty(new),
        new=new,
        notice=wanted.notice(),
        exports=paper.file_links(lambda **format: wanted.url("exports.record_list", **format)),
        print_url=wanted.url(print=1),
        paper=paper.sheet(wanted.said(), wanted.url(), len(found)) if on_paper else None,
    )


def _page(wanted: Wanted, found: Sequence[Record]) -> Page:
    """Return where in the list we are."""
    more = len(found) > LIMIT
    older = wanted.url(before=wanted.listing().after(found[LIMIT - 1])) if more else ""
    return Page(min(len(found), LIMIT), older, wanted.newest_url() if wanted.before else "")


def _table(type: RecordType, records: Sequence[Record], details: Mapping[int, Details], actor: Actor) -> Table:
    said = Words(type, details.values(), actor, type.columns)
    under = _under_subject(type, said)
    shown = [name for name in type.columns if name != under]
    columns = tuple(Column(_heading(name, under, said), _ROLES.get(name, "text")) for name in shown)
    cells = [_cell(name, said, under) for name in shown]
    url_of = record_urls()
    rows = tuple(
        Row(
            tuple(cell(record, details.get(record.id)) for cell in cells),
            url_of(record.id),
            voided=record.state == "voided",
        )
        for record in records
    )
    return Table(_("%(list)s, yeniden eskiye", list=type.plural), columns, rows)


def _under_subject(type: RecordType, said: Words) -> str:
    """Return the field that stands small under the subject: the text of the type's own that follows it."""
    at = type.columns.index("subject") + 1 if "subject" in type.columns else len(type.columns)
    following = type.columns[at : at + 1]
    return next((name for name in following if isinstance(said.fields.get(name), (fields.String, fields.Choice))), "")


def _heading(name: str, under: str, said: Words) -> str:
    if name == "subject" and under:
        # Only Turkish makes an I small without a dot.
        small = lower(said.label(under)) if language() == SOURCE else said.label(under).lower()
        return _("%(first)s, %(second)s", first=said.label(name), second=small)
    return said.label(name)


def _cell(name: str, said: Words, under: str) -> Callable[[Record, Details | None], Cell]:
    """Return what fills the cells of a column."""
    if name == "subject" and under:
        return lambda record, details: Cell(record.subject, said.text(under, record, details))
    if name == "subject":
        return lambda record, _details: Cell(record.subject)
    if name == "state":
        state_of = states()
        return lambda record, _details: Cell(badge=state_of(record))
    if name == "due":
        return lambda record, _details: Cell(due=due_of(record))
    if name == "number":
        none = _("Sayısız")
        return lambda record, _details: Cell(record.number or none)
    if name in said.ledger:
        return lambda record, details: Cell(said.text(name, record, details))
    return lambda record, details: Cell(said.text(name, record, details), url=said.url(name, details))
