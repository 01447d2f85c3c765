"""Check who imports whom: the rooms' order of pyproject.toml, and that the core imports no plugin.

The second contract depends on the plugin folders that are there, so it stands here, not in pyproject.toml.
"""

import configparser
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]


def settings(root: Path) -> dict[str, Any]:
    """Return import-linter's settings of pyproject.toml, with every plugin found added."""
    with (root / "pyproject.toml").open("rb") as file:
        found: dict[str, Any] = tomllib.load(file)["tool"]["importlinter"]
    if plugins := sorted(package.parent.name for package in root.glob("plugins/*/kalem_*/__init__.py")):
        found["root_packages"] += plugins
        found["contracts"].append(
            {
                "name": "The core imports no plugin",
                "type": "forbidden",
                "source_modules": ["kalem"],
                "forbidden_modules": plugins,
            }
        )
    return found


def as_ini(found: dict[str, Any]) -> configparser.ConfigParser:
    """Return the settings in the other form that import-linter reads; Python writes no TOML."""
    ini = configparser.ConfigParser(interpolation=None)
    ini["importlinter"] = {key: _text(value) for key, value in found.items() if key != "contracts"}
    for number, contract in enumerate(found["contracts"]):
        ini[f"importlinter:contract:{number}"] = {key: _text(value) for key, value in contract.items()}
    return ini


def _text(value: object) -> str:
    return "\n" + "\n".join(value) if isinstance(value, list) else str(value)


def main() -> int:
    """Run import-linter; its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contracts.ini"
        with path.open("w", encoding="utf-8") as file:
            as_ini(settings(ROOT)).write(file)
        return lint_imports(config_filename=str(path), no_cache=True)


if __name__ == "__main__":
    sys.exit(main())
