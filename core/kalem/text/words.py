"""Words of a text: taking them apart, naming things after them, guessing the one that was meant."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from .case import fold, lower

#: The marks that people and word processors use to part a proper name from its ending.
APOSTROPHES = "'’‘ʼ`´"

_WORD = re.compile(rf"([^\W_]+)(?:[{APOSTROPHES}][^\W_]+)*")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


def tokens(text: str) -> list[str]:
    """Return the folded words of ``text`` in order, without marks and without what follows an apostrophe."""
    return [fold(word) for word in _WORD.findall(lower(text))]


def slug(text: str) -> str:
    """Return ``text`` as small ASCII letters and digits joined by ``-``, for addresses and file names."""
    return _NOT_IN_SLUG.sub("-", fold(text)).strip("-")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of ``words`` most likely meant by a mistyped ``word``, or None when none is near."""
    known = {fold(each): each for each in words}
    close = get_close_matches(fold(word), known, n=1)
    return known[close[0]] if close else None
