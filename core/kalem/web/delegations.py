"""Delegations (vekâlet): those given, those received, all of them for who keeps the people; giving and revoking."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from peewee import Case
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kalem.context import today
from kalem.http.routing import SIGNED_IN, page
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import MANAGE_PEOPLE, Actor, Delegation, Position, Seat, User, give, revoke
from kalem.organisation.directory import directory
from kalem.organisation.permissions import label_of
from kalem.organisation.seats import ALL
from kalem.organisation.terms import end_of, in_force
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refused

from . import forms, small_forms
from .components import write_date
from .view import Badge, Card, Cell, Column, Empty, Link, Page, Row, Tab, Table

#: Delegations of one page.
SHOWN = 50

#: Part of an address that stands for a delegation's id; no larger number reaches a database.
ID = "<int(max=9223372036854775807):delegation_id>"

#: Whether everything is lent, or a part.
SCOPES = (("all", _l("Görevin bütün yetkileri")), ("some", _l("Yalnız seçtiğim yetkiler")))


def own_seats(actor: Actor) -> tuple[Seat, ...]:
    """Return the positions that ``actor`` holds himself: only these he can lend."""
    return tuple(seat for seat in actor.seats if seat.delegation_id is None)


def _positions() -> list[tuple[str, str]]:
    return [(str(seat.position_id), seat.title) for seat in own_seats(g.actor)]


def _people() -> list[tuple[str, str]]:
    known = directory()
    active = sorted((user for user in known.people.values() if user.active), key=lambda user: user.sort_key)
    return [(str(user.id), _named(user)) for user in active if user.id != g.actor.user_id]


def _named(user: User) -> str:
    seats = directory().seats_of.get(user.id)
    return f"{user.name} ({seats[0].title})" if seats else user.name


def _permissions() -> list[tuple[str, str]]:
    """Return every permission of the positions that the giver holds, with its label, in the labels' order."""
    held = dict.fromkeys(each for seat in own_seats(g.actor) for each in sorted(seat.permissions))
    return [(each, label_of(each)) for each in held]


class Giving(Schema):
    """Asks which position is lent, to whom, from when to when, with which powers, on what basis."""

    position = fields.Choice(_positions, label=_l("Görev"), required=True)
    to_user = fields.Choice(_people, label=_l("Vekil"), help=_l("Yerinize bu görevi yürütecek kişi"), required=True)
    starts = fields.Date(label=_l("İlk gün"), required=True)
    ends = fields.Date(label=_l("Son gün"), help=_l("Bu gün de vekâlete dahildir."), required=True)
    scope = fields.Choice(SCOPES, label=_l("Kapsam"), radio=True, load_default="all", wide=True)
    powers = fields.ChoiceList(
        _permissions,
        label=_l("Yetkiler"),
        help=_l("“Yalnız seçtiğim yetkiler” işaretliyse geçerlidir."),
        load_default=list,
        wide=True,
    )
    basis = fields.String(
        label=_l("Dayanak"),
        help=_l("Olur ya da belge, günü ve sayısıyla: 18.11.2026 tarihli, 412 sayılı olur"),
        max=500,
        required=True,
        wide=True,
    )


class Revoking(Schema):
    """Asks why a delegation ends early."""

    note = fields.Text(label=_l("Gerekçe"), max=1000)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("delegations", __name__)
    page(made, "/vekalet", permission=SIGNED_IN)(show)
    page(made, "/vekalet/hepsi", permission=MANAGE_PEOPLE)(everyone)
    page(made, "/vekalet/yeni", permission=SIGNED_IN)(new)
    page(made, "/vekalet/yeni", permission=SIGNED_IN, methods=("POST",), form="new")(add)
    page(made, f"/vekalet/{ID}/geri-al", permission=SIGNED_IN)(asking)
    page(made, f"/vekalet/{ID}/geri-al", permission=SIGNED_IN, methods=("POST",), form="asking")(take_back)
    return made


# Lists ---------------------------------------------------------------------------------------------------------------


def show() -> str:
    """Show what I lent, or, with ``view=received``, what was lent to me."""
    received = request.args.get("view") == "received"
    mine = Delegation.to_user == g.actor.user_id if received else Delegation.from_user == g.actor.user_id
    return _list_page("received" if received else "given", mine)


def everyone() -> str:
    """Show all delegations, newest first."""
    return _list_page("all", None)


def card_of(user_id: int) -> Card:
    """Return the delegations that a user gave or has, newest first."""
    mine = (Delegation.from_user == user_id) | (Delegation.to_user == user_id)
    rows = tuple(_row(each) for each in _select(mine, None))
    return Card(
        "vekalet",
        _("Vekâletler"),
        Table(_("Vekâletler"), _columns(), rows[:SHOWN]),
        Empty(_("Vekâlet yok"), _("Verdiğiniz ve aldığınız vekâletler burada görünür."), "person-lines-fill"),
    )


