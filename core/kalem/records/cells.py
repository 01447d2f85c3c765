"""The codec of the table: what stands in the cells of a row, as plain values for a schema.

Cells hold what people read: the words of a list and not what is stored, *evet* and *hayır*, Turkish days and numbers.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from kalem.i18n import gettext as _
from kalem.organisation.directory import directory
from kalem.text import fold, nearest

from . import fields
from .codec import Decoded, messages, plain_of
from .schema import Schema

_YES = frozenset({"evet", "e", "1", "x", "dogru", "true", "var"})
_NO = frozenset({"hayir", "h", "0", "yanlis", "false", "yok"})

#: What parts several values in one cell; a comma only where the words themselves hold none.
_SEVERAL = re.compile(r"[;|\n]")

#: Words of a list that a message names.
NAMED = 12


class Cells:
    """Understands the rows of one table by one schema. The words of its lists are looked up once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._words: dict[str, dict[str, set[str]]] = {}

    def decoded(self, cells: Mapping[str, str]) -> Decoded:
        """Return a row as it was understood; ``cells`` are by the names of the fields, and some may be missing."""
        plain: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name, each in self.schema.load_fields.items():
            text = cells.get(name, "").strip()
            if not text:
                continue
            try:
                plain[name] = self._plain(name, each, text)
            except ValidationError as fault:
                errors[name] = [str(message) for message in fault.messages]
        try:
            values = self.schema.load(plain)
        except ValidationError as fault:
            # What was not understood lacks nothing but that.
            return Decoded({}, {**messages(fault), **errors})
        return Decoded({}, errors) if errors else Decoded(values)

    def words(self, name: str) -> list[str]:
        """Return the words of a field's list, as people see them."""
        return [str(label) for _value, label in self._options(name)]

    def _options(self, name: str) -> fields.Choices:
        field: Any = self.schema.load_fields[name]
        found: fields.Choices = field.options()
        return found

    def _plain(self, name: str, each: Any, text: str) -> Any:
        if isinstance(each, fields.ChoiceList):
            return [value for part in _SEVERAL.split(text) if part.strip() for value in self._several(name, part)]
        if isinstance(each, fields.Choice):
            return self._value(name, text)
        if isinstance(each, fields.Boolean):
            return _truth(text)
        return plain_of(each, [text])

    def _several(self, name: str, text: str) -> Iterator[str]:
        if "," in text and fold(text.strip()) not in self._known(name):
            for part in filter(str.strip, text.split(",")):
                yield self._value(name, part)
        else:
            yield self._value(name, text)

    def _value(self, name: str, text: str) -> str:
        """Return the value of a list that ``text`` names: by its word, as it is stored, or by the file's id."""
        found = self._known(name).get(fold(text.strip()), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise ValidationError(_("“%(text)s” listede birden çok kez var; kimliğini yazın.", text=text.strip()[:60]))
        words = self.words(name)
        near = nearest(text.strip()[:60], words)
        if near:
            cure = _("“%(near)s” mi?", near=near)
        elif len(words) <= NAMED:
            cure = _("Yazılabilecekler: %(words)s.", words=", ".join(words))
        else:
            cure = _("Listedeki sözlerden biri yazılmalı.")
        raise ValidationError(_("“%(text)s” listede yok. %(cure)s", text=text.strip()[:60], cure=cure))

    def _known(self, name: str) -> dict[str, set[str]]:
        if name not in self._words:
            known: dict[str, set[str]] = {}
            stored: dict[str, set[str]] = {}
            ids = _ids()
            for value, label in self._options(name):
                known.setdefault(fold(str(label)), set()).add(value)
                for other in (value, ids.get(value, value)):
                    stored.setdefault(fold(other), set()).add(value)
            # What people see comes first.
            self._words[name] = {**stored, **known}
        return self._words[name]


def _ids() -> dict[str, str]:
    """Return how the file calls units and positions, and how people sign in, by principal."""
    known = directory()
    return {
        **{f"u{unit.id}": unit.slug for unit in known.units.values()},
        **{f"p{position.id}": position.slug for position in known.positions.values()},
        **{f"w{user.id}": user.username for user in known.people.values()},
    }


def _truth(text: str) -> bool:
    said = fold(text)
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise ValidationError(_("“%(text)s”: evet ya da hayır yazın.", text=text[:60]))
