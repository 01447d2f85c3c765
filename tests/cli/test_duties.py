"""``kalem duties``: every clause, none unknown, each with what fulfils it."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Kalem, install

from kalem.config import load

DUTIES = Path(__file__).parents[1] / "fixtures" / "duties"

#: Capabilities that the core fulfils, by the areas of the catalogue.
CORE = {
    "legal-frame", "glossary", "org-structure",
    "reporting-line", "delegation", "role-scope", "supervision",
    "incoming-registration", "auto-numbering", "outgoing-letter", "correspondence-format", "attachment-check",
    "dispatch", "electronic-register", "document-control", "regulation-register",
    "referral", "task-assignment", "paraf-imza-chain",
}  # fmt: skip

#: What the file's plugins fulfil.
PLUGINS = {"karacabey": {"mukhtar-request", "appointment"}, "siverek": {"appointment"}}


@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_the_list_for_programs(tmp_path: Path, name: str) -> None:
    kalem = install(tmp_path / name, name)
    found = json.loads(kalem("duties", "--json").output)
    assert [list(each) for each in found] == [["id", "capability", "owner", "kind", "status", "by"]] * len(found)
    told = [f"{each['id']},{each['capability']},{each['kind']}" for each in found]
    assert sorted(told) == sorted((DUTIES / f"{name}.txt").read_text().split())
    file = load(kalem.file)
    owners = {"office", *file.units, *file.positions, *file.roles, *file.bodies}
    assert {each["owner"] for each in found} <= owners
    expected = CORE | PLUGINS[name]
    for each in found:
        status = "policy" if each["kind"] == "policy" else "fulfilled" if each["capability"] in expected else "missing"
        assert (each["id"], each["status"]) == (each["id"], status)
        assert each["by"] or each["status"] == "policy"


def test_the_table_for_people_counts(bare: Kalem) -> None:
    output = bare("duties").output
    assert "karacabey-m23-c1" in output
    assert "karşılanıyor: " in output
    assert not bare.folder.exists()
