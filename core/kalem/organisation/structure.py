"""The organisation as it is in force: units, who supervises them, and what each position's seat gives.

Read once from the applied file and the rows that give it numbers, then only looked up: no request asks the database who
stands above whom.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kalem.config import Municipality
from kalem.context import Slot

from .grounds import clause_of
from .models import Position, Unit
from .permissions import SUPERVISE
from .seats import Seat, supervision, unit_levels

#: The municipality's file in force.
municipality: Slot[Municipality] = Slot("kalem.municipality")

#: The rule that only the first superior acts by right, the others by his dated appointment.
BY_APPOINTMENT = "superior-by-appointment"

#: The rules that stand behind a role's scope.
SCOPE_RULES = {"unit": "scope-own-unit", "attached": "scope-attached-units"}


@dataclass(frozen=True, slots=True)
class Tree:
    """The organisation in force. Units by row id, closed ones too; positions only while the file has them."""

    #: The rows of all units and positions by id, closed ones too: only a file that is applied changes them.
    units: Mapping[int, Unit]
    positions: Mapping[int, Position]
    #: Unit id by the file's id, and back.
    unit_ids: Mapping[str, int]
    slugs: Mapping[int, str]
    #: A unit and all above it, from below; for a closed unit its successor's follow.
    lines: Mapping[int, tuple[int, ...]]
    #: Units whose members read a unit's records: itself, and the successors of a closed one.
    members: Mapping[int, tuple[int, ...]]
    #: What a holder of the position gets, by position id.
    seats: Mapping[int, Seat]
    #: Position id by the file's id.
    position_ids: Mapping[str, int]
    #: Offices (the file's ids) in which a superior that is not the first acts by appointment only.
    by_appointment: frozenset[str]

    def principals_of(self, unit_id: int, level: int) -> tuple[str, ...]:
        """Return who reads a record of the unit at the level: its members, and those who supervise it."""
        members = tuple(f"u{unit}.{level}" for unit in self.members[unit_id])
        return members + tuple(f"s{unit}.{level}" for unit in self.lines[unit_id])


#: The organisation in force; put anew whenever a file is applied.
tree: Slot[Tree] = Slot("kalem.organisation.tree")


def record_principals(unit_id: int, level: int) -> tuple[str, ...]:
    """Return the principals that may read a record granted to a unit, at a level of confidentiality (0 to 3).

    ``u<unit>.<level>`` its cleared members, ``s<unit>.<level>`` those who supervise it or a unit above it. ``KeyError``
    for an unknown unit.
    """
    return tree.get().principals_of(unit_id, level)


def load_tree(file: Municipality, rules_off: Collection[str] = ()) -> Tree:
    """Build the organisation of ``file`` from its rows, in two queries.

    ``rules_off`` holds full clause ids whose rules do not count (tests of rules). The rows must mirror the file
    (:func:`~kalem.organisation.mirror`); ``KeyError`` when they do not.
    """
    units: list[Unit] = list(Unit.select())
    positions: dict[str, Position] = {row.slug: row for row in Position.select()}
    unit_ids = {row.slug: row.id for row in units}
    lines, members = lines_of(units), _members(units)
    by_appointment = frozenset(
        office.id
        for office in file.offices.values()
        if BY_APPOINTMENT in office.rules and clause_of(file, office.id, BY_APPOINTMENT) not in rules_off
    )
    reader = _Seats(file, unit_ids, lines, by_appointment, frozenset(rules_off))
    open_positions = [slug for slug in file.positions if positions[slug].closed_at is None]
    return Tree(
        units={row.id: row for row in units},
        positions={row.id: row for row in positions.values()},
        unit_ids=unit_ids,
        slugs={row.id: row.slug for row in units},
        lines=lines,
        members=members,
        seats={positions[slug].id: reader.seat(slug, positions[slug].id) for slug in open_positions},
        position_ids={slug: positions[slug].id for slug in open_positions},
        by_appointment=by_appointment,
    )


def lines_of(units: Iterable[Unit]) -> dict[int, tuple[int, ...]]:
    """Return each unit and all above it, from below; those of a closed unit's successor after them."""
    rows = {row.id: row for row in units}

    def above(unit_id: int) -> list[int]:
        line: list[int] = []
        step: int | None = unit_id
        while step is not None and step not in line:
            line.append(step)
            step = rows[step].parent_id
        return line

    return {
        unit_id: tuple(dict.fromkeys(step for heir in _heirs(rows, unit_id) for step in above(heir)))
        for unit_id in rows
    }


def _members(units: Iterable[Unit]) -> dict[int, tuple[int, ...]]:
    rows = {row.id: row for row in units}
    return {unit_id: tuple(_heirs(rows, unit_id)) for unit_id in rows}


