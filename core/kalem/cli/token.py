"""``kalem token``: tokens of programs, where no page is at hand."""

import click

from kalem.context import written
from kalem.i18n import gettext as _
from kalem.organisation import ApiToken
from kalem.organisation.tokens import MOST_DAYS, Listed, make_token, revoke_token, tokens_of
from kalem.records import types
from kalem.text import nearest

from . import tables
from .explain import user_named
from .failures import Failed
from .place import Place, hand, opened, placed
from .turkish import Group


@click.group("token", cls=Group, help=_("Programların erişim anahtarları."))
def token() -> None:
    """Commands for tokens."""


@token.command("add", help=_("Kullanıcı adına çalışan bir programa anahtar verir; anahtar yalnız bir kez yazılır."))
@click.argument("username", metavar=_("KULLANICI"))
@click.argument("label", metavar=_("AD"))
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    metavar=_("KAPSAM"),
    help=_("read, write, ya da bir kayıt türüyle: read:registry.incoming. Birden çok kez verilebilir."),
)
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS),
    default=90,
    metavar=_("GÜN"),
    help=_("Kaç gün geçerli; verilmezse 90."),
)
@placed
def add(place: Place, username: str, label: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token and print it alone on a line, so that a script can keep it."""
    with opened(place):
        user = user_named(username)
        if not user.active:
            raise Failed(_("%(name)s artık etkin bir kullanıcı değil.", name=user.name))
        _check_types(scopes)
        made, secret = make_token(hand(), user, label, scopes, days)
        click.echo(
            _(
                "%(label)s, %(name)s adına, %(ends)s tarihine kadar. Bir daha gösterilmez:",
                label=made.label,
                name=user.name,
                ends=written(made.last_moment),
            ),
            err=True,
        )
        click.echo(secret)


@token.command("list", help=_("Anahtarları sayar: bir kullanıcının, ya da hepsini."))
@click.argument("username", metavar=_("KULLANICI"), required=False)
@placed
def list_all(place: Place, username: str | None) -> None:
    """Print tokens, newest first; what they are is not kept anywhere."""
    with opened(place):
        user_id = user_named(username).id if username else None
        rows = [
            (
                str(each.token.id),
                each.token.user.username,
                each.token.label,
                each.token.scopes,
                _state(each),
                written(each.used) if each.used is not None else _("kullanılmadı"),
            )
            for each in tokens_of(user_id)
        ]
        if not rows:
            click.echo(_("Anahtar yok."))
            return
        tables.show((_("No"), _("Kullanıcı"), _("Adı"), _("Kapsam"), _("Geçerlilik"), _("Son kullanım")), rows)


@token.command("revoke", help=_("Bir anahtarı iptal eder. NO: `kalem token list` yazar."))
@click.argument("number", metavar=_("NO"), type=click.IntRange(1, 2**31 - 1))
@placed
def revoke(place: Place, number: int) -> None:
    """Take a token back."""
    with opened(place):
        found: ApiToken | None = ApiToken.get_or_none(ApiToken.id == number)
        if found is None:
            raise Failed(_("%(number)s numaralı bir anahtar yok.", number=number))
        revoke_token(hand(), found)
        click.echo(_("%(label)s iptal edildi.", label=found.label))


def _state(each: Listed) -> str:
    if each.token.revoked_at is not None:
        return _("iptal edildi: %(day)s", day=written(each.token.revoked_at))
    return written(each.token.last_moment) if each.good else _("bitti: %(day)s", day=written(each.token.last_moment))


def _check_types(scopes: tuple[str, ...]) -> None:
    """Refuse a record type that the office does not have: a mistyped one would open nothing, silently."""
    for name in (scope.partition(":")[2] for scope in scopes):
        if name and name not in types.get():
            near = nearest(name, types.get())
            cure = _("`%(near)s` mi?", near=near) if near else ""
            raise Failed(_("`%(name)s` diye bir kayıt türü yok; %(cure)s", name=name, cure=cure))
