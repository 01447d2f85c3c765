"""Files as they come: whole ones of each kind, and hostile ones, made byte by byte."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

TEXT_OF_ODT = "application/vnd.oasis.opendocument.text"
TABLE_OF_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def pdf(filling: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + filling + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2) -> bytes:
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return start + b"\xff" + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"


def tiff(*pages: tuple[int, int], order: str = "<", again: int | None = None) -> bytes:
    """Make a TIFF of empty ``pages``; the last page's successor is at ``again``."""
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    for number, (width, height) in enumerate(pages, start=1):
        following = len(out) + 30 if number < len(pages) else again or 0
        out += struct.pack(f"{order}H", 2)
        out += struct.pack(f"{order}HHII", 256, 4, 1, width) + struct.pack(f"{order}HHII", 257, 4, 1, height)
        out += struct.pack(f"{order}I", following)
    return out


def container(members: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def package(**parts: bytes) -> dict[str, bytes]:
    return {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>", **parts}


def docx(**more: bytes) -> bytes:
    return container(package(**{"word/document.xml": b"<w:document/>", **more}))


def xlsx(**more: bytes) -> bytes:
    return container(package(**{"xl/workbook.xml": b"<workbook/>", **more}))


def eyp(**more: bytes) -> bytes:
    letter = {"Ustveri/Ustveri.xml": b"\xef\xbb\xbf<Ustveri/>", "UstYazi/yazi.pdf": pdf()}
    return container(package(**{**letter, **more}))


def opendocument(media_type: str) -> bytes:
    return container({"mimetype": media_type.encode(), "content.xml": b"<office:document-content/>"})


def sizes_lie(file: bytes, size: int) -> bytes:
    """Return a container whose directory and headers say that every member unpacks to ``size`` bytes."""
    out = bytearray(file)
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = out.find(sign)
        while place >= 0:
            out[place + at : place + at + 4] = struct.pack("<I", size)
            place = out.find(sign, place + 4)
    return bytes(out)


def overlapping(copies: int) -> bytes:
    """Return a container whose directory names the same packed bytes many times."""
    one = container({"a" * 8: b"\0" * 2**20})
    end = one.rfind(b"PK\x05\x06")
    entry = one[one.rfind(b"PK\x01\x02") : end]
    entries = b"".join(entry.replace(b"a" * 8, b"%08d" % number) for number in range(copies))
    (offset,) = struct.unpack_from("<L", one, end + 16)
    return (
        one[:offset] + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, copies, copies, len(entries), offset, 0)
    )


#: A whole file of each kind, by a name that people would give it.
WHOLE = {
    "tarama.pdf": pdf(),
    "harita.png": png(),
    "fotoğraf.JPG": jpeg(),
    "fotoğraf.jpeg": jpeg(),
    "faks.tif": tiff((1728, 2200), (1728, 2200)),
    "FAKS.TİFF": tiff((10, 20), order=">"),
    "yazı.docx": docx(),
    "çizelge.xlsx": xlsx(),
    "tutanak.odt": opendocument(TEXT_OF_ODT),
    "bütçe.ods": opendocument(TABLE_OF_ODS),
    "E-22633920-050.02-76388.eyp": eyp(),
    "not.txt": "İlgi: 12.05.2026 tarihli yazı\r\n".encode(),
    "eski not.txt": "Çarşı düğünü şölenı".encode("cp1254"),
    "liste.csv": "sıra;adı\n1;Iğdır\n".encode("utf-8-sig"),
}
