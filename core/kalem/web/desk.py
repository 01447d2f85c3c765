"""The desk (İşlerim): what waits for a person, is late, was begun by him, or comes to him as a deputy."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kalem.context import today
from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.http.visit import came_from
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Actor
from kalem.output.lists import first_facts
from kalem.records import Record, words
from kalem.records.desk import cursor, lent, waiting_list
from kalem.records.listing import PIECE

from . import paper
from .cards import desk_cards
from .display import due_of, kinds, record_urls, secrecy_of, states
from .next_steps import next_steps
from .readings import taken_along
from .shell import NARROW, figure
from .view import Badge, DeskRow, Empty, Link, Page, RowGroup, Tab

#: Rows of one page.
LIMIT = 50

#: The views, by the word in the address.
VIEWS = {"": _l("Beni bekleyen"), "late": _l("Geciken"), "mine": _l("Takip ettiğim"), "lent": _l("Vekâleten")}


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("desk", __name__)
    page(made, "/", permission=SIGNED_IN)(show)
    page(made, "/fold", permission=SIGNED_IN)(fold)
    return made


def show() -> str:
    """Show the desk."""
    actor = who()
    chosen = view_in_address(actor)
    on_paper = "print" in request.args
    if on_paper:
        records = list(islice((each for piece in pieces(actor, chosen) for each in piece), paper.MOST + 1))
    else:
        records = waiting_list(actor, chosen, after=request.args.get("after", ""), limit=LIMIT + 1)
    found = len(records)
    here: dict[str, Any] = {"view": chosen or None}
    records = records[: paper.MOST if on_paper else LIMIT]
    if on_paper:
        taken_along(records)
    rows = _rows(records, actor)
    older = url_for("desk.show", **here, after=cursor(records[-1], chosen)) if found > LIMIT else ""
    newer = url_for("desk.show", **here) if request.args.get("after") else ""
    return render_template(
        "desk.html",
        day=today(),
        tabs=_tabs(actor, chosen),
        badges=_duty(actor),
        groups=_grouped(records, rows) if chosen != "mine" else _followed(records, rows),
        page=Page(len(records), older, newer),
        empty=_empty(chosen),
        panels=() if on_paper else desk_cards(actor),
        exports=paper.file_links(lambda **format: url_for("exports.waiting", **here, **format)),
        print_url=url_for("desk.show", **here, print=1),
        paper=paper.sheet([(_("Görünüm"), str(VIEWS[chosen]))], url_for("desk.show", **here), found)
        if on_paper
        else None,
    )


def view_in_address(actor: Actor) -> str:
    """Return the view that the address asks for; the first for one that is not there for ``actor``."""
    chosen = request.args.get("view", "")
    return chosen if chosen in VIEWS and (chosen != "lent" or lent(actor)) else ""


def pieces(actor: Actor, chosen: str) -> Iterator[list[Record]]:
    """Yield all records of a view, piece by piece, each in the same number of queries."""
    after = ""
    while True:
        found = waiting_list(actor, chosen, after=after, limit=PIECE)
        if found:
            yield found
            after = cursor(found[-1], chosen)
        if len(found) < PIECE:
            return


def fold() -> Response:
    """Fold the menu, or unfold it; this browser remembers."""
    response = redirect(came_from() or url_for("desk.show"))
    folded = request.cookies.get(NARROW) == "1"
    response.set_cookie(
        NARROW, "" if folded else "1", max_age=365 * 86400, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response


def _tabs(actor: Actor, chosen: str) -> tuple[Tab, ...]:
    counts = {"": figure()}
    return tuple(
        Tab(str(label), url_for("desk.show", view=name or None), name == chosen, counts.get(name))
        for name, label in VIEWS.items()
        if name != "lent" or lent(actor)
    )


def _duty(actor: Actor) -> tuple[Badge, ...]:
    titles = dict.fromkeys(seat.title for seat in actor.seats if seat.delegation_id is not None)
    return tuple(Badge(_("Vekâleten: %(title)s", title=title), "note", "person-lines-fill") for title in titles)


def _rows(records: Sequence[Record], actor: Actor) -> dict[int, DeskRow]:
    steps = next_steps(records, actor)
    facts = first_facts(records, actor)
    url_of, state_of, kind_of = record_urls(), states(), kinds()
    return {
        record.id: DeskRow(
            id=record.id,
            url=url_of(record.id),
            number=record.number or "",
            subject=record.subject,
            kind=kind_of(record)[0],
            icon=kind_of(record)[1],
            facts=tuple(filter(None, (facts.get(record.id),))),
            due=due_of(record),
            badges=(state_of(record), *secrecy_of(record), *_for_whom(record, actor)),
            step=steps.get(record.id),
            version=record.version,
        )
        for record in records
    }


def _for_whom(record: Record, actor: Actor) -> tuple[Badge, ...]:
    """Return for whom the record is on this desk, where it is there for another."""
    holders = set(words(record.holders))
    if not holders or f"w{actor.user_id}" in holders:
        return ()
    named = {seat.delegation_id: seat for seat in actor.seats if {f"p{seat.position_id}", f"u{seat.unit_id}"} & holders}
    if not named or None in named:
        return ()
    seat = next(iter(named.values()))
    return (Badge(_("%(name)s adına", name=seat.for_user), "note", "person-lines-fill"),)


def _grouped(records: Sequence[Record], rows: Mapping[int, DeskRow]) -> tuple[RowGroup, ...]:
    day = today()
    parts: dict[str, list[DeskRow]] = {_("Geciken"): [], _("Bugün"): [], _("Daha sonra"): []}
    late, now, later = parts.values()
    for record in records:
        group = later if record.due is None or record.due > day else late if record.due < day else now
        group.append(rows[record.id])
    return tuple(RowGroup(label, tuple(found), len(found)) for label, found in parts.items() if found)


def _followed(records: Sequence[Record], rows: Mapping[int, DeskRow]) -> tuple[RowGroup, ...]:
    return (RowGroup(_("Açtığım, bitmemiş kayıtlar"), tuple(rows[record.id] for record in records)),) if records else ()


def _empty(chosen: str) -> Empty:
    home = Link(_("Beni bekleyenlere dön"), url_for("desk.show"))
    if chosen == "late":
        return Empty(_("Geciken iş yok"), _("Son günü geçen işler burada görünür."), "check-circle", home)
    if chosen == "mine":
        return Empty(
            _("Takip ettiğiniz iş yok"), _("Açtığınız kayıtlar bitene kadar burada durur."), "binoculars", home
        )
    if chosen == "lent":
        return Empty(
            _("Vekâleten bekleyen iş yok"), _("Yerine baktığınız görevin işleri burada görünür."), "inbox", home
        )
    return Empty(
        _("Sizi bekleyen iş yok"),
        _("Size havale edilen, imzanızı ya da cevabınızı bekleyen kayıtlar burada görünür."),
        "inbox",
        Link(_("Takip ettiklerime bak"), url_for("desk.show", view="mine")),
    )
