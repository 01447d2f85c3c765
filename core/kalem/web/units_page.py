"""Units and positions as the applied file draws them, and who holds what."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from kalem.http.routing import page
from kalem.i18n import gettext as _
from kalem.organisation import MANAGE_PEOPLE, Position, Unit, municipality
from kalem.organisation.directory import Directory, directory

from .administration import tabs
from .view import Link


@dataclass(frozen=True, slots=True)
class Place:
    """A position of the tree: who holds it today, and how many may."""

    title: str
    holders: tuple[Link, ...]
    #: ``2 / 3``; empty where the file gives no number.
    seats: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree with its positions and the units below it."""

    id: str
    kind: str
    name: str
    places: tuple[Place, ...]
    below: tuple["Branch", ...] = ()
    closed: bool = False
    #: Name of the unit that took over a closed one's work.
    successor: str = ""


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("units_page", __name__)
    page(made, "/yonetim/birimler", permission=MANAGE_PEOPLE)(show)
    return made


def show() -> str:
    """Show the tree, other directorates, positions without a unit, and what is closed."""
    tree = _Tree(directory())
    return render_template("admin/units.html", tabs=tabs(), tree=tree)


class _Tree:
    """The organisation for one page, made from what is in memory: the number of queries does not grow with it."""

    def __init__(self, known: Directory) -> None:
        self.known = known
        self.file = municipality.get()
        order = {slug: at for at, slug in enumerate((*self.file.units, *self.file.positions))}
        self.units = sorted(known.units.values(), key=lambda unit: order.get(unit.slug, len(order)))
        self.positions = sorted(known.positions.values(), key=lambda each: order.get(each.slug, len(order)))

    @property
    def roots(self) -> tuple[Branch, ...]:
        """The units here that stand below no other."""
        return tuple(self._branch(unit) for unit in self._open() if unit.parent_id is None)

    @property
    def loose(self) -> tuple[Place, ...]:
        """The positions that belong to no unit."""
        return tuple(self._place(each) for each in self.positions if each.unit_id is None and each.closed_at is None)

    @property
    def outside(self) -> tuple[str, ...]:
        """The names of the directorates that only take letters and referrals, in Turkish order."""
        others = [unit for unit in self.units if unit.outside and unit.closed_at is None]
        return tuple(unit.name for unit in sorted(others, key=lambda unit: unit.sort_key))

    @property
    def closed(self) -> tuple[Branch, ...]:
        """The closed units, each with its positions."""
        return tuple(self._branch(unit, deep=False) for unit in self.units if unit.closed_at is not None)

    @property
    def gone(self) -> tuple[Place, ...]:
        """The closed positions of units that are still open, and of none."""
        open_units = {unit.id for unit in self._open()} | {None}
        return tuple(
            self._place(each) for each in self.positions if each.closed_at is not None and each.unit_id in open_units
        )

    def _open(self) -> Iterable[Unit]:
        return (unit for unit in self.units if unit.closed_at is None and not unit.outside)

    def _branch(self, unit: Unit, *, deep: bool = True) -> Branch:
        below = (each for each in self._open() if each.parent_id == unit.id) if deep else ()
        closed = unit.closed_at is not None
        successor = self.known.units.get(unit.successor_id) if unit.successor_id is not None else None
        return Branch(
            unit.slug,
            unit.kind,
            unit.name,
            tuple(
                self._place(each)
                for each in self.positions
                if each.unit_id == unit.id and (closed or each.closed_at is None)
            ),
            tuple(self._branch(each) for each in below),
            closed,
            successor.name if successor is not None else "",
        )

    def _place(self, position: Position) -> Place:
        users = [self.known.people[each] for each in self.known.holders.get(position.id, ())]
        declared = self.file.positions.get(position.slug)
        seats = declared.seats if declared is not None else None
        return Place(
            position.title,
            tuple(
                Link(user.name, url_for("person_pages.show", user_id=user.id))
                for user in sorted(users, key=lambda user: user.sort_key)
            ),
            _("%(taken)s / %(seats)s kişi", taken=len(users), seats=seats) if seats is not None and seats > 1 else "",
            position.closed_at is not None,
        )
