"""Words of a file: which ones are known, which one was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kalem.i18n import gettext as _
from kalem.text import nearest, slug

#: Longest id.
LONGEST_ID = 60

#: Longest name of a unit, title of a position or name of a municipality.
LONGEST_NAME = 200

#: Longest word for the kind of a unit.
LONGEST_KIND = 60

#: An id of a unit, position, role, office, body or plugin.
ID = re.compile(r"[a-z][a-z0-9_]{0,59}")

#: A capability, a rule or a deadline.
SLUG = re.compile(r"[a-z][a-z0-9_-]{0,59}")

#: The short id of a clause (``m22-c2``).
CLAUSE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: A permission (``registry.refer``).
PERMISSION = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True)
class Known:
    """The words that may stand at a place, and what they name."""

    #: What the words name, as people say it ("görev", "birim").
    what: str
    words: frozenset[str]
    #: Units outside, where only one of ours may stand.
    outside: frozenset[str] = frozenset()
    #: Whether the file itself gives such names; else the list is closed.
    given: bool = False

    def __or__(self, other: Known) -> Known:
        what = _("%(one)s veya %(other)s", one=self.what, other=other.what)
        return Known(what, self.words | other.words, self.outside | other.outside, self.given or other.given)

    def with_words(self, words: Iterable[str]) -> Known:
        """The same kind with some fixed words beside the names of the file."""
        return Known(self.what, self.words | frozenset(words), self.outside, self.given)

    def missing(self, word: str) -> str:
        """Says that a word is not among the known ones."""
        if word in self.outside:
            return _("`%(word)s` başka bir müdürlük (`outside`)", word=word)
        return _("`%(word)s`: böyle bir %(what)s yok", word=word, what=self.what)

    def cure(self, word: str) -> str:
        """Says which word was probably meant, or what may be written."""
        if word in self.outside:
            return _("kalemin bir birimini yazın, ya da o birimden `outside` satırını silin")
        return meant(word, self.words)


def meant(word: str, words: Iterable[str]) -> str:
    """Names the nearest right word, or else all that may be written."""
    right = sorted(words)
    near = nearest(word, right)
    if near is not None:
        return _("`%(word)s` mı?", word=near)
    if not right:
        return _("dosyada böyle bir ad henüz yok, önce onu yazın")
    listed = ", ".join(f"`{one}`" for one in right[:12])
    return _("yazılabilecekler: %(words)s", words=listed + (", …" if len(right) > 12 else ""))


def suggested_id(word: str) -> str:
    """An id near to a word that is none (``Büro Şefi`` gives ``buro_sefi``)."""
    return re.sub(r"[^a-z0-9]+", "_", slug(word)).strip("_0123456789")[:LONGEST_ID].rstrip("_") or "kisa_ad"
