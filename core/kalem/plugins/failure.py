"""Why a plugin does not run."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason for which one plugin is left out."""

    plugin_id: str
    #: Turkish sentence for the administrator; names the other plugin where two are in each other's way.
    reason: str
    #: Key of the municipality's file that is at fault (``plugin.<id>.<setting>``), when one is.
    key: str | None = None

    @property
    def cause(self) -> str:
        """The reason, after the key at fault when there is one."""
        return f"{self.key}: {self.reason}" if self.key else self.reason

    def __str__(self) -> str:
        return f"{self.plugin_id}: {self.cause}"


class BrokenPlugins(Exception):
    """Plugins that cannot run, each with every reason found."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(map(str, self.failures)))
