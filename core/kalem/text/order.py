"""Turkish alphabetical order, as a key that can be stored and indexed on any database."""

from unicodedata import normalize

from .case import lower

#: Blank, marks, digits and letters in the order of the Unicode collation for Turkish.
_SEQUENCE = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcçdefgğhıijklmnoöpqrsştuüvwxyz"
_PLACE = {character: chr(ord("#") + place) for place, character in enumerate(_SEQUENCE)}

#: Sorts after every place; precedes a character that Turkish order does not know.
_FOREIGN = "~"

#: Sorts before every place, so that a shorter text comes first.
_END = "!"

#: Characters of a text that count; what is longer is ordered by its beginning, and the key fits any index.
_LENGTH = 150


def sort_key(text: str) -> str:
    """Return a key whose order by code point is the Turkish order of the texts.

    Letters decide first, accents second (*Hakkari* before *Hakkâri*), small before capital last. On
    PostgreSQL the column that stores it must have ``COLLATE "C"``.
    """
    text = normalize("NFC", text)[:_LENGTH]
    small = lower(text)
    return "".join(map(_place, small)) + _END + small + _END + text.swapcase()


def _place(character: str) -> str:
    known = _PLACE.get(character) or _PLACE.get(normalize("NFKD", character)[0])
    return known or _FOREIGN + character
