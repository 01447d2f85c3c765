"""A cursor over one table of the file: asks for typed values and notes what is wrong with them.

Whatever is asked for is a known key; `Table.close` reports the rest as unknown. Each question says what the key is
about, for people: `kalem.config.sketch` asks the same questions to write down what a file may hold.
"""

# What a key is about is read by the sketch alone.
# ruff: noqa: ARG002

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import bidirectional, category

from kalem.config.lines import Path
from kalem.config.problems import Findings
from kalem.config.words import ID, Known, meant, suggested_id
from kalem.i18n import gettext as _
from kalem.text import UncleanText, clean


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a text, and what is said where a text has another."""

    pattern: re.Pattern[str]
    message: str
    cure: str


class Table:
    """One table (``[unit.protokol]``) while it is read."""

    def __init__(self, values: Mapping[str, Any], path: Path, findings: Findings) -> None:
        self._values = values
        self._asked: set[str] = set()
        self.path = path
        self.findings = findings

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def problem(self, key: str, message: str, cure: str) -> None:
        """Notes a problem at a key of this table."""
        self.findings.add(self._at(key), message, cure)

    def text(self, key: str, about: str, form: Form | None = None) -> str | None:
        """A text, or None when the key is absent or wrong."""
        value = self._value(key)
        text = None if value is None else self._text(self._at(key), value)
        return text if text is not None and self._has_form(self._at(key), text, form) else None

    def needed(self, key: str, about: str, example: str, form: Form | None = None, most: int | None = None) -> str:
        """A text of at most so many characters that must be there; ``""`` after noting that it is missing."""
        if key not in self._values:
            self._asked.add(key)
            self.findings.add_absent(
                self._at(key),
                _("bu bilgi eksik"),
                _('yazın: %(key)s = "%(example)s"', key=key, example=example),
            )
        text = self.text(key, about, form) or ""
        if most is not None and len(text) > most:
            self.problem(key, _("en çok %(most)s karakter olabilir", most=most), _("kısaltın"))
        return text

    def require(self, *keys: str, path: Path, message: str, cure: str) -> None:
        """Notes that one of some keys must be there."""
        if not any(key in self for key in keys):
            self.findings.add_absent(path, message, cure)

    def texts(self, key: str, about: str, form: Form | None = None) -> tuple[str, ...]:
        """A list of texts without repetition; empty when absent."""
        return tuple(text for path, text in self._items(key) if self._has_form(path, text, form))

    def word(self, key: str, about: str, words: Sequence[str]) -> str | None:
        """One of some fixed words."""
        value = self.text(key, about)
        return value if value is not None and self._among(self._at(key), value, words) else None

    def words(self, key: str, about: str, words: Sequence[str]) -> tuple[str, ...]:
        """A list of some fixed words."""
        return tuple(text for path, text in self._items(key) if self._among(path, text, words))

    def name(self, key: str, about: str, known: Known) -> str | None:
        """A name of something else in the file."""
        value = self.text(key, about)
        return value if value is not None and self._is_known(self._at(key), value, known) else None

    def names(self, key: str, about: str, known: Known) -> tuple[str, ...]:
        """A list of names of other things in the file."""
        return tuple(text for path, text in self._items(key) if self._is_known(path, text, known))

    def word_or_names(self, key: str, about: str, word: str, known: Known) -> str | tuple[str, ...]:
        """A word, or a list of names; a single name counts as a list of one."""
        if not isinstance(self._values.get(key), str):
            return self.names(key, about, known)
        one = self.name(key, about, known.with_words((word,)))
        return word if one == word else tuple(filter(None, (one,)))

    def flag(self, key: str, about: str) -> bool | None:
        """``true`` or ``false``, None when absent."""
        value = self._value(key)
        if value is None or isinstance(value, bool):
            return value
        self._wrong(self._at(key), _("evet/hayır beklenir"), _("`true` veya `false` yazın (tırnaksız)"))
        return None

    def whole(self, key: str, about: str) -> int | None:
        """A whole number of at least 1."""
        value = self._value(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
            return value
        self._wrong(self._at(key), _("1 veya daha büyük bir sayı beklenir"), _("sayıyı tırnaksız yazın: 15"))
        return None

    def day(self, key: str, about: str) -> date | None:
        """A date."""
        value = self._value(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._wrong(self._at(key), _("tarih beklenir"), _("yıl-ay-gün sırasıyla, tırnaksız yazın: 2025-09-03"))
        return None

    def table(self, key: str, about: str) -> Table:
        """A table inside this one; an empty one when absent."""
        value = self._value(key)
        if value is None or isinstance(value, Mapping):
            return Table(value or {}, self._at(key), self.findings)
        where = ".".join(self._at(key))
        if isinstance(value, list):
            cure = _("çift köşeli ayraç yerine adıyla yazın: `[%(where)s.kisa_ad]`", where=where)
        else:
            cure = _("bölüm olarak yazın: `[%(where)s]`", where=where)
        self._wrong(self._at(key), _("burada bir bölüm beklenir"), cure)
        return Table({}, self._at(key), self.findings)

    def tables(self, key: str, about: str, names: re.Pattern[str] | Known = ID) -> Iterator[tuple[str, Table]]:
        """The named tables inside a table: ``[unit.a]`` and ``[unit.b]`` for ``unit``.

        ``names``: the form of the names, or a closed list of them.
        """
        group = self.table(key, about)
        for name in group.entries():
            if isinstance(names, Known):
                group.known(name, names)
            elif not group.is_id(name, names):
                continue
            yield name, group.table(name, about)

    def word_of(self, key: str) -> str | None:
        """A key of this table that people read; None when it is no clean text."""
        return self._text(self._at(key), key)

    def entries(self) -> tuple[str, ...]:
        """All keys that are written in this table; asking for them makes them known."""
        self._asked.update(self._values)
        return tuple(self._values)

    def is_id(self, key: str, pattern: re.Pattern[str]) -> bool:
        """Whether a key has the shape of an id; notes it when not."""
        return self.is_formed(
            key,
            Form(
                pattern,
                _(
                    "`%(word)s`: kısa ad küçük harfle başlar; en çok 60 küçük harf, rakam ve alt çizgiden oluşur",
                    word=key,
                ),
                _("`%(word)s` yazın, görünen adı içine yazın", word=suggested_id(key)),
            ),
        )

    def is_formed(self, key: str, form: Form) -> bool:
        """Whether a key has a form; notes it when not."""
        return self._has_form(self._at(key), key, form)

    def known(self, key: str, known: Known) -> bool:
        """Whether a key is a known name; notes it when not."""
        return self._is_known(self._at(key), key, known)

    def row(self, key: str, about: str, columns: Sequence[Known | None], cure: str) -> tuple[str, ...] | None:
        """A list of exactly so many texts (a clause's line), some of them known words."""
        value = self._value(key)
        path = self._at(key)
        if not isinstance(value, list) or len(value) != len(columns):
            message = _("bu satırda köşeli ayraç içinde %(count)s metin beklenir", count=len(columns))
            self._wrong(path, message, cure)
            return None
        texts = [self._text((*path, str(index)), item) for index, item in enumerate(value)]
        for text, known in zip(texts, columns, strict=True):
            if text is not None and known is not None:
                self._is_known(path, text, known)
        return tuple(text for text in texts if text is not None) if None not in texts else None

    def raw(self, key: str, about: str) -> Mapping[str, Any]:
        """A table as it is, without asking what it holds."""
        self.table(key, about)
        value = self._values.get(key)
        return value if isinstance(value, Mapping) else {}

    def close(self) -> None:
        """Reports the keys that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                self.problem(key, _("`%(word)s`: burada böyle bir anahtar yok", word=key), meant(key, self._asked))

    def _at(self, key: str) -> Path:
        return (*self.path, key)

    def _value(self, key: str) -> Any:
        self._asked.add(key)
        return self._values.get(key)

    def _wrong(self, path: Path, message: str, cure: str) -> None:
        self.findings.add(path, message, cure)

    def _text(self, path: Path, value: object) -> str | None:
        if not isinstance(value, str):
            self._wrong(path, _("metin beklenir"), _('tırnak içine alın: "…"'))
            return None
        turning = next((mark for mark in value if turns(mark)), None)
        if turning is not None:
            message = _("yazı yönünü çeviren, görünmeyen bir karakter var (U+%(code)04X)", code=ord(turning))
            self._wrong(path, message, _("metni elle yeniden yazın"))
            return None
        try:
            text = clean(value)
        except UncleanText as error:
            self._wrong(path, str(error).rstrip("."), _("metni elle yeniden yazın"))
            return None
        if not text:
            self._wrong(path, _("metin boş"), _("doldurun, ya da satırı silin"))
            return None
        return text

    def _items(self, key: str) -> Iterator[tuple[Path, str]]:
        value = self._value(key)
        if value is None:
            return
        path = self._at(key)
        if not isinstance(value, list):
            self._wrong(path, _("liste beklenir"), _('köşeli ayraç içinde yazın: ["…", "…"]'))
            return
        seen: set[str] = set()
        for index, item in enumerate(value):
            text = self._text((*path, str(index)), item)
            if text in seen:
                self._wrong((*path, str(index)), _("`%(word)s` iki kez yazılmış", word=text), _("birini silin"))
            elif text is not None:
                seen.add(text)
                yield (*path, str(index)), text

    def _has_form(self, path: Path, text: str, form: Form | None) -> bool:
        if form is None or form.pattern.fullmatch(text):
            return True
        self.findings.add(path, form.message, form.cure)
        return False

    def _among(self, path: Path, value: str, words: Iterable[str]) -> bool:
        if value in words:
            return True
        listed = frozenset(words)
        self.findings.add(path, _("`%(word)s` burada yazılamaz", word=value), meant(value, listed))
        return False

    def _is_known(self, path: Path, value: str, known: Known) -> bool:
        if value in known.words:
            return True
        # A line that was not read may give a name, but no word to a closed list.
        certain = value in known.outside or not known.given
        note = self.findings.add if certain else self.findings.add_unknown
        note(path, known.missing(value), known.cure(value))
        return False


def turns(character: str) -> bool:
    """Whether a character is not seen and turns the direction of writing: a name then reads as another one."""
    return category(character) == "Cf" and bidirectional(character) != "BN"
