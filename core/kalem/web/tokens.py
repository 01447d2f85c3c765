"""Tokens of programs (erişim anahtarları): one's own, all for who keeps the people; making one, revoking one."""

from collections.abc import Iterator

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from kalem.http.routing import SIGNED_IN, page
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import MANAGE_PEOPLE, ApiToken, User, confirm
from kalem.organisation.tokens import (
    LABEL_LENGTH,
    MOST_DAYS,
    Listed,
    Scopes,
    make_token,
    revoke_token,
    tokens_of,
)
from kalem.records import Schema, fields, types
from kalem.records.codec import Decoded
from kalem.refusal import Refused

from . import forms, small_forms
from .components import write_date
from .view import Badge, Cell, Column, Empty, Link, Row, Tab, Table

#: Part of an address that stands for a token's id; no larger number reaches a database.
ID = "<int(max=9223372036854775807):token_id>"

#: Days that the form proposes.
USUAL_DAYS = 90

#: What the program may do.
KINDS = (("read", _l("Yalnız okur")), ("write", _l("Okur ve değiştirir")))


def _types() -> list[tuple[str, str]]:
    return [(each.id, str(each.plural)) for each in types.get().values()]


class Making(Schema):
    """Asks what a token is for, what it may do, for how long; and the password."""

    label = fields.String(
        label=_l("Adı"), help=_l("Hangi program için? Örnek: santral uygulaması"), max=LABEL_LENGTH, required=True
    )
    days = fields.Integer(
        label=_l("Kaç gün geçerli?"),
        help=_l("En çok bir yıl; dolunca yenisini alırsınız."),
        min=1,
        max=MOST_DAYS,
        load_default=USUAL_DAYS,
    )
    kind = fields.Choice(KINDS, label=_l("Program ne yapabilir?"), radio=True, load_default="read", wide=True)
    types = fields.ChoiceList(
        _types,
        label=_l("Yalnız bu kayıtlarda"),
        help=_l("Seçmezseniz sizin gördüğünüz bütün kayıtlarda. Seçerseniz program başkasını görmez."),
        load_default=list,
        wide=True,
    )
    old = small_forms.Secret(
        label=_l("Şimdiki parola"), help=_l("Siz olduğunuzu doğrulamak için."), required=True, autocomplete="current"
    )


class Revoking(Schema):
    """Asks nothing."""


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("tokens", __name__)
    page(made, "/anahtarlar", permission=SIGNED_IN)(show)
    page(made, "/anahtarlar/hepsi", permission=MANAGE_PEOPLE)(everyone)
    page(made, "/anahtarlar/yeni", permission=SIGNED_IN)(new)
    page(made, "/anahtarlar/yeni", permission=SIGNED_IN, methods=("POST",))(add)
    page(made, f"/anahtarlar/{ID}/iptal", permission=SIGNED_IN)(asking)
    page(made, f"/anahtarlar/{ID}/iptal", permission=SIGNED_IN, methods=("POST",))(take_back)
    return made


def show() -> str:
    """Show one's own tokens."""
    return _list_page(everybody=False)


def everyone() -> str:
    """Show the tokens of all, newest first."""
    return _list_page(everybody=True)


def new() -> str:
    """Show the form for making one."""
    return _making_page(forms.opened(Making))


def add() -> str | tuple[str, int]:
    """Make a token and show it, this once: on the answer itself, so that no cookie and no address carries it."""
    decoded = forms.sent(Making)
    if decoded.errors:
        return _making_page(decoded), 422
    values = decoded.values
    user: User = User.get_by_id(g.actor.user_id)
    scopes = [f"{values['kind']}:{each}" for each in values["types"]] or [values["kind"]]
    try:
        confirm(user, values["old"], request.remote_addr or "")
        by = g.actor.by(g.actor.seats[0] if g.actor.seats else None)
        made, secret = make_token(by, user, values["label"], scopes, values["days"])
    except Refused as refused:
        return _making_page(small_forms.refused(decoded, refused, Making)), 422
    return render_template(
        "token.html",
        label=made.label,
        secret=secret,
        ends=made.last_moment,
        back=Link(_("Anahtarlar"), url_for("tokens.show")),
    )


def asking(token_id: int) -> str:
    """Ask whether a token is to end now."""
    return _revoking_page(_found(token_id))


def take_back(token_id: int) -> Response:
    """Revoke a token."""
    token = _found(token_id)
    revoke_token(g.actor.by(g.actor.seats[0] if g.actor.seats else None), token)
    flash(_("Anahtar iptal edildi: %(label)s. Onunla gelen program artık giremez.", label=token.label), "done")
    return redirect(url_for("tokens.show" if token.user_id == g.actor.user_id else "tokens.everyone"), 303)


