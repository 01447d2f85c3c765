"""Fail when a file of the core knows a plugin or a municipality by name.

The core may hold no import, identifier or quoted string equal to the id of a plugin folder, to
``kalem_<id>``, to the stem of a file in config/ or to the id of an office in it. Prose (comments,
docstrings, texts with blanks) may use the words; but no quoted string may be the whole name of a
municipality, an office's unit or any other, or the whole title of a regulation. Templates (``.tmpl``)
of which a municipality's file or a plugin is made are no part of the program: they may propose names.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kalem.text import lower

ROOT = Path(__file__).parents[1]

#: Besides Python: what the core ships that can refer to a name.
TEXT_FILES = {".html", ".js", ".css", ".toml", ".txt", ".json"}

QUOTED = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")
EVERYTHING = re.compile(r".+", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
IDENTIFIER = re.compile(r"[^\W\d]\w*")


def forbidden(root: Path) -> frozenset[str]:
    """Return the names that exist outside the core, in lower case."""
    plugins = {package.parents[1].name for package in root.glob("plugins/*/kalem_*/__init__.py")}
    municipalities = {file.stem for file in root.glob("config/*.toml")}
    offices = {office for values in files(root) for office in values.get("office", {})}
    return frozenset(
        name.lower() for name in plugins | {f"kalem_{plugin}" for plugin in plugins} | municipalities | offices
    )


def titles(root: Path) -> frozenset[str]:
    """Return the names that people read of municipalities, units and regulations, in Turkish lower case."""
    found = set()
    for values in files(root):
        found.add(values.get("municipality", {}).get("name"))
        found |= {unit.get("name") for unit in values.get("unit", {}).values()}
        found |= {office.get("regulation", {}).get("title") for office in values.get("office", {}).values()}
    return frozenset(lower(name) for name in found if name)


def files(root: Path) -> list[dict[str, Any]]:
    """Return what the municipalities' files hold."""
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(root.glob("config/*.toml"))]


def parts(text: str) -> list[str]:
    """Return ``text`` and the pieces of a path or dotted name; of prose only the whole."""
    text = text.strip()
    return [text] if re.search(r"\s", text) else [text, *re.split(r"[.:/]", text)]


def names_in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name for each identifier, imported name and quoted string."""
    for node in ast.walk(ast.parse(source)):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Constant(value=str(text)):
                found = parts(text)
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                found = [name]
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found = [name]
            case ast.alias(name=name, asname=asname):
                found = [*parts(name), asname or ""]
            case ast.ImportFrom(module=str(name)):
                found = parts(name)
            case ast.keyword(arg=str(name)):
                found = [name]
            case _:
                continue
        yield from ((line, name) for name in found)


def names_in_text(source: str, *, code: bool) -> Iterator[tuple[int, str]]:
    """Yield line and name for each quoted string, and each identifier of code or of a template."""
    found = [(match.start(), part) for match in QUOTED.finditer(source) for part in parts(match.group(2))]
    bare = QUOTED.sub(lambda match: " " * len(match.group()), source)
    for piece in (EVERYTHING if code else EXPRESSION).finditer(bare):
        start = piece.start()
        found += [(start + match.start(), match.group()) for match in IDENTIFIER.finditer(piece.group())]
    yield from ((source.count("\n", 0, position) + 1, name) for position, name in found)


def findings(root: Path) -> list[str]:
    """Return ``file:line: name`` for each name in the core that it must not know."""
    names, whole = forbidden(root), titles(root)
    lines = []
    for file in sorted((root / "core").rglob("*")):
        if file.suffix == ".py":
            found = names_in_python(file.read_text(encoding="utf-8"))
        elif file.suffix in TEXT_FILES:
            found = names_in_text(file.read_text(encoding="utf-8"), code=file.suffix in {".js", ".json"})
        else:
            continue
        lines += [
            f"{file.relative_to(root)}:{line}: {name}"
            for line, name in found
            if name.lower() in names or lower(name) in whole
        ]
    return list(dict.fromkeys(lines))


def main() -> int:
    """Print the findings; exit status 1 when there are any."""
    found = findings(ROOT)
    for line in found:
        print(f"{line}: the core must not know this name")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
