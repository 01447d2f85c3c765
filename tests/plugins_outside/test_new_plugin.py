"""``kalem plugin new``: what it writes is installed by pip, passes its own tests, and is as tidy as ours."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.support import packages

from kalem.cli.main import main
from kalem.cli.plugin import package_of

pytestmark = pytest.mark.xdist_group("new_plugin")


def new(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["plugin", "new", *arguments])


@pytest.fixture(scope="module", params=["rehber", "is_takip_2"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return the id of a new plugin and the folder it was written to."""
    folder = tmp_path_factory.mktemp("new") / "plugin"
    result = new(request.param, "--folder", str(folder))
    assert result.exit_code == 0, result.output
    return request.param, folder


def test_it_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    result = new("rehber", "--folder", str(tmp_path / "a"))

    assert all(str(tmp_path / "a" / name) in result.output for name in package_of("rehber"))
    assert "python -m pytest" in result.output


def test_its_package_is_named_after_its_id(written: tuple[str, Path]) -> None:
    plugin_id, folder = written
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["name"] == "kalem-" + plugin_id.replace("_", "-")
    assert project["entry-points"]["kalem.plugins"] == {plugin_id: f"kalem_{plugin_id}"}
    assert "$" not in "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())


def test_it_is_installed_and_its_tests_are_green(written: tuple[str, Path], tmp_path: Path) -> None:
    plugin_id, folder = written
    site = packages.install(tmp_path, folder)
    paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(folder / "tests")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True, timeout=100
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
    assert (site / f"kalem_{plugin_id}" / "migrations" / "0001_request.py").is_file()


@pytest.mark.parametrize("check", [("check",), ("format", "--check")])
def test_it_is_tidy(written: tuple[str, Path], check: tuple[str, ...]) -> None:
    _plugin_id, folder = written
    command = [sys.executable, "-m", "ruff", *check, "--no-cache", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("plugin_id", ["Rehber", "9rehber", "is-takip", "kalem", "core", "../x", "çay", "a" * 31, ""])
def test_a_bad_id_is_refused_and_nothing_is_written(
    plugin_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = new(plugin_id)

    assert result.exit_code == 1
    assert "`id`" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    result = new("rehber", "--folder", str(tmp_path))

    assert result.exit_code == 1
    assert f"{tmp_path} zaten var" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["protokol", "registry"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taken: str) -> None:
    monkeypatch.chdir(tmp_path)
    result = new(taken)
    assert result.exit_code == 1
    assert f"{taken} adı alınmış" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_kalems_own_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "bu ad Kalem'in kendisinindir" in new("kalem").output
