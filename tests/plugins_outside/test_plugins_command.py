"""``kalem plugins``: the order, the versions, and why one does not run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.support.offices import CONFIG

from kalem.cli.main import main

pytestmark = pytest.mark.xdist_group("example_plugin")

FILE = """\
[municipality]
name = "Deneme Belediyesi"
plugins = [{plugins}]

[unit.kalem]
office = "kalem"
kind = "müdürlük"
name = "Kalem"

[position.mudur]
unit = "kalem"
title = "Müdür"

[office.kalem]
unit = "kalem"
regulation = {{ prefix = "deneme", title = "Yönetmelik" }}
"""


@pytest.fixture
def place(tmp_path: Path, example_plugin: None) -> Iterator[Path]:
    return tmp_path


def plugins(place: Path, *enabled: str, file: Path | None = None) -> Result:
    if file is None:
        file = place / "office.toml"
        file.write_text(FILE.format(plugins=", ".join(f'"{each}"' for each in enabled)), encoding="utf-8")
    return run(place, "plugins", file)


def run(place: Path, command: str, file: Path, *more: str) -> Result:
    arguments = [command, "--municipality", str(file), "--data", str(place / "data"), *more]
    return CliRunner().invoke(main, arguments)


def test_all_that_are_installed_are_listed_with_what_the_file_makes_of_them(place: Path) -> None:
    result = plugins(place, "ornek")

    assert result.exit_code == 0
    [line] = [line for line in result.output.splitlines() if "kalem-ornek" in line]
    assert line.split() == ["1", "ornek", "Öneriler", "1.2.0", "kalem-ornek", "çalışıyor"]


def test_installed_is_not_enabled(place: Path) -> None:
    result = plugins(place)

    assert result.exit_code == 0
    [line] = [line for line in result.output.splitlines() if "kalem-ornek" in line]
    assert line.split()[-1] == "kapalı"


def test_one_that_is_missing_is_told_with_the_nearest_and_the_command_fails(place: Path) -> None:
    result = plugins(place, "ornk", "ornek")

    assert result.exit_code == 1
    assert "ornk: böyle bir eklenti kurulu değil; ornek mi?" in result.output
    assert "çalışıyor" in result.output


def test_the_order_is_that_of_the_file(place: Path) -> None:
    result = plugins(place, file=CONFIG / "karacabey.toml")

    lines = [line.split() for line in result.output.splitlines()]
    ids = [words[1] for words in lines if words and words[0].isdigit()]
    assert ids == [each for each in ("zimmet", "protokol", "muhtarlik") if each in ids]
    assert result.exit_code == 0


def test_one_whose_tables_are_not_there_yet_is_told_when_there_is_a_database(place: Path) -> None:
    plugins(place)
    file = place / "office.toml"
    assert run(place, "apply", file, "--migrate").exit_code == 0

    before = plugins(place, "ornek")
    assert before.exit_code == 1
    waiting = "ornek/0001_suggestion, ornek/0002_place"
    assert f"ornek: Uygulanmamış göç: {waiting}. `kalem migrate` çalıştırın." in before.output

    assert run(place, "migrate", file).exit_code == 0
    assert plugins(place, "ornek").exit_code == 0


def test_without_a_file_those_installed_are_listed(place: Path) -> None:
    result = CliRunner().invoke(main, ["plugins", "--data", str(place / "data")], env={"KALEM_MUNICIPALITY": ""})

    assert result.exit_code == 0
    assert "kalem-ornek" in result.output
