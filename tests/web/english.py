"""What of a page is neither English nor a name: told apart by what stands in the office's rows, file and file plan."""

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

from peewee import Table

import kalem
from kalem import db, i18n
from kalem.app.applied import AppliedFile
from kalem.app.factory import parts
from kalem.organisation import User
from kalem.web.components import initials

TURKISH = re.compile("[çğıöşüâîûÇĞİÖŞÜÂÎÛ]")

_BLANKS = re.compile(r"\s+")

#: What a person reads, or is told, besides the texts.
ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "label", "content"}

#: What no reader is shown.
UNSEEN = {"script", "style", "template"}

#: Words of the program in an entry: they are kept in Turkish, and each reader is told them in his language.
OF_THE_PROGRAM = {"told", "result", "channel"}

#: Names of things and keys: they are the same in every language.
NAMES = {"Türkçe", "Kalem", "kalem", "Ctrl", "Shift", "Enter", "Esc", "K", "KB", "MB", "CSV", "Excel", "XLSX"}

#: Put around every message by a test that wants to know what is none.
MARKS = ("\ue000", "\ue001")

_MARKED = re.compile(f"{MARKS[0]}[^{MARKS[0]}{MARKS[1]}]*{MARKS[1]}")

#: The body of a webhook as it is sent, and the secret of a second step in groups of four.
_FOR_MACHINES = re.compile(r'^\{"id":.*\}$|(?:[A-Z2-7]{4} ?){8}')

_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")

#: More than a number, an initial or a mark.
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Shown:
    """One text of a page."""

    text: str
    #: The attribute in which it stands; empty for a text of its own.
    attribute: str = ""


@dataclass
class Form:
    """A form of a page that is sent by POST: where to, and its fields."""

    action: str
    fields: dict[str, str]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self.forms: list[Form] = []
        self.language = ""
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        self._note_form(tag, {name: value or "" for name, value in attrs})
        self._unseen += tag in UNSEEN
        for name, value in attrs:
            button = tag == "input" and name == "value" and dict(attrs).get("type") in ("submit", "button", "reset")
            if value and (button or (name in ATTRIBUTES and tag != "meta")):
                self.shown.append(Shown(_plain(value), name))

    def _note_form(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(attrs.get("action", "") if attrs.get("method") == "post" else "", {}))
        elif tag in ("input", "select", "textarea") and "name" in attrs and self.forms:
            kept = attrs.get("type") == "hidden"
            self.forms[-1].fields[attrs["name"]] = attrs.get("value", "") if kept else ""

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            self.shown.append(Shown(_plain(data)))


class Data:
    """All that people and files wrote: rows, names in entries, the municipality's file, the national file plan."""

    def __init__(self, texts: Iterable[str], messages: frozenset[str]) -> None:
        self.messages = messages
        whole = {_plain(text) for text in texts} | {_plain(line) for text in texts for line in text.splitlines()}
        whole |= {word for text in list(whole) for word in re.split(r"; |, | \(", text.rstrip(")"))}
        self.whole = frozenset(whole - {""})
        self._long = "\n".join(text for text in self.whole if TURKISH.search(text))
        self._all = sorted((text for text in self.whole if len(text) > 2), key=len, reverse=True)
        turkish = (text for text in self.whole if len(text) > 2 and TURKISH.search(text))
        self._parts = sorted(turkish, key=len, reverse=True)

    def without(self, text: str) -> str:
        """Return a text without the data in it, of names and addresses of the program too."""
        if text in self.whole or text in NAMES:
            return ""
        for data in self._all:
            if data in text:
                text = text.replace(data, " ")
        return " ".join(word for word in re.split(r"[\s:,·()]+", text) if word not in NAMES)

    def leaves(self, text: str) -> str:
        """Return what is left of a text when everything that is data is taken out of it."""
        if not TURKISH.search(text) or text in self.whole:
            return ""
        for data in self._parts:
            if data in text:
                text = text.replace(data, " ")
                if not TURKISH.search(text):
                    return ""
        # A hit of the search shows a piece of a text.
        pieces = (piece.strip() for piece in text.split("…"))
        return " ".join(piece for piece in pieces if TURKISH.search(piece) and f" {piece}" not in self._long)


def faults(text: str, data: Data) -> list[str]:
    """Return what on a page is Turkish though it stands in no row and no file: letters, or words that have English."""
    page = _Page()
    page.feed(text)
    found = [] if page.language == "en" else [f"lang={page.language!r}"]
    for shown in page.shown:
        left = data.leaves(shown.text) if shown.text not in NAMES else ""
        if left:
            found.append(f"{left!r} of {shown}")
        elif shown.text in data.messages and shown.text not in data.whole:
            found.append(f"not translated: {shown}")
    return found


def forms(text: str) -> list[Form]:
    """Return the forms of a page that are sent by POST."""
    page = _Page()
    page.feed(text)
    return [form for form in page.forms if form.action]


def not_looked_up(text: str, data: Data) -> list[str]:
    """Return what on a page is no data and no message either; every message stands between two of ``MARKS``."""
    page = _Page()
    page.feed(text)
    found = []
    for shown in page.shown:
        if _FOR_MACHINES.search(shown.text):
            continue
        left = shown.text
        while left != (without := _MARKED.sub(" ", left)):
            left = without
        left = data.without(left.strip())
        if _WORD.search(_DIGEST.sub(" ", left)) and shown.text not in data.whole:
            found.append(f"{left!r} of {shown}")
    return found


def data_of_the_office(*typed: str) -> Data:
    """Return the data of the running office, and what was ``typed`` into its pages."""
    return Data([*_texts(), *typed], _messages())


def _texts() -> Iterator[str]:
    for table in db.current().get_tables():
        if table != "entry":
            yield from _cells(table)
    for (text,) in Table("entry", ["text"]).select().tuples().execute(db.current()):
        yield from _of_entry(json.loads(text))
    yield from (initials(user.name) for user in User.select())
    yield from (each.id for each in parts.get().plugins.status)
    for version in AppliedFile.select():
        yield from _leaves(tomllib.loads(version.text))
        yield from version.text.splitlines()
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


def _messages() -> frozenset[str]:
    """Return the Turkish messages that read otherwise in English, of the core and the running plugins."""
    folders: list[tuple[str, Path]] = [("kalem", Path(kalem.__file__).parent / "translations")]
    for each in parts.get().plugins.active:
        folder = each.folder("translations")
        if folder is not None:
            folders.append((each.manifest.domain, folder))
    return frozenset(
        message
        for domain, folder in folders
        for (_context, message), forms in i18n.read(domain, folder, "en").items()
        if "%(" not in message and message not in forms
    )


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
