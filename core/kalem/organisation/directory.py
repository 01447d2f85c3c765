"""Who and what stands behind a principal: names for people, and where it belongs.

Units and positions are those of the file that the program runs under. People and who holds what are loaded whole, once
a request and only when they are asked for: an office has hundreds of people, not millions.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from flask import g, has_app_context, has_request_context
from peewee import Query, Value

from kalem.context import today
from kalem.db import Prepared

from .models import Holding, Position, Unit, User
from .structure import municipality, tree
from .terms import holds_on


@dataclass(frozen=True)
class Directory:
    """Units, positions and people as they are today."""

    units: Mapping[int, Unit]
    positions: Mapping[int, Position]

    @cached_property
    def people(self) -> dict[int, User]:
        """All users by id."""
        return {user.id: user for user in _people.instances(User)}

    @cached_property
    def holders(self) -> dict[int, list[int]]:
        """Today's holders by position."""
        found: dict[int, list[int]] = {}
        for position, user in _holding.rows(day=today()):
            found.setdefault(position, []).append(user)
        return found

    @cached_property
    def unit_by_slug(self) -> dict[str, Unit]:
        """Units by the file's id."""
        return {unit.slug: unit for unit in self.units.values()}

    @cached_property
    def position_by_slug(self) -> dict[str, Position]:
        """Positions by the file's id."""
        return {position.slug: position for position in self.positions.values()}

    @cached_property
    def seats_of(self) -> dict[int, list[Position]]:
        """Today's positions by user."""
        found: dict[int, list[Position]] = {}
        for position, users in self.holders.items():
            for user in users:
                found.setdefault(user, []).append(self.positions[position])
        return found

    def name(self, principal: str) -> str:
        """Return the name of ``u12``, ``p7`` or ``w5``."""
        kind, number = principal[0], int(principal[1:].partition(".")[0])
        # Asked for whatever the kind: a page takes as many queries for one row as for another.
        people = self.people
        if kind == "u":
            return self.units[number].name
        if kind == "p":
            return self.positions[number].title
        return people[number].name

    def home_unit(self, principal: str) -> int | None:
        """Return the unit that a principal is or belongs to; None for one without."""
        kind, number = principal[0], int(principal[1:])
        if kind == "u":
            return number
        if kind == "p":
            return self.positions[number].unit_id
        return next((position.unit_id for position in self.seats_of.get(number, ()) if position.unit_id), None)

    def clearance(self, principal: str) -> int:
        """Return the highest confidentiality that someone behind a principal may read."""
        kind, number = principal[0], int(principal[1:])
        if kind == "u":
            positions = [p for p in self.positions.values() if p.unit_id == number and self.holders.get(p.id)]
        elif kind == "p":
            positions = [self.positions[number]]
        else:
            positions = self.seats_of.get(number, [])
        roles = municipality.get().roles
        declared = municipality.get().positions
        return max(
            (roles[role].clearance for p in positions if p.slug in declared for role in declared[p.slug].roles),
            default=0,
        )


def directory() -> Directory:
    """Return the directory, one for a request or for a block of :func:`held`."""
    if not has_request_context():
        found: Directory | None = g.get("kalem_directory_held") if has_app_context() else None
        return found or _fresh()
    if "kalem_directory" not in g:
        g.kalem_directory = _fresh()
    return cast(Directory, g.kalem_directory)


@contextmanager
def held() -> Iterator[None]:
    """Keep one directory for the whole block, as for a request: for a command that writes many records."""
    g.kalem_directory_held = _fresh()
    try:
        yield
    finally:
        g.pop("kalem_directory_held")


def names_of(principals: Iterable[str]) -> list[str]:
    """Return the names of principals, in their order."""
    wanted = list(principals)
    if not wanted:
        return []
    known = directory()
    return [known.name(principal) for principal in wanted]


def is_outside(principal: str) -> bool:
    """Whether a principal is a unit that has no users here."""
    return principal.startswith("u") and directory().units[int(principal[1:])].outside


def principal_of(slug: str) -> str:
    """Return the principal of the position or unit that the file calls ``slug``."""
    known = directory()
    position = known.position_by_slug.get(slug)
    return f"p{position.id}" if position is not None else f"u{known.unit_by_slug[slug].id}"


def reachable() -> list[tuple[str, str]]:
    """Return what a record can be handed to, as ``(principal, name)``: own units, outside units, then persons."""
    known = directory()
    units = sorted((u for u in known.units.values() if u.closed_at is None), key=lambda u: (u.outside, u.sort_key))
    people = sorted(
        (user for user in known.people.values() if user.active and known.seats_of.get(user.id)),
        key=lambda user: user.sort_key,
    )
    return [
        *((f"u{unit.id}", unit.name) for unit in units),
        *((f"w{user.id}", f"{user.name} ({known.seats_of[user.id][0].title})") for user in people),
    ]


def titles_with(permission: str, office: str, level: int = 0) -> list[str]:
    """Return the titles of the positions of ``office`` whose roles carry ``permission``, as the file orders them.

    Only those that are cleared for the confidentiality ``level``.
    """
    whole = municipality.get()
    titles = []
    for position in whole.positions.values():
        unit = whole.units.get(position.unit) if position.unit else None
        roles = [whole.roles[role] for role in position.roles]
        carried = any(permission in role.may for role in roles) and max(role.clearance for role in roles) >= level
        if carried and (unit is None or unit.office in (office, None)):
            titles.append(position.title)
    return list(dict.fromkeys(titles))


def _fresh() -> Directory:
    if not tree.is_put:
        # A file is judged or applied, and the program runs under none.
        return Directory({row.id: row for row in Unit.select()}, {row.id: row for row in Position.select()})
    whole = tree.get()
    return Directory(whole.units, whole.positions)


@Prepared
def _holding(day: Value) -> Query:
    return Holding.select(Holding.position, Holding.user).where(holds_on(day)).order_by(Holding.id)


@Prepared
def _people() -> Query:
    return User.select()
