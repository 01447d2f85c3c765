"""What can be expected to go wrong, in words: no stack trace for a broken file or a closed database."""

from collections.abc import Iterable
from typing import IO, Any

import click
from peewee import DatabaseError

from kalem.app import FileChanged, NotApplied
from kalem.app.backup import BadBackup
from kalem.config import BadFile
from kalem.db import DatabaseUrlError, NoSnapshot
from kalem.i18n import gettext as _
from kalem.importing import BadTable
from kalem.plugins import BrokenPlugins
from kalem.refusal import Ground, Refusal, Refused

#: Exit code of a command that did not do, or did not find, what was wanted.
FAILED = 1


class Failed(click.ClickException):
    """A command that ends with a message for people."""

    exit_code = FAILED

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message where errors go."""
        click.echo(self.message, file=file, err=True)


def told(error: Exception) -> list[str] | None:
    """Return what ``error`` means to the administrator; None for one that nobody expected."""
    match error:
        case BadFile(problems=problems):
            return [*map(str, problems), count_of(len(problems))]
        case Refused(refusals=refusals):
            return [line for refusal in refusals for line in lines_of(refusal)]
        case BrokenPlugins(failures=failures):
            return [_("Eklentiler çalışmıyor:"), *(f"  {failure}" for failure in failures)]
        case BadTable(lines=lines) | BadBackup(lines=lines):
            return list(lines)
        case NotApplied() | FileChanged() | DatabaseUrlError() | NoSnapshot():
            return [str(error)]
        case DatabaseError():
            return [
                _("Veritabanı: %(error)s", error=str(error).strip()),
                _("Adresini (--database) ve yetkilerini denetleyin."),
            ]
        case OSError():
            where = f": {error.filename}" if error.filename else ""
            return [_("Dosya: %(error)s", error=f"{error.strerror or error}{where}")]
        case _:
            return None


def count_of(problems: int) -> str:
    """Return the closing line of a list of problems."""
    return _("%(count)s sorun var.", count=problems)


def lines_of(refusal: Refusal) -> Iterable[str]:
    """Yield a refusal as lines: what, on what ground, and what to do next."""
    yield refusal.message
    if refusal.ground is not None:
        yield _("  Dayanak: %(ground)s", ground=spelled(refusal.ground))
    if refusal.cure:
        yield _("  Çare: %(cure)s", cure=refusal.cure)


def spelled(ground: Ground) -> str:
    """Return a ground as people cite it: the article, the office's setting, or the missing right."""
    kind = {"rule": _("yönetmelik"), "setting": _("kurumun ayarı"), "right": _("yetki")}[ground.kind]
    source = f"{ground.article} ({ground.source})" if ground.article else ground.source
    return " · ".join(part for part in (kind, source, ground.text) if part)
