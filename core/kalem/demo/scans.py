"""Page images of a demo: small, valid PDF files of one page with a few lines of text."""

from collections.abc import Iterable
from textwrap import wrap

#: Characters of Turkish that the fonts of every reader have, but not at their usual places.
_LETTERS = {208: "Gbreve", 221: "Idotaccent", 222: "Scedilla", 240: "gbreve", 253: "dotlessi", 254: "scedilla"}

#: Characters of a line.
WIDTH = 78


def page(title: str, paragraphs: Iterable[str]) -> bytes:
    """Return a page (A4) with ``title`` and ``paragraphs``."""
    lines = [line for text in paragraphs for line in (*wrap(text, WIDTH), "")]
    text = ["BT /F1 13 Tf 64 770 Td (", _escaped(title), ") Tj /F1 11 Tf 0 -36 Td 15 TL"]
    text += [f" ({_escaped(line)}) Tj T*" for line in lines]
    stream = ("0.93 g 40 40 515 762 re f 0 g " + "".join(text) + " ET").encode("cp1254", "replace")
    differences = " ".join(f"{code} /{name}" for code, name in _LETTERS.items())
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 6 0 R >>",
        f"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [{differences}] >>".encode("ascii"),
    )


def _file(*objects: bytes) -> bytes:
    """Return a PDF file of numbered objects, the first of which is the catalogue."""
    whole = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return whole + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(whole))
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
