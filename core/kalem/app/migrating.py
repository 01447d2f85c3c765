"""Bringing the tables in line: the core's first, then each plugin's by itself."""

from dataclasses import dataclass

from kalem.db import current, migrate
from kalem.i18n import gettext as _
from kalem.plugins import Failure, Plugins
from kalem.plugins.loading import FAULTS, describe

from .assembly import core_migrations, migrations


@dataclass(frozen=True)
class Migrated:
    """What was done, as ``owner/name``, and which plugins could not be served."""

    applied: tuple[str, ...]
    failures: tuple[Failure, ...]


def migrate_all(plugins: Plugins) -> Migrated:
    """Apply what is pending. A plugin whose migration fails is left as it was, and the others go on.

    What the core's own migrations raise is raised.
    """
    applied = migrate(current(), [core_migrations()])
    failures = []
    for each in migrations(plugins)[1:]:
        try:
            applied += migrate(current(), [each])
        except FAULTS as error:
            failures.append(Failure(each.owner, _("göçü başarısız: %(error)s", error=describe(error))))
    return Migrated(tuple(applied), tuple(failures))
