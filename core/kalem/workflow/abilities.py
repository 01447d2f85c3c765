"""What working with a record type asks for, over all steps of all offices: for menus, and for what is no step."""

from kalem.records import RecordType

from .assembled import workflows


def working_permissions(type: RecordType) -> frozenset[str]:
    """Return every permission that creating, mending or working on records of ``type`` may ask for."""
    found = {type.permission_to_create, type.permission_to_correct}
    for (_office, id), flow in workflows.get().items():
        if id == type.id:
            for step in flow.flow.steps:
                found.update((step.permission or type.permission_to_work).split())
    return frozenset(found)
