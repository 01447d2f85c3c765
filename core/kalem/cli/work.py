"""``kalem work``: the background work alone, beside a server that does none of its own."""

import signal
from types import FrameType

import click

from kalem.app import office
from kalem.i18n import gettext as _
from kalem.jobs import Worker
from kalem.organisation import municipality

from .faces import faces
from .failures import Failed
from .place import Place, check_migrated, placed, undressed
from .turkish import Command


@click.command(
    "work",
    cls=Command,
    help=_(
        "Arka plan işlerini yapar: bildirimleri gönderir, dönemlik işleri çalıştırır. "
        "`kalem run` bunları kendisi de yapar; gunicorn gibi bir sunucunun yanında bu komut gerekir."
    ),
)
@placed
def work(place: Place) -> None:
    """Do the background work of the office whose file is applied, until stopped."""
    if place.is_empty:
        raise Failed(_("Veritabanı yok. `kalem apply --migrate` ile kurun."))
    expected = place.file_if_named()
    with undressed(place):
        check_migrated()
    app = office(place.settings(secret=place.secret()), faces=faces(), expected=expected)
    worker = Worker(app)

    def leave(_number: int, _frame: FrameType | None) -> None:
        worker.ask_to_stop()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    with app.app_context():
        name = municipality.get().name
    click.echo(_("%(name)s: arka plan işleri yapılıyor (durdurmak için Ctrl+C)", name=name))
    worker.run()
