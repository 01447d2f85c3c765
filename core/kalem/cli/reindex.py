"""``kalem reindex``: the search index made anew from the records."""

import click

from kalem.app.searching import reindex as make_anew
from kalem.i18n import gettext as _
from kalem.records import Record

from .failures import Failed
from .place import Place, opened, placed
from .turkish import Command


@click.command("reindex", cls=Command, help=_("Arama dizinini kayıtlardan yeniden kurar; kurum çalışırken de olur."))
@placed
def reindex(place: Place) -> None:
    """Write every record's row anew; exit status 1 when some could not be, because their plugin is off."""
    with opened(place, any_file=True):
        left = make_anew()
        records = Record.select().count()
    if left:
        raise Failed(
            _("Dizinlenemeyen kayıt: %(numbers)s.", numbers=", ".join(map(str, left))),
            _("Türlerini veren eklenti kapalı; açtıktan sonra yeniden çalıştırın."),
        )
    click.echo(_("%(count)s kayıt dizinlendi.", count=records))
