"""Seats: what a position gives the one who sits in it; and the actor, who has one or several."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from kalem.ledger import By

from .permissions import SUPERVISE

#: A delegation of everything.
ALL = "all"


@dataclass(frozen=True, slots=True)
class Seat:
    """A position as someone acts in it, his own or, with ``delegation_id``, another's."""

    position_id: int
    #: The file's id of the position.
    slug: str
    title: str
    unit_id: int | None
    unit_slug: str | None
    #: The file's id of the office; None for the mayor and his deputies.
    office: str | None
    permissions: frozenset[str]
    #: Highest confidentiality that is read: 0 open, 1 hizmete özel, 2 gizli, 3 çok gizli.
    clearance: int
    #: ``unit``, ``attached`` or None, as the roles in force narrow it.
    scope: str | None
    #: Ids of the units it may act on.
    units: frozenset[int]
    #: Ids of the topmost units it supervises; it reads these and all below.
    supervises: tuple[int, ...]
    #: What it reads as.
    principals: tuple[str, ...]
    delegation_id: int | None = None
    #: Name of the holder who gave the delegation.
    for_user: str | None = None

    def delegated(self, delegation_id: int, for_user: str, powers: str) -> "Seat":
        """Return this seat as a deputy has it.

        All powers bring all that the holder reads; a part of them brings what stands at the position itself and, if
        supervision is among them, the supervised units.
        """
        if powers == ALL:
            return replace(self, delegation_id=delegation_id, for_user=for_user)
        permissions = self.permissions & frozenset(powers.split())
        supervises = self.supervises if SUPERVISE in permissions else ()
        return replace(
            self,
            permissions=permissions,
            supervises=supervises,
            principals=(f"p{self.position_id}", *supervision(supervises, self.clearance)),
            delegation_id=delegation_id,
            for_user=for_user,
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """A user as he acts on a day, with all his seats: his own first, then those he is deputy for."""

    user_id: int
    name: str
    #: The day the seats hold for.
    on: date
    seats: tuple[Seat, ...]
    #: All he reads as, each once, the person himself first; nothing for one without a seat.
    principals: tuple[str, ...]
    #: The language he chose for the pages; empty before he chose one.
    language: str = ""
    #: The record types beyond which he sees nothing, where he comes with a token that narrows him; None: no bounds.
    types: frozenset[str] | None = None

    def may(self, permission: str) -> bool:
        """Whether any seat has ``permission``."""
        return any(permission in seat.permissions for seat in self.seats)

    def seat_for(self, permission: str, unit_id: int | None = None) -> Seat | None:
        """Return the seat to act in: with ``permission``, and for ``unit_id`` where given; his own before another's."""
        for seat in self.seats:
            if permission in seat.permissions and (unit_id is None or unit_id in seat.units):
                return seat
        return None

    def by(self, seat: Seat | None = None) -> By:
        """Return who writes when he acts in ``seat``; without one, the person."""
        if seat is None:
            return By(self.user_id, self.name)
        if seat.delegation_id is None:
            return By(self.user_id, self.name, title=seat.title, position_id=seat.position_id)
        own = next((each for each in self.seats if each.delegation_id is None), None)
        return By(
            self.user_id,
            self.name,
            title=own.title if own else "",
            position_id=own.position_id if own else None,
            for_position_id=seat.position_id,
            for_title=seat.title,
            delegation_id=seat.delegation_id,
        )


def person_levels(user_id: int, own: Iterable[Seat]) -> tuple[str, ...]:
    """Return the principals of a person: for every level up to the highest that his ``own`` seats clear him for."""
    highest = max((seat.clearance for seat in own), default=0)
    return tuple(f"w{user_id}.{level}" for level in range(highest + 1))


def unit_levels(units: Iterable[int], clearance: int) -> tuple[str, ...]:
    """Return the principals of the members of ``units`` for every level up to ``clearance``."""
    return tuple(f"u{unit}.{level}" for unit in units for level in range(clearance + 1))


def supervision(units: Iterable[int], clearance: int) -> tuple[str, ...]:
    """Return the principals of those who supervise ``units`` for every level up to ``clearance``."""
    return tuple(f"s{unit}.{level}" for unit in units for level in range(clearance + 1))
