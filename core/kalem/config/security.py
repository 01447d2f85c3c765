"""How people sign in, and how long it is kept who read what: ``[security]``."""

from __future__ import annotations

from kalem.config.model import Security
from kalem.config.names import Names
from kalem.config.table import Table


def read_security(file: Table, names: Names) -> Security:
    """The table, or an empty one."""
    table = file.table("security")
    security = Security(
        idle_minutes=table.whole("idle_minutes"),
        second_factor=frozenset(table.names("second_factor", names.roles)),
        readings_kept_days=table.whole("readings_kept_days"),
    )
    table.close()
    return security
