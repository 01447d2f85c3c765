"""What a text is found by: its words, their roots, and its numbers whole and in parts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from kalem.text import fold, lower
from kalem.text.words import APOSTROPHES

from .dictionary import LANGUAGE, lemmas

if TYPE_CHECKING:
    from simplemma.strategies import DefaultStrategy

#: Joins the parts of a number in the index. Both engines take it as a letter, and no text keeps it.
JOINT = "·"

#: Characters of a record's texts that are indexed: some hundred and fifty pages.
MAX_TEXT = 400_000

#: Bytes of a record's terms; PostgreSQL holds at most a megabyte a row.
MAX_TERMS = 500_000

#: Characters of a query that are read, and its words.
MAX_QUERY = 400
MAX_WORDS = 12

#: Letters of a word that count.
MAX_TERM = 60

#: Parts that a number may have; a longer chain of words and marks is none.
MAX_PARTS = 8

#: Letters from which on the last word of a query stands for all words that begin so, and how many of them count.
#: For each length between SQLite keeps an index; without one a beginning costs more the more records there are.
MIN_PREFIX = 3
MAX_PREFIX = 8

_PIECE = r"[^\W_]+"
_MARKS = r"[-/.:_\\–—]"
_CHUNK = re.compile(rf"{_PIECE}(?:{_MARKS}{_PIECE})*(?:[{APOSTROPHES}]{_PIECE})*")
_PART = re.compile(_PIECE)
_DIGIT = re.compile(r"\d")
_APOSTROPHE = re.compile(rf"[{APOSTROPHES}]")
_SPACED_SLASH = re.compile(r"(?<=\d) {0,2}/ {0,2}(?=\d)")
_PLURAL = re.compile(r"([^\W_]{3,}?)l[ae]r")
_WITHOUT_CIRCUMFLEX = str.maketrans("âîû", "aiu")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query: a record matches with any of ``terms`` or one that begins with ``prefix``."""

    terms: tuple[str, ...]
    prefix: str = ""


class Analyser:
    """Takes texts and queries apart in the same way; one per application."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` keeps the dictionary's file (default: the user's cache), opened at the first word."""
        self._folder = folder
        self._word_terms = lru_cache(maxsize=20_000)(self._terms_of_word)

    @cached_property
    def _lemmas(self) -> "DefaultStrategy":
        return lemmas(self._folder)

    def terms(self, texts: Iterable[str]) -> list[str]:
        """Return the different terms that ``texts`` are found by, within the limits above."""
        found: dict[str, None] = {}
        room, budget = MAX_TEXT, MAX_TERMS
        for text in texts:
            for term in self._terms_of(text[:room]):
                if term not in found:
                    budget -= len(term.encode()) + 1
                    if budget < 0:
                        return list(found)
                    found[term] = None
            room -= len(text)
            if room <= 0:
                break
        return list(found)

    def query(self, text: str) -> list[Word]:
        """Return the words of a query, all of which must match; empty when there is none."""
        chunks = list(_chunks(text[:MAX_QUERY]))
        words = [word for chunk in chunks for word in self._words_of(chunk)][:MAX_WORDS]
        return [*words[:-1], *map(_beginning, words[-1:])]

    def _terms_of(self, text: str) -> Iterator[str]:
        for chunk in _chunks(text):
            for part in chunk.parts:
                yield from self._word_terms(part)
            if chunk.is_number:
                yield from _stretches(chunk.parts)
            elif chunk.ending:
                yield from self._word_terms(chunk.joined)

    def _words_of(self, chunk: "_Chunk") -> Iterator[Word]:
        if chunk.is_number:
            yield Word((_number(chunk.parts),))
        elif chunk.ending and len(chunk.parts) == 1:
            yield Word((*self._word_terms(chunk.joined), *self._word_terms(chunk.parts[0])))
        else:
            yield from (Word(self._word_terms(part)) for part in chunk.parts)

    def _terms_of_word(self, word: str) -> tuple[str, ...]:
        """Return the term of a word in small letters, followed by those of its roots."""
        term = _term(word)
        if len(word) == 1 or not word.isalpha():
            return (term,)
        return tuple(dict.fromkeys([term, *map(_term, self._roots(word))]))

    def _roots(self, word: str) -> Iterator[str]:
        # The dictionary knows few words with a circumflex: iskânı is found as iskanı.
        plain = word.translate(_WITHOUT_CIRCUMFLEX)
        root = self._lemmas.get_lemma(plain, LANGUAGE)
        if root and root.isalpha():
            yield root
        # It leads yazışmalar to yazış, away from yazışma.
        plural = _PLURAL.match(plain)
        if plural and self._lemmas.is_dictionary_member(plural[1], LANGUAGE):
            yield plural[1]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Words joined by marks, as ``e-22633920-050.02``, and what follows an apostrophe; in small letters."""

    parts: tuple[str, ...]
    ending: str

    @property
    def joined(self) -> str:
        """The last word as those write it who leave the apostrophe out: *Kur'an* as *kuran*."""
        return (self.parts[-1] + self.ending)[:MAX_TERM]

    @property
    def is_number(self) -> bool:
        return 1 < len(self.parts) <= MAX_PARTS and any(map(_DIGIT.search, self.parts))


def _chunks(text: str) -> Iterator[_Chunk]:
    for match in _CHUNK.finditer(_SPACED_SLASH.sub("/", lower(text))):
        body, *endings = _APOSTROPHE.split(match[0])
        yield _Chunk(tuple(part[:MAX_TERM] for part in _PART.findall(body)), "".join(endings))


def _stretches(parts: Sequence[str]) -> Iterator[str]:
    """Yield every run of two and more neighbouring parts, so that a number is found by any piece of it."""
    for start, end in combinations(range(len(parts) + 1), 2):
        if end - start > 1:
            yield _number(parts[start:end])


def _beginning(word: Word) -> Word:
    term = word.terms[0]
    if len(term) < MIN_PREFIX:
        return word
    prefix = term if JOINT in term else term[:MAX_PREFIX]
    return Word(tuple(each for each in word.terms if not each.startswith(prefix)), prefix)


def _number(parts: Iterable[str]) -> str:
    return JOINT.join(map(_term, parts))


def _term(word: str) -> str:
    # Folding may open a letter into several characters, marks among them; a word of marks alone stays.
    return "".join(_PART.findall(fold(word))) or word
