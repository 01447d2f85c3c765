"""Hooks of the workflow room."""

from collections.abc import Mapping, Sequence

from kalem.plugins.markers import hookspec
from kalem.records import Rule, Step


@hookspec
def kalem_rules() -> Sequence[Rule]:
    """Return rules that the municipality's file can switch on.

    Rules that stand in a step's own declaration are known without this hook; it is for rules that guard steps of
    other types, named in ``on``.
    """
    raise NotImplementedError


@hookspec
def kalem_steps(type_id: str) -> Sequence[Step]:
    """Return steps to add to the workflow of another plugin's (or the core's) record type.

    An added step moves between states that the type has; its id begins with the adding plugin's id and a dot, so that
    nothing of the type's author can be replaced.
    """
    raise NotImplementedError


@hookspec
def kalem_permissions() -> Mapping[str, str]:
    """Return permissions that the plugin's routes and steps ask for, with their Turkish label.

    Each begins with the plugin's id and a dot. Permissions to create and to work on a record type need not be listed.
    """
    raise NotImplementedError
