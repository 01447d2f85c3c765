"""The strings for people that a package holds, and what its catalogue lacks or says wrongly."""

import ast
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

#: What each function takes before its values: messages (m) and a context (c).
FUNCTIONS = {
    "gettext": "m",
    "lazy_gettext": "m",
    "ngettext": "mm",
    "pgettext": "cm",
    "lazy_pgettext": "cm",
}

#: Where these functions are imported from.
MODULES = ("kalem.i18n", "kalem.plugin")

#: Columns of tables that hold words for people, by the file's name.
TABLES = {"capabilities.csv": "label"}

_VALUE = re.compile(r"%(?:\(\w+\)[srd]|%)")

_HEADER = 'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\
"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@dataclass(frozen=True)
class Message:
    """A string for people, as it stands in the source."""

    singular: str
    #: The form for many; empty for what is not counted.
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is looked up by."""
        return self.context, self.singular


class NoLiteral(ValueError):
    """A message is not written out where it is used, so it cannot be found: the text names the file and the line."""


def messages(package: Path) -> dict[tuple[str, str], Message]:
    """Return every message of the package in the folder ``package``: of its modules, templates and tables of words.

    Raises :class:`NoLiteral`.
    """
    found: dict[tuple[str, str], Message] = {}
    for path in sorted(package.rglob("*")):
        if path.suffix == ".py" and path.parent.name != "migrations":
            several = _of_module(path)
        elif path.suffix in (".html", ".txt", ".xml") and "templates" in path.parts:
            several = _of_template(path)
        elif path.name in TABLES:
            several = _of_table(path)
        else:
            continue
        for message in several:
            before = found.get(message.key)
            # What is counted somewhere has both forms everywhere.
            if before is None or message.plural:
                found[message.key] = message
    return found


def catalogue(path: Path) -> Catalog:
    """Return the catalogue in a ``.po`` file, with all that is not in order in it; an empty one where there is none."""
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def updated(path: Path, wanted: Iterable[Message], language: str) -> bytes:
    """Return the text of the catalogue ``path`` with just the ``wanted`` messages, sorted; what is new is empty."""
    old, new = catalogue(path), Catalog()
    for message in wanted:
        before = old.get(message.singular, message.context or None)
        kept = forms(before) if before is not None and not before.fuzzy else ()
        if message.plural:
            # One form says nothing about two, and two say nothing about one.
            two = kept if len(kept) == 2 else ("", "")
            new.add((message.singular, message.plural), two, context=message.context or None)
        else:
            new.add(message.singular, kept[0] if len(kept) == 1 else "", context=message.context or None)
    lines = _Lines()
    write_po(lines, new, no_location=True, omit_header=True, sort_output=True, width=120)
    return _HEADER.format(language=language).encode() + lines.text


def faults(path: Path, wanted: Mapping[tuple[str, str], Message]) -> Iterator[str]:
    """Yield what is wrong with the catalogue ``path`` for the ``wanted`` messages, a sentence each."""
    found = catalogue(path)
    there = set()
    for entry in found:
        if not entry.id:
            continue
        singular, plural = (entry.id, "") if isinstance(entry.id, str) else entry.id[:2]
        key = (entry.context or "", singular)
        there.add(key)
        message = wanted.get(key)
        if message is None:
            yield f"not in the source any more: {singular!r}"
        elif message.plural != plural:
            yield f"counted or not, source and catalogue differ: {singular!r}"
        elif entry.fuzzy:
            yield f"fuzzy: {singular!r}"
        else:
            yield from _wrong(message, forms(entry))
    for old in found.obsolete.values():
        yield f"obsolete: {old.id!r}"
    for key in sorted(wanted.keys() - there):
        yield f"missing: {key[1]!r}"


def forms(entry: Entry) -> tuple[str, ...]:
    """Return the translations of a catalogue's entry: one, or that for one and that for many."""
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def _wrong(message: Message, forms: tuple[str, ...]) -> Iterator[str]:
    sources = (message.singular, message.plural) if message.plural else (message.singular,)
    if len(forms) != len(sources) or not all(forms):
        yield f"not translated: {message.singular!r}"
        return
    for source, form in zip(sources, forms, strict=True):
        if sorted(_VALUE.findall(source)) != sorted(_VALUE.findall(form)):
            yield f"other values than the source has: {form!r}"
        if source[:1].isspace() != form[:1].isspace() or source[-1:].isspace() != form[-1:].isspace():
            yield f"other blanks at its ends than the source has: {form!r}"


def _of_module(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in MODULES
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            kinds = FUNCTIONS[names[node.func.id]]
            given = [each.value if isinstance(each, ast.Constant) else None for each in node.args[: len(kinds)]]
            yield _message(path, node.lineno, kinds, given)


def _of_template(path: Path) -> Iterator[Message]:
    keywords = ("_", *FUNCTIONS)
    with path.open("rb") as file:
        for line, name, given, _comments in babel_extract(file, keywords, (), {"encoding": "utf-8", "silent": "false"}):
            several = list(given) if isinstance(given, tuple) else [given]
            kinds = FUNCTIONS["gettext" if name == "_" else name]
            yield _message(path, line, kinds, several[: len(kinds)])


def _of_table(path: Path) -> Iterator[Message]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Message(row[TABLES[path.name]])


def _message(path: Path, line: int, kinds: str, given: Sequence[object]) -> Message:
    texts = [text for text in given if isinstance(text, str) and text]
    if len(texts) != len(kinds):
        raise NoLiteral(f"{path}:{line}")
    if kinds == "cm":
        return Message(texts[1], context=texts[0])
    return Message(*texts)


class _Lines:
    """Collects what a catalogue is written as."""

    def __init__(self) -> None:
        self.text = b""

    def write(self, some: bytes) -> None:
        """Take some more."""
        self.text += some
