"""The rows of a table up to its limit, and the line that says that there were more."""

from collections.abc import Iterator, Sequence

from kalem.i18n import gettext as _

from .sheets import Sheet, Value


def all_rows(sheet: Sheet) -> Iterator[Sequence[Value]]:
    """Yield at most ``sheet.most`` rows; then, where there are more, one that says so in its first cell."""
    left = sheet.most
    for piece in sheet.pieces:
        for row in piece:
            if not left:
                yield [cut_note(sheet), *[None] * (len(sheet.columns) - 1)]
                return
            left -= 1
            yield row


def cut_note(sheet: Sheet) -> str:
    """Return what stands at the end of a table that is not whole."""
    most = f"{sheet.most:,}".replace(",", ".")
    return _("İlk %(most)s kayıt. Kalanı bu dosyada yok: süzgeci daraltıp yeniden alın.", most=most)
