"""Bring the English catalogues in line with the source, and name what waits for its translation: ``make messages``.

Every message of the source is then in its catalogue, in order and without line numbers; what the source no longer has
is gone. The core's catalogue has the core's messages; a plugin's has those of its own that the core's has not, for the
core's word stands first.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kalem.testing.messages import Message, catalogue, forms, messages, updated

ROOT = Path(__file__).parents[1]

LANGUAGE = "en"


@dataclass(frozen=True)
class Domain:
    """A package and the messages that its catalogue must have."""

    name: str
    path: Path
    wanted: dict[tuple[str, str], Message]


def domains(root: Path = ROOT) -> Iterator[Domain]:
    """Yield the core, then every plugin folder."""
    core = messages(root / "core" / "kalem")
    yield Domain("kalem", _path(root / "core" / "kalem", "kalem"), core)
    for package in sorted(root.glob("plugins/*/kalem_*")):
        if (package / "__init__.py").is_file():
            own = {key: message for key, message in messages(package).items() if key not in core}
            yield Domain(package.name, _path(package, package.name), own)


def _path(package: Path, name: str) -> Path:
    return package / "translations" / LANGUAGE / "LC_MESSAGES" / f"{name}.po"


def main() -> int:
    """Write the catalogues; 1 while something is not translated."""
    waiting = 0
    for domain in domains():
        domain.path.parent.mkdir(parents=True, exist_ok=True)
        domain.path.write_bytes(updated(domain.path, domain.wanted.values(), LANGUAGE))
        for entry in catalogue(domain.path):
            if entry.id and not all(forms(entry)):
                waiting += 1
                print(f"{domain.name}: {entry.id!r}")
    print(f"{waiting} messages wait for their translation" if waiting else "every message is translated")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