def _list_page(chosen: str, condition: Any) -> str:
    before = request.args.get("before", "")
    cursor = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    found = list(_select(condition, cursor))
    more = len(found) > SHOWN
    here = "delegations.everyone" if chosen == "all" else "delegations.show"
    view = "received" if chosen == "received" else None
    older = url_for(here, before=found[SHOWN - 1].id, view=view) if more else ""
    newest = url_for(here, view=view) if cursor is not None else ""
    return render_template(
        "delegations.html",
        tabs=tuple(_tabs(chosen)),
        table=Table(_("Vekâletler"), _columns(), tuple(map(_row, found[:SHOWN]))),
        page=Page(min(len(found), SHOWN), older, newest),
        empty=_empty(chosen),
        new=Link(_("Vekâlet ver"), url_for("delegations.new")) if own_seats(g.actor) else None,
    )


def _tabs(chosen: str) -> Iterator[Tab]:
    yield Tab(_("Verdiklerim"), url_for("delegations.show"), chosen == "given")
    yield Tab(_("Aldıklarım"), url_for("delegations.show", view="received"), chosen == "received")
    if g.actor.may(MANAGE_PEOPLE):
        yield Tab(_("Hepsi"), url_for("delegations.everyone"), chosen == "all")


def _empty(chosen: str) -> Empty:
    if chosen == "received":
        return Empty(_("Aldığınız vekâlet yok"), _("Birinin yerine baktığınızda burada görünür."), "person-lines-fill")
    if chosen == "all":
        return Empty(_("Verilmiş vekâlet yok"), _("Verilen her vekâlet burada görünür."), "person-lines-fill")
    return Empty(_("Verdiğiniz vekâlet yok"), _("Yerinize birini bıraktığınızda burada görünür."), "person-lines-fill")


def _select(condition: Any, before: int | None) -> Sequence[Delegation]:
    """Return delegations with position, both people and whether they count now (``counts``), in one query."""
    receiver: Any = User.alias("receiver")
    counts = Case(None, [(in_force(today(), end_of(today())), 1)], 0).alias("counts")
    query: Any = (
        Delegation.select(Delegation, Position, User, receiver, counts)
        .join_from(Delegation, Position)
        .join_from(Delegation, User, on=(Delegation.from_user == User.id), attr="from_user")
        .join_from(Delegation, receiver, on=(Delegation.to_user == receiver.id), attr="to_user")
    )
    if condition is not None:
        query = query.where(condition)
    if before is not None:
        query = query.where(Delegation.id < before)
    return list(query.order_by(Delegation.id.desc()).limit(SHOWN + 1))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Görev"), "main"),
        Column(_("Veren")),
        Column(_("Vekil")),
        Column(_("Günler ve dayanak")),
        Column(_("Durum"), "state"),
        Column(_("İşlem")),
    )


def _row(each: Any) -> Row:
    revocable = each.revoked_at is None and each.ends >= today() and may_revoke(g.actor, each)
    url = url_for("delegations.asking", delegation_id=each.id)
    return Row(
        (
            Cell(each.position.title, powers_of(each)),
            Cell(each.from_user.name),
            Cell(each.to_user.name),
            Cell(f"{write_date(each.starts)} – {write_date(each.ends)}", each.basis),
            Cell(badge=state_of(each, counts=bool(each.counts))),
            Cell(_("Geri al").replace(" ", "\N{NO-BREAK SPACE}"), url=url) if revocable else Cell(),
        )
    )


def powers_of(each: Delegation) -> str:
    """Return what is lent, in words."""
    if each.powers == ALL:
        return _("Bütün yetkileri")
    return joined((label_of(word) for word in each.powers.split()), ", ")


def state_of(each: Delegation, *, counts: bool) -> Badge:
    """Return how a delegation stands today; ``counts`` is whether it is in force, as the database says."""
    day: date = today()
    if each.revoked_at is not None:
        return Badge(_("Geri alındı"), "", "arrow-counterclockwise")
    if each.ends < day:
        return Badge(_("Bitti"), "", "dash-circle")
    if each.starts > day:
        return Badge(_("Başlayacak"), "note", "clock")
    if counts:
        return Badge(_("Yürürlükte"), "done", "check-circle")
    return Badge(_("Düştü"), "", "slash-circle")


def may_revoke(actor: Actor, each: Delegation) -> bool:
    """Whether ``actor`` may end a delegation: he gave it, holds its position after the giver, or keeps the people."""
    if each.from_user_id == actor.user_id or actor.may(MANAGE_PEOPLE):
        return True
    holds = any(seat.position_id == each.position_id for seat in own_seats(actor))
    return holds and each.from_user_id not in directory().holders[each.position_id]