def _heirs(rows: Mapping[int, Unit], unit_id: int) -> list[int]:
    """Return the unit and its successor, that one's successor, and so on."""
    heirs: list[int] = []
    step: int | None = unit_id
    while step is not None and step not in heirs:
        heirs.append(step)
        step = rows[step].successor_id
    return heirs


class _Seats:
    """Works out what each position of the file gives its holder."""

    def __init__(
        self,
        file: Municipality,
        unit_ids: Mapping[str, int],
        lines: Mapping[int, tuple[int, ...]],
        by_appointment: frozenset[str],
        rules_off: frozenset[str],
    ) -> None:
        self.file = file
        self.unit_ids = unit_ids
        self.by_appointment = by_appointment
        self.rules_off = rules_off
        self.lines = lines
        below: dict[int, set[int]] = {}
        for unit_id, line in lines.items():
            for above in line:
                below.setdefault(above, set()).add(unit_id)
        self.below = below

    def seat(self, slug: str, position_id: int) -> Seat:
        position = self.file.positions[slug]
        roles = [self.file.roles[role] for role in position.roles]
        permissions = frozenset(permission for role in roles for permission in role.may)
        clearance = max((role.clearance for role in roles), default=0)
        office = self.file.office_of(position.unit)
        office_id = office.id if office is not None else None
        scope = self._scope(office_id, [role.scope for role in roles])
        own = [self.unit_ids[position.unit]] if position.unit is not None else []
        attached = [self.unit_ids[unit] for unit in position.attached]
        if scope == "unit":
            acts_on = supervised = own
        elif scope == "attached":
            acts_on = supervised = attached
        else:
            answering = self._answering(slug)
            acts_on = [*own, *answering, *([self.unit_ids[office.unit]] if office is not None else [])]
            supervised = [*self._without_bound(slug, own), *answering]
        supervises = self._topmost(supervised) if SUPERVISE in permissions else ()
        return Seat(
            position_id=position_id,
            slug=slug,
            title=position.title,
            unit_id=own[0] if own else None,
            unit_slug=position.unit,
            office=office_id,
            permissions=permissions,
            clearance=clearance,
            scope=scope,
            units=frozenset(own).union(*(self.below[root] for root in acts_on)),
            supervises=supervises,
            principals=(
                f"p{position_id}",
                *unit_levels(own, clearance),
                *supervision(supervises, clearance),
            ),
        )

    def _scope(self, office: str | None, scopes: Collection[str | None]) -> str | None:
        """Return the narrowest scope of the roles; one whose rule is switched off does not count."""
        for scope, rule in SCOPE_RULES.items():
            if scope in scopes and clause_of(self.file, office, rule) not in self.rules_off:
                return scope
        return None

    def _answering(self, slug: str) -> list[int]:
        """Return the units that answer to the position, or whose head does; not those where it needs an appointment."""
        found = []
        for unit in self.file.units.values():
            head = self.file.positions.get(unit.head or "")
            superiors = unit.answers_to + (head.answers_to if head is not None else ())
            if slug in superiors and not self._bound(unit.id, slug):
                found.append(self.unit_ids[unit.id])
        return found

    def _bound(self, unit: str, slug: str) -> bool:
        return appointer(self.file, self.by_appointment, unit, slug) is not None

    def _without_bound(self, slug: str, units: Iterable[int]) -> list[int]:
        """Return ``units``, in place of one above a unit where the position needs an appointment the rest below it."""
        bound = {self.unit_ids[unit] for unit in self.file.units if self._bound(unit, slug)}
        return [
            below
            for unit in units
            for below in sorted(self.below[unit] if self.below[unit] & bound else {unit})
            if not self.below[below] & bound
        ]

    def _topmost(self, units: Iterable[int]) -> tuple[int, ...]:
        """Return ``units`` without those that stand below another of them: supervision reaches down."""
        wanted = list(dict.fromkeys(units))
        return tuple(unit for unit in wanted if not any(up in wanted for up in self.lines[unit] if up != unit))


def appointer(file: Municipality, by_appointment: Collection[str], unit: str, position: str) -> str | None:
    """Return the position that must appoint the holder of ``position`` before he is superior of ``unit``; None: nobody.

    In an office whose rule says so, every superior of the unit, or of the office's head unit, is appointed by the first
    one there; the first needs nobody. All ids are the file's.
    """
    office = file.office_of(unit)
    if office is None or office.id not in by_appointment:
        return None
    own, whole = file.units[unit].answers_to, file.units[office.unit].answers_to
    if position in own[1:]:
        return own[0]
    return whole[0] if position in whole[1:] and position not in own else None
