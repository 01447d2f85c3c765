"""The examples of the documentation are those of tested files, word for word."""

from pathlib import Path

import pytest
from tools.snippets import ROOT, refreshed, region, unsourced

from kalem import plugin

#: Documents whose examples all come from files.
SOURCED = ("plugin-author.md", "hooks.md")

SOURCE = "import os\n\n# docs: one\nx = 1\n\n\n# docs: two\ny = 2\n# docs: end\nz = 3\n"


@pytest.mark.parametrize("document", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_every_example_is_as_its_source_has_it(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")

    assert refreshed(text) == text, "python -m tools.snippets brings it in line"


@pytest.mark.parametrize("document", SOURCED)
def test_no_example_is_made_up(document: str) -> None:
    assert unsourced((ROOT / "docs" / document).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("one", "x = 1\n"),
        ("two", "y = 2\n"),
        ("end", "z = 3\n"),
        (None, "import os\n\nx = 1\n\n\ny = 2\nz = 3\n"),
    ],
)
def test_a_region_ends_at_the_next_mark(name: str | None, code: str) -> None:
    assert region(SOURCE, name) == code


def test_a_region_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        region(SOURCE, "three")


def test_an_outdated_example_is_brought_in_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SOURCE)
    old = "Look:\n\n<!-- from: a.py#one -->\n```python\nx = 7\n```\n\nAnd:\n\n```python\nfree()\n```\n"

    assert refreshed(old, tmp_path) == old.replace("x = 7", "x = 1")
    assert unsourced(old) == ["free()"]


def test_every_message_that_is_explained_is_one_that_a_broken_plugin_gets() -> None:
    table = (ROOT / "docs" / "plugin-author.md").read_text(encoding="utf-8").rpartition("| message |")[2]
    messages = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    tested = (ROOT / "tests" / "plugins_outside" / "test_broken.py").read_text(encoding="utf-8")

    assert len(messages) > 10
    assert [message for message in messages if message not in tested] == []


def test_every_name_that_an_author_may_import_is_explained() -> None:
    document = (ROOT / "docs" / "plugin-author.md").read_text(encoding="utf-8")
    section = document.partition("## 13. All that")[2].partition("\n## ")[0]

    assert [name for name in plugin.__all__ if f"`{name}`" not in section] == []
