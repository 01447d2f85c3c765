"""A day as Turkish readers write it."""

from datetime import date


def shown(day: date) -> str:
    """Return ``21.11.2026``."""
    return day.strftime("%d.%m.%Y")
