"""Time in a demo: a clock that is set, and the hours in which an office works."""

from datetime import UTC, date, datetime, time, timedelta

from kalem.context import TIME_ZONE

#: First and last minute of an office's day, in Turkish time.
OPENS, CLOSES = time(8, 30), time(17, 30)

#: Public holidays that have the same day every year (month, day).
HOLIDAYS = frozenset({(1, 1), (4, 23), (5, 1), (5, 19), (7, 15), (8, 30), (10, 29)})


class Clock:
    """A clock that stands where it was set; each look moves it by a millisecond, so that nothing happens at once."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment, aware, in UTC."""
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def set(self, moment: datetime) -> None:
        """Go to ``moment``, never back."""
        self.moment = max(self.moment, moment)


def is_workday(day: date) -> bool:
    """Whether offices are open on ``day``."""
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def at(day: date, minutes: int = 0) -> datetime:
    """Return the moment ``minutes`` after the office opens on ``day``."""
    return (datetime.combine(day, OPENS, TIME_ZONE) + timedelta(minutes=minutes)).astimezone(UTC)


def later(moment: datetime, minutes: int) -> datetime:
    """Return the moment after ``minutes`` of office hours have gone by."""
    here = moment.astimezone(TIME_ZONE)
    left = timedelta(minutes=minutes)
    while True:
        opens, closes = (datetime.combine(here.date(), hour, TIME_ZONE) for hour in (OPENS, CLOSES))
        if is_workday(here.date()):
            here = max(here, opens)
            if here + left < closes:
                return (here + left).astimezone(UTC)
            left -= max(closes - here, timedelta())
        here = opens + timedelta(days=1)


def workdays(first: date, last: date) -> list[date]:
    """Return the days on which the office is open, both ends included."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]
