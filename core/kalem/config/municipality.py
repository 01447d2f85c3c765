"""The municipality itself: ``[municipality]``, ``[plugin.<id>]``, and all parts put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kalem.config.model import Municipality
from kalem.config.names import Names, collect
from kalem.config.offices import read_offices
from kalem.config.picture import digest_of
from kalem.config.positions import read_positions
from kalem.config.problems import Findings
from kalem.config.roles import read_roles
from kalem.config.security import read_security
from kalem.config.table import Form, Table
from kalem.config.units import check_heads, read_bodies, read_units
from kalem.config.words import ID, LONGEST_NAME
from kalem.i18n import gettext as _

#: A picture that every browser draws and that cannot hold a script.
_PICTURE = re.compile(r"[^/\\].*\.(?:[pP][nN][gG]|[jJ][pP][eE]?[gG])")


def read_municipality(text: str, values: Mapping[str, Any], findings: Findings) -> Municipality:
    """All parts of a file; problems go to ``findings``, and the result only counts when there are none."""
    return read_parts(text, Table(values, (), findings), collect(values, findings), findings)


def read_parts(text: str, file: Table, names: Names, findings: Findings) -> Municipality:
    """All parts of a file from its outermost table; ``names`` are those that the file gives."""
    head = file.table("municipality", _("Belediye"))
    name = head.needed("name", _("Belediyenin adı"), _("… Belediyesi"), most=LONGEST_NAME)
    plugins = head.texts(
        "plugins",
        _("Etkin eklentiler, sırasıyla"),
        Form(
            ID,
            _("eklenti adı küçük harf, rakam ve alt çizgiden oluşur"),
            _("adını `kalem plugins` gösterir"),
        ),
    )
    roles = read_roles(file)
    units = read_units(file, names, findings)
    positions = read_positions(file, names, roles, findings)
    check_heads(units, positions, findings)
    municipality = Municipality(
        name=name,
        province=head.text("province", _("İl")),
        detsis=head.text("detsis", _("DETSİS numarası")),
        letterhead=head.texts("letterhead", _("Antetin satırları, üstten alta")),
        logo=head.text(
            "logo",
            _("Antetin yanındaki logo: bu dosyanın klasöründen PNG ya da JPEG"),
            Form(_PICTURE, _("logo PNG ya da JPEG dosyasıdır"), _('yazın: logo = "logo.png"')),
        ),
        picture=None,
        plugins=plugins,
        security=read_security(file, names),
        roles=MappingProxyType(roles),
        offices=MappingProxyType(read_offices(file, names, units, positions, findings)),
        units=MappingProxyType(units),
        positions=MappingProxyType(positions),
        bodies=MappingProxyType(read_bodies(file)),
        settings=_settings(file),
        text=text,
        digest=digest_of(text, None),
        lines=MappingProxyType(findings.lines.by_key()),
    )
    head.close()
    file.close()
    return municipality


def _settings(file: Table) -> Mapping[str, Mapping[str, Any]]:
    group = file.table("plugin", _("Eklentilerin ayarları"))
    return MappingProxyType(
        {name: MappingProxyType(dict(group.raw(name, _("Eklentinin ayarları")))) for name in group.entries()}
    )
