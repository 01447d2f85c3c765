"""``kalem plan``: what applying the file would do."""

from dataclasses import dataclass

import click

from kalem import db
from kalem.app import Change
from kalem.app import plan as changes_of
from kalem.app.assembly import Parts, migrations, put_together
from kalem.app.changes import obstacles
from kalem.config import Municipality
from kalem.i18n import gettext as _

from .check import read
from .faces import faces
from .place import Place, applied_file, placed, undressed
from .turkish import Command

#: Exit code of a plan that cannot be applied as it is.
OBSTACLES = 3


@dataclass(frozen=True)
class Proposal:
    """A file that is right, and what applying it would do."""

    file: Municipality
    parts: Parts
    changes: list[Change]
    #: Whether it is the file in force already.
    in_force: bool
    #: Names of the migrations that it waits for.
    waiting: list[str]


def proposal(place: Place) -> Proposal:
    """Return what applying the file to the open database would do; raises `BadFile`."""
    file, parts = read(place.path())
    old = applied_file()
    changes = changes_of(old, file, put_together(old, faces=faces()) if old is not None else None, parts)
    same = old is not None and old.digest == file.digest
    return Proposal(file, parts, changes, same, db.pending(db.current(), migrations(parts.plugins)))


@click.command("plan", cls=Command, help=_("Dosya uygulanırsa ne değişeceğini söyler; engel varsa 3 ile biter."))
@placed
def plan(place: Place) -> None:
    """Print every change, and what stands in its way; nothing is written."""
    with undressed(place.untouched()):
        found = proposal(place)
    tell(found)
    if found.waiting:
        click.echo(_("Önce `kalem migrate`: %(names)s", names=", ".join(found.waiting)))
    if obstacles(found.changes):
        click.get_current_context().exit(OBSTACLES)


def tell(found: Proposal) -> None:
    """Print the changes."""
    for change in found.changes:
        click.echo(str(change))
    if found.in_force:
        click.echo(_("Dosya yürürlükteki sürümle aynı; değişen bir şey yok."))
    elif not found.changes:
        click.echo(_("Dosyanın metni değişmiş; kurumun işleyişinde değişen bir şey yok."))
    else:
        against = len(obstacles(found.changes))
        click.echo(
            _(
                "%(count)s değişiklik; %(against)s engel: engeller giderilmeden uygulanamaz.",
                count=len(found.changes),
                against=against,
            )
            if against
            else _("%(count)s değişiklik; engel yok.", count=len(found.changes))
        )
