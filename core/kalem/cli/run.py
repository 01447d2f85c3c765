"""``kalem run``: the office's pages, served."""

import click

from kalem.i18n import gettext as _

from .faces import application
from .failures import Failed
from .place import Place, check_migrated, placed, undressed
from .serving import Address, Port, serve
from .turkish import Command


@click.command(
    "run",
    cls=Command,
    help=_("Kurumu çalıştırır: yürürlükteki dosyayla. Başka bir dosya verilirse çalışmaz, plan ve apply der."),
)
@click.option(
    "--host", default="127.0.0.1", metavar=_("ADRES"), help=_("Dinlenecek adres; verilmezse yalnız bu makine.")
)
@click.option("--port", type=Port(), default=8000, metavar=_("KAPI"), help=_("Kapı; verilmezse 8000."))
@click.option(
    "--proxy",
    type=Address(),
    envvar="KALEM_PROXY",
    metavar=_("ADRES"),
    help=_("Önündeki şifreli vekil sunucunun IP adresi (KALEM_PROXY); ilettiği başlıklara yalnız ondan inanılır."),
)
@click.option("--strict", is_flag=True, help=_("Çalışmayan eklenti varsa hiç başlamaz."))
@placed
def run(place: Place, host: str, port: int, proxy: str | None, strict: bool) -> None:
    """Serve the pages of the office whose file is applied."""
    if place.is_empty:
        raise Failed(_("Veritabanı yok. `kalem apply --migrate` ile kurun."))
    expected = place.file_if_named()
    with undressed(place):
        check_migrated()
    serve(application(place.settings(secret=place.secret()), expected=expected, strict=strict), host, port, proxy)
