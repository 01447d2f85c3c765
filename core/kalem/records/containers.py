"""ZIP containers, read strictly: office documents and e-Yazışma packages are such.

Lenient readers repair, skip and guess, so that two of them see two different contents in one file, and a directory
that lies about sizes hides a bomb. Here a container has one reading or is refused: nothing before the first member or
after the directory, no member twice or over another, and each one unpacks to exactly the size that is declared.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from kalem.i18n import gettext as _

from .unfit import UnfitFile

#: First bytes of a container.
SIGNATURE = b"PK\x03\x04"

#: Most members, those of containers inside included.
MOST_MEMBERS = 5000
#: Most bytes when unpacked, containers inside included.
MOST_BYTES = 250 * 2**20
#: Most times its own size that a container may unpack to, once that is more than ``RATIO_FROM`` bytes.
MOST_RATIO = 150
RATIO_FROM = 10 * 2**20
#: Containers inside one another: a package holds a letter's annex, which holds a table, which holds a drawing.
MOST_DEPTH = 3

_DIRECTORY_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_MOST_DIRECTORY = 4 * 2**20
_MOST_COMMENT = 0xFFFF
_CHUNK = 2**16
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1 | 0x40 | 0x2000, 0x800


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a container, as its directory declares it; ``start`` is where its packed bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int


def directory(file: BinaryIO) -> Mapping[str, Member]:
    """Return the members by name, in the order of the directory; ``UnfitFile`` unless it has only one reading."""
    try:
        return _directory(file)
    except (struct.error, UnicodeDecodeError) as fault:
        raise _broken() from fault


def inspect(file: BinaryIO) -> None:
    """Unpack every member of ``file`` and of containers inside, keeping nothing; ``UnfitFile`` when it is a bomb.

    What the directory declares is judged first; then the unpacked bytes are counted, and never more than the limits.
    """
    _Inspection(file.seek(0, 2)).container(file, depth=0)


def content(file: BinaryIO, member: Member, most: int) -> bytes:
    """Return the unpacked bytes of ``member``; ``UnfitFile`` when it is broken or declares more than ``most``."""
    if member.size > most:
        raise _broken()
    return b"".join(_unpacked(file, member))


def ends_as_container(file: BinaryIO) -> bool:
    """Whether the file ends as a container does, whatever it begins as: then it is two things at once."""
    return _end_of_directory(file) is not None


class _Inspection:
    """The running counts of one inspection."""

    def __init__(self, size: int) -> None:
        self._most = max(RATIO_FROM, min(MOST_BYTES, size * MOST_RATIO))
        self._members = 0
        self._bytes = 0

    def container(self, file: BinaryIO, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise UnfitFile(_("Dosyanın içinde çok kat iç içe paket var. Paketleri açıp dosyaları ayrı ayrı ekleyin."))
        members = directory(file).values()
        self._members += len(members)
        _few_enough(self._members)
        self._fits(sum(member.size for member in members))
        for member in members:
            self._member(file, member, depth)

    def _member(self, file: BinaryIO, member: Member, depth: int) -> None:
        head = b""
        with SpooledTemporaryFile(max_size=2**20) as inner:
            for chunk in _unpacked(file, member):
                self._fits(len(chunk))
                self._bytes += len(chunk)
                if len(head) < len(SIGNATURE):
                    head += chunk
                    chunk = head
                if head.startswith(SIGNATURE):
                    inner.write(chunk)
            if head.startswith(SIGNATURE):
                self.container(cast(BinaryIO, inner), depth + 1)

    def _fits(self, more: int) -> None:
        if self._bytes + more > self._most:
            raise UnfitFile(
                _(
                    "Dosya açıldığında çok büyüyor; sıkıştırılmış hâli güvenle açılamaz. "
                    "İçindekileri ayrı ayrı ekleyin ya da PDF olarak kaydedin."
                )
            )


def _directory(file: BinaryIO) -> dict[str, Member]:
    end = _end_of_directory(file)
    if end is None:
        raise _broken()
    position, record = end
    _sign, disk, first_disk, here, count, size, offset, _comment = struct.unpack("<4s4H2LH", record)
    if disk or first_disk or here != count or offset + size != position or size > _MOST_DIRECTORY:
        raise _broken()
    _few_enough(count)
    file.seek(offset)
    listing = file.read(size)
    members: dict[str, Member] = {}
    extents: list[tuple[int, int]] = []
    at = 0
    for _number in range(count):
        member, at, extent = _entry(file, listing, at)
        if member.name in members:
            raise _broken()
        members[member.name] = member
        extents.append(extent)
    extents.sort()
    borders = [*(begin for begin, _stop in extents[1:]), offset]
    if at != size or any(stop > border for (_begin, stop), border in zip(extents, borders, strict=False)):
        raise _broken()
    return members


def _entry(file: BinaryIO, listing: bytes, at: int) -> tuple[Member, int, tuple[int, int]]:
    """Read one entry of the directory; return its member, where the next entry begins, and where the member lies."""
    fields = struct.unpack_from("<4s6H3L5H2L", listing, at)
    sign, flags, method, crc, packed, size = fields[0], fields[3], fields[4], *fields[7:10]
    name_length, extra_length, comment_length, offset = *fields[10:13], fields[16]
    name = listing[at + 46 : at + 46 + name_length]
    if sign != _DIRECTORY_ENTRY or len(name) != name_length or method not in {_STORED, _DEFLATED}:
        raise _broken()
    if flags & _ENCRYPTED:
        raise UnfitFile(_("Dosya ya da içindeki bir paket parolalı. Parolasını kaldırıp yeniden ekleyin."))
    file.seek(offset)
    local = struct.unpack("<4s5H3L2H", file.read(30))
    if local[0] != SIGNATURE or local[3] != method or file.read(local[9]) != name:
        raise _broken()
    start: int = offset + 30 + local[9] + local[10]
    member = Member(_safe(name.decode("utf-8" if flags & _UTF8 else "cp437")), method, crc, packed, size, start)
    return member, at + 46 + name_length + extra_length + comment_length, (offset, start + packed)


def _few_enough(members: int) -> None:
    if members > MOST_MEMBERS:
        raise UnfitFile(_("Dosyanın içinde çok fazla parça var; en çok %(most)s parça olabilir.", most=MOST_MEMBERS))


def _safe(name: str) -> str:
    path = name.replace("\\", "/")
    if not name or "\0" in name or path.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
        raise UnfitFile(_("Dosyanın içinde kendi klasörünün dışını gösteren adlar var; güvenli değil, alınamaz."))
    return name


def _end_of_directory(file: BinaryIO) -> tuple[int, bytes] | None:
    """Return where the closing record of a container is, and its 22 bytes; None unless it ends the file exactly."""
    size = file.seek(0, 2)
    begin = max(0, size - 22 - _MOST_COMMENT)
    file.seek(begin)
    tail = file.read(size - begin)
    at = len(tail)
    while (at := tail.rfind(_END, 0, at + len(_END) - 1)) >= 0:
        record = tail[at : at + 22]
        if len(record) == 22 and int.from_bytes(record[20:], "little") == len(tail) - at - 22:
            return begin + at, record
    return None


def _unpacked(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """Yield the bytes of ``member``; raise as soon as they are not what the directory declared."""
    size = crc = 0
    pieces = _inflated if member.method == _DEFLATED else _stored
    for piece in pieces(file, member):
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        if size > member.size:
            raise _broken()
        yield piece
    if size != member.size or crc != member.crc:
        raise _broken()


def _stored(file: BinaryIO, member: Member) -> Iterator[bytes]:
    file.seek(member.start)
    left = member.packed
    while left:
        piece = file.read(min(_CHUNK, left))
        if not piece:
            raise _broken()
        left -= len(piece)
        yield piece


def _inflated(file: BinaryIO, member: Member) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    packed = _stored(file, member)
    while not inflater.eof:
        data = inflater.unconsumed_tail or next(packed, b"")
        try:
            piece = inflater.decompress(data, _CHUNK)
        except zlib.error as fault:
            raise _broken() from fault
        if piece:
            yield piece
        elif not data:
            raise _broken()
    if inflater.unused_data or next(packed, b""):
        raise _broken()


def _broken() -> UnfitFile:
    return UnfitFile(_("Dosya bozuk ya da eksik: içindekiler okunamıyor. Yeniden kaydedip ekleyin."))
