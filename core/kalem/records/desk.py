"""The desk (işlerim): what waits for a person, is late, was begun by him, or comes to him as a deputy."""

from datetime import date

from kalem.context import today
from kalem.organisation import Actor

from .record import Record
from .scope import visible, waiting_for

#: The views: all that waits; what is late; what he began and is not finished; what waits for those he is deputy for.
VIEWS = ("", "late", "mine", "lent")


def waiting_list(actor: Actor, view: str = "", *, after: str = "", limit: int = 50) -> list[Record]:
    """Return at most ``limit`` records of a view, the most pressing first. ``after`` is a :func:`cursor`."""
    if view == "mine":
        before = int(after) if after.isdecimal() and len(after) < 19 else None
        mine = (Record.created_by == actor.user_id) & Record.closed_at.is_null()
        return visible(actor, where=mine, before=before, limit=limit)
    return waiting_for(
        actor,
        principals=lent(actor) if view == "lent" else None,
        late_on=today() if view == "late" else None,
        after=_read_cursor(after),
        limit=limit,
    )


def cursor(last: Record, view: str = "") -> str:
    """Return what the list goes on after when ``last`` was its last record."""
    return str(last.id) if view == "mine" else f"{last.due or ''}~{last.id}"


def lent(actor: Actor) -> list[str]:
    """Return what the actor acts as for others, and not by himself."""
    own = {p for seat in actor.seats if seat.delegation_id is None for p in seat.principals}
    found = [p for seat in actor.seats if seat.delegation_id is not None for p in seat.principals if p not in own]
    return list(dict.fromkeys(found))


def _read_cursor(text: str) -> tuple[date | None, int] | None:
    due, mark, number = text.partition("~")
    if not mark or not number.isdecimal() or len(number) > 18:
        return None
    try:
        return (date.fromisoformat(due) if due else None), int(number)
    except ValueError:
        return None
