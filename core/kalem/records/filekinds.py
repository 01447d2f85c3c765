"""The kinds of file that are taken in, told by what is in them, never by the name or by what a browser says."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

import filetype

from kalem.i18n import gettext as _

from . import containers
from .filenames import extension_of
from .images import check_pixels
from .unfit import UnfitFile


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken in."""

    #: Endings of its name, in small letters; the first is the one shown.
    extensions: tuple[str, ...]
    media_type: str
    icon: str
    #: What the bytes must be: several kinds may have the same content (``txt`` and ``csv`` are both ``text``).
    content: str
    #: Whether a browser may show it in place; everything else is only downloaded.
    inline: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

#: All kinds, in the order in which people are told.
KINDS = (
    FileKind(("pdf",), "application/pdf", "file-earmark-pdf", "pdf", inline=True),
    FileKind(("png",), "image/png", "file-earmark-image", "png", inline=True),
    FileKind(("jpg", "jpeg"), "image/jpeg", "file-earmark-image", "jpg", inline=True),
    FileKind(("tiff", "tif"), "image/tiff", "file-earmark-image", "tiff"),
    FileKind(("docx",), f"{_OFFICE}.wordprocessingml.document", "file-earmark-word", "docx"),
    FileKind(("xlsx",), f"{_OFFICE}.spreadsheetml.sheet", "file-earmark-excel", "xlsx"),
    FileKind(("odt",), f"{_OPEN}.text", "file-earmark-text", "odt"),
    FileKind(("ods",), f"{_OPEN}.spreadsheet", "file-earmark-spreadsheet", "ods"),
    FileKind(("eyp",), "application/eyazisma", "file-earmark-zip", "eyp"),
    FileKind(("txt",), "text/plain", "file-earmark-text", "text"),
    FileKind(("csv",), "text/csv", "file-earmark-spreadsheet", "text"),
)

#: What a stored file is handled as whose kind is no longer among ``KINDS``: bytes to download.
OTHER = FileKind((), "application/octet-stream", "file-earmark", "")

#: Every ending that is taken in, for the ``accept`` of a form.
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)

_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
_BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}

_SIGNATURES = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
    containers.SIGNATURE: "zip",
}

#: Bytes that no text has: all control characters but tab, line ends and form feed.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")

_CHUNK = 2**16


def kind_of_type(media_type: str) -> FileKind:
    """Return the kind whose files are stored under ``media_type``; ``OTHER`` when there is none."""
    return _BY_MEDIA_TYPE.get(media_type, OTHER)


def kind_of_name(name: str) -> FileKind:
    """Return the kind that a cleaned name claims; ``UnfitFile`` when it is not taken in. The content must prove it."""
    kind = _BY_EXTENSION.get(extension_of(name))
    if kind is None:
        raise UnfitFile(
            _("%(name)s: bu tür dosya alınmıyor. Eklenebilen dosyalar: %(kinds)s.", name=name, kinds=_allowed())
        )
    return kind


def prove(file: BinaryIO, kind: FileKind, name: str) -> None:
    """Raise ``UnfitFile`` unless the content of ``file`` is of ``kind``.

    Also raises when it is empty, broken, two things at once, or unfolds to more than is safe. ``name`` is for people.
    """
    if not file.seek(0, 2):
        raise UnfitFile(_("%(name)s: dosya boş. İçeriğini denetleyip yeniden ekleyin.", name=name))
    found = _content(file)
    if found != kind.content:
        raise _disagreement(name, kind, found)
    _CHECKS.get(found, _one_thing)(file)


def _content(file: BinaryIO) -> str:
    """Return what the bytes are: the ``content`` of a kind, the name of something else, or nothing."""
    file.seek(0)
    head = file.read(8192)
    for signature, content in _SIGNATURES.items():
        if head.startswith(signature):
            return _of_container(file) if content == "zip" else content
    if _is_text(file):
        return "text"
    known = filetype.guess(head)
    return str(known.extension) if known else ""


def _of_container(file: BinaryIO) -> str:
    members = containers.directory(file)
    if any(name.lower().endswith("vbaproject.bin") for name in members):
        return "docm"
    if "mimetype" in members:
        declared = containers.content(file, members["mimetype"], 200)
        return {f"{_OPEN}.text".encode(): "odt", f"{_OPEN}.spreadsheet".encode(): "ods"}.get(declared, "zip")
    if "[Content_Types].xml" in members and "_rels/.rels" in members:
        for content, part in _PARTS.items():
            if any(part.fullmatch(name) for name in members):
                return content
    return "zip"


#: The part by which a package of office documents is known. Word numbers its own when it saves online.
_PARTS = {
    "docx": re.compile(r"word/document\d*\.xml"),
    "xlsx": re.compile(r"xl/workbook\d*\.xml"),
    "eyp": re.compile(r"Ustveri/Ustveri\.xml"),
}


def _is_text(file: BinaryIO) -> bool:
    """Whether all of ``file`` is UTF-8 or Windows Turkish text without control characters."""
    decoders = [codecs.getincrementaldecoder(encoding)() for encoding in ("utf-8", "cp1254")]
    file.seek(0)
    while decoders:
        chunk = file.read(_CHUNK)
        if _NOT_TEXT.search(chunk):
            return False
        decoders = [decoder for decoder in decoders if _decodes(decoder, chunk)]
        if not chunk:
            return bool(decoders)
    return False


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False
    return True


def _disagreement(name: str, kind: FileKind, found: str) -> UnfitFile:
    if found:
        return UnfitFile(
            _(
                "%(name)s: adı .%(named)s, içeriği .%(found)s. Doğru türde kaydedip yeniden ekleyin. "
                "Eklenebilen dosyalar: %(kinds)s.",
                name=name,
                named=kind.extensions[0],
                found=found,
                kinds=_allowed(),
            )
        )
    return UnfitFile(
        _(
            "%(name)s: içeriği .%(named)s dosyası değil. Doğru türde kaydedip yeniden ekleyin. "
            "Eklenebilen dosyalar: %(kinds)s.",
            name=name,
            named=kind.extensions[0],
            kinds=_allowed(),
        )
    )


def _allowed() -> str:
    return ", ".join(kind.extensions[0] for kind in KINDS)


def _one_thing(file: BinaryIO) -> None:
    if containers.ends_as_container(file):
        raise UnfitFile(_("Dosya aynı anda iki ayrı türde okunabiliyor; güvenli değil. Yeniden kaydedip ekleyin."))


def _pdf(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - _CHUNK))
    if b"%%EOF" not in file.read().rstrip(b"\0\t\n\r ")[-1024:]:
        raise UnfitFile(_("PDF dosyası eksik: sonu yok. Yeniden tarayıp ya da kaydedip ekleyin."))
    _one_thing(file)


def _picture(content: str, file: BinaryIO) -> None:
    check_pixels(file, content)
    _one_thing(file)


_CHECKS: Mapping[str, Callable[[BinaryIO], None]] = {
    "pdf": _pdf,
    **{content: partial(_picture, content) for content in ("png", "jpg", "tiff")},
    **dict.fromkeys(("docx", "xlsx", "odt", "ods", "eyp"), containers.inspect),
}
