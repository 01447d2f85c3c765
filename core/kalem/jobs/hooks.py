"""Hooks of the jobs room."""

from kalem.plugins.markers import hookspec

from .events import Event


@hookspec
def kalem_entry_written(event: Event) -> None:
    """Hear of an entry after it was kept, outside its transaction: to tell another system, to count, to fetch.

    Called by the worker (``kalem run``, ``kalem work``), of one subject in order. One that raises is called again with
    the same ``event.id``, later and later, for some days; so may one be whose program was killed before it could be
    noted that it had heard. What ``kalem apply`` writes by itself is not told.
    """
    raise NotImplementedError
