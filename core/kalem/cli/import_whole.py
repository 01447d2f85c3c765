"""``kalem import staff`` and ``kalem import fileplan``: files that are taken in whole or not at all."""

from pathlib import Path

import click

from kalem.i18n import gettext as _
from kalem.importing import read
from kalem.importing import staff as people
from kalem.organisation import MANAGE_PEOPLE
from kalem.registry import own_codes

from .from_file import AS, DRY_RUN, FILE, by_of, whole
from .place import Place, opened, placed
from .turkish import Command


@click.command(
    "staff",
    cls=Command,
    help=_("Kişileri açar, görevlerine atar: hepsini ya da hiçbirini. Dosyada parola olmaz; `kalem user password`."),
)
@FILE
@DRY_RUN
@AS
@placed
def staff(place: Place, path: Path, dry_run: bool, username: str | None) -> None:
    """Import people and what they hold."""
    with opened(place):
        table = read(path)
        with whole():
            outcome = people.take_in(table, by_of(username, MANAGE_PEOPLE), trial=dry_run)
        if dry_run:
            return
        click.echo(
            _(
                "Açıldı: %(created)s kişi, %(appointed)s görev; değişmeyen: %(same)s satır.",
                created=len(outcome.created),
                appointed=outcome.appointed,
                same=outcome.same,
            )
        )
        if outcome.created:
            click.echo(
                _(
                    "Parolası olmayan: %(names)s. Parolayı kişinin sayfası ya da `kalem user password` verir.",
                    names=", ".join(outcome.created),
                )
            )


@click.command(
    "fileplan", cls=Command, help=_("Kurumun kendi dosya planı kodlarını (100–599) aktarır: hepsini ya da hiçbirini.")
)
@FILE
@DRY_RUN
@AS
@placed
def fileplan(place: Place, path: Path, dry_run: bool, username: str | None) -> None:
    """Import the municipality's own file plan codes."""
    with opened(place):
        table = read(path)
        with whole():
            outcome = own_codes.take_in(table, by_of(username, "system.manage"), trial=dry_run)
        if not dry_run:
            click.echo(
                _(
                    "Dosya planı: %(added)s kod eklendi, %(changed)s kod değişti, %(same)s kod aynı.",
                    added=outcome.added,
                    changed=outcome.changed,
                    same=outcome.same,
                )
            )
