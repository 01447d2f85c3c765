"""Roles: ``[role.<id>]``."""

from __future__ import annotations

from typing import cast

from kalem.config.model import CLEARANCES, Role, Scope
from kalem.config.table import Form, Table
from kalem.config.words import PERMISSION
from kalem.i18n import gettext as _


def read_roles(file: Table) -> dict[str, Role]:
    """All roles of the file."""
    return {name: _role(name, table) for name, table in file.tables("role", _("Roller: görevlerin taşıdığı izinler"))}


def _role(name: str, table: Table) -> Role:
    clearance = table.word(
        "clearance", _("Okuduğu en yüksek gizlilik; yazılmazsa yalnız açık evrak"), tuple(CLEARANCES)
    )
    role = Role(
        id=name,
        label=table.needed("label", _("Görünen ad"), _("Müdür")),
        may=frozenset(
            table.texts(
                "may",
                _("İzinler"),
                Form(
                    PERMISSION,
                    _("izin adı noktayla ayrılmış küçük harfli sözcüklerden oluşur"),
                    _("örneğin `registry.refer` yazın"),
                ),
            )
        ),
        clearance=CLEARANCES[clearance] if clearance is not None else 0,
        scope=cast(
            "Scope | None",
            table.word("scope", _("unit: yalnız kendi birimi; attached: yalnız bağlı birimler"), ("unit", "attached")),
        ),
    )
    table.close()
    return role
