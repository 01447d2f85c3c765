"""Permissions of this room, and what all are called. The file's roles carry them."""

from collections.abc import Mapping

from kalem.context import Slot
from kalem.i18n import gettext as _
from kalem.refusal import Ground

#: The application's permissions by id, each with the label that people read.
labels: Slot[Mapping[str, str]] = Slot("kalem.permissions")

#: Reads and checks what the unit and the units below it work on.
SUPERVISE = "records.supervise"

#: Keeps users, holders and, where their giver cannot, delegations.
MANAGE_PEOPLE = "people.manage"


def label_of(permission: str) -> str:
    """Return what a permission allows, in words; the id of one that no plugin declares any more."""
    return str(labels.get().get(permission, permission))


def missing_right(permission: str) -> Ground:
    """Return the ground of a refusal that rests on nothing but a missing permission."""
    return Ground("right", source=permission, text=_("Gereken yetki: %(permission)s", permission=label_of(permission)))
