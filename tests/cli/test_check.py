"""``kalem check``: shape and meaning, all problems at once, each with its line."""

from pathlib import Path

import pytest
from tests.cli.conftest import Kalem
from tests.support.offices import CONFIG

FIXTURES = Path(__file__).parents[1] / "fixtures" / "municipalities"


def line_of(path: Path, text: str) -> int:
    return next(number for number, line in enumerate(path.read_text().splitlines(), start=1) if text in line)


def problems(output: str) -> list[str]:
    return [line.partition(".toml:")[2] for line in output.splitlines() if ".toml:" in line]


@pytest.mark.parametrize(
    "path", [*sorted(CONFIG.glob("*.toml")), *sorted(FIXTURES.glob("*.toml"))], ids=lambda p: p.stem
)
def test_a_right_file_is_right(bare: Kalem, path: Path) -> None:
    assert "dosya doğru" in bare("check", file=path).output
    assert not bare.folder.exists()


def test_problems_of_shape_come_all_at_once(bare: Kalem) -> None:
    bare.edit(('parent = "makam"', 'parent = "makan"'), ('roles = ["mayor"]', 'roles = ["major"]'))
    told = problems(bare("check", code=1).output)
    assert [each.split(": ")[1] for each in told] == ["unit.ozel_kalem.parent", "position.baskan.roles.0"]
    assert "2 sorun var." in bare("check", code=1).output


def test_problems_of_meaning_come_all_at_once_with_their_lines(bare: Kalem) -> None:
    bare.edit(
        ('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokol", "muhtarlik", "protokool"]'),
        ("registry.sign\",\n    \"registry.file", "registry.sign\",\n    \"registry.asign\", \"registry.file"),
        ("director-refers =", "director-reffers ="),
    )  # fmt: skip
    told = problems(bare("check", code=1).output)
    assert told == [
        f"{line_of(bare.file, 'protokool')}: municipality.plugins: `protokool`: böyle bir eklenti kurulu değil; "
        "`protokol` mı?",
        f"{line_of(bare.file, 'registry.asign')}: role.director.may: `registry.asign`: böyle bir yetki yok; "
        "`registry.assign` mı?",
        f"{line_of(bare.file, 'director-reffers')}: office.ozel_kalem.rule.director-reffers: `director-reffers`: böyle "
        "bir kural yok; `director-refers` mı?",
    ]


def test_what_follows_from_a_plugin_that_is_not_there_is_told_once(bare: Kalem) -> None:
    bare.edit(
        ('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokol", "mukhtar"]'),
        ("muhtarlik.request.create", "mukhtar.request.create"),
        ("muhtarlik.request.work", "mukhtar.request.work"),
    )
    told = problems(bare("check", code=1).output)
    assert [each.split(": ")[1] for each in told] == ["municipality.plugins"]


def test_a_setting_that_a_plugin_does_not_take_has_its_line(bare: Kalem) -> None:
    bare.edit(("slot_minutes = 20", 'slot_minutes = "uzun"'))
    (told,) = problems(bare("check", code=1).output)
    assert told.startswith(f"{line_of(bare.file, 'slot_minutes')}: plugin.protokol.slot_minutes: ")


@pytest.mark.parametrize("name", ["yok.toml", "."])
def test_a_file_that_cannot_be_read(bare: Kalem, name: str) -> None:
    assert "dosya okunamadı" in bare("check", file=bare.file.parent / name, code=1).output
