"""What the commands have in common that take in files: their words, and what they say of rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kalem.i18n import gettext as _
from kalem.importing import NotWritten, Report
from kalem.ledger import By
from kalem.organisation import municipality
from kalem.refusal import Refused
from kalem.workflow.creation import office_for
from kalem.workflow.judge import no_right

from .explain import actor_named
from .place import hand

#: Exit status where rows were bad and therefore not written.
BAD_ROWS = 3

FILE = click.argument("path", metavar=_("DOSYA"), type=click.Path(path_type=Path, dir_okay=False))
DRY_RUN = click.option(
    "--dry-run", is_flag=True, help=_("Yalnız denetler; hiçbir şey yazmaz. Hatalı satır varsa 3 ile biter.")
)
AS = click.option("--as", "username", metavar=_("KULLANICI"), help=_("Aktaranın kullanıcı adı."))


def tell(report: Report) -> None:
    """Print what is said of the rows, in the order of the file."""
    for line in report.lines():
        click.echo(line)


@contextmanager
def whole() -> Iterator[None]:
    """Tell the rows because of which nothing was written, and end the command so."""
    try:
        yield
    except NotWritten as kept:
        tell(kept.report)
        if not kept.report.bad:
            click.echo(_("Dosya doğru; hiçbir şey yazılmadı."))
            click.get_current_context().exit()
        click.echo(_("%(count)s satır hatalı; hiçbir şey yazılmadı.", count=len(kept.report.bad)))
        click.get_current_context().exit(BAD_ROWS)


def by_of(username: str | None, permission: str) -> By:
    """Return who writes: whoever is at the machine, or a user, in the seat that has the right; `Refused` without."""
    if username is None:
        return hand()
    actor = actor_named(username)
    seat = actor.seat_for(permission)
    if seat is None:
        office = office_for(actor.seats[0]) if actor.seats else next(iter(municipality.get().offices.values()))
        raise Refused(no_right(permission, office))
    return actor.by(seat)


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show how far an import is; the lines of the report go elsewhere. Into a file only the end is written."""
    # Only an import draws a bar; the application and every other command start without it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True))
    with bar:
        task = bar.add_task(_("Aktarılıyor"), total=total)
        yield lambda count: bar.advance(task, count)
