"""Where things stand in a file: the line of every table, key and list item.

``tomllib`` knows values but no positions and stops at the first error; the tree of ``tree-sitter``
knows positions and goes on after an error. So values come from the one and places from the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

#: Place of a table, key or list item: its names from the top, list items by their index.
Path = tuple[str, ...]

_TABLES = ("table", "table_array_element")

#: Deepest node of a tree that is read: a municipality's file needs a dozen, and reading deeper ones recurses too far.
DEEPEST = 60


def dotted(path: Path) -> str:
    """The path as people write it: ``office.kalem.sign``."""
    return ".".join(path)


class Lines:
    """Line numbers (from 1) of one text by path."""

    def __init__(self, places: Mapping[Path, int]) -> None:
        self._places = places

    def __contains__(self, path: Path) -> bool:
        return path in self._places

    def of(self, path: Path) -> int:
        """Line of the path, or of the nearest parent that is written, or 1."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, 1)

    def by_key(self) -> dict[str, int]:
        """Line of every written path under its dotted name."""
        return {dotted(path): line for path, line in self._places.items()}


class Tree:
    """The syntax tree of one text."""

    def __init__(self, text: str) -> None:
        self._root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node

    def too_deep(self) -> range | None:
        """Rows (from 0) of the first heading, key or other outermost part that is nested too deep, or None."""
        cursor = self._root.walk()
        outermost: list[Node] = []
        while True:
            del outermost[cursor.depth :]
            if cursor.node is not None:
                outermost.append(cursor.node)
            if cursor.depth > DEEPEST:
                # Below the document and, where it stands in one, below its table.
                inside = outermost[1].type in _TABLES and outermost[2].type == "pair"
                return _rows(outermost[2 if inside else 1])
            if cursor.goto_first_child() or cursor.goto_next_sibling():
                continue
            while cursor.goto_parent():
                if cursor.goto_next_sibling():
                    break
            else:
                return None

    def first_error(self) -> int | None:
        """Row (from 0) where the first syntax error begins, or None."""
        rows = [node.start_point[0] for node in _errors(self._root)]
        return min(rows, default=None)

    def read(self) -> tuple[Lines, list[tuple[Path, range, int]]]:
        """Places of all keys, and the repeated ones: path, rows (from 0) and line of the first."""
        places: dict[Path, int] = {}
        explicit: dict[Path, int] = {}
        repeated: list[tuple[Path, range, int]] = []
        arrays: dict[Path, int] = {}
        skipped = 0
        for node, path in _definitions(self._root, (), arrays):
            line = node.start_point[0] + 1
            if node.start_byte < skipped:
                continue
            if path in explicit:
                repeated.append((path, _rows(node), explicit[path]))
                skipped = node.end_byte
                continue
            explicit[path] = line
            places.setdefault(path, line)
            for depth in range(1, len(path)):
                places.setdefault(path[:depth], line)
        return Lines(places), repeated


def _errors(node: Node) -> Iterator[Node]:
    """Error and missing nodes below a node, outermost ones."""
    if node.is_error or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _errors(child)


def _rows(node: Node) -> range:
    end, column = node.end_point
    return range(node.start_point[0], end if column == 0 else end + 1)


def _definitions(node: Node, above: Path, arrays: dict[Path, int]) -> Iterator[tuple[Node, Path]]:
    """Every table, key and list item below a node with its path."""
    for child in node.named_children:
        if child.type in _TABLES:
            path = _header(child, arrays)
            yield child, path
            yield from _definitions(child, path, arrays)
        elif child.type == "pair":
            path = above + _names(child.named_children[0])
            yield child, path
            yield from _values(child.named_children[-1], path)


def _header(table: Node, arrays: dict[Path, int]) -> Path:
    path = _names(table.named_children[0])
    if table.type == "table":
        return path
    arrays[path] = arrays.get(path, -1) + 1
    return (*path, str(arrays[path]))


def _values(value: Node, path: Path) -> Iterator[tuple[Node, Path]]:
    if value.type == "inline_table":
        yield from _definitions(value, path, {})
    elif value.type == "array":
        items = [item for item in value.named_children if item.type != "comment"]
        for index, item in enumerate(items):
            yield item, (*path, str(index))
            yield from _values(item, (*path, str(index)))


def _names(key: Node) -> Path:
    """Names of a key node from left to right."""
    if key.type == "dotted_key":
        return tuple(name for part in key.named_children for name in _names(part))
    text = (key.text or b"").decode()
    return (text[1:-1] if key.type == "quoted_key" else text,)
