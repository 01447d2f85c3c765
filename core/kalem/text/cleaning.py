"""Making what people type or paste fit to be stored, or refusing it."""

from unicodedata import category, normalize

from kalem.i18n import gettext as _

_SOFT_HYPHEN, _ZERO_WIDTH, _WORD_JOINER, _BYTE_ORDER_MARK = 0xAD, 0x200B, 0x2060, 0xFEFF
_DIRECTION = (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
#: Once shaped Arabic letters and digits; Unicode asks that nobody writes them any more.
_DEPRECATED = range(0x206A, 0x2070)

#: Marks that are not seen and only hide differences or turn the writing direction: word processors paste
#: them, nobody means them.
_UNSEEN = dict.fromkeys([_SOFT_HYPHEN, _ZERO_WIDTH, _WORD_JOINER, _BYTE_ORDER_MARK, *_DIRECTION, *_DEPRECATED])

_FILLERS = (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)
_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))

#: Letters and marks that show nothing by themselves: fillers, the empty Braille cell, selectors of a letter's form.
_EMPTY = frozenset(map(chr, (*_FILLERS, *_SELECTORS)))

_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})


class UncleanText(ValueError):
    """The text holds a character that cannot be stored; the message is for people, in Turkish."""

    def __init__(self, character: str, position: int) -> None:
        """``position`` counts from 1."""
        self.character = character
        self.position = position
        super().__init__(self._message())

    def _message(self) -> str:
        values = {"position": self.position, "code": f"U+{ord(self.character):04X}"}
        if self.character == "\n":
            return _("%(position)s. karakter satır sonu; metni tek satır yazın.", **values)
        if self.character == "\t":
            return _("%(position)s. karakter sekme; yerine boşluk bırakın.", **values)
        return _("%(position)s. karakter (%(code)s) yazıya uygun değil; silip yeniden yazın.", **values)


def clean(text: str, multiline: bool = False) -> str:
    """Return ``text`` composed (NFC), without blanks at its ends, without unseen marks, lines ended one way.

    Raises ``UncleanText`` for control characters and broken halves of characters; line ends and tabs inside
    the text are kept when ``multiline`` and refused otherwise. A text in which nothing can be seen is empty.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS).translate(_UNSEEN)
    text = normalize("NFC", text.strip(" \t\n\u00a0\u3000"))
    allowed = "\n\t" if multiline else ""
    for position, character in enumerate(text, start=1):
        if category(character) in {"Cc", "Cs"} and character not in allowed:
            raise UncleanText(character, position)
    return text if any(map(_is_seen, text)) else ""


def _is_seen(character: str) -> bool:
    return not (character.isspace() or category(character) == "Cf" or character in _EMPTY)
