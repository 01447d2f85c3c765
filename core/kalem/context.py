"""What belongs to one application: every room keeps its state in a slot, never in a module global.

Two applications in one process (two municipalities, or two tests) share no state: a slot is looked up in the
running Flask application's ``extensions``.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Generic, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

T = TypeVar("T")

#: Turkey has one time zone and, since 2016, no summer time; registers and deadlines follow it.
TIME_ZONE = ZoneInfo("Europe/Istanbul")


class Slot(Generic[T]):
    """A named place for one object of the running application."""

    def __init__(self, name: str) -> None:
        """``name`` is the key in ``app.extensions``; it starts with ``kalem.``."""
        self.name = name

    def get(self) -> T:
        """Return the object of the running application; ``RuntimeError`` outside one, ``KeyError`` when never put."""
        return cast(T, current_app.extensions[self.name])

    @property
    def is_put(self) -> bool:
        """Whether the running application has one."""
        return self.name in current_app.extensions

    def put(self, app: Flask, value: T) -> None:
        """Keep ``value`` for ``app``, replacing what was there."""
        app.extensions[self.name] = value


#: The application's clock: a function that returns an aware UTC time. Tests put their own.
clock: Slot[Callable[[], datetime]] = Slot("kalem.clock")


def system_clock() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return the application's time, aware, in UTC."""
    return clock.get()()


def moment_of(day: date, at: time) -> datetime:
    """Return the moment, aware in UTC, when clocks in Turkey show ``at`` on ``day``."""
    return datetime.combine(day, at, TIME_ZONE).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """Return ``moment`` in Turkish time."""
    return moment.astimezone(TIME_ZONE)


def written(moment: datetime) -> str:
    """Return ``moment`` as people write it in Turkey: 19.11.2026 09.30."""
    return local(moment).strftime("%d.%m.%Y %H.%M")


def today() -> date:
    """Return the application's date in Turkey."""
    return local(now()).date()
