"""What of a page in English is wrong: every text is a message, or marked as Turkish and data, or for machines."""

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import resources
from typing import Any

from peewee import Table

from kalem import db
from kalem.app.applied import AppliedFile
from kalem.app.factory import parts
from kalem.i18n import LANGUAGES

TURKISH = re.compile("[çğıöşüâîûÇĞİÖŞÜÂÎÛ]")

#: Put around everything that a catalogue gives, so that a page tells what came from none.
MARKS = ("\ue000", "\ue001")

#: What a person reads, or is told, besides the texts.
ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "label", "content"}

#: What no reader is shown.
UNSEEN = {"script", "style", "template"}

#: What is no language: for machines, and keys of the keyboard.
NO_LANGUAGE = {"code", "kbd"}

#: Elements that hold nothing.
EMPTY = {"br", "hr", "img", "input", "link", "meta", "line", "path", "rect"}

#: Words of the program in an entry: they are kept in Turkish, and each reader is told them in his language.
OF_THE_PROGRAM = {"told", "result", "channel"}

#: What the program calls itself, the files that it makes, and units of size: the same in every language.
NAMES = {"Kalem", "KB", "MB", "CSV", "Excel", "XLSX"}

#: As long must a part of what somebody wrote be to be known as such: a word may stand in many a text.
PIECE = 40

_BLANKS = re.compile(r"\s+")

_MARKED = re.compile(f"{MARKS[0]}[^{MARKS[0]}{MARKS[1]}]*{MARKS[1]}")

_BEGUN, _ENDING = re.compile(f"{MARKS[0]}.*$"), re.compile(f"^.*{MARKS[1]}")

#: More than a number, an initial or a mark.
_WORD = re.compile(r"[^\W\d_]{3,}")

_ADDRESS_OR_DIGEST = re.compile(r"\b(\w+://\S+|[0-9a-f]{12,})")

#: What parts names in a list of them.
_BETWEEN = re.compile(r"; |, | · |: | – | / | \(|\)|\n")


@dataclass(frozen=True)
class Shown:
    """One text of a page."""

    text: str
    #: In which language it is marked.
    language: str
    #: The attribute in which it stands; ``title`` for the page's own; empty for a text that can be marked.
    attribute: str = ""


@dataclass
class Form:
    """A form of a page that is sent by POST: where to, and its fields."""

    action: str
    fields: dict[str, str]


class Page(HTMLParser):
    """A page as a reader meets it: its texts, each with its language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self.forms: list[Form] = []
        #: The elements that are open, each with the language inside it.
        self._open: list[tuple[str, str]] = []
        self.feed(text)

    @property
    def _language(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self._language)
        self._note_form(tag, given)
        for name, value in given.items():
            button = tag == "input" and name == "value" and given.get("type") in ("submit", "button", "reset")
            if value and (button or (name in ATTRIBUTES and tag != "meta")):
                self.shown.append(Shown(_plain(value), language, name))
        if tag not in EMPTY:
            self._open.append((tag, language))

    def _note_form(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(attrs.get("action", "") if attrs.get("method") == "post" else "", {}))
        elif tag in ("input", "select", "textarea") and "name" in attrs and self.forms:
            kept = attrs.get("type") == "hidden"
            self.forms[-1].fields[attrs["name"]] = attrs.get("value", "") if kept else ""

    def handle_endtag(self, tag: str) -> None:
        while tag not in EMPTY and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        within = {tag for tag, _language in self._open}
        if data.strip() and within.isdisjoint(UNSEEN | NO_LANGUAGE):
            self.shown.append(Shown(_plain(data), self._language, "title" if "title" in within else ""))


class Data:
    """All that people and files wrote: rows, names in entries, the municipality's file, the national file plan."""

    def __init__(self, texts: Iterable[str], ids: Iterable[str]) -> None:
        #: What people never need to read.
        self.ids = frozenset(ids)
        whole = {_plain(text) for text in texts} | {_plain(line) for text in texts for line in text.splitlines()}
        whole |= {part for text in list(whole) for part in map(str.strip, _BETWEEN.split(text))}
        self.whole = frozenset(whole - {""})
        self._all = "\n".join(self.whole)
        self._long = sorted((text for text in self.whole if len(text) > 2), key=len, reverse=True)

    def left(self, text: str) -> str:
        """Return what is left of a text when everything that is data is taken out of it."""
        if text in self.whole or (len(text) >= PIECE and f" {text}" in self._all):
            return ""
        parts = [part.strip(" .…“”") for part in _BETWEEN.split(text)]
        parts = [part for part in parts if part and part not in self.whole]
        left = " ".join(parts)
        for data in self._long if _WORD.search(left) else ():
            left = left.replace(data, " ")
        return left.strip()


