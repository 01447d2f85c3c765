"""Statutory offices inside the directorate: ``[office.<id>.officer.<id>]``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast, get_args

from kalem.config.model import Officer
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.config.words import Known, meant
from kalem.i18n import gettext as _

_Id = Literal["spending", "tender", "realisation", "movables"]


def read_officers(office: Table, names: Names, clauses: Known) -> Mapping[str, Officer]:
    """Spending, tender, realisation and movables officers."""
    group = office.table("officer")
    officers = {}
    for name, table in office.tables("officer"):
        if name not in get_args(_Id):
            group.problem(name, _("`%(word)s`: böyle bir yetkili yok", word=name), meant(name, get_args(_Id)))
        officers[name] = Officer(
            id=cast("_Id", name),
            position=table.name("position", names.positions),
            appointed_by=table.name("appointed_by", names.positions),
            clause=table.name("clause", clauses),
        )
        table.close()
    return MappingProxyType(officers)
