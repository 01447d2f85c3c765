"""Text of people made fit for a spreadsheet: nothing in it is run when the file is opened.

A cell that begins with one of ``= + - @`` or with a tab or line end is a formula to Excel and LibreOffice when it comes
from CSV (OWASP "CSV Injection", CWE-1236), whatever quotes stand around it; the wide forms of these signs are folded to
the plain ones where East Asian input is set up.
"""

from unicodedata import category

#: Signs with which a formula begins.
STARTS = frozenset("=+-@＝＋－＠\t\r\n")

#: The longest text of a cell, in UTF-16 units, as Excel counts them.
LONGEST = 32_767

#: Allowed in XML 1.0, but no character.
_NO_CHARACTERS = frozenset("\ufffe\uffff")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for something to work out; blanks before it do not count."""
    return text[:1] in STARTS or text.strip()[:1] in STARTS if text else False


def storable(text: str) -> str:
    """Return ``text`` as every spreadsheet can store it: lines ended one way, no control characters, not too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = "".join(sign for sign in text if sign in "\n\t" or not _unfit(sign))
    return _cut(text) if len(text) * 2 > LONGEST else text


def _unfit(sign: str) -> bool:
    return sign in _NO_CHARACTERS or category(sign) in {"Cc", "Cs"}


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
