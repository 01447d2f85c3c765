"""A file's kind is told by its content; what is dangerous to open is refused."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from tests.core.records.attachments import samples

from kalem.records import containers
from kalem.records.filekinds import EXTENSIONS, kind_of_name, prove
from kalem.records.filenames import extension_of
from kalem.records.unfit import UnfitFile


def check(name: str, content: bytes) -> str:
    """Return the media type under which the file is taken."""
    kind = kind_of_name(name)
    prove(BytesIO(content), kind, name)
    return kind.media_type


@pytest.mark.parametrize("name", samples.WHOLE)
def test_a_whole_file_of_each_kind_is_taken(name: str) -> None:
    assert "/" in check(name, samples.WHOLE[name])


def test_a_sample_of_every_extension_was_taken() -> None:
    assert {extension_of(name) for name in samples.WHOLE} == set(EXTENSIONS)


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.zip", "a.docm", "a.eyps", "a", "a.pdf.js", "a.pdf "])
def test_other_kinds_are_refused_naming_the_allowed_ones(name: str) -> None:
    with pytest.raises(UnfitFile, match="pdf, png, jpg, tiff, docx, xlsx, odt, ods, eyp, txt, csv"):
        kind_of_name(name)


def test_every_other_name_on_a_content_is_refused() -> None:
    for name, content in samples.WHOLE.items():
        for other in EXTENSIONS:
            same = kind_of_name(f"a.{other}").content == kind_of_name(name).content
            if not same:
                with pytest.raises(UnfitFile, match=f"a.{other}: (adı|içeriği)"):
                    check(f"a.{other}", content)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.pdf", b"MZ\x90\x00\x03" + bytes(300), "exe"),
        ("a.pdf", b"\x7fELF\x02\x01\x01" + bytes(300), "elf"),
        ("a.png", b"GIF89a" + bytes(300), "gif"),
        ("a.docx", samples.container({"a.txt": b"a"}), "zip"),
        ("a.docx", samples.docx(**{"word/vbaProject.bin": b"\xcc"}), "docm"),
        ("a.odt", samples.opendocument("application/epub+zip"), "zip"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "text"),
        ("a.txt", samples.pdf(), "pdf"),
    ],
)
def test_a_wrong_name_is_refused_with_what_the_file_is(name: str, content: bytes, found: str) -> None:
    with pytest.raises(UnfitFile, match=rf"içeriği \.{found}\."):
        check(name, content)


@pytest.mark.parametrize(
    "content", [b"a\x00b", "metin".encode("utf-16"), b"\x1b[31mkirmizi", bytes(range(256)), b"\x9d\x81 ikisi de degil"]
)
def test_bytes_that_are_no_text_are_refused_as_text(content: bytes) -> None:
    with pytest.raises(UnfitFile, match=r"içeriği \.txt dosyası değil"):
        check("a.txt", content)


def test_text_is_read_to_its_end() -> None:
    long = b"uzun " * 100_000
    assert check("a.txt", long) == "text/plain"
    assert check("a.txt", "ş".encode() * 100_001) == "text/plain"
    with pytest.raises(UnfitFile):
        check("a.txt", long + b"\x00")


def test_text_that_happens_to_begin_like_a_program_is_text() -> None:
    assert check("a.txt", "BM Holding'in başvurusu".encode()) == "text/plain"
    assert check("a.txt", b"MZ 12 plakali arac") == "text/plain"


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_empty_file_is_refused(extension: str) -> None:
    with pytest.raises(UnfitFile, match="boş"):
        check(f"a.{extension}", b"")


@pytest.mark.parametrize("name", [name for name in samples.WHOLE if not name.endswith(("txt", "csv"))])
def test_a_file_cut_anywhere_never_breaks_the_check(name: str) -> None:
    whole = samples.WHOLE[name]
    for length in range(1, len(whole)):
        try:
            check(name, whole[:length])
        except UnfitFile as fault:
            assert str(fault)  # noqa: PT017


def test_a_pdf_without_its_end_is_refused_and_trailing_blanks_are_not() -> None:
    with pytest.raises(UnfitFile, match="sonu yok"):
        check("a.pdf", samples.pdf()[:-7])
    with pytest.raises(UnfitFile, match="sonu yok"):
        check("a.pdf", samples.pdf() + b"x" * 5000)
    assert check("a.pdf", samples.pdf() + b"\r\n\0\0\0" * 300)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.jpg", "a.txt"])
def test_a_file_that_is_also_a_container_is_refused(name: str) -> None:
    whole = {"a.pdf": samples.pdf(), "a.png": samples.png(), "a.jpg": samples.jpeg(), "a.txt": b"metin\n"}[name]
    with pytest.raises(UnfitFile, match=r"iki ayrı türde|dosyası değil"):
        check(name, whole + samples.docx())


def test_a_container_that_hides_behind_a_pdf_or_before_one_is_refused() -> None:
    inside = samples.pdf(filling=b"stream\n" + samples.docx() + b"\nendstream")
    assert check("a.pdf", inside)  # A PDF may carry a document; it still has one reading.
    end = samples.docx()
    commented = end[:-2] + len(samples.pdf()).to_bytes(2, "little") + samples.pdf()
    assert check("a.docx", commented)
    with pytest.raises(UnfitFile):
        check("a.pdf", commented)
    with pytest.raises(UnfitFile):
        check("a.docx", samples.pdf() + samples.docx())
    with pytest.raises(UnfitFile):
        check("a.docx", samples.docx() + b"more")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", samples.png(60_000, 60_000)),
        ("a.png", samples.png(2**32 - 1, 2**32 - 1)),
        ("a.jpg", samples.jpeg(65_000, 65_000)),
        ("a.tif", samples.tiff((1728, 2200), (60_000, 60_000))),
    ],
)
def test_a_picture_of_too_many_pixels_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnfitFile, match="en çok 150 milyon piksel"):
        check(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", samples.png(0, 5)),
        ("a.png", samples.png().replace(b"IHDR", b"tEXt")),
        ("a.jpg", b"\xff\xd8\xff" * 20_000),
        ("a.jpg", b"\xff\xd8" + b"\xff\xe0\x00\x02" * 20_000),
        ("a.jpg", b"\xff\xd8\xff\xda\x00\x08" + bytes(100)),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x01" + bytes(100)),
        ("a.tif", samples.tiff()),
        ("a.tif", samples.tiff((5, 5), again=8)),
        ("a.tif", b"II*\0" + (8).to_bytes(4, "little") + b"\xff" * 70_000),
        ("a.tif", b"II*\0" + (2**31).to_bytes(4, "little")),
    ],
)
def test_a_broken_picture_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UnfitFile, match="Görüntü dosyası bozuk"):
        check(name, content)


def test_what_a_package_holds_may_be_packages() -> None:
    drawing = samples.container({"a.emf": b"a"})
    table = samples.xlsx(**{"xl/embeddings/a.zip": drawing})
    letter = samples.docx(**{"word/embeddings/tablo.xlsx": table})
    assert check("a.eyp", samples.eyp(**{"Ekler/ek.docx": letter}))


def test_packages_in_packages_without_end_are_refused() -> None:
    inner = samples.container({"a.txt": b"a"})
    for _depth in range(4):
        inner = samples.container({"a.zip": inner})
    with pytest.raises(UnfitFile, match="iç içe"):
        check("a.docx", samples.docx(**{"word/embeddings/a.zip": inner}))


def test_a_bomb_is_refused_by_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = samples.docx(**{"word/media/a.bmp": bytes(30 * 2**20)})
    monkeypatch.delattr(containers, "_unpacked")
    with pytest.raises(UnfitFile, match="açıldığında çok büyüyor"):
        check("a.docx", bomb)


def test_a_bomb_in_a_package_is_refused() -> None:
    bomb = samples.container({"a": bytes(30 * 2**20)})
    with pytest.raises(UnfitFile, match="açıldığında çok büyüyor"):
        check("a.docx", samples.docx(**{"word/embeddings/1.zip": bomb}))


def test_many_small_bombs_in_a_package_count_together() -> None:
    bomb = samples.container({"a": bytes(4 * 2**20)})
    assert check("a.docx", samples.docx(**{"word/1.zip": bomb}))
    with pytest.raises(UnfitFile, match="açıldığında çok büyüyor"):
        check("a.docx", samples.docx(**{f"word/{number}.zip": bomb for number in range(6)}))


@pytest.mark.parametrize("size", [0, 10, 2**20, 2**32 - 1])
def test_a_bomb_with_lying_sizes_is_refused(size: int) -> None:
    bomb = samples.docx(**{"word/media/a.bmp": bytes(30 * 2**20)})
    with pytest.raises(UnfitFile, match=r"bozuk|çok büyüyor"):
        check("a.docx", samples.sizes_lie(bomb, size))


def test_members_over_one_another_are_refused() -> None:
    with pytest.raises(UnfitFile, match="bozuk"):
        check("a.docx", samples.overlapping(100))


def test_a_member_twice_is_refused() -> None:
    twice = BytesIO(samples.docx())
    with ZipFile(twice, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("word/document.xml", b"<other/>")
    with pytest.raises(UnfitFile, match="bozuk"):
        check("a.docx", twice.getvalue())


@pytest.mark.parametrize("name", ["/etc/passwd", "../../a", "word/../../a", "..\\a", "C:\\a", "C:a"])
def test_members_that_leave_their_folder_are_refused(name: str) -> None:
    with pytest.raises(UnfitFile, match="klasörünün dışını"):
        check("a.docx", samples.docx(**{name: b"a"}))


def test_too_many_members_are_refused() -> None:
    with pytest.raises(UnfitFile, match="en çok 5000 parça"):
        check("a.docx", samples.docx(**{f"word/{number}": b"" for number in range(5001)}))


def test_the_members_of_packages_inside_count_too() -> None:
    many = samples.container({f"{number}": b"" for number in range(2600)})
    assert check("a.docx", samples.docx(**{"word/1.zip": many}))
    with pytest.raises(UnfitFile, match="en çok 5000 parça"):
        check("a.docx", samples.docx(**{"word/1.zip": many, "word/2.zip": many}))


def test_an_encrypted_member_is_refused() -> None:
    locked = bytearray(samples.docx())
    place = locked.find(b"PK\x01\x02")
    locked[place + 8] |= 1
    with pytest.raises(UnfitFile, match="parolalı"):
        check("a.docx", bytes(locked))


def test_headers_that_contradict_the_directory_are_refused() -> None:
    with pytest.raises(UnfitFile, match="bozuk"):
        check("a.docx", samples.docx().replace(b"word/document.xml", b"word/documenX.xml", 1))


def test_any_flipped_byte_of_a_member_is_noticed() -> None:
    whole = samples.container(samples.package(**{"word/document.xml": b"<w:document/>" * 50}), method=0)
    place = whole.find(b"<w:document/>")
    broken = whole[:place] + b"(" + whole[place + 1 :]
    with pytest.raises(UnfitFile, match="bozuk"):
        check("a.docx", broken)
