"""Statutory offices inside the directorate: ``[office.<id>.officer.<id>]``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast, get_args

from kalem.config.model import Officer
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.config.words import Known
from kalem.i18n import gettext as _

_Id = Literal["spending", "tender", "realisation", "movables"]


def read_officers(office: Table, names: Names, clauses: Known) -> Mapping[str, Officer]:
    """Spending, tender, realisation and movables officers."""
    offices = Known(_("yetkili"), frozenset(get_args(_Id)))
    officers = {}
    for name, table in office.tables("officer", _("Mevzuatın aradığı yetkililer"), offices):
        officers[name] = Officer(
            id=cast("_Id", name),
            position=table.name("position", _("Yetkiyi taşıyan görev"), names.positions),
            appointed_by=table.name("appointed_by", _("Onu görevlendiren görev"), names.positions),
            clause=table.name("clause", _("Dayandığı madde"), clauses),
        )
        table.close()
    return MappingProxyType(officers)
