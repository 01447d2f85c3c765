"""Days and times as people write them in Turkey, whatever the language of the labels beside them."""

from datetime import date, datetime

from kalem.context import local


def full_year(text: str) -> int:
    """Return the year that was written; of two digits as POSIX reads them: ``00`` to ``68`` are 2000 to 2068."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 69 else 1900)


def day_of(value: date) -> date:
    """Return a day as it is; of a moment the day in Turkey."""
    return local(value).date() if isinstance(value, datetime) else value


def write_date(value: date | None) -> str:
    """19.11.2026; a moment is told by its day in Turkey."""
    if value is None:
        return ""
    day = day_of(value)
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def write_time(value: datetime | None) -> str:
    """09.30, in Turkish time."""
    if value is None:
        return ""
    moment = local(value)
    return f"{moment.hour:02}.{moment.minute:02}"
