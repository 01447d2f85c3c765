"""The core knows no plugin and no municipality by name."""

from pathlib import Path

import pytest
from tools import no_names


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for file in ("plugins/sport/kalem_sport/__init__.py", "config/atlantis.toml", "core/kalem/__init__.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    return tmp_path


@pytest.mark.parametrize(
    "source",
    [
        "import kalem_sport.models",
        "from kalem_sport import manifest",
        "a = 'sport'",
        'a = f"{b}" + "sport.request"',
        "sport = 1",
        "a.sport",
        "f(sport=1)",
        "def f(sport): ...",
        "class Sport: ...",
        "a = 'config/atlantis.toml'",
    ],
)
def test_a_name_in_python_is_found(root: Path, source: str):
    (root / "core/kalem/a.py").write_text(f"\n{source}\n")
    assert [line.partition(": ")[0] for line in no_names.findings(root)][:1] == ["core/kalem/a.py:2"]


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("a.html", "{% if sport %}"),
        ("a.html", "{{ record.sport }}"),
        ("a.html", '<a href="/sport/list">'),
        ("a.js", "const sport = 1"),
        ("a.js", "open('atlantis')"),
        ("a.css", '[data-type="sport"] {}'),
    ],
)
def test_a_name_in_a_page_is_found(root: Path, file: str, source: str):
    (root / "core/kalem" / file).write_text(f"\n{source}\n")
    assert no_names.findings(root)[0].startswith(f"core/kalem/{file}:2: ")


def test_prose_and_longer_words_are_no_names(root: Path):
    (root / "core/kalem/a.py").write_text('"""Sport is a plugin."""\n# atlantis\nsports = "what a sport"\n')
    (root / "core/kalem/a.html").write_text("<p>sport</p>")
    assert no_names.findings(root) == []


ATLANTIS = """
[municipality]
name = "Atlantis Belediyesi"

[unit.isik]
name = "Işık İşleri Müdürlüğü"

[office.isik_isleri]
unit = "isik"

[office.isik_isleri.regulation]
title = "Işık İşleri Yönetmeliği"
"""


@pytest.mark.parametrize(
    "source",
    [
        "a = 'Atlantis Belediyesi'",
        'a = _("Işık İşleri Müdürlüğü")',
        'a = " IŞIK İŞLERİ YÖNETMELİĞİ "',
        'a = office["isik_isleri"]',
        "isik_isleri = 1",
    ],
)
def test_what_a_municipality_calls_itself_its_units_and_its_offices_is_found(root: Path, source: str):
    (root / "config/atlantis.toml").write_text(ATLANTIS)
    (root / "core/kalem/a.py").write_text(f"\n{source}\n")
    assert [line.partition(": ")[0] for line in no_names.findings(root)] == ["core/kalem/a.py:2"]


def test_such_a_name_in_a_longer_text_is_prose(root: Path):
    (root / "config/atlantis.toml").write_text(ATLANTIS)
    (root / "core/kalem/a.py").write_text("a = 'Atlantis Belediyesi gibi'\n")
    (root / "core/kalem/a.html").write_text("<p>{{ _('Işık İşleri Müdürlüğü gibi') }}</p>")
    assert no_names.findings(root) == []


def test_the_core_knows_no_name():
    assert no_names.findings(no_names.ROOT) == []
