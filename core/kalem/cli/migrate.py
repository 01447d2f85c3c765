"""``kalem migrate``: the tables become those that this program and its plugins work with."""

import click

from kalem import db
from kalem.app.assembly import core_migrations, put_together
from kalem.app.migrating import migrate_all
from kalem.i18n import gettext as _
from kalem.plugins import Failure

from .faces import faces
from .failures import Failed
from .place import Place, applied_file, placed, undressed
from .turkish import Command


@click.command(
    "migrate",
    cls=Command,
    help=_("Veritabanının tablolarını programa ve eklentilere uydurur. Dosya verilmezse yürürlükteki dosyanınkilere."),
)
@placed
def migrate(place: Place) -> None:
    """Apply what is pending: the core's migrations, then those of each plugin of the file."""
    named = place.file_if_named()
    with undressed(place):
        applied = db.migrate(db.current(), [core_migrations()])
        file = named or applied_file()
        failures: tuple[Failure, ...] = ()
        if file is not None:
            plugins = put_together(file, faces=faces()).plugins
            done = migrate_all(plugins)
            applied += done.applied
            failures = (*plugins.failures, *done.failures)
    for name in applied:
        click.echo(_("Uygulandı: %(name)s", name=name))
    if not applied:
        click.echo(_("Bekleyen göç yok."))
    if failures:
        raise Failed(_("Şu eklentiler göçsüz kaldı:"), *(f"  {failure}" for failure in failures))
