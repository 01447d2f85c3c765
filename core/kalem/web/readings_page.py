"""Who opened which personal data (6698 s. KVKK m.12): the page of those who may see it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for

from kalem.http.routing import page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.importing.days import read_day
from kalem.organisation import Delegation, Position, User
from kalem.organisation.directory import directory
from kalem.records import READINGS, Reading, Record, in_order, visible_ids
from kalem.records.reading_log import Sought, readings

from .administration import tabs
from .components import write_date, write_time
from .view import Cell, Choice, Column, Empty, Field, Filters, Link, Page, Row, Table
from .wanted import number_in

#: Rows of one page.
LIMIT = 50

#: How something was opened, in words.
HOW = {
    "page": _l("sayfası"),
    "attachment": _l("eki"),
    "export": _l("dosya ya da kâğıt"),
    "list": _l("listesi"),
    "api": _l("başka bir program"),
}


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("readings_page", __name__)
    page(made, "/yonetim/okumalar", permission=READINGS)(show)
    return made


def show() -> str:
    """Show who opened what, newest first, narrowed by person, record and day."""
    person, number, day = (request.args.get(name, "").strip()[:30] for name in ("person", "record", "day"))
    given = read_day(day)
    on = given[0] if given is not None else None
    sought = Sought(number_in(person), number_in(number), on)
    before = number_in(request.args.get("before", ""))
    found = readings(who(), sought, before=before, limit=LIMIT + 1)
    kept: dict[str, Any] = {"person": person or None, "record": number or None, "day": day or None}
    older = url_for("readings_page.show", **kept, before=found[LIMIT - 1].id) if len(found) > LIMIT else ""
    newer = url_for("readings_page.show", **kept) if before else ""
    found = found[:LIMIT]
    return render_template(
        "admin/readings.html",
        tabs=tabs(),
        filters=_filters(person, number, day),
        notice=_("Günü 21.11.2026 gibi yazın.") if day and on is None else "",
        table=_table(found),
        page=Page(len(found), older, newer),
        empty=Empty(
            _("Böyle bir okuma yok") if any(kept.values()) else _("Henüz okuma yok"),
            _("Kişisel veri taşıyan bir kayıt açıldıkça kimin açtığı burada görünür."),
            "eye",
            Link(_("Süzgeçleri temizle"), url_for("readings_page.show")) if any(kept.values()) else None,
        ),
    )


def _filters(person: str, number: str, day: str) -> Filters:
    people = sorted(directory().people.values(), key=lambda user: user.sort_key)
    choices = (Choice("", _("Herkes")), *(Choice(str(user.id), user.name) for user in people))
    narrowed = bool(person or number or day)
    return Filters(
        url_for("readings_page.show"),
        (
            Field("person", "okuma-kisi", "select", _("Kişi"), value=person, choices=choices),
            Field(
                "day",
                "okuma-gun",
                "date",
                _("Gün"),
                value=day,
            ),
        ),
        clear_url=url_for("readings_page.show") if narrowed else "",
        hidden={"record": number} if number else {},
    )


def _table(found: Sequence[Reading]) -> Table:
    """Return the rows. A record that the one who looks may not read is told by its id only. Four queries at most."""
    ids = sorted({each.record_id for each in found})
    known = {record.id: record for record in in_order(sorted(visible_ids(who(), ids)))} if ids else {}
    lent = _lenders({each.delegation_id for each in found if each.delegation_id is not None})
    rows = tuple(_row(each, known.get(each.record_id), lent) for each in found)
    columns = (
        Column(_("Zaman"), "number"),
        Column(_("Kişi")),
        Column(_("Açılan kayıt")),
        Column(_("Konu"), "main"),
        Column(_("Neyi")),
    )
    return Table(_("Kişisel veriyi açanlar, yeniden eskiye"), columns, rows)


def _row(reading: Reading, record: Record | None, lent: dict[int, str]) -> Row:
    user = directory().people.get(reading.user_id)
    position: Position | None = directory().positions.get(reading.position_id or 0)
    title = position.title if position is not None else ""
    if reading.delegation_id is not None:
        title = _("%(title)s, %(name)s adına", title=title, name=lent.get(reading.delegation_id, ""))
    if record is not None:
        url = url_for("record_pages.show", record_id=record.id)
        told, subject = Cell(record.number or _("Sayısız"), url=url), Cell(record.subject)
    else:
        told, subject = Cell(str(reading.record_id)), Cell(_("Size açık olmayan kayıt"))
    return Row(
        (
            Cell(f"{write_date(reading.at)} {write_time(reading.at)}"),
            Cell(user.name if user is not None else str(reading.user_id), title),
            told,
            subject,
            Cell(str(HOW.get(reading.how, reading.how))),
        )
    )


def _lenders(ids: set[int]) -> dict[int, str]:
    """Return for whom each delegation lets one act."""
    if not ids:
        return {}
    query = Delegation.select(Delegation, User).join(User, on=Delegation.from_user).where(Delegation.id.in_(ids))
    return {each.id: each.from_user.name for each in query}
