"""Reading a table that some other program wrote as text: its encoding, its separator and its lines are found out.

Cells are taken apart here, not by :mod:`csv`: a cell may be longer than that module takes, and every row is told by the
line of the file on which it begins, however many lines its cells have.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kalem.i18n import gettext as _

#: Bytes of a file that are read; a register of a hundred thousand lines has some twelve million.
MOST = 256 * 1024 * 1024

#: What may stand between two cells, the usual one here first.
SEPARATORS = (";", ",", "\t", "|")

#: Columns of a table whose separator may well stand in a cell of several lines as often as in a row.
FEW = 3

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: How files begin that are tables, but not of text.
_NO_TEXT = ((b"PK\x03\x04", "XLSX, ODS"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"%PDF", "PDF"))

#: What Excel writes before the header to tell its separator.
_TOLD = re.compile(r"sep=(.)\n", re.IGNORECASE)

_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"')


class BadTable(Exception):
    """The file as a whole cannot be read; nothing was written. Each line says one thing, the last what to do."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Row:
    """A row of the file."""

    #: The first line of the file that it stands on, from 1, and the last.
    line: int
    last: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file as it was understood."""

    #: The file's name, without its folder.
    name: str
    #: SHA-256 of its bytes.
    digest: str
    encoding: str
    separator: str
    headers: tuple[str, ...]
    #: All rows below the headers that have anything in them.
    rows: tuple[Row, ...]


def read(path: Path) -> Table:
    """Read the table in a file. Raises :class:`BadTable`, and ``OSError`` for a file that cannot be opened."""
    with path.open("rb") as file:
        raw = file.read(MOST + 1)
    if len(raw) > MOST:
        raise BadTable(
            _("%(name)s: dosya %(most)s MB'tan büyük.", name=path.name, most=MOST // 1024 // 1024),
            _("Dosyayı, başlık satırı her parçada olacak biçimde bölün."),
        )
    return understood(path.name, raw)


def understood(name: str, raw: bytes) -> Table:
    """Return the table in the bytes of a file called ``name``; raises :class:`BadTable`."""
    text, encoding = _decoded(name, raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    told = _TOLD.match(text)
    body, line = (text[told.end() :], 2) if told else (text, 1)
    separator = told[1] if told else _separator(body, line)
    rows = [row for row in _rows(body, separator, line) if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise BadTable(_("%(name)s: dosya boş.", name=name), _("İlk satırında sütun başlıkları olan bir CSV verin."))
    return Table(name, hashlib.sha256(raw).hexdigest(), encoding, separator, rows[0].cells, tuple(rows[1:]))


def _decoded(name: str, raw: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    for mark, kind in _NO_TEXT:
        if raw.startswith(mark):
            raise BadTable(
                _("%(name)s: bu bir %(kind)s dosyası, düz metin değil.", name=name, kind=kind),
                _("Tabloyu CSV olarak kaydedip onu verin."),
            )
    for encoding in _guesses(raw):
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise BadTable(
        _("%(name)s: yazı kodlaması anlaşılamadı.", name=name),
        _("Dosyayı UTF-8 ya da Windows-1254 (Türkçe) kodlamasıyla kaydedin."),
    )


def _guesses(raw: bytes) -> Iterator[str]:
    """Yield the encodings to try: the one that a mark tells, and that alone; else from the strictest to the loosest."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            yield encoding
            return
    head = raw[:1000]
    # Latin letters in two bytes: every other byte is empty.
    if len(head) > 3 and head[1::2].count(0) > len(head) // 3:
        yield "utf-16-le"
    elif len(head) > 3 and head[::2].count(0) > len(head) // 3:
        yield "utf-16-be"
    yield "utf-8"
    yield "cp1254"
    # The same letters; what Windows leaves undefined are control characters here.
    yield "iso-8859-9"


def _separator(text: str, line: int) -> str:
    """Return what parts the cells of the header: whatever makes the most of them."""
    counted = {each: len(next(_rows(text, each, line)).cells) for each in SEPARATORS} if text else {}
    return max(counted, key=lambda each: counted[each]) if counted else SEPARATORS[0]


def _rows(text: str, separator: str, line: int) -> Iterator[Row]:
    """Yield the rows of ``text``, whose lines all end in one way; ``line`` is the number of its first."""
    plain = re.compile(f"[^{re.escape(separator)}\n]*")
    at, end = 0, len(text)
    while at < end:
        first, cells = line, []
        while True:
            cell, at, more = _cell(text, at, plain, line)
            cells.append(cell)
            line += more
            if at < end and text[at] == separator:
                at += 1
                continue
            break
        yield Row(first, line, tuple(cells))
        at, line = at + 1, line + 1


def _cell(text: str, at: int, plain: re.Pattern[str], line: int) -> tuple[str, int, int]:
    """Return the cell that begins at ``at``, where it ends, and how many lines end inside it."""
    value, more = "", 0
    if text.startswith('"', at):
        quoted = _QUOTED.match(text, at)
        if quoted is None:
            raise BadTable(
                _('satır %(line)s: açılan tırnak (") kapanmıyor; dosyanın gerisi okunamıyor.', line=line),
                _("O satırdaki tırnağı düzeltip yeniden deneyin."),
            )
        value, at, more = quoted[1].replace('""', '"'), quoted.end(), quoted[0].count("\n")
    rest = plain.match(text, at)
    assert rest is not None  # noqa: S101  (it matches nothing too)
    return value + rest[0], rest.end(), more


def torn(table: Table, row: Row) -> str:
    """Return why a row does not stand under the headers of its table; empty when it does."""
    width = len(table.headers)
    lines = _("satır %(first)s–%(last)s arası", first=row.line, last=row.last)
    if len(row.cells) != width:
        message = _("Alan sayısı yanlış: %(wanted)s yerine %(found)s alan var", wanted=width, found=len(row.cells))
        return f"{message} ({lines})" if row.last > row.line else message
    # A quote that is closed rows below leaves the right number of cells, one of them with these rows in it.
    if width > FEW and any("\n" in cell and cell.count(table.separator) >= width - 1 for cell in row.cells):
        return _("Alan sayısı yanlış: fazla bir tırnak başka satırları içine almış (%(lines)s)", lines=lines)
    return ""
