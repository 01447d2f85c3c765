"""A plugin of the house stands where a third party's would: all it knows of Kalem is the public face."""

import ast
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[2] / "plugins"


@pytest.mark.parametrize("plugin", sorted(folder.name for folder in PLUGINS.glob("*/")))
def test_a_plugin_imports_the_public_face_only(plugin: str) -> None:
    for file in (PLUGINS / plugin).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert {name for name in names if name.split(".")[0].startswith("kalem")} <= {"kalem.plugin"}, file
