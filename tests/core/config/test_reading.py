"""What the objects of a file answer."""

import hashlib
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from kalem.config import Ownership, load, parse

KARACABEY = Path(__file__).parents[3] / "config/karacabey.toml"

SMALL = """\
[municipality]
name = "Örnek Belediyesi"
plugins = ["b", "a"]

[unit.makam]
kind = "makam"
name = "Makam"

[unit.kalem]
office = "kalem"
kind = "müdürlük"
name = "Kalem"
parent = "makam"

[unit.buro]
kind = "büro"
name = "Büro"
parent = "kalem"

[unit.masa]
kind = "masa"
name = "Masa"
parent = "buro"

[unit.fen]
kind = "müdürlük"
name = "Fen"
outside = true

[role.yazman]
label = "Yazman"

[body.meclis]
name = "Meclis"

[position.mudur]
unit = "kalem"
title = "Müdür"

[position.yardimci]
unit = "kalem"
title = "Yardımcı"
roles = ["yazman"]

[position.uzman]
title = "Uzman"

[office.kalem]
unit = "kalem"
regulation = { prefix = "ornek", title = "Yönetmelik" }

[office.kalem.rule]
registered-first = "m1"
director-refers = "setting"

[office.kalem.duty.office]
"m1" = ["m.1", "rule", "incoming-registration", "Kayıt."]
"m2" = ["m.2", "feature", "referral", "Havale."]

[office.kalem.duty.mudur]
"m3" = ["m.3", "feature", "referral", "Havale etme."]
"m4" = ["m.4", "feature", "budget", "Bütçe."]

[office.kalem.duty.yazman]
"m5" = ["m.5", "feature", "dispatch", "Gönderme."]

[office.kalem.duty.buro]
"m6" = ["m.6", "policy", "budget", "Tutumluluk."]

[office.kalem.duty.meclis]
"m7" = ["m.7", "feature", "dispatch", "Yayım."]

[plugin.a]
minutes = 20
"""


@pytest.fixture(scope="module")
def small():
    return parse(SMALL)


def test_a_unit_belongs_to_the_office_of_the_unit_above_it(small):
    assert {unit.id: unit.office for unit in small.units.values()} == {
        "makam": None,
        "kalem": "kalem",
        "buro": "kalem",
        "masa": "kalem",
        "fen": None,
    }
    assert small.office_of("masa") is small.offices["kalem"]
    assert small.office_of("fen") is None
    assert small.office_of(None) is None


def test_a_subtree_begins_at_its_top(small):
    assert small.subtree("makam") == ("makam", "kalem", "buro", "masa")
    assert small.subtree("masa") == ("masa",)


def test_work_without_a_word_on_its_owner_belongs_to_the_single_owner_of_its_clauses(small):
    capabilities = small.offices["kalem"].capabilities
    assert capabilities["incoming-registration"] == Ownership("kalem", ()), "the office: its head unit"
    assert capabilities["referral"] == Ownership("kalem", ()), "the office and a position in its head unit: the unit"
    assert capabilities["budget"] == Ownership("mudur", ()), "one position; a policy sentence owns nothing"
    assert capabilities["dispatch"] == Ownership("kalem", ()), "a role: its office; a body outside owns no work"


def test_a_clause_knows_what_kind_its_owner_is(small):
    kinds = {duty.owner: duty.owner_kind for duty in small.offices["kalem"].duties}
    assert kinds == {"office": "office", "mudur": "position", "yazman": "role", "buro": "unit", "meclis": "body"}


def test_a_clause_is_found_by_its_short_and_its_full_id(small):
    assert small.offices["kalem"].clause("m3") is small.clause("ornek-m3")
    with pytest.raises(KeyError):
        small.clause("ornek-m9")


def test_the_ground_of_a_rule_is_its_clause_or_a_setting(small):
    office = small.offices["kalem"]
    assert office.ground("registered-first") is office.clause("m1")
    assert office.ground("director-refers") is None
    with pytest.raises(KeyError):
        office.ground("numbered-in-own-register")


def test_where_names_the_line_of_a_key_or_of_its_nearest_written_parent(small):
    lines = SMALL.splitlines()
    assert lines[small.where("municipality.plugins") - 1].startswith("plugins")
    assert lines[small.where("office.kalem.duty.mudur.m4") - 1].startswith('"m4"')
    assert lines[small.where("office.kalem.regulation.prefix") - 1].startswith("regulation")
    assert lines[small.where("plugin.a.minutes") - 1] == "minutes = 20"
    assert lines[small.where("unit.kalem.answers_to") - 1] == "[unit.kalem]"
    assert small.where("nothing.at.all") == 1


def test_plugins_keep_their_order_and_their_settings_as_written(small):
    assert small.plugins == ("b", "a")
    assert dict(small.settings["a"]) == {"minutes": 20}


def test_what_is_read_cannot_be_changed(small):
    with pytest.raises(FrozenInstanceError):
        small.name = "Başka"
    with pytest.raises(TypeError):
        small.units["yeni"] = small.units["kalem"]


def test_a_file_is_known_by_its_text_and_digest():
    municipality = load(KARACABEY)
    assert municipality.text == KARACABEY.read_text("utf-8")
    assert municipality.digest == hashlib.sha256(municipality.text.encode()).hexdigest()


def test_positions_in_inline_tables_and_lists_of_several_lines_have_lines():
    municipality = load(KARACABEY)
    lines = municipality.text.splitlines()
    assert "registry.refer" in lines[municipality.where("role.director.may.0") - 1]
    assert "registry.file" in lines[municipality.where("role.director.may.6") - 1]
    assert "2025/88" in lines[municipality.where("office.ozel_kalem.regulation.adopted.number") - 1]
    assert lines[municipality.where("office.ozel_kalem.capability.archive.owner") - 1].startswith("archive = ")
