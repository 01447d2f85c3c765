"""Hostile files, sent as a browser does: refused in words with nothing kept, or served so that nothing in them runs."""

import io
import random
import struct
import zipfile
import zlib

import pytest
from tests.hostile.world import PDF, World, closing, pdf
from werkzeug.datastructures import FileStorage

from kalem.records.attachments import MOST_FILES, attachments_of
from kalem.records.storage import storage


def zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


def picture(width: int, height: int) -> bytes:
    """Return a PNG that says it is so large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


_WORD = {"[Content_Types].xml": b"<x/>", "_rels/.rels": b"<x/>", "word/document.xml": b"<x/>"}

#: Name and content of what is not taken in.
UNFIT = {
    "bomb": ("bomba.docx", zipped({**_WORD, "word/media/x.xml": b"\0" * (60 * 2**20)})),
    "nested": ("bomba.docx", zipped({**_WORD, "a.zip": zipped({"b.zip": zipped({"c": b"\0" * (40 * 2**20)})})})),
    "climbs out": ("yol.docx", zipped({**_WORD, "../../etc/passwd": b"x"})),
    "macro": ("makro.docx", zipped({**_WORD, "word/vbaProject.bin": b"x"})),
    "pixels": ("dev.png", picture(60000, 60000)),
    "page": ("sayfa.html", b"<script>alert(1)</script>"),
    "page as picture": ("sayfa.png", b"<script>alert(1)</script>"),
    "page as pdf": ("sayfa.pdf", b"<html><script>alert(1)</script></html>"),
    "vector": ("resim.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "program": ("kur.exe", b"MZ" + b"\0" * 100),
    "program as pdf": ("kur.pdf", b"MZ" + b"\0" * 100),
    "two in one": ("iki.pdf", PDF + zipped({"a": b"x"}, b"%%EOF")),
    "empty": ("bos.pdf", b""),
    "cut": ("kesik.pdf", b"%PDF-1.4\n"),
    "binary as text": ("metin.txt", b"a\0b"),
    "no name": ("...", PDF),
    "turned name": ("resim\u202efdp.exe", PDF),
    "too large": ("buyuk.txt", b"a" * (25 * 2**20 + 1)),
}

#: Names that are kept, made fit.
NAMES = (
    "../../../etc/passwd.pdf", "C:\\Windows\\system.pdf", "a\r\nX-Injected: 1.pdf", 'a".pdf',
    "a;filename=evil.html.pdf",
    "<script>.pdf", "con.pdf", "ş" * 200 + ".pdf", "a\0b.pdf", "a%0d%0ab.pdf", "\u202efdp.pdf", "a'b''UTF-8''c.pdf",
    ".pdf.pdf",
)  # fmt: skip


@pytest.fixture(scope="module")
def letter(world: World) -> int:
    with world.inside() as desk:
        return int(desk.ready().id)


def sent(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), name, content_type="text/html")


@pytest.mark.parametrize("kind", UNFIT)
def test_a_file_that_is_not_what_it_says_is_refused(world: World, letter: int, kind: str) -> None:
    name, content = UNFIT[kind]
    with world.app.app_context():
        folder = storage.get().folder
    before = sorted(folder.rglob("*"))
    values = {"subject": "x", "channel": "hand", "sender": "x", "their_date": "16.11.2026"}
    with world.unchanged():
        for path, box, more in (
            (f"/record/{letter}/files", "files", {}),
            ("/records/registry.incoming/new", "scan", values),
            ("/records/registry.incoming/new", "files", values),
        ):
            with closing(world.browser("evrak_kayit").send(path, {**more, box: sent(name, content)})) as answer:
                assert answer.status_code == 422, path
                assert "<script>alert" not in answer.text
                assert any(
                    word in answer.text for word in ("ekleyin", "alınmıyor", "alınamaz", "güvenli değil", "tarayın")
                )
    assert sorted(folder.rglob("*")) == before


def test_names_are_made_fit_and_break_no_header(world: World, letter: int) -> None:
    browser = world.browser("evrak_kayit")
    taken = 0
    for at, name in enumerate(NAMES):
        with browser.send(f"/record/{letter}/files", {"files": sent(name, PDF + str(at).encode())}) as answer:
            # A name that breaks its header arrives without its ending, and is refused for that.
            assert answer.status_code in (302, 422), name
            taken += answer.status_code == 302
    page = browser.get(f"/record/{letter}").text
    assert "<script>." not in page
    assert "\u202e" not in page
    with world.inside():
        kept = attachments_of(letter)
    assert len(kept) == taken > len(NAMES) / 2
    for each in kept:
        assert len(each.name) <= 150
        assert not set(each.name) & set('/\\\r\n\0"<>')
        for query in ("", "?download=1", "?download=../x"):
            with browser.get(f"/record/{letter}/files/{each.id}{query}") as answer:
                assert answer.status_code == 200
                assert "X-Injected" not in answer.headers
                assert answer.headers["Content-Type"] == "application/pdf"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert "sandbox" in answer.headers["Content-Security-Policy"]
                assert "no-store" in answer.headers["Cache-Control"]
                assert "\n" not in answer.headers["Content-Disposition"]
                inline = "inline" if not query else "attachment"
                assert answer.headers["Content-Disposition"].startswith(inline)
        for asked in ("bytes=0-3", "bytes=99999-", "bytes=-1", "bytes=x", "bytes=0-1,2-3", "lines=1"):
            with browser.get(f"/record/{letter}/files/{each.id}", headers={"Range": asked}) as answer:
                assert answer.status_code in (200, 206, 416), asked


def test_more_files_than_a_record_holds_are_refused_whole(world: World) -> None:
    with world.inside() as desk:
        number = desk.ready().id
    browser = world.browser("evrak_kayit")
    many = long_names(MOST_FILES + 1)
    with world.unchanged(), browser.send(f"/record/{number}/files", {"files": many}) as answer:
        assert answer.status_code == 422
        assert "en çok 40 eki" in answer.text
    with world.unchanged():
        for values in ({}, {"files": ""}, {"files": "metin"}, {"files": pdf("")}, {"scan": pdf()}):
            with browser.send(f"/record/{number}/files", values) as answer:
                assert answer.status_code == 422, values
    with browser.send(f"/record/{number}/files", {"files": long_names(MOST_FILES)}) as answer:
        assert answer.status_code == 302
    assert f"Eklendi: {MOST_FILES} dosya" in browser.get(f"/record/{number}").text, (
        "it fits into the cookie that tells it"
    )


def long_names(count: int) -> list[FileStorage]:
    """Return files whose names have as little in common as may be."""
    dice = random.Random(7)
    letters = "abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ0123456789"
    names = ("".join(dice.choices(letters, k=140)) for _at in range(count))
    return [pdf(f"{name}.pdf", PDF + name.encode()) for name in names]


def test_who_may_not_work_on_a_record_adds_and_removes_nothing(world: World, letter: int) -> None:
    with world.inside() as desk:
        seen = desk.show(desk.ready(), "sistem_yoneticisi")
    browser = world.browser("sistem_yoneticisi")
    assert browser.get(f"/record/{seen.id}").status_code == 200
    with world.unchanged():
        assert browser.send(f"/record/{seen.id}/files", {"files": pdf()}).status_code == 422
        assert browser.send(f"/record/{letter}/files", {"files": pdf()}).status_code == 404
        assert browser.send(f"/record/{seen.id}/files/1/remove", {"reason": "x"}).status_code == 404
        assert browser.send(f"/record/{letter}/files/1/remove", {"reason": "x"}).status_code == 404
