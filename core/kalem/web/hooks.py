"""Hooks of the pages."""

from collections.abc import Sequence

from kalem.http.routing import Route
from kalem.organisation import Actor
from kalem.plugins.markers import hookspec
from kalem.records import Details, Record

from .view import Chain, MenuItem, Panel


@hookspec
def kalem_routes() -> Sequence[Route]:
    """Return pages that the generic ones cannot give. Their addresses begin with ``/<plugin id>/``.

    A route declares a permission, ``signed-in`` or ``public``; one that does not is a fault of the plugin. Templates
    stand in the plugin's ``templates/<plugin id>/`` and extend ``base.html``.
    """
    raise NotImplementedError


@hookspec
def kalem_menu(actor: Actor) -> Sequence[MenuItem]:
    """Return further lines of the side menu for ``actor``, shown below the plugin's name.

    The lists of the plugin's record types are there already. Asked on every page: no query.
    """
    raise NotImplementedError


@hookspec
def kalem_record_panels(record: Record, details: Details, actor: Actor) -> Sequence[Panel | Chain]:
    """Return cards for the page of ``record``, which may be of any type; ``actor`` may read it.

    One that raises is shown as a card that names the plugin, and the page goes on.
    """
    raise NotImplementedError


@hookspec
def kalem_desk_cards(actor: Actor) -> Sequence[Panel]:
    """Return cards for the right side of ``actor``'s desk. The number of queries must not depend on that of rows."""
    raise NotImplementedError
