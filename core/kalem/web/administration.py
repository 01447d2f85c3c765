"""What the pages of administration share."""

from flask import current_app, g, request, url_for

from . import menu
from .view import Tab


def tabs() -> tuple[Tab, ...]:
    """Return the pages of administration that are open to who is there, the present one marked."""
    blueprint = (request.endpoint or "").partition(".")[0]
    return tuple(
        Tab(str(entry.label), url_for(entry.endpoint), entry.endpoint.partition(".")[0] == blueprint)
        for entry in menu.ADMINISTRATION
        if entry.endpoint in current_app.view_functions and any(map(g.actor.may, entry.permission.split()))
    )
