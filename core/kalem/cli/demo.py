"""``kalem demo``: an office with example data, to be looked at."""

import shutil
import sys
from dataclasses import replace
from urllib.parse import quote

import click

from kalem import db
from kalem.config import Municipality
from kalem.demo import PASSWORD, build, logins
from kalem.i18n import gettext as _

from . import tables
from .check import read
from .faces import application, faces
from .failures import Failed
from .place import Place, applied_file, opened, placed, undressed
from .serving import Port, serve
from .turkish import Command


@click.command(
    "demo",
    cls=Command,
    help=_("Örnek verili bir kurum: veri klasörü boşsa kurar, doluysa onu açar; adresini ve girişlerini yazar."),
)
@click.option("--port", type=Port(), default=8000, metavar=_("KAPI"), help=_("Kapı; verilmezse 8000."))
@click.option("--serve/--no-serve", "serving", default=True, help=_("--no-serve yalnız kurar."))
@placed
def demo(place: Place, port: int, serving: bool) -> None:
    """Build the example office where there is none, print who can sign in, and serve it."""
    file, _parts = read(place.path())
    if _is_new(place):
        click.echo(_("%(name)s örnek verisi kuruluyor; yarım dakika sürebilir.", name=file.name))
        _build(place, file)
    _check_applied(place, file)
    with opened(place):
        people = logins()
    tables.show((_("Görev"), _("Ad"), _("Kullanıcı adı")), [(each.title, each.name, each.username) for each in people])
    click.echo(_("Herkesin parolası: %(password)s", password=PASSWORD))
    if serving:
        serve(application(place.settings(secret=place.secret()), expected=file), "127.0.0.1", port, logged=False)


def _is_new(place: Place) -> bool:
    """Whether the demo is still to be built; raises `Failed` for a database that holds something else."""
    if place.is_empty:
        return True
    with undressed(place):
        if applied_file() is not None:
            return False
        if db.current().get_tables():
            raise Failed(_("Veritabanı boş değil ve kurulmuş bir kurum da yok. Boş bir veritabanı ya da klasör verin."))
    return True


def _check_applied(place: Place, file: Municipality) -> None:
    """Say in whole commands how to go on where the file was changed after the demo was built."""
    with undressed(place):
        applied = applied_file()
    if applied is None or applied.digest == file.digest:
        return
    command = f"{sys.argv[0]} %s --municipality {place.path()} --data {place.data}"
    raise Failed(
        _("Dosya, örneğin kurulduğundan beri değişmiş."),
        _("Ne değişir: %(command)s", command=command % "plan"),
        _("Uygulamak için: %(command)s", command=command % "apply"),
        _("Örneği baştan kurmak için %(folder)s klasörünü silin.", folder=place.data),
    )


def _build(place: Place, file: Municipality) -> None:
    """Build beside the data folder and move in when it is whole: an interrupted demo leaves nothing half done."""
    path = place.file_of_database
    if path is None:
        place.make_data()
        build(place.settings(), file, faces=faces())
        return
    draft = place.data.with_name(f".{place.data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    build(
        replace(place, data=draft, database=f"sqlite:///{quote(str(draft / path.name))}").settings(),
        file,
        faces=faces(),
    )
    place.make_data()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for item in sorted(draft.iterdir(), key=lambda each: each.name.startswith(path.name)):
        item.rename((path.parent if item.name.startswith(path.name) else place.data) / item.name)
    draft.rmdir()
