"""Which plugins are installed, found without importing them."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

#: Entry-point group in which a package names its plugins: ``id = "package"``.
GROUP = "kalem.plugins"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An installed plugin that nobody has imported yet."""

    id: str
    #: Name of the pip package that brings it.
    distribution: str
    #: Version of that package.
    version: str
    #: Imports the plugin and returns its module; may raise whatever the plugin raises.
    load: Callable[[], object]


def discover() -> list[Candidate]:
    """Return every installed plugin, ordered by id and package.

    An id that two packages bring appears twice; assembling refuses it.
    """
    found = [_candidate(entry) for entry in metadata.entry_points(group=GROUP)]
    return sorted(found, key=lambda candidate: (candidate.id, candidate.distribution))


def _candidate(entry: metadata.EntryPoint) -> Candidate:
    package = entry.dist
    return Candidate(
        id=entry.name,
        distribution=package.name if package else "",
        version=package.version if package else "",
        load=entry.load,
    )
