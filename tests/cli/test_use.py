"""How the program is used: help, wrong words, and places that are not there."""

import pytest
from click.testing import CliRunner
from tests.cli.conftest import Kalem

from kalem.cli.main import main

COMMANDS = (
    "admin", "anchor", "apply", "appoint", "check", "delegate", "demo", "duties", "explain", "migrate", "plan",
    "reindex", "run", "user", "verify",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_in_turkish(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert "Kullanım:" in result.output
    assert "Bu yardımı gösterir." in result.output
    for word in ("Usage", "Options", "Commands", "Show this"):
        assert word not in result.output


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ("admin", "user")])
def test_every_command_takes_the_place(command: str) -> None:
    output = CliRunner().invoke(main, [command, "--help"]).output
    for name in ("--municipality", "--database", "--data", "KALEM_MUNICIPALITY", "KALEM_DATABASE_URL", "KALEM_DATA"):
        assert name in output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["chek"], "`chek` diye bir komut yok; `check` mi?"),
        (["explain", "1"], "Eksik: ADIM"),
        (["run", "--port", "çok"], "--port: `çok`: 1 ile 65535 arasında bir sayı yazın"),
        (["run", "--port"], "--port bir değer ister."),
        (["plan", "--verbose"], "--verbose diye bir seçenek yok"),
        (["plan", "dosya.toml"], "Komutun sonunda fazladan söz var."),
        (["appoint", "ali", "mudur", "--from", "31.02.2026"], "--from: `31.02.2026`: günü 21.11.2026 gibi yazın"),
    ],
)
def test_wrong_words_are_told_in_turkish(words: list[str], told: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize("command", ["check", "plan", "apply", "demo"])
def test_a_command_that_needs_the_file_says_so(command: str) -> None:
    result = CliRunner().invoke(main, [command], env={"KALEM_MUNICIPALITY": None})
    assert result.exit_code == 1
    assert "--municipality DOSYA" in result.output


@pytest.mark.parametrize("command", [["verify"], ["anchor"], ["run"], ["explain", "1", "refer", "--as", "ali"]])
def test_without_a_database_nothing_is_made(bare: Kalem, command: list[str]) -> None:
    assert "kalem apply --migrate" in bare(*command, code=1).output
    assert not bare.folder.exists()


def test_a_database_that_cannot_be_understood_or_reached(bare: Kalem) -> None:
    assert "mysql: bilinmeyen veritabanı" in bare("verify", "--database", "mysql://x", code=1).output
    unreachable = "postgresql://nobody@127.0.0.1:1/none"
    assert "--database" in bare("verify", "--database", unreachable, code=1).output


def test_a_database_without_tables_names_migrate(bare: Kalem) -> None:
    bare.folder.mkdir()
    (bare.folder / "kalem.db").touch()
    assert "`kalem migrate`" in bare("verify", code=1).output
