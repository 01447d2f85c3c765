"""What a browser is told about a file, so that nothing in it runs as a page of ours."""

import pytest
from werkzeug.http import parse_options_header

from kalem.records.attachments import Attachment
from kalem.records.filekinds import KINDS, kind_of_name
from kalem.records.serving import content_disposition, serving


def of(name: str) -> Attachment:
    return Attachment(name=name, media_type=kind_of_name(name).media_type)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.extensions[0])
def test_only_pdf_png_and_jpeg_are_shown_in_place(kind: object) -> None:
    extension = kind.extensions[0]  # type: ignore[attr-defined]
    served = serving(of(f"a.{extension}"))
    assert (served.disposition == "inline") == (extension in {"pdf", "png", "jpg"})
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert served.headers["Content-Type"] == served.media_type
    assert served.headers["Content-Disposition"].startswith(served.disposition)
    policy = served.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-same-origin" not in policy
    assert "script-src" not in policy


def test_every_kind_can_be_downloaded() -> None:
    assert serving(of("a.pdf"), download=True).disposition == "attachment"


def test_a_page_that_is_called_text_is_only_downloaded() -> None:
    served = serving(of("sayfa.txt"))
    assert (served.media_type, served.disposition) == ("text/plain", "attachment")


def test_a_stored_type_that_is_not_taken_any_more_is_downloaded_as_bytes() -> None:
    served = serving(Attachment(name="a.html", media_type="text/html"))
    assert (served.media_type, served.disposition) == ("application/octet-stream", "attachment")
    assert served.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Iğdır çağrısı.pdf", "Igdir cagrisi.pdf"),
        ('a"b\\c; filename=x.exe', "a_b_c; filename=x.exe"),
        ("вода.pdf", ".pdf"),
    ],
)
def test_the_name_arrives_whole_and_in_plain_letters_for_old_clients(name: str, plain: str) -> None:
    header = content_disposition("attachment", name)
    assert header.isascii()
    assert "\n" not in header
    assert f'filename="{plain}"' in header
    assert parse_options_header(header)[1]["filename"] == name
