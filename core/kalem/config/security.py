"""How people sign in, and how long it is kept who read what: ``[security]``."""

from __future__ import annotations

from kalem.config.model import Security
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.i18n import gettext as _


def read_security(file: Table, names: Names) -> Security:
    """The table, or an empty one."""
    table = file.table("security", _("Oturumlar ve okuma günlüğü"))
    security = Security(
        idle_minutes=table.whole("idle_minutes", _("İstek gelmezse oturum kaç dakikada biter")),
        second_factor=frozenset(table.names("second_factor", _("İkinci adımsız girmeyen roller"), names.roles)),
        readings_kept_days=table.whole("readings_kept_days", _("Kişisel veriyi açanların günlüğü kaç gün saklanır")),
    )
    table.close()
    return security
