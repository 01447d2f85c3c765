"""Why a plugin does not run."""

from collections.abc import Iterable
from dataclasses import dataclass

from kalem.i18n import joined, retold


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason for which one plugin is left out."""

    plugin_id: str
    #: Sentence for the administrator, in Turkish whatever the language of the process that found it; names the other
    #: plugin where two are in each other's way.
    reason: str
    #: Key of the municipality's file that is at fault (``plugin.<id>.<setting>``), when one is.
    key: str | None = None

    @property
    def cause(self) -> str:
        """The reason in the reader's language, after the key at fault when there is one."""
        return joined((self.key or "", retold(self.reason)), ": ")

    def __str__(self) -> str:
        return f"{self.plugin_id}: {self.cause}"


class BrokenPlugins(Exception):
    """Plugins that cannot run, each with every reason found."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(map(str, self.failures)))
