"""``kalem verify`` and ``kalem anchor``: the ledger's proof, and what ties it to a day."""

import re

import click

from kalem import ledger
from kalem.app.factory import parts
from kalem.context import local
from kalem.i18n import gettext as _
from kalem.ledger import Entry
from kalem.organisation import municipality

from .failures import FAILED
from .place import Place, opened, placed
from .turkish import Command

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Digest(click.ParamType[str]):
    """A SHA-256 digest."""

    name = _("özet")

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the digest as it is stored; fails for what is none."""
        text = str(value).strip().lower()
        if not _DIGEST.fullmatch(text):
            self.fail(_("`%(value)s`: `kalem anchor` komutunun yazdığı 64 haneli özeti yazın", value=value), param, ctx)
        return text


@click.command(
    "verify",
    cls=Command,
    help=_(
        "Defteri kanıtlar: zincirler, çapalar, numaralar, satırlar ve dosyalar; uymayanı adıyla söyler, 1 ile biter."
    ),
)
@click.option(
    "--anchor",
    "kept",
    type=Digest(),
    multiple=True,
    metavar="SHA256",
    help=_("Başka yerde saklanan bir çapa özeti; defterde durmalıdır. Birden çok verilebilir."),
)
@placed
def verify(place: Place, kept: tuple[str, ...]) -> None:
    """Print every finding, whichever file is named: the database is proven under the file in force."""
    with opened(place, any_file=True, to_prove=True):
        for failure in parts.get().plugins.failures:
            click.echo(_("Denetlenemeyen eklenti: %(failure)s", failure=failure), err=True)
        name = municipality.get().name
        findings = ledger.verify(kept)
        entries = Entry.select().count()
        open_ended = Entry.select().where(Entry.anchor_id.is_null()).count()
    for finding in findings:
        click.echo(str(finding))
    click.echo(_("Son çapadan sonra %(count)s hareket var; bunlara henüz hiçbir çapa tanık değil.", count=open_ended))
    if findings:
        click.echo(_("%(count)s bulgu var; defter kanıtlanamadı.", count=len(findings)), err=True)
        click.get_current_context().exit(FAILED)
    click.echo(_("%(name)s: %(entries)s hareket denetlendi; bulgu yok.", name=name, entries=entries))


@click.command(
    "anchor",
    cls=Command,
    help=_("Çapa atar: çapasız hareketleri listeler, özetini yazar. Özeti başka bir yerde saklayın."),
)
@placed
def anchor(place: Place) -> None:
    """Anchor the entries that have none yet, and print what to keep elsewhere."""
    with opened(place, any_file=True):
        made = ledger.anchor()
    if made is None:
        click.echo(_("Çapasız hareket yok."))
        return
    count = len(made.listing.splitlines())
    moment = local(made.at).strftime("%d.%m.%Y %H:%M:%S")
    click.echo(_("Çapa %(id)s · %(moment)s · %(count)s hareket", id=made.id, moment=moment, count=count))
    click.echo(f"SHA-256 {made.digest}")
