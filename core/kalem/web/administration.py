"""What the pages of administration share."""

from flask import g

from . import menu
from .shell import entries
from .view import Tab


def tabs() -> tuple[Tab, ...]:
    """Return the pages of administration that are open to who is there, the present one marked."""
    return tuple(Tab(each.label, each.url, each.current) for each in entries(menu.ADMINISTRATION, g.actor))
