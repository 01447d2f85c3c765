"""One thing that applying a file would do."""

from collections.abc import Iterable
from dataclasses import dataclass

from kalem.i18n import gettext as _

_MARKS = {"added": "+", "reopened": "+", "on": "+", "closed": "-", "off": "-", "stranded": "!"}


@dataclass(frozen=True)
class Change:
    """One thing that applying the file would do."""

    #: ``unit``, ``position``, ``chain``, ``intake``, ``rule``, ``role``, ``plugin``, ``owner``, ``duty``, ``setting``,
    #: ``work``.
    kind: str
    #: The file's id of what changes.
    subject: str
    #: ``added``, ``reopened``, ``renamed``, ``moved``, ``closed``, ``changed``, ``on``, ``off``, ``stranded``.
    action: str
    text: str
    #: Records that get an entry by it (a closed unit or position, a plugin), that others read or sign by it, or that
    #: those for whom they wait may not go on with.
    records: tuple[int, ...] = ()
    #: Why it cannot be applied, and what to do before; empty when it can.
    obstacle: str = ""

    def __str__(self) -> str:
        line = f"{_MARKS.get(self.action, '~')} {self.text}"
        return f"{line}\n  ! {_('Engel')}: {self.obstacle}" if self.obstacle else line


def obstacles(changes: Iterable[Change]) -> list[Change]:
    """Return the changes that forbid applying the file."""
    return [change for change in changes if change.obstacle]