def _list_page(*, everybody: bool) -> str:
    found = tokens_of(None if everybody else g.actor.user_id)
    return render_template(
        "tokens.html",
        tabs=tuple(_tabs(everybody)),
        table=Table(_("Erişim anahtarları"), _columns(everybody), tuple(_row(each, everybody) for each in found)),
        empty=Empty(_("Anahtar yok"), _("Bir programın Kalem’e bağlanması gerektiğinde burada alınır."), "key"),
        new=Link(_("Anahtar al"), url_for("tokens.new")),
        docs="/api/docs",
    )


def _tabs(everybody: bool) -> Iterator[Tab]:
    yield Tab(_("Benim anahtarlarım"), url_for("tokens.show"), not everybody)
    if g.actor.may(MANAGE_PEOPLE):
        yield Tab(_("Hepsi"), url_for("tokens.everyone"), everybody)


def _columns(everybody: bool) -> tuple[Column, ...]:
    return (
        Column(_("Anahtar"), "main"),
        *((Column(_("Kimin adına")),) if everybody else ()),
        Column(_("Kapsam")),
        Column(_("Son gün")),
        Column(_("Son kullanım")),
        Column(_("Durum"), "state"),
        Column(_("İşlem")),
    )


def _row(each: Listed, everybody: bool) -> Row:
    token = each.token
    kind, bounds = _scope(token)
    url = url_for("tokens.asking", token_id=token.id)
    return Row(
        (
            Cell(token.label, _("alındı: %(day)s", day=write_date(token.created))),
            *((Cell(token.user.name),) if everybody else ()),
            Cell(kind, bounds),
            Cell(write_date(token.last_moment)),
            Cell(write_date(each.used) or _("Kullanılmadı")),
            Cell(badge=_state(each)),
            Cell(_("İptal et").replace(" ", "\N{NO-BREAK SPACE}"), url=url) if each.good else Cell(),
        ),
        voided=not each.good,
    )


def _scope(token: ApiToken) -> tuple[str, str]:
    """Return what a token may do, and of which records, in words."""
    scopes = Scopes.of(token.scopes.split())
    kind = KINDS[0] if scopes.writes is not None and not scopes.writes else KINDS[1]
    if scopes.reads is None:
        return str(kind[1]), ""
    known = dict(_types())
    return str(kind[1]), joined((known.get(each, each) for each in sorted(scopes.reads)), ", ")


def _state(each: Listed) -> Badge:
    if each.token.revoked_at is not None:
        return Badge(_("İptal edildi"), "", "slash-circle")
    return Badge(_("Geçerli"), "done", "check-circle") if each.good else Badge(_("Süresi doldu"), "", "dash-circle")


def _found(token_id: int) -> ApiToken:
    """Return a token that the actor may revoke: his own, or any for who keeps the people; to others it is not there."""
    found: ApiToken | None = ApiToken.get_or_none(ApiToken.id == token_id)
    if found is None or not (found.user_id == g.actor.user_id or g.actor.may(MANAGE_PEOPLE)):
        raise NotFound
    return found


def _making_page(decoded: Decoded) -> str:
    form = small_forms.form(
        "anahtar",
        Making,
        decoded,
        url_for("tokens.add"),
        _("Anahtar al"),
        cancel_url=url_for("tokens.show"),
        focus=True,
    )
    lead = _("Program sizin adınıza çalışır; sizin o gün yapamadığınızı o da yapamaz.")
    return _form_page(_("Anahtar al"), form, lead)


def _revoking_page(token: ApiToken) -> str:
    form = small_forms.form(
        "iptal",
        Revoking,
        forms.opened(Revoking),
        url_for("tokens.take_back", token_id=token.id),
        _("Anahtarı iptal et"),
        cancel_url=url_for("tokens.show"),
    )
    lead = _(
        "%(label)s, %(name)s adına. İptal hemen geçerli olur ve geri alınmaz; programın yaptıkları kalır.",
        label=token.label,
        name=token.user.name,
    )
    return _form_page(_("Anahtarı iptal et"), form, lead)


def _form_page(title: str, form: object, lead: str) -> str:
    crumbs = (Link(_("Erişim anahtarları"), url_for("tokens.show")), Link(title, ""))
    return render_template("record_form.html", title=title, form=form, crumbs=crumbs, lead=lead)
