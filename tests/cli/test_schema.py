"""``kalem schema``: an editor that has it tells the mistakes of shape, and nothing of a right file."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner
from tests.core.config.test_broken_files import MISTAKES, broken
from tests.support.offices import CONFIG

from kalem.cli.main import main

FIXTURES = Path(__file__).parents[1] / "fixtures" / "municipalities"
RIGHT = [*sorted(CONFIG.glob("*.toml")), *sorted(FIXTURES.glob("*.toml"))]

#: What no schema can know: whether a name of the file is given in it, and what contradicts what.
MEANING = (
    "böyle bir görev yok", "böyle bir birim yok", "böyle bir rol yok", "`anna`", "böyle bir kurul yok",
    "böyle bir madde yok", "`basinn`", "başka bir müdürlük", "gün türü", "bağlı birim", "birden çok yere",
    "bir kaleme bağlı olamaz", "makam →", "baskan →", "bu birimin görevi değil", "kural koymuyor", "altında da",
    "zaten bir birim adı", "ayrı bir anlam", "zaten sahibi", "kendi yerine", "üst birimi kapanıyor",
)  # fmt: skip


@pytest.fixture(scope="module")
def shape() -> dict[str, Any]:
    result = CliRunner().invoke(main, ["schema"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def validator(shape: dict[str, Any]) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(shape)


def values(text: str) -> Any:
    """The values of a file as an editor hands them to a schema: dates as text."""
    return plain(tomllib.loads(text))


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(validator: jsonschema_rs.Validator, text: str) -> list[str]:
    return [".".join(map(str, error.instance_path)) for error in validator.iter_errors(values(text))]


def test_the_schema_is_one_of_2020_12(shape: dict[str, Any]) -> None:
    assert shape["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(shape)


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_a_right_file_has_no_fault(validator: jsonschema_rs.Validator, path: Path) -> None:
    assert faults(validator, path.read_text(encoding="utf-8")) == []


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return True


#: The good file of the small mistakes names a plugin that nobody installed.
WITHOUT_PLUGIN = (('plugins = ["takvim"]', "plugins = []"), ("[plugin.takvim]\nminutes = 20\n", ""))
OF_SHAPE = [
    (old, new, message)
    for old, new, _place, _key, message, _cure in MISTAKES
    if "takvim" not in old + new and "minutes" not in old
    if not any(part in message for part in MEANING)
    if is_toml(broken((old, new)))
]


def test_most_mistakes_of_the_reader_are_mistakes_of_shape() -> None:
    assert len(OF_SHAPE) > 35


@pytest.mark.parametrize(("old", "new", "message"), OF_SHAPE, ids=[(new or old)[:50] for old, new, _ in OF_SHAPE])
def test_a_mistake_of_shape_is_a_fault_of_the_schema(
    validator: jsonschema_rs.Validator, old: str, new: str, message: str
) -> None:
    assert faults(validator, broken(*WITHOUT_PLUGIN)) == []
    assert faults(validator, broken(*WITHOUT_PLUGIN, (old, new)))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('plugins = ["takvim"]', 'plugins = ["takvim"]', "municipality.plugins.0"),
        ("[plugin.takvim]\nminutes = 20\n", "[plugin.protokol]\nslot_minutes = 20\n", ""),
        (
            "[plugin.takvim]\nminutes = 20\n",
            '[plugin.protokol]\nslot_minutes = "uzun"\n',
            "plugin.protokol.slot_minutes",
        ),
        ("[plugin.takvim]\nminutes = 20\n", "[plugin.protokol]\nslot_minutes = 1\n", "plugin.protokol.slot_minutes"),
        ("[plugin.takvim]\nminutes = 20\n", "[plugin.protokol]\nsaat = 1\n", "plugin.protokol"),
    ],
)
def test_the_settings_of_the_installed_plugins_are_described(
    validator: jsonschema_rs.Validator, old: str, new: str, where: str
) -> None:
    edits = [pair for pair in WITHOUT_PLUGIN if pair[0] != old] + [(old, new)]
    assert faults(validator, broken(*edits)) == [where][: bool(where)]


def test_every_key_is_explained_in_turkish(shape: dict[str, Any]) -> None:
    def unexplained(member: Any, path: str) -> list[str]:
        found = []
        for key, each in {**member.get("properties", {}), "*": member.get("additionalProperties")}.items():
            if isinstance(each, dict):
                found += [f"{path}.{key}"] if not (each.get("description") or each.get("title")) else []
                found += unexplained(each, f"{path}.{key}")
        return found

    assert unexplained(shape, "") == []
    assert shape["properties"]["unit"]["additionalProperties"]["properties"]["parent"]["description"] == "Üst birim"


def test_what_the_office_knows_is_offered(shape: dict[str, Any]) -> None:
    role = shape["properties"]["role"]["additionalProperties"]["properties"]
    assert "registry.refer" in role["may"]["items"]["anyOf"][0]["enum"]
    assert role["clearance"]["enum"] == ["hizmete_ozel", "gizli", "cok_gizli"]
    office = shape["properties"]["office"]["additionalProperties"]["properties"]
    assert "registered-first" in office["rule"]["properties"]
    assert office["duty"]["additionalProperties"]["additionalProperties"]["prefixItems"][1]["enum"] == [
        "feature",
        "policy",
        "rule",
    ]


def test_a_key_that_nobody_reads_is_refused_wherever_it_stands(validator: jsonschema_rs.Validator) -> None:
    """Every table of the good file is closed, but for those whose names the file gives."""
    whole = values(broken(*WITHOUT_PLUGIN))
    named = {"term", "role", "unit", "body", "position", "office", "deadline", "closing", "duty", "rule", "plugin"}

    def tables(value: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        if not isinstance(value, dict):
            return []
        inner = [found for key, each in value.items() for found in tables(each, (*path, key))]
        return [path, *inner] if not path or path[-1] not in named else inner

    assert len(tables(whole, ())) > 20
    for path in tables(whole, ()):
        if "duty" in path:
            continue
        changed = values(broken(*WITHOUT_PLUGIN))
        table = changed
        for key in path:
            table = table[key]
        table["Yok Böyle"] = "x"
        assert not validator.is_valid(changed), path
