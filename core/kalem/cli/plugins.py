"""``kalem plugins``: which plugins run, in which order, and why the others do not."""

import click
from flask import Flask

from kalem import i18n
from kalem.app.assembly import put_together
from kalem.app.factory import lend_words, not_migrated
from kalem.i18n import gettext as _
from kalem.plugins import Plugins, State, assemble, discover

from .faces import faces
from .failures import FAILED
from .place import Place, applied_file, placed, undressed
from .tables import show
from .turkish import Command


@click.command(
    "plugins",
    cls=Command,
    help=_(
        "Eklentileri çalışma sırasıyla sayar, çalışmayanların nedenini söyler. "
        "Dosya verilmezse yürürlükteki dosyaya bakar."
    ),
)
@placed
@click.pass_context
def plugins(context: click.Context, place: Place) -> None:
    """Put the office together in memory and tell how its plugins stand; exit status 1 when one does not run."""
    found = _found(place)
    app = Flask(__name__, static_folder=None)
    i18n.install(app)
    lend_words(app, found)
    with app.app_context():
        _tell(context, found)


def _tell(context: click.Context, found: Plugins) -> None:
    order = {plugin.id: str(number) for number, plugin in enumerate(found.active, start=1)}
    rows = [
        (order.get(each.id, ""), each.id, str(each.label), each.version, each.distribution, _state(each.state))
        for each in found.status
    ]
    if not rows:
        click.echo(_("Kurulu eklenti yok."))
    else:
        show((_("Sıra"), _("Eklenti"), _("Adı"), _("Sürüm"), _("Paket"), _("Durum")), rows)
    broken = [each for each in found.status if each.state in ("failed", "missing")]
    for each in broken:
        for reason in each.reasons:
            click.echo(f"{each.id}: {reason}")
    if broken:
        context.exit(FAILED)


def _found(place: Place) -> Plugins:
    """Return the plugins of the named file, of the applied one, or, where there is neither, those installed."""
    if place.is_empty:
        file = place.file_if_named()
        return put_together(file, faces=faces()).plugins if file else assemble([], discover(), specs=())
    with undressed(place):
        file = place.file_if_named() or applied_file()
        if file is None:
            return assemble([], discover(), specs=())
        return put_together(file, faces=faces(), validators=(not_migrated,)).plugins


def _state(state: State) -> str:
    return {
        "enabled": _("çalışıyor"),
        "failed": _("çalışmıyor"),
        "missing": _("kurulu değil"),
        "installed": _("kapalı"),
    }[state]
