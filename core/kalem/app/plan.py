"""What would change if a file were applied: exactly what :func:`kalem.app.apply` then does."""

from kalem.config import Municipality

from .assembly import Parts
from .changes import Change
from .plan_office import office_changes, plugins, roles, whole
from .plan_organisation import positions, units
from .plan_work import stranded


def plan(old: Municipality | None, new: Municipality, old_parts: Parts | None, new_parts: Parts) -> list[Change]:
    """Return what applying ``new`` over ``old`` (None: the first file) would do, in the order of the file."""
    changes = [*units(old, new), *positions(old, new)]
    for office in new.offices.values():
        changes += office_changes(old.offices.get(office.id) if old is not None else None, office)
    if old is not None:
        changes += [*roles(old, new), *whole(old, new)]
    changes += plugins(old, new, old_parts, new_parts)
    if old is not None and old_parts is not None:
        moved = {id for change in changes if change.action in ("closed", "on", "off") for id in change.records}
        changes += stranded(old, new, old_parts, new_parts, moved)
    return changes
