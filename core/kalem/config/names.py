"""The names that a file gives, collected first, so that every reference is checked where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kalem.config.model import OFFICE, SETTING
from kalem.config.problems import Findings
from kalem.config.words import Known
from kalem.i18n import gettext as _

#: Words with a meaning of their own beside the names of positions.
AUTHOR, UNIT_HEAD, ASSIGNEE = "author", "unit_head", "assignee"

#: People who may have to be told before a matter is closed, beside positions and units.
TOLD = ("applicant", "concerned", "responsible_unit")

#: Words that are no names of units, positions, roles and bodies.
RESERVED = frozenset((OFFICE, SETTING, AUTHOR, UNIT_HEAD, ASSIGNEE, *TOLD))


@dataclass(frozen=True, slots=True)
class Names:
    """Ids by kind."""

    offices: Known
    units: Known
    #: Units that have users here.
    own_units: Known
    positions: Known
    roles: Known
    bodies: Known

    @property
    def holders(self) -> Known:
        """Whoever of this municipality can do or own work: own units and positions."""
        return self.own_units | self.positions


def collect(values: Mapping[str, Any], findings: Findings) -> Names:
    """The names of a whole file; notes names that mean two things."""
    kinds = {
        "unit": _("birim"),
        "position": _("görev"),
        "role": _("rol"),
        "body": _("kurul"),
    }
    taken: dict[str, str] = {}
    for kind, what in kinds.items():
        for name in _table(values, kind):
            if name in RESERVED:
                findings.add(
                    (kind, name),
                    _("`%(word)s` dosyada ayrı bir anlam taşır", word=name),
                    _("başka bir kısa ad seçin"),
                )
            elif taken.setdefault(name, what) != what:
                findings.add(
                    (kind, name),
                    _("`%(word)s` zaten bir %(what)s adı", word=name, what=taken[name]),
                    _("birine başka bir kısa ad verin"),
                )
    units = _table(values, "unit")
    own = {name for name, unit in units.items() if not (isinstance(unit, Mapping) and unit.get("outside") is True)}
    return Names(
        offices=Known(_("kalem (office)"), frozenset(_table(values, "office")), given=True),
        units=Known(kinds["unit"], frozenset(units), given=True),
        own_units=Known(kinds["unit"], frozenset(own), frozenset(set(units) - own), given=True),
        positions=Known(kinds["position"], frozenset(_table(values, "position")), given=True),
        roles=Known(kinds["role"], frozenset(_table(values, "role")), given=True),
        bodies=Known(kinds["body"], frozenset(_table(values, "body")), given=True),
    )


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = values.get(key)
    return value if isinstance(value, Mapping) else {}
