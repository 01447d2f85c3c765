"""``kalem new``: a municipality's file to begin with, from five questions."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from kalem.config import parse
from kalem.config.words import LONGEST_NAME, meant
from kalem.i18n import gettext as _
from kalem.plugins import discover

from .asking import Asked, Line, one_of
from .check import assembled
from .failures import Failed
from .first_file import LONGEST_UNIT, OFFICES, first_file, short
from .schema import all_parts, installed_shape, written
from .turkish import Command

#: The schema's name beside the file, which the file's first line names.
SCHEMA = "kalem.schema.json"


@click.command(
    "new",
    cls=Command,
    help=_(
        "Beş soruyla, açıklamalı ve çalışan bir belediye dosyası yazar; yanına düzenleyiciler için şemasını koyar. "
        "Seçeneklerle verilen sorulmaz."
    ),
)
@click.argument("folder", metavar=_("KLASÖR"), type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", metavar=_("AD"), help=_("Belediyenin adı."))
@click.option("--province", metavar=_("İL"), help=_("İl; bilinmiyorsa boş."))
@click.option("--detsis", metavar="NO", help=_("Belediyenin DETSİS numarası; bilinmiyorsa boş."))
@click.option(
    "--office",
    "offices",
    multiple=True,
    metavar=_("KALEM"),
    help=_("Müdürlük: %(names)s. Birden çok verilebilir.", names=", ".join(OFFICES)),
)
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar=_("[KALEM=]BİRİM"),
    help=_("Müdürlüğün birimi. Birden çok verilebilir; KALEM= yoksa ilk müdürlüğündür."),
)
@click.option(
    "--plugin", "plugins", multiple=True, metavar=_("EKLENTİ"), help=_("Etkin eklenti. Birden çok verilebilir.")
)
@click.option("--yes", "silent", is_flag=True, help=_("Sormaz: verilmeyenin yerine önerileni alır."))
def new(
    folder: Path,
    name: str | None,
    province: str | None,
    detsis: str | None,
    offices: Sequence[str],
    units: Sequence[str],
    plugins: Sequence[str],
    silent: bool,
) -> None:
    """Write the file and its schema into a folder; nothing is overwritten."""
    asked = Asked(silent)
    name = asked.line(_("Belediyenin adı"), "--name", name, Line(LONGEST_NAME))
    province = asked.line(_("İl (bilinmiyorsa boş)"), "--province", province, Line(60, may_be_empty=True), "")
    detsis = asked.line(_("DETSİS numarası (bilinmiyorsa boş)"), "--detsis", detsis, Line(20, may_be_empty=True), "")
    chosen = asked.several(_("Müdürlükler"), "--office", offices, [next(iter(OFFICES))], one_of(OFFICES))
    if not chosen:
        raise Failed(_("En az bir müdürlük seçin (--office): %(names)s", names=", ".join(OFFICES)))
    divided = _divided(units, chosen)
    named = {
        office: asked.several(
            _("%(office)s birimleri", office=OFFICES[office].name),
            "--unit",
            divided[office],
            OFFICES[office].units if not units else [],
            Line(LONGEST_UNIT).convert,
        )
        for office in chosen
    }
    installed = all_parts()
    ids = [plugin.id for plugin in installed.plugins.active]
    enabled = asked.several(_("Eklentiler"), "--plugin", plugins, ids, one_of({each.id for each in discover()}))

    file = folder / f"{short(name)}.toml"
    text = first_file(
        name=name, province=province, detsis=detsis, units=named, plugins=enabled, permissions=installed.permissions
    )
    assembled(parse(text, str(file)), str(file))
    shape, failures = installed_shape(installed)
    for failure in failures:
        click.echo(failure, err=True)
    _write({file: text, folder / SCHEMA: written(shape)})
    click.echo(
        _("Sırada: kalem check --municipality %(file)s; sonra plan, apply --migrate, admin create, run.", file=file)
    )


def _divided(units: Sequence[str], offices: Sequence[str]) -> dict[str, list[str]]:
    """Return the units that were given, by their office."""
    found: dict[str, list[str]] = {office: [] for office in offices}
    for each in units:
        office, equals, unit = each.partition("=")
        if not equals:
            found[offices[0]].append(each)
        elif office in found:
            found[office].append(unit)
        else:
            raise click.UsageError(_("--unit: `%(word)s` yok; %(cure)s", word=office, cure=meant(office, found)))
    return found


def _write(texts: Mapping[Path, str]) -> None:
    """Write files that are not there yet; raises `Failed` before the first where one is."""
    for path in texts:
        if path.exists():
            raise Failed(_("%(path)s zaten var; başka bir klasör verin.", path=path))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        click.echo(_("Yazıldı: %(path)s", path=path))
