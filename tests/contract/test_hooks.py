"""Every hook is described, shown by an example from a tested file, implemented by the example plugin, and tested."""

import ast
import inspect
import re
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from tools.snippets import ROOT

from kalem.app.declarations import SPECS
from kalem.plugins.markers import PROJECT
from kalem.web import FACE

EXAMPLE = ROOT / "tests" / "example_plugin" / "kalem_ornek" / "__init__.py"
TESTS = ROOT / "tests" / "plugins_outside"


def rooms() -> list[ModuleType]:
    """Return every module in which a room declares hooks."""
    return [
        import_module(f"kalem.{path.parent.name}.hooks") for path in sorted((ROOT / "core/kalem").glob("*/hooks.py"))
    ]


def declarations() -> dict[str, Callable[..., Any]]:
    """Return every declared hook by its name."""
    return {
        name: function
        for room in rooms()
        for name, function in vars(room).items()
        if hasattr(function, f"{PROJECT}_spec") and function.__module__ == room.__name__
    }


def sections() -> dict[str, str]:
    """Return what docs/hooks.md says, by its headings."""
    text = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    parts = re.split(r"^### `(\w+)`\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def functions(path: Any) -> set[str]:
    """Return the names of the functions at a file's top level."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


HOOKS = sorted(declarations())


def test_there_are_hooks_and_their_rooms_are_all_assembled() -> None:
    assert {"kalem_record_types", "kalem_steps", "kalem_routes"} <= set(HOOKS)
    assert {room.__name__ for room in rooms()} == {room.__name__ for room in (*SPECS, *FACE.specs)}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_described_and_typed(hook: str) -> None:
    declaration = declarations()[hook]
    signature = inspect.signature(declaration)

    assert hook.startswith(f"{PROJECT}_")
    assert inspect.getdoc(declaration)
    assert signature.return_annotation is not signature.empty
    assert all(each.annotation is not each.empty for each in signature.parameters.values())


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_documented_with_an_example_from_a_tested_file(hook: str) -> None:
    section = sections()[hook]
    arguments = inspect.signature(declarations()[hook]).parameters

    assert re.search(rf"<!-- from: \S+#{hook} -->\n```python\n@hookimpl\ndef {hook}\(", section)
    assert all(f"`{name}`" in section for name in arguments)


def test_no_hook_is_documented_that_is_gone() -> None:
    assert sorted(sections()) == HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_implemented_by_the_example_plugin(hook: str) -> None:
    assert hook in functions(EXAMPLE)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_test_that_names_it(hook: str) -> None:
    names = {name for path in TESTS.glob("test_*.py") for name in functions(path)}

    assert [name for name in names if name.startswith(f"test_{hook}_")]
