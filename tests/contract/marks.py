"""The marks of all tests, read from their source: no test is imported for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.offices import CONFIG

ROOT = CONFIG.parent

#: Where tests are.
TREES = ("tests", "plugins")


def marked(mark: str) -> dict[str, list[str]]:
    """Return the tests that carry ``pytest.mark.<mark>(…)``, as ``file:function``, by each argument of the mark."""
    found: dict[str, list[str]] = {}
    for tree in TREES:
        for file in sorted((ROOT / tree).rglob("test_*.py")):
            for function, argument in _marks(file, f"pytest.mark.{mark}"):
                found.setdefault(argument, []).append(f"{file.relative_to(ROOT)}:{function}")
    return found


def _marks(file: Path, mark: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == mark:
                    assert decorator.args, f"{file}:{node.name}: the mark names nothing"
                    yield from ((node.name, _text(each, constants)) for each in decorator.args)


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the module's names and what each stands for, ``A, B = "a", "b"`` included."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for name, value in zip(target.elts, node.value.elts, strict=True):
                        yield ast.unparse(name), value


def _text(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    if isinstance(node, ast.Name):
        node = constants[node.id]
    return str(ast.literal_eval(node))
