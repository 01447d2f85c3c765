"""Units, and bodies outside: ``[unit.<id>]``, ``[body.<id>]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kalem.config.loops import loops
from kalem.config.model import Body, Position, Unit
from kalem.config.names import Names
from kalem.config.problems import Findings
from kalem.config.table import Table
from kalem.config.words import LONGEST_KIND, LONGEST_NAME
from kalem.i18n import gettext as _


def read_bodies(file: Table) -> dict[str, Body]:
    """All outside bodies of the file."""
    bodies = {}
    for name, table in file.tables("body", _("Dışarıdaki kurullar")):
        bodies[name] = Body(name, table.needed("name", _("Görünen ad"), _("… Meclisi")))
        table.close()
    return bodies


def read_units(file: Table, names: Names, findings: Findings) -> dict[str, Unit]:
    """All units; a unit without an office belongs to that of the unit above it."""
    units = {
        name: _unit(name, table, names)
        for name, table in file.tables("unit", _("Birimler, ve yalnız yazı ve havale alan başka müdürlükler"))
    }
    circles = loops({unit.id: (unit.parent,) for unit in units.values() if unit.parent is not None})
    for circle in circles:
        findings.add(
            ("unit", circle[0], "parent"),
            _("birim kendi altındaki bir birime bağlanmış: %(circle)s", circle=" → ".join(circle)),
            _("üst birimi düzeltin; en üstteki birime `parent` yazılmaz"),
        )
    check_successors(units, findings)
    if circles:
        return units
    return {name: replace(unit, office=_office(unit, units, findings)) for name, unit in units.items()}


def check_successors(units: Mapping[str, Unit], findings: Findings) -> None:
    """A closed unit leaves its records to one that stays open, and no open unit below itself."""
    circles = loops({unit.id: (unit.successor,) for unit in units.values() if unit.successor is not None})
    for circle in circles:
        findings.add(
            ("unit", circle[0], "successor"),
            _("birimler birbirinin yerine geçiyor: %(circle)s", circle=" → ".join(circle)),
            _("açık kalan birimden `successor` satırını silin"),
        )
    in_circle = {name for circle in circles for name in circle}
    for unit in units.values():
        last = _last_successor(unit, units)
        if unit.successor is not None and last not in {unit.successor, None} and unit.id not in in_circle:
            findings.add(
                ("unit", unit.id, "successor"),
                _("`%(word)s` da kapanıyor, kayıtları devralamaz", word=unit.successor),
                _('yazın: successor = "%(word)s"', word=last),
            )
        above = units.get(unit.parent or "")
        if above is not None and above.successor is not None and unit.successor is None:
            findings.add(
                ("unit", unit.id, "parent"),
                _("üst birimi kapanıyor: `%(word)s`", word=above.id),
                _("açık bir birimi `parent` yazın, ya da bu birimi de `successor` ile kapatın"),
            )


def check_heads(units: Mapping[str, Unit], positions: Mapping[str, Position], findings: Findings) -> None:
    """A unit's head sits in that unit."""
    for unit in units.values():
        head = positions.get(unit.head or "")
        if head is not None and head.unit != unit.id:
            findings.add(
                ("unit", unit.id, "head"),
                _("`%(word)s` bu birimin görevi değil", word=head.id),
                _(
                    '`[position.%(word)s]` içine unit = "%(unit)s" yazın, ya da başka bir görev seçin',
                    word=head.id,
                    unit=unit.id,
                ),
            )


def _last_successor(unit: Unit, units: Mapping[str, Unit]) -> str | None:
    """The open unit at the end of the successors; None where there is none, or they go in a circle."""
    seen: set[str] = set()
    while unit.successor is not None and unit.successor in units and unit.id not in seen:
        seen.add(unit.id)
        unit = units[unit.successor]
    return unit.id if seen and unit.id not in seen else None


def _unit(name: str, table: Table, names: Names) -> Unit:
    outside = table.flag("outside", _("true: başka bir müdürlük; burada kullanıcısı yoktur")) or False
    unit = Unit(
        id=name,
        office=table.name("office", _("Bağlı olduğu kalem; yazılmazsa üst birimininki"), names.offices),
        kind=table.needed(
            "kind", _("Birimin türü: müdürlük, birim, bölüm, büro, şeflik"), _("birim"), most=LONGEST_KIND
        ),
        name=table.needed("name", _("Görünen ad"), _("… Müdürlüğü"), most=LONGEST_NAME),
        parent=table.name("parent", _("Üst birim"), names.units),
        outside=outside,
        answers_to=table.names(
            "answers_to", _("Amirleri; ilki kendiliğinden, sonrakiler tarihli görevlendirmeyle"), names.positions
        ),
        designee=table.flag("designee", _("Amir yerine rütbesine bakmadan birini görevlendirebilir")),
        head=table.name("head", _("Birimin başındaki görev"), names.positions),
        # What waits for a directorate outside may go to another one; what is ours stays ours.
        successor=table.name(
            "successor", _("Birim kapanıyorsa kayıtlarını devralan birim"), names.units if outside else names.own_units
        ),
    )
    if unit.outside and unit.office is not None:
        table.problem(
            "outside",
            _("başka bir müdürlük bir kaleme bağlı olamaz"),
            _("`office` ya da `outside` satırını silin"),
        )
    if unit.successor == name:
        table.problem("successor", _("birim kendi yerine geçemez"), _("kayıtları devralan birimi yazın"))
        unit = replace(unit, successor=None)
    table.close()
    return unit


def _office(unit: Unit, units: Mapping[str, Unit], findings: Findings) -> str | None:
    """The office of a unit: its own, else that of the first unit above that has one."""
    above = units.get(unit.parent or "")
    while above is not None:
        if above.office is not None:
            if unit.office not in (None, above.office):
                findings.add(
                    ("unit", unit.id, "office"),
                    _("üst birimi başka bir kaleme bağlı: `%(word)s`", word=above.office),
                    _("`office` satırını silin, ya da üst birimi değiştirin"),
                )
            return above.office
        above = units.get(above.parent or "")
    return unit.office
