"""The dictionary's file."""

from pathlib import Path

import pytest

from kalem.search import Analyser, dictionary, prepare


def test_the_file_is_made_once_and_opened_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = prepare(tmp_path)
    assert [file.name for file in home.iterdir()] == ["tr.dic"]
    monkeypatch.setattr(dictionary, "TemporaryDirectory", None)
    assert prepare(tmp_path) == home
    assert "belediye" in Analyser(tmp_path).terms(["belediyenin"])


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "belediye" in Analyser(tmp_path / "file").terms(["belediyenin"])
