"""Hooks of the records room."""

from collections.abc import Sequence

from kalem.db import Model
from kalem.plugins.markers import hookspec

from .types import RecordType


@hookspec
def kalem_record_types() -> list[RecordType]:
    """Return the record types that the plugin brings. Their ids begin with the plugin's id and a dot."""
    raise NotImplementedError


@hookspec
def kalem_models() -> Sequence[type[Model]]:
    """Return tables that the plugin has beside the details of its record types.

    They are changed through the ledger's acts only, and ``kalem verify`` proves them. Their names begin with the
    plugin's id and an underscore.
    """
    raise NotImplementedError