def faults(shown: Shown, data: Data) -> Iterator[str]:
    """Yield what is wrong with a text of a page in which everything from the catalogues stands between ``MARKS``."""
    text = _without_messages(shown.text)
    own = " ".join(word for word in re.split(r"[\s:,·()]+", text) if word)
    if not shown.attribute and (_ADDRESS_OR_DIGEST.search(text) or own in data.ids):
        yield f"for machines, and in no <code>: {shown}"
    elif shown.attribute:
        if _WORD.search(_without_names(data.left(own))):
            yield f"neither a message nor data: {shown}"
    elif shown.language == "tr":
        if MARKS[0] in shown.text:
            yield f"a label that is marked as Turkish: {shown}"
        elif _WORD.search(data.left(_plain(text))):
            yield f"Turkish that nobody wrote: {data.left(_plain(text))!r} of {shown}"
    elif shown.language != "en":
        yield f"in no language: {shown}"
    elif TURKISH.search(text) or _WORD.search(_without_names(own)):
        yield f"no message, and not marked as Turkish: {shown}"


def data_of_the_office(*typed: str) -> Data:
    """Return the data of the running office, and what was ``typed`` into its pages."""
    return Data([*_texts(), *LANGUAGES.values(), *typed], _ids())


def _ids() -> Iterator[str]:
    found = parts.get()
    yield from (each.id for each in found.plugins.status)
    yield from (*found.types, *found.permissions, *found.rules)


def _without_messages(text: str) -> str:
    while text != (without := _MARKED.sub(" ", text)):
        text = without
    # A message begins before a value and goes on behind it, which stand in elements of their own.
    return _ENDING.sub(" ", _BEGUN.sub(" ", text))


def _without_names(text: str) -> str:
    return " ".join(word for word in text.split() if word not in NAMES)


def _texts() -> Iterator[str]:
    for table in db.current().get_tables():
        if table != "entry":
            yield from _cells(table)
    for (text,) in Table("entry", ["text"]).select().tuples().execute(db.current()):
        yield from _of_entry(json.loads(text))
    for version in AppliedFile.select():
        yield from _leaves(tomllib.loads(version.text))
    plan = resources.files("kalem.registry") / "ssdp-2024-v4.csv"
    for row in csv.reader(plan.read_text(encoding="utf-8").splitlines()):
        yield from row
        yield " ".join(row[:2])


def _cells(table: str) -> Iterator[str]:
    names = [column.name for column in db.current().get_columns(table)]
    for row in Table(table, names).select().tuples().execute(db.current()):
        yield from (value for value in row if isinstance(value, str))


def _of_entry(content: dict[str, Any]) -> Iterator[str]:
    """Yield the names and notes of an entry, but for what the program told in it."""
    yield from content["by"].values()
    if "user_id" in content["by"] or content["action"] != "apply":
        yield content.get("note", "")
    yield from (value for name, value in content.get("about", {}).items() if name not in OF_THE_PROGRAM)
    yield from _leaves(content["rows"])


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
