"""What the core itself shows through the hooks of the pages."""

from collections.abc import Sequence

from kalem.organisation import Actor
from kalem.plugins.markers import hookimpl
from kalem.records import Details, Record

from . import registry
from .view import Chain, Panel


@hookimpl
def kalem_record_panels(record: Record, details: Details, actor: Actor) -> Sequence[Panel | Chain]:
    """Return the cards of the registry: sign chain, drafts, dispatch."""
    return registry.panels(record, details, actor)
