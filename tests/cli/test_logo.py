"""The logo beside the municipality's file: told when it is none, kept with the version, printed without the folder."""

from pathlib import Path

import pytest
from tests.cli.conftest import Kalem, install
from tests.core.records.attachments.samples import jpeg, png
from tests.load.server import Browser, Server

from kalem import db
from kalem.app import Settings, in_force, office
from kalem.config.picture import LARGEST
from kalem.organisation import municipality

PASSWORD = "dogru-at-pil-zimba"
LINE = ('name = "Karacabey Belediyesi"', 'name = "Karacabey Belediyesi"\nlogo = "%s"')


@pytest.fixture
def kalem(tmp_path: Path, empty_database_url: str) -> Kalem:
    return install(tmp_path / "office", database=empty_database_url)


def name_logo(kalem: Kalem, name: str, content: bytes | None = None) -> Path:
    kalem.edit((LINE[0], LINE[1] % name))
    path = kalem.file.parent / name
    if content is not None:
        path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.png", None, "`logo.png` okunamadı"),
        ("logo.png", b"", "logo.png: dosya boş"),
        ("logo.png", b"hello", "logo kullanılamıyor"),
        ("logo.png", png(10, 10)[:20], "logo kullanılamıyor"),
        ("logo.png", jpeg(10, 10), "logo kullanılamıyor"),
        ("logo.png", png(60000, 60000), "piksel"),
        ("logo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo kullanılamıyor"),
        ("logo.png", png(10, 10) + b"\0" * LARGEST, "çok büyük; en çok 100 kB"),
        ("logo.svg", b"<svg/>", "logo PNG ya da JPEG dosyasıdır"),
        ("../logo.png", png(10, 10), "bu dosyanın klasöründe değil"),
        ("/etc/passwd", None, "logo PNG ya da JPEG dosyasıdır"),
        ("/etc/logo.png", None, "logo PNG ya da JPEG dosyasıdır"),
        ("a\\\\..\\\\logo.png", None, "bu dosyanın klasöründe değil"),
    ],
)
def test_what_is_no_logo_is_told_at_its_line(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    kalem = install(tmp_path / "office")
    name_logo(kalem, name, content)

    output = kalem("check", code=1).output

    line = next(i for i, text in enumerate(kalem.file.read_text().splitlines(), 1) if text.startswith("logo"))
    assert f"karacabey.toml:{line}: municipality.logo: " in output
    assert told in output
    assert "1 sorun var." in output


def test_a_logo_as_large_as_may_be_is_taken(tmp_path: Path) -> None:
    kalem = install(tmp_path / "office")
    name_logo(kalem, "logo.png", png(10, 10).ljust(LARGEST, b"\0"))
    kalem("check")


def test_plan_shows_a_logo_that_changes_though_the_text_does_not(kalem: Kalem) -> None:
    kalem("apply", "--migrate")
    path = name_logo(kalem, "logo.png", png(10, 10))
    assert "~ Antetin logosu değişir: logo.png" in kalem("plan").output
    assert "sürüm 2" in kalem("apply").output
    assert "değişen bir şey yok" in kalem("plan").output

    path.write_bytes(png(11, 11))
    assert "~ Antetin logosu değişir: logo.png" in kalem("plan").output
    assert "farklı" in kalem("run", code=1).output
    assert "sürüm 3" in kalem("apply").output

    kalem.edit((LINE[1] % "logo.png", LINE[0]))
    assert "~ Antetin logosu kalkar" in kalem("plan").output
    assert "sürüm 4" in kalem("apply").output
    assert "bulgu yok" in kalem("verify").output


def test_the_office_runs_and_prints_the_logo_without_the_folder(kalem: Kalem) -> None:
    path = name_logo(kalem, "amblem.jpg", jpeg(12, 10))
    kalem("apply", "--migrate")
    kalem("user", "add", "memur", "Işıl Memur")
    kalem("appoint", "memur", "evrak_kayit")
    path.unlink()
    kalem.file.unlink()

    server = Server(kalem.database, kalem.folder)
    server.start()
    try:
        browser = Browser(server.port)
        browser.sign_in("memur", PASSWORD)
        printed = browser.get("/?print=1")[1]
        shown = browser.get("/")[1]
    finally:
        server.stop()

    assert '<img src="data:image/jpeg;base64,/9j/' in printed
    assert "<span>KARACABEY BELEDİYE BAŞKANLIĞI</span>" in printed
    assert "k-letterhead" not in shown


@pytest.mark.parametrize("forged", ["eA==", "***", ""])
def test_a_logo_that_was_changed_in_the_database_is_found_and_does_not_run(kalem: Kalem, forged: str) -> None:
    name_logo(kalem, "logo.png", png(10, 10))
    kalem("apply", "--migrate")
    app = office(Settings(kalem.database, kalem.folder))
    with db.entered(app):
        assert municipality.get().picture == png(10, 10)
        db.current().execute_sql(f"UPDATE applied_file SET logo = '{forged}'")
        applied = in_force()
        assert applied is not None
        assert not applied.is_whole

    assert "değiştirilmiş" in kalem("run", code=1).output
    assert "logo" in kalem("verify", code=1).output
