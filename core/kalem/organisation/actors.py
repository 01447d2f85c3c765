"""Reading who acts: a user on a day, with the seats he holds and those he is deputy for."""

from datetime import date

from flask import g, has_app_context
from peewee import Query, Value

from kalem.db import Prepared

from .models import Delegation, Holding, User
from .seats import Actor, person_levels
from .structure import tree
from .terms import end_of, holds_on, in_force


def acting() -> Actor | None:
    """Return who is there in this request; None in a command, where the machine's administrator acts."""
    return g.get("actor") if has_app_context() else None


class UnknownUser(LookupError):
    """There is no such user, or he is no longer active."""


def load_actor(user_id: int, on: date) -> Actor:
    """Return the user as he may act on the day ``on``, in three queries, however large the organisation.

    ``UnknownUser`` for one that is not there or no longer active. A position that the file in force no longer has gives
    nothing.
    """
    people = _person.rows(user=user_id)
    if not people:
        raise UnknownUser(user_id)
    place, end = tree.get().seats, Delegation.revoked_at.db_value(end_of(on))
    own = [place[position] for (position,) in _held.rows(user=user_id, day=on) if position in place]
    lent = [
        place[position].delegated(number, giver, powers)
        for number, position, powers, giver in _lent.rows(user=user_id, day=on, end=end)
        if position in place
    ]
    seats = (*own, *lent)
    person = person_levels(user_id, own) if seats else ()
    principals = dict.fromkeys([*person, *(each for seat in seats for each in seat.principals)])
    name, language = people[0]
    return Actor(user_id, name, on, seats, tuple(principals), language or "")


@Prepared
def _person(user: Value) -> Query:
    return User.select(User.name, User.language).where((User.id == user) & User.active)


@Prepared
def _held(user: Value, day: Value) -> Query:
    return Holding.select(Holding.position).where((Holding.user == user) & holds_on(day)).order_by(Holding.id)


@Prepared
def _lent(user: Value, day: Value, end: Value) -> Query:
    return (
        Delegation.select(Delegation.id, Delegation.position, Delegation.powers, User.name)
        .join(User, on=Delegation.from_user)
        .where((Delegation.to_user == user) & in_force(day, end))
        .order_by(Delegation.id)
    )
