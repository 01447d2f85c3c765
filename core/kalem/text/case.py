"""Upper, lower and folded case as Turkish has them: I pairs with ı, İ with i."""

from unicodedata import combining, normalize

_LOWER = str.maketrans("Iİ", "ıi")
_UPPER = str.maketrans("ıi", "Iİ")
_BARE = str.maketrans("âçğıîöşûü", "acgiiosuu")

#: An i with a loose dot above it: what software without Turkish makes of İ.
_LOOSE_DOT = "i\u0307"


def lower(text: str) -> str:
    """Return ``text`` in small letters, composed (NFC)."""
    return normalize("NFC", text).translate(_LOWER).lower().replace(_LOOSE_DOT, "i")


def upper(text: str) -> str:
    """Return ``text`` in capital letters, composed (NFC)."""
    return normalize("NFC", text).replace(_LOOSE_DOT, "i").translate(_UPPER).upper()


def fold(text: str) -> str:
    """Return ``text`` in small letters without accents, for comparing: *KÂĞIT*, *kâğıt* and *kagit* are one.

    Letters of other alphabets stay; ligatures and wide forms, as PDF files carry them, become plain letters.
    """
    bare = lower(text).translate(_BARE)
    if bare.isascii():
        return bare
    plain = "".join(character for character in normalize("NFKD", bare) if not combining(character))
    return plain.translate(_LOWER).lower().translate(_BARE)
