"""Turkish text: casing, folding, order, cleaning, words.

Never use ``str.lower``, ``upper`` or ``casefold`` on text that people wrote: they turn *ISPARTA* into
*isparta* and *İmar* into an *i* with a loose dot.
"""

from .case import fold, lower, upper
from .cleaning import UncleanText, clean
from .order import sort_key
from .words import nearest, slug, tokens

__all__ = ["UncleanText", "clean", "fold", "lower", "nearest", "slug", "sort_key", "tokens", "upper"]
