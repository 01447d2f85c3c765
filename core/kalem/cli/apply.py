"""``kalem apply``: the file becomes the one that the office runs."""

import click

from kalem import db
from kalem.app import Change, applying, migrate_all
from kalem.app import apply as write
from kalem.app.assembly import migrations
from kalem.i18n import SOURCE, language, speaking
from kalem.i18n import gettext as _
from kalem.plugins import BrokenPlugins

from .check import read
from .failures import Failed
from .place import Place, hand, placed, undressed
from .plan import Proposal, proposal, tell
from .turkish import Command


@click.command(
    "apply", cls=Command, help=_("Dosyayı yürürlüğe koyar: `kalem plan` ne gösterdiyse onu, bir bütün olarak yapar.")
)
@click.option("--migrate", "with_migrations", is_flag=True, help=_("Bekleyen göçleri de önce uygular."))
@placed
def apply(place: Place, with_migrations: bool) -> None:
    """Write the file as a new version with all that follows from it, in one transaction."""
    _file, parts = read(place.path())
    with undressed(place) as app:
        waiting = db.pending(db.current(), migrations(parts.plugins))
        if waiting and not with_migrations:
            raise Failed(
                _("Bekleyen göç var: %(names)s.", names=", ".join(waiting)),
                _("Önce `kalem migrate`, ya da `kalem apply --migrate`."),
            )
        failures = migrate_all(parts.plugins).failures
        if failures:
            raise BrokenPlugins(failures)
        # What is written is what was shown: nobody writes between the two.
        with applying():
            found = proposal(place)
            tell(found)
            if found.in_force:
                return
            number = write(app, found.file, found.parts, _kept(place, found), hand()).number
    click.echo(_("Yürürlükte: sürüm %(number)s. Çalışan kurumu yeniden başlatın (`kalem run`).", number=number))


def _kept(place: Place, found: Proposal) -> list[Change]:
    """Return the changes as the history keeps them: in Turkish, whatever the language of the command."""
    if language() == SOURCE:
        return found.changes
    with speaking(SOURCE):
        return proposal(place).changes
