"""``kalem import``: what an office wrote elsewhere, taken in from a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kalem.config import Office
from kalem.context import local, system_clock, today
from kalem.i18n import gettext as _
from kalem.importing import Report, read
from kalem.ledger.numbers import last_of
from kalem.organisation import Actor, load_actor, municipality
from kalem.organisation.directory import directory
from kalem.records import types
from kalem.registry import old_records, old_register
from kalem.registry.fileplan import plan
from kalem.workflow.engine import office_for, seat_to_create

from .explain import user_named
from .failures import Failed
from .place import Place, hand, opened, placed
from .turkish import Group

#: Exit status of a look at a file that has bad rows.
BAD_ROWS = 3


@click.group("import", cls=Group, help=_("Dosyadan içe aktarır."))
def importing() -> None:
    """Commands that take in files."""


FILE = click.argument("path", metavar=_("DOSYA"), type=click.Path(path_type=Path, dir_okay=False))
DRY_RUN = click.option(
    "--dry-run", is_flag=True, help=_("Yalnız denetler; hiçbir şey yazmaz. Hatalı satır varsa 3 ile biter.")
)
AS = click.option("--as", "username", metavar=_("KULLANICI"), help=_("Aktaranın kullanıcı adı."))


@importing.command(
    "registry",
    help=_("Eski gelen evrak defterini aktarır: sayılar ve tarihler olduğu gibi kalır. --dry-run veritabanı istemez."),
)
@FILE
@click.option(
    "--year", type=click.IntRange(1900, 2200), metavar=_("YIL"), help=_("Defterin yılı; verilmezse tarihlerden.")
)
@click.option("--office", "office_id", metavar=_("MÜDÜRLÜK"), help=_("Defterin müdürlüğü; birden çoksa gerekir."))
@DRY_RUN
@AS
@placed
def registry(
    place: Place, path: Path, year: int | None, office_id: str | None, dry_run: bool, username: str | None
) -> None:
    """Import an old register of incoming documents."""
    table = read(path)
    if dry_run:
        found = old_register.understood(table, year, on=local(system_clock()).date())
        _tell(found.report)
        _summary(found)
        if found.report.bad:
            click.get_current_context().exit(BAD_ROWS)
        return
    with opened(place):
        owner = _owner(office_id, username)
        found = old_register.understood(table, year, on=today(), codes=plan())
        with _progress(len(found.documents)) as advance:
            outcome = old_records.write(found, owner, advance)
        _tell(found.report)
        _summary(found)
        click.echo(
            _(
                "Aktarıldı: %(new)s kayıt (daha önce: %(before)s). Sıradaki numara: %(year)s/%(next)s.",
                new=outcome.new,
                before=outcome.before,
                year=found.year,
                next=last_of(owner.register, found.year) + 1,
            )
        )


def _tell(report: Report) -> None:
    for line in report.lines():
        click.echo(line)


def _summary(found: old_register.OldRegister) -> None:
    for line in old_register.told(found):
        click.echo(line)


def _owner(office_id: str | None, username: str | None) -> old_records.Owner:
    """Return whose register is written, by whom; raises `Refused` for a user without the right to register."""
    if username is not None:
        actor = actor_named(username)
        seat = seat_to_create(types.get()["registry.incoming"], actor)
        office = office_for(seat)
        if office_id not in (None, office.id):
            raise Failed(_("%(name)s, %(office)s müdürlüğünde evrak kaydetmez.", name=actor.name, office=office_id))
        assert seat.unit_id is not None  # noqa: S101  (none creates without a unit)
        return old_records.Owner(office, seat.unit_id, actor.by(seat))
    office = _office(office_id)
    return old_records.Owner(office, directory().unit_by_slug[office.unit].id, hand())


def _office(wanted: str | None) -> Office:
    offices = municipality.get().offices
    if wanted is None and len(offices) == 1:
        return next(iter(offices.values()))
    if wanted is None or wanted not in offices:
        raise Failed(
            _("`%(name)s` diye bir müdürlük yok.", name=wanted) if wanted else _("Birden çok müdürlük var."),
            _("Müdürlüğü seçin (--office): %(names)s.", names=", ".join(offices)),
        )
    return offices[wanted]


def actor_named(username: str) -> Actor:
    """Return the user as he acts today; raises `Failed` for one that is not there or no longer active."""
    user = user_named(username)
    if not user.active:
        raise Failed(_("%(name)s artık etkin bir kullanıcı değil.", name=user.name))
    return load_actor(user.id, today())


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show how far an import is, where somebody looks; the lines of the report go elsewhere."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(_("Aktarılıyor"), total=total)
        yield lambda count: bar.advance(task, count)
