"""``kalem backup`` and ``kalem restore``: an office kept elsewhere, and put back."""

import os
from pathlib import Path

import click

from kalem import db
from kalem.app import bare
from kalem.app.backup import check, read, refuse_standing, write
from kalem.i18n import gettext as _
from kalem.records.storage import size_text

from .failures import FAILED
from .place import SECRET_FILE, Place, opened, placed
from .turkish import Command

FOLDER = click.argument("folder", metavar=_("KLASÖR"), type=click.Path(path_type=Path, file_okay=False))


@click.command(
    "backup",
    cls=Command,
    help=_(
        "Kurumun yedeğini yeni bir klasöre alır, kurum çalışırken de: veritabanı, bütün dosyalar, gizli anahtar ve "
        "hepsinin özetleri (SHA256SUMS)."
    ),
)
@FOLDER
@placed
def backup(place: Place, folder: Path) -> None:
    """Write a backup; files that are missing or broken already are told, and the command then ends with 1."""
    refuse_standing(folder)
    with opened(place, any_file=True, to_prove=True):
        kept = write(folder, place.data / SECRET_FILE)
    for sha256, fault in sorted(kept.faults.items()):
        click.echo(_("Yedeklenemeyen dosya %(sha256)s: %(fault)s", sha256=sha256, fault=fault), err=True)
    click.echo(
        _(
            "Yedek alındı: %(folder)s; dosya: %(count)s, %(size)s.",
            folder=kept.folder,
            count=kept.files,
            size=size_text(kept.size),
        )
    )
    if os.environ.get("KALEM_SECRET"):
        click.echo(_("KALEM_SECRET ortamdadır, yedekte yoktur; onu ayrıca saklayın."))
    if kept.faults:
        click.get_current_context().exit(FAILED)


@click.command(
    "restore",
    cls=Command,
    help=_("Yedeği boş bir veritabanına ve boş bir veri klasörüne geri koyar; dolu olanın üstüne yazmaz."),
)
@FOLDER
@placed
def restore(place: Place, folder: Path) -> None:
    """Put a backup back, after every file of it was compared with its digest."""
    # First, since opening an embedded database makes its file.
    check(folder, "sqlite" if place.file_of_database is not None else "postgresql")
    with bare(place.settings()).app_context():
        try:
            read(folder, place.data)
        finally:
            db.disconnect(db.current())
    click.echo(_("Yedek geri kondu. Sırada: kalem migrate, kalem verify, kalem run."))
