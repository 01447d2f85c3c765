"""Search over all records that a person may read."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for

from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.output.lists import first_facts
from kalem.records import Record, found, in_order, types, visible_ids

from . import paper
from .components import write_date
from .display import kinds, ledger_text, record_urls, states
from .shell import works_with
from .view import Hit, Page, Tab
from .wanted import number_in

#: Hits of one page.
LIMIT = 30


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("search_page", __name__)
    page(made, "/search", permission=SIGNED_IN)(show)
    return made


def show() -> str:
    """Show what is found, newest first."""
    actor = who()
    query, kind = asked()
    before = number_in(request.args.get("before", ""))
    ids = found(actor, query, type=kind or None, before=before, limit=LIMIT + 1)
    seen = visible_ids(actor, ids) if ids else set()
    older = url_for("search_page.show", q=query, type=kind or None, before=ids[LIMIT - 1]) if len(ids) > LIMIT else ""
    newer = url_for("search_page.show", q=query, type=kind or None) if before else ""
    hits = _hits(in_order([each for each in ids[:LIMIT] if each in seen]) if ids else [], actor)
    return render_template(
        "search.html",
        query=query,
        hits=hits,
        page=Page(len(hits), older, newer),
        tabs=_tabs(actor, query, kind) if query else (),
        exports=paper.file_links(lambda **format: url_for("exports.hits", q=query, type=kind or None, **format)),
    )


def asked() -> tuple[str, str]:
    """Return what the address asks for: words, and the id of a record type or an empty text for all."""
    query = request.args.get("q", "").strip()[:200]
    kind = request.args.get("type", "")
    return query, kind if kind in types.get() else ""


def _tabs(actor: Actor, query: str, kind: str) -> tuple[Tab, ...]:
    offered = [type for type in types.get().values() if type.id == kind or works_with(type, actor)]
    return (
        Tab(_("Hepsi"), url_for("search_page.show", q=query), not kind),
        *(
            Tab(str(type.plural), url_for("search_page.show", q=query, type=type.id), type.id == kind)
            for type in offered
        ),
    )


def _hits(records: Sequence[Record], actor: Actor) -> tuple[Hit, ...]:
    own = first_facts(records, actor)
    url_of, state_of, kind_of = record_urls(), states(), kinds()
    return tuple(
        Hit(
            url=url_of(record.id),
            number=record.number or "",
            subject=record.subject,
            kind=kind_of(record)[0],
            icon=kind_of(record)[1],
            facts=tuple(filter(None, (own.get(record.id), ledger_text("unit", record), write_date(record.opened_at)))),
            badge=state_of(record),
        )
        for record in records
    )
