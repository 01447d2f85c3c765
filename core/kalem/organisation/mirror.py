"""Bringing units and positions in line with the municipality's file: created, changed, closed, never deleted."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from kalem.config import Municipality
from kalem.context import now
from kalem.db import Model
from kalem.ledger import Book
from kalem.text import sort_key

from .models import Position, Unit
from .structure import lines_of

M = TypeVar("M", Unit, Position)

#: Columns that refer to a unit.
REFERENCES = frozenset({"parent", "unit", "successor"})

#: Columns whose change a reader of the history is told in words.
SHOWN = REFERENCES | {"name", "title", "kind"}


def mirror(book: Book, municipality: Municipality) -> frozenset[int]:
    """Write what the file changes in units and positions, each change an entry of its own subject.

    Ids never change. What the file no longer names, or names as taken over by a successor, is closed; what it names
    again is opened again. Returns the ids of the units whose records others read now than before: the rows of these
    records must be written anew. A second call with the same file writes nothing.
    """
    moment = now()
    units = {row.slug: row for row in Unit.select()}
    before = lines_of(units.values())
    for slug in _parents_first(municipality):
        if slug not in units:
            values = _unit(municipality, slug, None, units, moment)
            units[slug] = _create(book, Unit, slug, values)
    for slug, row in units.items():
        declared = slug in municipality.units
        _change(book, row, _unit(municipality, slug, row, units, moment) if declared else _gone(row, moment))
    _mirror_positions(book, municipality, units, moment)
    after = lines_of(units.values())
    return frozenset(unit_id for unit_id, line in before.items() if after[unit_id] != line)


def _mirror_positions(book: Book, municipality: Municipality, units: Mapping[str, Unit], moment: datetime) -> None:
    positions = {row.slug: row for row in Position.select()}
    for slug in municipality.positions:
        if slug not in positions:
            values = _position(municipality, slug, None, units, moment)
            positions[slug] = _create(book, Position, slug, values)
    for slug, row in positions.items():
        declared = slug in municipality.positions
        _change(book, row, _position(municipality, slug, row, units, moment) if declared else _gone(row, moment))


def _parents_first(municipality: Municipality) -> Iterator[str]:
    for slug, unit in municipality.units.items():
        if unit.parent is None:
            yield from municipality.subtree(slug)


def _unit(
    municipality: Municipality, slug: str, row: Unit | None, units: Mapping[str, Unit], moment: datetime
) -> dict[str, Any]:
    """Return the columns that the file gives a unit."""
    unit = municipality.units[slug]
    closed = (row.closed_at if row is not None else None) or moment
    return {
        "office": unit.office,
        "kind": unit.kind,
        "name": unit.name,
        "sort_key": sort_key(unit.name),
        "parent": _id(units.get(unit.parent or "")),
        "outside": unit.outside,
        "closed_at": closed if unit.successor is not None else None,
        "successor": _id(units.get(unit.successor or "")),
    }


def _position(
    municipality: Municipality, slug: str, row: Position | None, units: Mapping[str, Unit], moment: datetime
) -> dict[str, Any]:
    """Return the columns that the file gives a position; one of a closed unit is closed with it."""
    position = municipality.positions[slug]
    unit = units.get(position.unit or "")
    closed = (row.closed_at if row is not None else None) or moment
    return {
        "title": position.title,
        "unit": _id(unit),
        "closed_at": closed if unit is not None and unit.closed_at is not None else None,
    }


def _gone(row: Unit | Position, moment: datetime) -> dict[str, Any]:
    """Return what becomes of a row that the file no longer has: closed, all else as it was."""
    return {"closed_at": row.closed_at or moment}


def _create(book: Book, model: type[M], slug: str, values: dict[str, Any]) -> M:
    name = values.get("name") or values["title"]
    act = book.act(_subject(model), 0, "create", about={"name": name})
    row = act.insert(model, slug=slug, **values)
    act.subject_id = row.id
    return row


def _change(book: Book, row: Unit | Position, values: dict[str, Any]) -> None:
    """Write the columns that differ, as one entry named after the weightiest of them."""
    changed = {name: value for name, value in values.items() if row.__data__[name] != value}
    if not changed:
        return
    about = {"name": row.name if isinstance(row, Unit) else row.title}
    for name in SHOWN & changed.keys():
        about[f"{name}_from"] = _shown(name, row.__data__[name])
        about[f"{name}_to"] = _shown(name, changed[name])
    book.act(_subject(type(row)), row.id, _action(changed), about=about).update(row, **changed)


def _action(changed: dict[str, Any]) -> str:
    if "closed_at" in changed:
        return "close" if changed["closed_at"] is not None else "reopen"
    if changed.keys() & {"parent", "unit"}:
        return "move"
    return "rename" if changed.keys() & {"name", "title"} else "change"


def _subject(model: type[Model]) -> str:
    return "unit" if model is Unit else "position"


def _shown(name: str, value: Any) -> str:
    """Return a column's value as people read it: a unit by its name."""
    if name in REFERENCES:
        return "" if value is None else str(Unit.get_by_id(value).name)
    return str(value)


def _id(unit: Unit | None) -> int | None:
    return unit.id if unit is not None else None
