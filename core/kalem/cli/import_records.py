"""``kalem import TYPE``: records of any type."""

from pathlib import Path
from typing import Any

import click
from flask import g

from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.importing import read
from kalem.importing.records import take_in
from kalem.records import RecordType, fields, types
from kalem.records.cells import Cells
from kalem.text import nearest

from . import tables
from .explain import actor_named
from .failures import Failed
from .from_file import AS, BAD_ROWS, DRY_RUN, progress, tell, whole
from .place import Place, opened, placed
from .turkish import Command

#: Words of a list that a table of columns names.
MANY = 15


@click.command("records", cls=Command, help=_("Bu türden kayıtları, formuna yazılır gibi açar."))
@click.argument("path", metavar=_("DOSYA"), required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--columns", is_flag=True, help=_("Dosyanın sütunlarını ve yazılabilecekleri sayar."))
@DRY_RUN
@AS
@placed
@click.pass_context
def records(
    ctx: click.Context, place: Place, path: Path | None, columns: bool, dry_run: bool, username: str | None
) -> None:
    """Import records of a type, as a user who may create them."""
    with opened(place):
        type = _type(str(ctx.info_name))
        if columns:
            _columns(type)
            return
        if path is None or username is None:
            raise click.UsageError(_("DOSYA ve --as KULLANICI gerekir; sütunlar için --columns."), ctx)
        table = read(path)
        actor = actor_named(username)
        # Lists hold what he may see, as on the page.
        g.actor = actor
        with whole(), progress(len(table.rows)) as advance:
            outcome = take_in(table, type, actor, trial=dry_run, progress=advance)
        tell(outcome.report)
        if dry_run:
            click.echo(_("Aktarılabilir: %(count)s; hiçbir şey yazılmadı.", count=outcome.new))
        else:
            click.echo(_("Aktarıldı: %(new)s kayıt (daha önce: %(before)s).", new=outcome.new, before=outcome.before))
    if outcome.report.bad:
        ctx.exit(BAD_ROWS)


def _type(id: str) -> RecordType:
    type = types.get().get(id)
    if type is None:
        near = nearest(id, types.get())
        cure = _("`%(near)s` mi?", near=near) if near else _("Açık türler: %(names)s.", names=", ".join(types.get()))
        raise Failed(_("`%(id)s` diye bir kayıt türü yok; %(cure)s", id=id, cure=cure))
    return type


def _columns(type: RecordType) -> None:
    schema = type.schema()
    cells = Cells(schema)
    rows = []
    for name, field in schema.load_fields.items():
        each: Any = field
        told = joined((_asked(cells, name, each), each.help), ". ")
        rows.append((str(each.label), name, "*" if each.required else "", told))
    tables.show((_("Sütun"), _("ya da"), _("Zorunlu"), _("Ne yazılır")), rows)


def _asked(cells: Cells, name: str, field: Any) -> str:
    """Return what a cell of the field holds."""
    match field:
        case fields.Choice() | fields.ChoiceList():
            words = cells.words(name)
            shown = ", ".join(words[:MANY]) + (
                _(" ve %(rest)s söz daha", rest=len(words) - MANY) if len(words) > MANY else ""
            )
            several = _("; ile ayrılmış: %(words)s", words=shown)
            return several if isinstance(field, fields.ChoiceList) else shown or _("(liste şimdi boş)")
        case fields.Boolean():
            return _("evet ya da hayır")
        case fields.Date():
            return _("gün: 21.11.2026")
        case fields.Time():
            return _("saat: 14.30")
        case fields.Integer():
            return _("sayı: %(min)s–%(max)s", min=field.min, max=field.max)
        case fields.String():
            return _("metin, en çok %(max)s karakter", max=field.max)
        case _:
            return ""
