"""What a municipality's file may hold, as a JSON Schema (2020-12) for editors.

Nothing is written down twice: the reader itself is run over a `Sketch`, a table that is empty, says that every key
stands in it, and notes each question. So a key that the reader asks for is in the schema, and no other.
"""

# A sketch is asked in the reader's words, and needs not all of them.
# ruff: noqa: ARG002

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from unicodedata import category

from kalem.config.lines import Lines, Path
from kalem.config.municipality import read_parts
from kalem.config.names import collect
from kalem.config.problems import Findings
from kalem.config.table import Form, Table, turns
from kalem.config.words import ID, Known

#: A JSON Schema.
Shape = dict[str, Any]

#: The name under which a sketch asks for keys that the file names.
ANY = "*"

_DAY = r"^\d{4}-\d{2}-\d{2}$"


def shape_of_file() -> Shape:
    """Return the JSON Schema of a file, in the reader's language; a plugin's section may hold anything."""
    sketch = Sketch()
    read_parts("", sketch, collect({}, sketch.findings), sketch.findings)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **sketch.shape}


def suggested(words: Iterable[str], shape: Shape) -> Shape:
    """Return the shape of a text of which some are known and offered, and any other of ``shape`` may be written."""
    return {"anyOf": [{"enum": sorted(words)}, shape]}


class Sketch(Table):
    """A table that notes what it is asked for; it answers as one in which all is absent."""

    def __init__(self, above: Sketch | None = None, key: str = ANY) -> None:
        super().__init__({}, (), Findings("", Lines({})))
        self._above = above
        self._key = key
        self._inner: dict[str, Sketch] = {}
        #: JSON Schema of the table.
        self.shape: Shape = {"type": "object", "properties": {}}

    def __contains__(self, key: str) -> bool:
        return True

    def text(self, key: str, about: str, form: Form | None = None) -> None:
        """Notes a text."""
        self._put(key, about, _text(form))

    def needed(self, key: str, about: str, example: str, form: Form | None = None, most: int | None = None) -> str:
        """Notes a text that must be there."""
        longest = {} if most is None else {"maxLength": most}
        self._put(key, about, {**_text(form), **longest, "examples": [example]})
        self._need([key])
        return ""

    def require(self, *keys: str, path: Path, message: str, cure: str) -> None:
        """Notes that one of some keys must be there."""
        if len(keys) == 1:
            self._need(keys)
        else:
            self.shape["anyOf"] = [{"required": [key]} for key in keys]

    def texts(self, key: str, about: str, form: Form | None = None) -> tuple[str, ...]:
        """Notes a list of texts."""
        return self._list(key, about, _text(form))

    def word(self, key: str, about: str, words: Sequence[str]) -> None:
        """Notes one of some fixed words."""
        self._put(key, about, _word(words))

    def words(self, key: str, about: str, words: Sequence[str]) -> tuple[str, ...]:
        """Notes a list of some fixed words."""
        return self._list(key, about, _word(words))

    def name(self, key: str, about: str, known: Known) -> None:
        """Notes a name."""
        self._put(key, about, _name(known))

    def names(self, key: str, about: str, known: Known) -> tuple[str, ...]:
        """Notes a list of names."""
        return self._list(key, about, _name(known))

    def word_or_names(self, key: str, about: str, word: str, known: Known) -> tuple[str, ...]:
        """Notes a word or a list of names."""
        self._put(key, about, {"anyOf": [_name(known.with_words((word,))), _several(_name(known))]})
        return ()

    def flag(self, key: str, about: str) -> None:
        """Notes a yes or no."""
        self._put(key, about, {"type": "boolean"})

    def whole(self, key: str, about: str) -> None:
        """Notes a whole number of at least 1."""
        self._put(key, about, {"type": "integer", "minimum": 1})

    def day(self, key: str, about: str) -> date | None:
        """Notes a date: editors hand a TOML date on as text."""
        self._put(key, about, {"type": "string", "format": "date", "pattern": _DAY})
        return None

    def table(self, key: str, about: str) -> Sketch:
        """Notes a table inside this one."""
        if key not in self._inner:
            self._inner[key] = Sketch(self, key)
            self._put(key, about, self._inner[key].shape)
        return self._inner[key]

    def tables(self, key: str, about: str, names: re.Pattern[str] | Known = ID) -> Iterator[tuple[str, Table]]:
        """Notes the named tables inside a table."""
        group = self.table(key, about)
        if isinstance(names, Known):
            group.known(ANY, names)
        else:
            group.is_id(ANY, names)
        yield ANY, group.table(ANY, about)

    def word_of(self, key: str) -> None:
        """Notes that people read the names in this table."""
        self.shape["propertyNames"] = {"pattern": _clean_text()}

    def entries(self) -> tuple[str, ...]:
        """The one name that stands for all that the file gives."""
        return (ANY,)

    def is_formed(self, key: str, form: Form) -> bool:
        """Notes the form of names that the file gives."""
        self.shape["propertyNames"] = {"pattern": _whole(form.pattern)}
        return True

    def known(self, key: str, known: Known) -> bool:
        """Notes the names from which the file may choose."""
        if not known.given:
            self.shape["propertyNames"] = {"enum": sorted(known.words)}
        return True

    def row(self, key: str, about: str, columns: Sequence[Known | None], cure: str) -> None:
        """Notes a list of exactly so many texts."""
        items = [_text() if known is None else _name(known) for known in columns]
        row = {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
        self._put(key, about, row)

    def raw(self, key: str, about: str) -> Mapping[str, Any]:
        """Notes a table that may hold anything."""
        self.table(key, about)
        return {}

    def close(self) -> None:
        """Notes that nothing else stands here."""
        self.shape.setdefault("additionalProperties", False)

    def _put(self, key: str, about: str, shape: Shape) -> None:
        shape["description"] = about
        if key == ANY:
            self.shape["additionalProperties"] = shape
        else:
            self.shape["properties"][key] = shape

    def _need(self, keys: Sequence[str]) -> None:
        needed = self.shape.setdefault("required", [])
        needed.extend(key for key in keys if key not in needed)
        if self._above is not None and self._key != ANY:
            self._above._need([self._key])

    def _list(self, key: str, about: str, item: Shape) -> tuple[str, ...]:
        self._put(key, about, _several(item))
        return ()


def _several(item: Shape) -> Shape:
    return {"type": "array", "items": item, "uniqueItems": True}


def _word(words: Iterable[str]) -> Shape:
    return {"type": "string", "enum": list(words)}


def _name(known: Known) -> Shape:
    """Names of the file are only known when it is read: of them the fixed words are offered."""
    if not known.given:
        return _word(sorted(known.words))
    return suggested(known.words, {"type": "string"}) if known.words else {"type": "string"}


def _text(form: Form | None = None) -> Shape:
    return {"type": "string", "pattern": _clean_text() if form is None else _whole(form.pattern)}


def _whole(pattern: re.Pattern[str]) -> str:
    return f"^(?:{pattern.pattern})$"


@cache
def _clean_text() -> str:
    """Return the pattern of a line that people read: something is seen, nothing controls or turns the writing."""
    refused = _ranges(code for code in range(0x10000) if _is_refused(chr(code)))
    return rf"^[\t\n ]*[^\s{refused}][^{refused}]*[\t\n ]*$"


def _is_refused(character: str) -> bool:
    return category(character) == "Cc" or turns(character)


def _ranges(codes: Iterable[int]) -> str:
    """Return codes as the inside of a regular expression's brackets."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(rf"\u{first:04x}" if first == last else rf"\u{first:04x}-\u{last:04x}" for first, last in found)
