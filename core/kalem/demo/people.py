"""The people of a demo: somebody in every position, somebody who left, and deputies with dated powers."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kalem.config import Municipality
from kalem.config import Position as DeclaredPosition
from kalem.context import today
from kalem.ledger.book import SYSTEM
from kalem.organisation import (
    SUPERVISE,
    Position,
    User,
    appoint,
    create_user,
    deactivate,
    give,
    load_actor,
)
from kalem.refusal import Refused
from kalem.text import fold

from .words import FIRST_NAMES, LAST_NAMES

#: The password of everybody in a demo.
PASSWORD = "kalem-deneme-2026"  # noqa: S105

#: Days before the first day of a demo since which people hold their positions.
BEFORE = 400

#: Most people in one position.
MOST_SEATS = 3


@dataclass(frozen=True)
class Person:
    """Somebody in a position."""

    user_id: int
    username: str
    name: str
    #: The file's id of the position.
    position: str


def hire(file: Municipality, random: Random) -> list[Person]:
    """Put people into all positions, as many as have room there, and let one who was there leave."""
    names = _Names(random)
    people = [
        _employ(position.id, next(names))
        for position in file.positions.values()
        for _seat in range(_seats(file, position))
    ]
    staff = [position.id for position in file.positions.values() if _room(file, position)]
    if staff:
        gone = _employ(staff[0], next(names))
        deactivate(SYSTEM, User.get_by_id(gone.user_id), "Emekliye ayrıldı.")
    return people


class _Names:
    """Gives each name once, and user names that follow from them."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: set[str] = set()

    def __next__(self) -> tuple[str, str]:
        """Return a name and its user name."""
        while True:
            first, last = self._random.choice(FIRST_NAMES), self._random.choice(LAST_NAMES)
            username = ".".join(fold(part.split()[0]) for part in (first, last))
            if username not in self._used:
                self._used.add(username)
                return f"{first} {last}", username


def _seats(file: Municipality, position: DeclaredPosition) -> int:
    if position.seats is not None:
        return min(position.seats, MOST_SEATS)
    return 2 if _is_staff(file, position) else 1


def _is_staff(file: Municipality, position: DeclaredPosition) -> bool:
    """Whether the position carries rights and supervises nobody."""
    may = {permission for role in position.roles for permission in file.roles[role].may}
    return position.unit is not None and "registry.work" in may and SUPERVISE not in may


def _room(file: Municipality, position: DeclaredPosition) -> bool:
    return _is_staff(file, position) and (position.seats is None or position.seats > MOST_SEATS)


def _employ(position: str, names: tuple[str, str]) -> Person:
    name, username = names
    user = create_user(SYSTEM, username, name, PASSWORD)
    appoint(SYSTEM, user, Position.get(Position.slug == position), today() - timedelta(days=BEFORE))
    return Person(int(user.id), username, name, position)


def lend(file: Municipality, people: list[Person], last: date, *, whole: bool) -> None:
    """Let each office's signer, or its head where nobody may sign for him, give a deputy his powers until ``last``."""
    for office in file.offices.values():
        chain = office.sign.get("external") or office.sign.get("internal")
        signers = chain.signed_by if chain is not None else ()
        head = file.units[office.unit].head
        if len(signers) > 1:
            _give(people, signers[0], signers[1], last, f"registry.sign {SUPERVISE}", "imza yetkisi oluru")
        elif head is not None:
            deputies = [
                each.id for each in file.positions.values() if head in each.answers_to and each.unit is not None
            ]
            if deputies:
                _give(people, head, deputies[0], last, "all", "izin nedeniyle vekâlet oluru")
        if whole and head is not None and len(signers) > 1:
            deputies = [each.id for each in file.positions.values() if head in each.answers_to and each.roles]
            if deputies:
                _give(people, head, deputies[0], last, "all", "yıllık izin nedeniyle vekâlet oluru")


def _give(people: list[Person], giver: str, receiver: str, last: date, powers: str, basis: str) -> None:
    first = {person.position: person for person in reversed(people)}
    if giver not in first or receiver not in first:
        return
    position = Position.get(Position.slug == giver)
    deputy = User.get_by_id(first[receiver].user_id)
    day = today()
    try:
        give(
            load_actor(first[giver].user_id, day),
            position,
            deputy,
            day,
            last,
            powers,
            f"{day:%d.%m.%Y} tarihli {basis}",
        )
    except Refused:
        # The position has not that power to lend in this municipality.
        return