# Giving and revoking -------------------------------------------------------------------------------------------------


def new() -> Response | str:
    """Show the form for giving one."""
    return _giving_page(forms.opened(Giving, _first_values()))


def add() -> Response | tuple[str, int]:
    """Give a delegation."""
    decoded = forms.sent(Giving)
    if decoded.errors:
        return _giving_page(decoded), 422
    if decoded.values["scope"] == "all" and decoded.values["powers"]:
        # Whoever picks some means these; giving all in silence would be the worse mistake.
        told = _(
            "Yetki seçtiniz. Yalnız onları verecekseniz “%(some)s” seçeneğini işaretleyin; hepsini verecekseniz seçimi "
            "kaldırın.",
            some=dict(SCOPES)["some"],
        )
        return _giving_page(replace(decoded, errors={"scope": [told]})), 422
    values, known = decoded.values, directory()
    position, to_user = known.positions[int(values["position"])], known.people[int(values["to_user"])]
    powers = ALL if values["scope"] == "all" else " ".join(values["powers"])
    try:
        give(g.actor, position, to_user, values["starts"], values["ends"], powers, values["basis"])
    except Refused as refused:
        return _giving_page(small_forms.refused(decoded, refused, Giving)), 422
    flash(
        _(
            "Vekâlet verildi: %(name)s, %(title)s, %(starts)s – %(ends)s.",
            name=to_user.name,
            title=position.title,
            starts=write_date(values["starts"]),
            ends=write_date(values["ends"]),
        ),
        "done",
    )
    return redirect(url_for("delegations.show"), 303)


def asking(delegation_id: int) -> str:
    """Ask whether a delegation is to end now."""
    return _revoking_page(_found(delegation_id), forms.opened(Revoking))


def take_back(delegation_id: int) -> Response | tuple[str, int]:
    """Revoke a delegation."""
    each, decoded = _found(delegation_id), forms.sent(Revoking)
    if decoded.errors:
        return _revoking_page(each, decoded), 422
    try:
        revoke(g.actor, each, decoded.values.get("note") or "")
    except Refused as refused:
        return _revoking_page(each, small_forms.refused(decoded, refused, Revoking)), 422
    flash(_("Vekâlet geri alındı: %(name)s, %(title)s.", name=each.to_user.name, title=each.position.title), "done")
    mine = each.from_user_id == g.actor.user_id or not g.actor.may(MANAGE_PEOPLE)
    return redirect(url_for("delegations.show" if mine else "delegations.everyone"), 303)


def _first_values() -> dict[str, Any]:
    seats = own_seats(g.actor)
    return {"starts": today(), **({"position": str(seats[0].position_id)} if len(seats) == 1 else {})}


def _found(delegation_id: int) -> Any:
    """Return a delegation that the actor may revoke; to others it is not there."""
    found = next(iter(_select(Delegation.id == delegation_id, None)), None)
    if found is None or not may_revoke(g.actor, found):
        raise NotFound
    return found


def _giving_page(decoded: Decoded) -> str:
    if not own_seats(g.actor):
        raise NotFound
    form = small_forms.form(
        "vekalet",
        Giving,
        decoded,
        url_for("delegations.add"),
        _("Vekâlet ver"),
        cancel_url=url_for("delegations.show"),
        focus=True,
    )
    lead = _("Vekil, bu günler arasında görevi sizin adınıza yürütür ve vekâleti başkasına devredemez.")
    return _form_page(_("Vekâlet ver"), form, lead)


def _revoking_page(each: Any, decoded: Decoded) -> str:
    form = small_forms.form(
        "geri-al",
        Revoking,
        decoded,
        url_for("delegations.take_back", delegation_id=each.id),
        _("Vekâleti geri al"),
        cancel_url=url_for("delegations.show"),
        focus=True,
    )
    lead = _(
        "%(title)s: %(giver)s, %(receiver)s adlı kişiye %(starts)s – %(ends)s günleri için vermişti. "
        "Vekâlet hemen biter; vekilin yaptıkları geçerli kalır.",
        title=each.position.title,
        giver=each.from_user.name,
        receiver=each.to_user.name,
        starts=write_date(each.starts),
        ends=write_date(each.ends),
    )
    return _form_page(_("Vekâleti geri al"), form, lead)


def _form_page(title: str, form: Any, lead: str) -> str:
    crumbs = (Link(_("Vekâletler"), url_for("delegations.show")), Link(title, ""))
    return render_template("record_form.html", title=title, form=form, crumbs=crumbs, lead=lead)
