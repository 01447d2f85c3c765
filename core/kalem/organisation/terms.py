"""Terms: on which days a holding and a delegation count."""

from datetime import date, datetime, time, timedelta

from peewee import Expression, Value, fn

from kalem.context import TIME_ZONE

from .models import Delegation, Holding, User


def holds_on(day: date | Value) -> Expression:
    """Return the condition that a holding is in force on ``day`` (or on the day it stands for)."""
    return (Holding.starts <= day) & (Holding.ends.is_null() | (Holding.ends >= day))


def end_of(day: date) -> datetime:
    """Return the moment at which ``day`` is over."""
    return datetime.combine(day + timedelta(days=1), time(), TIME_ZONE)


def in_force(day: date | Value, end: datetime | Value) -> Expression:
    """Return the condition that a delegation counts on ``day``, which is over at ``end`` (:func:`end_of`).

    Its giver must be joined as :class:`User`.

    It lapses with its giver: when he no longer holds the position or is no longer active. One that was revoked counts
    no more from that moment, and still counts for the days before.
    """
    giver_holds = Holding.select(Holding.id).where(
        (Holding.user == Delegation.from_user) & (Holding.position == Delegation.position) & holds_on(day)
    )
    condition: Expression = (
        (Delegation.starts <= day)
        & (Delegation.ends >= day)
        & (Delegation.revoked_at.is_null() | (Delegation.revoked_at >= end))
        & User.active
        & fn.EXISTS(giver_holds)
    )
    return condition
