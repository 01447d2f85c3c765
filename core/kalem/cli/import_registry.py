"""``kalem import registry``: an old register of incoming documents."""

from pathlib import Path

import click

from kalem.config import Office
from kalem.context import local, system_clock, today
from kalem.i18n import gettext as _
from kalem.importing import read
from kalem.ledger.numbers import last_of
from kalem.organisation import municipality
from kalem.organisation.directory import directory
from kalem.records import types
from kalem.registry import old_records, old_register
from kalem.registry.fileplan import plan
from kalem.workflow.creation import office_for, seat_to_create

from .explain import actor_named
from .failures import Failed
from .from_file import AS, BAD_ROWS, DRY_RUN, FILE, progress, tell
from .place import Place, hand, opened, placed
from .turkish import Command


@click.command(
    "registry",
    cls=Command,
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
        # Without a database: whoever has only the file learns what is wrong in it.
        found = old_register.understood(table, year, on=local(system_clock()).date())
        tell(found.report)
        _summary(found)
        if found.report.bad:
            click.get_current_context().exit(BAD_ROWS)
        return
    with opened(place):
        owner = _owner(office_id, username)
        found = old_register.understood(table, year, on=today(), codes=plan())
        with progress(len(found.documents)) as advance:
            outcome = old_records.write(found, owner, advance)
        tell(found.report)
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
