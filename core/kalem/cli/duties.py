"""``kalem duties``: which clause of the regulation is fulfilled by what."""

import json
from collections import Counter

import click

from kalem.app import Duty
from kalem.app import duties as duties_of
from kalem.app.assembly import put_together
from kalem.app.factory import parts
from kalem.i18n import gettext as _
from kalem.organisation import municipality

from . import tables
from .faces import faces
from .place import Place, opened, placed
from .turkish import Command

#: What is told of a clause to another program, in this order.
KEYS = ("id", "capability", "owner", "kind", "status", "by")


@click.command(
    "duties",
    cls=Command,
    help=_("Her maddenin durumunu söyler. Dosya verilirse veritabanına bakmaz; verilmezse yürürlükteki dosyayı okur."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Başka programlar için: nesnelerin listesi."))
@placed
def duties(place: Place, as_json: bool) -> None:
    """Print every clause with its owner, and what fulfils it or what it waits for."""
    found = _found(place)
    if as_json:
        rows = [{key: getattr(duty, key) for key in KEYS} for duty in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    words = {"fulfilled": _("karşılanıyor"), "missing": _("bekliyor"), "policy": _("ilke")}
    tables.show(
        (_("Kimlik"), _("Madde"), _("Yetenek"), _("Sahibi"), _("Durum"), _("Neyle"), _("Özet")),
        [
            (each.id, each.article, each.capability, each.owner, words[each.status], each.by, each.summary)
            for each in found
        ],
    )
    counted = Counter(each.status for each in found)
    click.echo(" · ".join(f"{words[status]}: {counted[status]}" for status in words))


def _found(place: Place) -> list[Duty]:
    file = place.file_if_named()
    if file is not None:
        return duties_of(file, put_together(file, faces=faces()))
    with opened(place):
        return duties_of(municipality.get(), parts.get())
