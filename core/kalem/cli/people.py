"""``kalem admin``, ``kalem user``, ``kalem appoint`` and ``kalem delegate``: the people, where no page is at hand."""

import os
import re
import sys
from datetime import date

import click

from kalem.config import Municipality
from kalem.config import Position as DeclaredPosition
from kalem.context import today
from kalem.db import transaction
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import MANAGE_PEOPLE, Position, create_user, give, load_actor, municipality, set_password
from kalem.organisation import appoint as appoint_user
from kalem.text import nearest

from .explain import user_named
from .failures import Failed
from .place import Place, hand, opened, placed
from .turkish import Command, Group

#: What makes an administrator.
ADMINISTRATION = frozenset({MANAGE_PEOPLE, "system.manage"})

_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class Day(click.ParamType[date]):
    """A day as Turkish writes it, or as the file does."""

    name = _("gün")

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fails for one that no calendar has."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        match = _DAY.fullmatch(text)
        try:
            return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
        except ValueError:
            self.fail(_("`%(value)s`: günü 21.11.2026 gibi yazın", value=text), param, ctx)


@click.group("admin", cls=Group, help=_("Kurumun yöneticileri."))
def admin() -> None:
    """Commands for administrators."""


@admin.command(
    "create", help=_("Yönetici açar: kullanıcıyı kurar ve yönetici görevine atar. Parolayı sorar (KALEM_PASSWORD).")
)
@click.argument("username", metavar=_("KULLANICI"))
@click.argument("name", metavar=_("AD"))
@click.option("--position", metavar=_("GÖREV"), help=_("Görev; verilmezse dosyadaki yönetici görevi."))
@placed
def create_administrator(place: Place, username: str, name: str, position: str | None) -> None:
    """Create a user and appoint him to a position that keeps people and system; both or neither."""
    with opened(place):
        declared = _administrative(municipality.get(), position)
        password = _password()
        with transaction():
            user = create_user(hand(), username, name, password)
            appoint_user(hand(), user, _position(declared.id), today(), note=_l("Komut satırından"))
        click.echo(
            _("%(name)s açıldı: %(username)s, %(title)s.", name=user.name, username=user.username, title=declared.title)
        )


@click.group("user", cls=Group, help=_("Kullanıcılar."))
def user() -> None:
    """Commands for users."""


@user.command("add", help=_("Kullanıcı açar. Parolayı sorar (KALEM_PASSWORD). Görevi `kalem appoint` verir."))
@click.argument("username", metavar=_("KULLANICI"))
@click.argument("name", metavar=_("AD"))
@placed
def add(place: Place, username: str, name: str) -> None:
    """Create a user without a position."""
    with opened(place):
        made = create_user(hand(), username, name, _password())
        click.echo(_("%(name)s açıldı: %(username)s.", name=made.name, username=made.username))


@user.command("password", help=_("Kullanıcıya yeni parola verir; açık oturumları kapanır."))
@click.argument("username", metavar=_("KULLANICI"))
@placed
def password(place: Place, username: str) -> None:
    """Give a user a new password."""
    with opened(place):
        known = user_named(username)
        set_password(hand(), known, _password())
        click.echo(_("%(name)s için yeni parola verildi.", name=known.name))


@click.command("appoint", cls=Command, help=_("Kullanıcıyı bir göreve atar."))
@click.argument("username", metavar=_("KULLANICI"))
@click.argument("position", metavar=_("GÖREV"))
@click.option("--from", "starts", type=Day(), metavar=_("GÜN"), help=_("İlk gün; verilmezse bugün."))
@click.option("--until", "ends", type=Day(), metavar=_("GÜN"), help=_("Son gün; verilmezse süresiz."))
@placed
def appoint(place: Place, username: str, position: str, starts: date | None, ends: date | None) -> None:
    """Let a user hold a position."""
    with opened(place):
        known, row = user_named(username), _position(position)
        appoint_user(hand(), known, row, starts or today(), ends)
        click.echo(_("%(name)s atandı: %(title)s.", name=known.name, title=row.title))


@click.command("delegate", cls=Command, help=_("Görevin sahibi adına vekâlet yazar."))
@click.argument("giver", metavar=_("VEREN"))
@click.argument("position", metavar=_("GÖREV"))
@click.argument("receiver", metavar=_("ALAN"))
@click.option("--from", "starts", type=Day(), metavar=_("GÜN"), help=_("İlk gün; verilmezse bugün."))
@click.option("--until", "ends", type=Day(), metavar=_("GÜN"), required=True, help=_("Son gün."))
@click.option(
    "--powers", default="all", metavar=_("YETKİLER"), help=_("Boşlukla ayrılmış yetkiler; verilmezse hepsi (all).")
)
@click.option("--basis", metavar=_("DAYANAK"), required=True, help=_("Olur ya da belge, günü ve sayısıyla."))
@placed
def delegate(
    place: Place,
    giver: str,
    position: str,
    receiver: str,
    starts: date | None,
    ends: date,
    powers: str,
    basis: str,
) -> None:
    """Write the delegation that a position's holder gave on paper."""
    with opened(place):
        actor = load_actor(user_named(giver).id, today())
        known, row = user_named(receiver), _position(position)
        give(actor, row, known, starts or today(), ends, powers, basis)
        click.echo(_("%(name)s vekil: %(title)s.", name=known.name, title=row.title))


def _administrative(file: Municipality, wanted: str | None) -> DeclaredPosition:
    """Return the position that an administrator holds; raises `Failed` when the file leaves it open."""
    found = {
        position.id: position
        for position in file.positions.values()
        if {permission for role in position.roles for permission in file.roles[role].may} >= ADMINISTRATION
    }
    if wanted is not None and wanted in found:
        return found[wanted]
    if wanted is None and len(found) == 1:
        return next(iter(found.values()))
    rights = ", ".join(sorted(ADMINISTRATION))
    if not found:
        raise Failed(_("Dosyada %(rights)s yetkilerini taşıyan görev yok; bir role yazın, uygulayın.", rights=rights))
    raise Failed(_("Yönetici görevini seçin (--position): %(names)s.", names=", ".join(found)))


def _position(slug: str) -> Position:
    row: Position | None = Position.get_or_none((Position.slug == slug) & Position.closed_at.is_null())
    if row is None:
        near = nearest(slug, municipality.get().positions)
        cure = _("`%(near)s` mi?", near=near) if near else _("Görevler belediye dosyasındadır.")
        raise Failed(_("`%(slug)s` diye bir görev yok; %(cure)s", slug=slug, cure=cure))
    return row


def _password() -> str:
    """Return the new password: the environment's, a line of a pipe, or typed twice; never on the command line."""
    given = os.environ.get("KALEM_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed: str = click.prompt(_("Parola"), hide_input=True)
    if click.prompt(_("Parola (bir daha)"), hide_input=True) != typed:
        raise Failed(_("İki parola aynı değil."))
    return typed
