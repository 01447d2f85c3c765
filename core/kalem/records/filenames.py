"""The name of a file that someone sends: made fit to be stored, shown and saved again on any machine."""

import re
from unicodedata import category, normalize

from kalem.i18n import gettext as _

from .unfit import UnfitFile

#: Longest name kept, in characters; longer ones lose the end of their stem, never the extension.
LONGEST = 150

#: More than any file system gives a name; what is longer was not a name.
_ABSURD = 1000

#: Not seen, or turning the writing direction (``resim\u202Efdp.exe`` looks like a picture's name), or not storable.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))

#: Names that Windows keeps for devices, whatever follows the first dot.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Return ``name`` as it is kept: the last part of a path, NFC, at most ``LONGEST`` characters.

    Characters that are not seen go, those that some system forbids become ``_``, Turkish letters stay. Raises
    ``UnfitFile`` when nothing is left or the name is absurdly long.
    """
    if len(name) > _ABSURD:
        raise UnfitFile(
            _(
                "Dosyanın adı %(length)s karakter; en çok %(most)s karakter olabilir. Kısaltıp yeniden ekleyin.",
                length=len(name),
                most=LONGEST,
            )
        )
    last = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if character in "\t\n\r" else character for character in last)
    seen = "".join(character for character in seen if category(character) not in _UNSEEN)
    kept = " ".join(seen.translate(_FORBIDDEN).split()).strip(" .")
    if not kept:
        raise UnfitFile(_("Dosyanın adı yok. Bir ad verip yeniden ekleyin."))
    return _shortened(f"_{kept}" if _RESERVED.match(kept) else kept)


def extension_of(name: str) -> str:
    """Return the part after the last dot in small Latin letters (*TİFF* and *TIFF* are one); empty without a dot."""
    stem, dot, extension = name.rpartition(".")
    return extension.replace("İ", "i").replace("ı", "i").lower() if dot and stem else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[:LONGEST].rstrip(" .")
    return stem[: LONGEST - len(extension) - 1].rstrip(" .") + "." + extension
