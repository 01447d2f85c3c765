"""Circles in who stands under whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def loops(above: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Circles of names that stand under themselves, each once, from the first name in the mapping's order."""
    found: list[tuple[str, ...]] = []
    for name in above:
        if not any(name in circle for circle in found):
            circle = _way_back(name, above)
            if circle is not None:
                found.append(circle)
    return found


def _way_back(start: str, above: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    """The names from ``start`` upwards until it comes again; None when it does not."""
    seen: set[str] = set()
    waiting: list[tuple[str, ...]] = [(start,)]
    while waiting:
        way = waiting.pop()
        for higher in above.get(way[-1], ()):
            if higher == start:
                return way
            if higher not in seen:
                seen.add(higher)
                waiting.append((*way, higher))
    return None
