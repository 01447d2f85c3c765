"""Days as the programs of a town hall write them."""

import re
from datetime import date, time

from kalem.text.dates import full_year

_TIME = r"(?:[ T]+([0-9]{1,2})[.:]([0-9]{2})(?:[.:][0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})" + _TIME)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})" + _TIME)


def read_day(text: str) -> tuple[date, time] | None:
    """Return the day, and the time where there is one, else midnight; None for what is no day of the calendar.

    Day, month and year in this order (``3.1.2025``, ``8/1/2025``, ``12-01-2025``, ``03.01.25``), or as ISO 8601 has it.
    """
    turkish, iso = _DAY.fullmatch(text), _ISO.fullmatch(text)
    if turkish is not None:
        day, month, year, hour, minute = turkish.groups()
    elif iso is not None:
        year, month, day, hour, minute = iso.groups()
    else:
        return None
    try:
        return date(full_year(year), int(month), int(day)), time(int(hour or 0), int(minute or 0))
    except ValueError:
        return None
