"""Names of files are made harmless and stay readable."""

import pytest

from kalem.records.filenames import LONGEST, clean_name, extension_of
from kalem.records.unfit import UnfitFile


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Dilekçe İĞÜŞÖÇ ığüşöç.pdf", "Dilekçe İĞÜŞÖÇ ığüşöç.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Ayşe\\Masaüstü\\yazı.docx", "yazı.docx"),
        ("/mutlak/yol/a.pdf", "a.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("satır\r\nContent-Type: text/html.pdf", "html.pdf"),
        ("iki\nsatır.pdf", "iki satır.pdf"),
        ("resim\u202efdp.exe", "resimfdp.exe"),
        ("\u2066gizli\u2069\u200b.pdf", "gizli.pdf"),
        ("yarım\ud800.pdf", "yarım.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com1.2026.pdf", "_com1.2026.pdf"),
        ("conta.pdf", "conta.pdf"),
        ('soru?"<b>*|.pdf', "soru___b___.pdf"),
        ("  çok   boşluk .pdf. ", "çok boşluk .pdf"),
        (".htaccess", "htaccess"),
        ("s\u0327ehir.pdf", "şehir.pdf"),
    ],
)
def test_a_name_is_made_harmless(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@pytest.mark.parametrize("name", ["", "   ", "..", "/", "a/", "\u202e", "\x00\x01", "..\\..\\"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(UnfitFile, match="adı yok"):
        clean_name(name)


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("ş" * 400 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith("ş.pdf")
    assert len(clean_name("a." + "b" * 400)) == LONGEST


def test_a_name_of_a_megabyte_is_refused() -> None:
    with pytest.raises(UnfitFile, match="1000004 karakter"):
        clean_name("a" * 1_000_000 + ".pdf")


def test_the_extension_is_read_whatever_its_case_and_keyboard() -> None:
    assert [extension_of(name) for name in ("a.PDF", "a.TİFF", "a.tıf", "a.b.Docx", "adsız", ".pdf")] == [
        "pdf",
        "tiff",
        "tif",
        "docx",
        "",
        "",
    ]
