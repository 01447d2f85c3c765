"""``kalem plugin new``: a small plugin that works, to be changed into one's own."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from string import Template

import click

from kalem.app.declarations import CORE
from kalem.i18n import gettext as _
from kalem.plugins import BadManifest, Manifest, discover
from kalem.text import upper

from .faces import faces
from .failures import Failed
from .turkish import Command, Group

#: Ending of the packaged templates, and the folder that becomes the plugin's package.
ENDING, PACKAGE = ".tmpl", "package"


@click.group("plugin", cls=Group, help=_("Eklenti yazarları için."))
def plugin() -> None:
    """Gather the commands of plugin authors."""


@plugin.command("new", cls=Command, help=_("Çalışan küçük bir eklenti yazar: kayıt türü, tablo, kural, sınama, paket."))
@click.argument("plugin_id", metavar="ID")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar=_("KLASÖR"),
    help=_("Yazılacağı yeni klasör; verilmezse kalem-ID."),
)
def new(plugin_id: str, folder: Path | None) -> None:
    """Write a new plugin's package; nothing is overwritten."""
    try:
        Manifest(id=plugin_id, label=plugin_id, api="")
    except BadManifest as fault:
        raise Failed(*fault.problems) from fault
    parts = {name for core in (CORE, *(face.core or {} for face in faces())) for name in core}
    if plugin_id in parts or plugin_id in {candidate.id for candidate in discover()}:
        raise Failed(_("%(id)s adı alınmış; başka bir kimlik seçin.", id=plugin_id))
    target = folder or Path(f"kalem-{slug_of(plugin_id)}")
    if target.exists():
        raise Failed(_("%(folder)s zaten var; başka bir klasör verin (--folder).", folder=target))
    for name, text in package_of(plugin_id).items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(_("Yazıldı: %(path)s", path=path))
    click.echo(_("Sırada: cd %(folder)s; python -m pip install -e '.[test]'; python -m pytest", folder=target))


def slug_of(plugin_id: str) -> str:
    """Return the id as it stands in the names of packages and rules."""
    return plugin_id.strip("_").replace("_", "-")


def package_of(plugin_id: str) -> dict[str, str]:
    """Return the files of a new plugin by their path."""
    words = {
        "id": plugin_id,
        "slug": slug_of(plugin_id),
        "package": f"kalem_{plugin_id}",
        "distribution": f"kalem-{slug_of(plugin_id)}",
        "label": upper(plugin_id[0]) + plugin_id[1:].replace("_", " "),
    }
    written = {}
    for path, text in _templates(files("kalem.cli") / "templates" / "plugin", PurePosixPath()):
        parts = [words["package"] if part == PACKAGE else part for part in path.parts]
        written["/".join(parts).removesuffix(ENDING)] = Template(text).substitute(words)
    return written


def _templates(folder: Traversable, above: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _templates(each, above / each.name)
        elif each.name.endswith(ENDING):
            yield above / each.name, each.read_text(encoding="utf-8")
