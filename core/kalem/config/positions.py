"""Positions: ``[position.<id>]``."""

from __future__ import annotations

from collections.abc import Mapping

from kalem.config.loops import loops
from kalem.config.model import Position, Role
from kalem.config.names import Names
from kalem.config.problems import Findings
from kalem.config.table import Table
from kalem.config.words import LONGEST_NAME
from kalem.i18n import gettext as _


def read_positions(file: Table, names: Names, roles: Mapping[str, Role], findings: Findings) -> dict[str, Position]:
    """All positions of the file."""
    positions = {
        name: _position(name, table, names, roles)
        for name, table in file.tables(
            "position", _("Görevler: bir birimde, adıyla, bir günden bir güne taşınan yerler")
        )
    }
    for circle in loops({position.id: position.answers_to for position in positions.values()}):
        findings.add(
            ("position", circle[0], "answers_to"),
            _("bu görevin amirleri arasında kendisi de var: %(circle)s", circle=" → ".join(circle)),
            _("amirlerden birini çıkarın"),
        )
    return positions


def _position(name: str, table: Table, names: Names, roles: Mapping[str, Role]) -> Position:
    listed = table.flag("listed", _("false: maddelerde geçer, teşkilat listesinde yoktur"))
    position = Position(
        id=name,
        unit=table.name("unit", _("Görevin birimi"), names.own_units),
        title=table.needed("title", _("Görünen unvan"), _("… Müdürü"), most=LONGEST_NAME),
        roles=table.names("roles", _("Taşıdığı roller"), names.roles),
        answers_to=table.names("answers_to", _("Amirleri, hepsi birden"), names.positions),
        attached=table.names("attached", _("Başında olmadan baktığı birimler"), names.own_units),
        seats=table.whole("seats", _("Aynı anda kaç kişi; yazılmazsa gerektiği kadar")),
        listed=True if listed is None else listed,
    )
    scoped = [role for role in position.roles if role in roles and roles[role].scope == "attached"]
    if scoped and not position.attached:
        table.problem(
            "roles",
            _("`%(word)s` rolü yalnız bağlı birimlerde yetki verir, bağlı birim yazılmamış", word=scoped[0]),
            _('bağlı birimleri yazın: attached = ["…"]'),
        )
    table.close()
    return position
