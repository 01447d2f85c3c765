"""``kalem plan``, ``kalem apply`` and ``kalem migrate``, from an empty folder on."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Kalem, install

from kalem.cli.plan import OBSTACLES


@pytest.fixture
def anywhere(tmp_path: Path, empty_database_url: str) -> Iterator[Kalem]:
    """Return the program over an empty database of either engine."""
    return install(tmp_path / "office", database=empty_database_url)


def test_from_nothing_to_a_proven_office(anywhere: Kalem) -> None:
    assert "Birim eklenir: Özel Kalem Müdürlüğü" in (first := anywhere("plan").output)
    assert "Önce `kalem migrate`: core/" in first
    assert "kalem migrate" in anywhere("apply", code=1).output
    assert "Uygulandı: core/" in anywhere("migrate").output
    assert "Bekleyen göç yok." in anywhere("migrate").output
    assert "Yürürlükte: sürüm 1." in anywhere("apply").output
    assert "değişen bir şey yok" in anywhere("apply").output
    assert "değişen bir şey yok" in anywhere("plan").output
    proven = anywhere("verify").output.splitlines()[-1]
    assert "bulgu yok" in proven
    assert "Çapa 1" in anywhere("anchor").output
    assert "Çapasız hareket yok." in anywhere("anchor").output
    assert anywhere("verify").output.splitlines()[-1] == proven


def test_a_plan_leaves_no_trace(bare: Kalem) -> None:
    bare("plan")
    assert not bare.folder.exists()


def test_apply_may_migrate_an_empty_database(bare: Kalem) -> None:
    assert "Yürürlükte: sürüm 1." in bare("apply", "--migrate").output


def test_what_plan_shows_is_what_apply_says(kalem: Kalem) -> None:
    kalem.edit(('name = "Medya-İletişim Bölümü"', 'name = "Medya Bürosu"'))
    shown = kalem("plan").output
    change = "~ Birimin adı değişir: Medya-İletişim Bölümü, bundan sonra Medya Bürosu"
    assert shown == f"{change}\n1 değişiklik; engel yok.\n"
    assert kalem("apply").output == shown + "Yürürlükte: sürüm 2. Çalışan kurumu yeniden başlatın (`kalem run`).\n"
    assert "bulgu yok" in kalem("verify").output


def test_a_file_that_differs_in_words_only_is_a_new_version(kalem: Kalem) -> None:
    kalem.edit(("# Karacabey Belediyesi: Özel", "# Karacabey Belediyesi; Özel"))
    assert "kurumun işleyişinde değişen bir şey yok" in kalem("plan").output
    assert "sürüm 2" in kalem("apply").output


def test_a_broken_file_is_neither_planned_nor_applied(kalem: Kalem) -> None:
    kalem.edit(("director-refers =", "director-reffers ="))
    assert "`director-refers` mı?" in kalem("plan", code=1).output
    assert "`director-refers` mı?" in kalem("apply", code=1).output


def test_an_obstacle_has_an_exit_code_of_its_own(kalem: Kalem) -> None:
    # Another id for the same unit: to the program one unit is gone and another has come.
    kalem.edit(('"ozel_kalem"', '"kalem"'), ("[unit.ozel_kalem]", "[unit.kalem]"))
    kalem.edit(('office = "kalem"', 'office = "ozel_kalem"'))
    planned = kalem("plan", code=OBSTACLES).output
    assert "! Engel: Özel Kalem Müdürlüğü içinde 1 açık kayıt var." in planned
    assert "1 engel" in planned
    refused = kalem("apply", code=1).output
    assert "Çare: Özel Kalem Müdürlüğü içinde 1 açık kayıt var." in refused


def test_the_secret_is_made_once_and_is_for_its_owner_only(bare: Kalem, monkeypatch: pytest.MonkeyPatch) -> None:
    from kalem.cli.place import Place

    place = Place(None, "", bare.folder)
    monkeypatch.delenv("KALEM_SECRET", raising=False)
    secret = place.secret()
    assert len(secret) >= 32
    assert stat.S_IMODE((bare.folder / "secret").stat().st_mode) == 0o600
    assert place.secret() == secret
    monkeypatch.setenv("KALEM_SECRET", "ortamdan")
    assert place.secret() == "ortamdan"
