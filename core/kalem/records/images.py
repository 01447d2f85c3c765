"""The size of a picture in pixels, read from its header: a small file may unfold to more than a machine can hold."""

import struct
from collections.abc import Callable
from typing import BinaryIO

from kalem.i18n import gettext as _

from .unfit import UnfitFile

#: Most pixels of one picture or page: an A3 sheet scanned at 600 dpi has 70 million.
MOST_PIXELS = 150_000_000

#: Most steps of a walk through a header; real files need some hundred.
_STEPS = 5000

_Size = tuple[int, int]

#: JPEG markers that begin a frame's header; C4, C8 and CC are something else.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: JPEG markers without a length.
_BARE = {0x01, *range(0xD0, 0xD9)}
_START_OF_SCAN = 0xDA

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_SHORT, _TIFF_LONG = 3, 4


def check_pixels(file: BinaryIO, content: str) -> None:
    """Raise ``UnfitFile`` when the picture is broken or has a page of more than ``MOST_PIXELS``.

    ``content`` is ``png``, ``jpg`` or ``tiff``. Only the headers are read.
    """
    try:
        sizes = _READERS[content](file)
    except (struct.error, ValueError) as fault:
        raise UnfitFile(_("Görüntü dosyası bozuk. Yeniden tarayıp ya da kaydedip ekleyin.")) from fault
    for width, height in sizes:
        if width * height > MOST_PIXELS:
            raise UnfitFile(
                _(
                    "Görüntü çok büyük: %(width)s × %(height)s piksel; en çok %(most)s milyon piksel olabilir. "
                    "Daha düşük çözünürlükle yeniden tarayın.",
                    width=width,
                    height=height,
                    most=MOST_PIXELS // 1_000_000,
                )
            )


def _png(file: BinaryIO) -> list[_Size]:
    file.seek(8)
    length, name, width, height = struct.unpack(">I4sII", file.read(16))
    if length != 13 or name != b"IHDR":
        raise ValueError("IHDR")
    return [_real(width, height)]


def _jpeg(file: BinaryIO) -> list[_Size]:
    file.seek(2)
    for _step in range(_STEPS):
        fill, marker = struct.unpack("BB", file.read(2))
        if fill != 0xFF:
            raise ValueError("marker")
        if marker == 0xFF:
            # A filling byte; the marker itself comes next.
            file.seek(-1, 1)
        elif marker in _FRAMES:
            _length, _precision, height, width = struct.unpack(">HBHH", file.read(7))
            return [_real(width, height)]
        elif marker not in _BARE:
            (length,) = struct.unpack(">H", file.read(2))
            if length < 2 or marker == _START_OF_SCAN:
                raise ValueError("segment")
            file.seek(length - 2, 1)
    raise ValueError("no frame")


def _tiff(file: BinaryIO) -> list[_Size]:
    file.seek(0)
    order = "<" if file.read(4)[:2] == b"II" else ">"
    sizes: list[_Size] = []
    seen: set[int] = set()
    (at,) = struct.unpack(f"{order}I", file.read(4))
    while at:
        if at in seen or len(seen) == _STEPS:
            raise ValueError("pages")
        seen.add(at)
        file.seek(at)
        size, at = _tiff_page(file, order)
        sizes.append(size)
    if not sizes:
        raise ValueError("no page")
    return sizes


def _tiff_page(file: BinaryIO, order: str) -> tuple[_Size, int]:
    """Return the size of the page whose directory begins here, and where the next one's begins (0: none)."""
    (count,) = struct.unpack(f"{order}H", file.read(2))
    if count > 500:
        raise ValueError("tags")
    found = {}
    for _entry in range(count):
        tag, kind, _number, value = struct.unpack(f"{order}HHI4s", file.read(12))
        if tag in {_TIFF_WIDTH, _TIFF_HEIGHT} and kind in {_TIFF_SHORT, _TIFF_LONG}:
            (found[tag],) = struct.unpack_from(f"{order}{'H' if kind == _TIFF_SHORT else 'I'}", value)
    (following,) = struct.unpack(f"{order}I", file.read(4))
    return _real(found.get(_TIFF_WIDTH, 0), found.get(_TIFF_HEIGHT, 0)), following


def _real(width: int, height: int) -> _Size:
    if not width or not height:
        raise ValueError("no size")
    return width, height


_READERS: dict[str, Callable[[BinaryIO], list[_Size]]] = {"png": _png, "jpg": _jpeg, "tiff": _tiff}
