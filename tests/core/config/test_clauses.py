"""Every clause of the five source documents stands in its municipality's file."""

from pathlib import Path

import pytest

from kalem.config import capabilities, load

ROOT = Path(__file__).parents[3]
FILES = {
    "karacabey": ROOT / "config/karacabey.toml",
    "siverek": ROOT / "config/siverek.toml",
    "defne": ROOT / "tests/fixtures/municipalities/defne.toml",
    "altieylul": ROOT / "tests/fixtures/municipalities/altieylul.toml",
    "yazi_isleri": ROOT / "tests/fixtures/municipalities/yazi_isleri.toml",
}
COUNTS = {"karacabey": 245, "siverek": 88, "defne": 94, "altieylul": 32, "yazi_isleri": 40}


def clauses_of_source(name: str) -> set[tuple[str, ...]]:
    """Id, capability and kind of each clause, as listed when the sources were read."""
    lines = (ROOT / f"tests/fixtures/duties/{name}.txt").read_text("utf-8").splitlines()
    return {tuple(line.split(",")) for line in lines}


@pytest.mark.parametrize("name", FILES)
def test_every_clause_of_the_source_stands_in_the_file_and_no_other(name):
    duties = [duty for office in load(FILES[name]).offices.values() for duty in office.duties]
    assert {(duty.id, duty.capability, duty.kind) for duty in duties} == clauses_of_source(name)
    assert len(duties) == COUNTS[name]


@pytest.mark.parametrize("name", FILES)
def test_every_clause_has_an_article_and_a_summary(name):
    for office in load(FILES[name]).offices.values():
        assert all(duty.article and duty.summary for duty in office.duties)


@pytest.mark.parametrize("name", FILES)
def test_every_capability_that_is_work_has_one_owner(name):
    for office in load(FILES[name]).offices.values():
        work = {duty.capability for duty in office.duties if duty.kind != "policy" and duty.owner_kind != "body"}
        assert work <= set(office.capabilities)


def test_the_vocabulary_covers_all_capabilities_of_the_sources_and_labels_each():
    asked = {clause[1] for name in FILES for clause in clauses_of_source(name)}
    assert asked == set(capabilities())
    assert len(capabilities()) == 148
    assert len(set(capabilities().values())) == 148


def test_a_rule_of_the_file_names_the_clause_that_lays_it_down():
    karacabey = load(FILES["karacabey"]).offices["ozel_kalem"]
    assert {rule: karacabey.clause(short).id for rule, short in karacabey.rules.items()} == {
        "superior-by-appointment": "karacabey-m6",
        "registered-first": "karacabey-m23-c1",
        "dossier-first": "karacabey-m21-1",
        "numbered-in-own-register": "karacabey-m23-c5",
        "director-refers": "karacabey-m23-c2",
        "director-distributes": "karacabey-m21-2",
        "sign-chain-internal": "karacabey-m22-c1",
        "directorate-by-internal-letter": "karacabey-m22-c1",
        "sign-chain-external": "karacabey-m22-c2",
        "mukhtar-request-electronic": "karacabey-m14-3",
        "mukhtar-result-told": "karacabey-m14-6",
    }
    siverek = load(FILES["siverek"]).offices["ozel_kalem"]
    assert {rule: siverek.clause(short).id for rule, short in siverek.rules.items()} == {
        "scope-attached-units": "siverek-m7-a-1",
        "scope-own-unit": "siverek-m8-a-1",
        "appointment-with-director": "siverek-m10-a",
    }


def test_an_article_is_labelled_as_people_cite_it():
    labels = {
        "karacabey-m22-c2": "m.22",
        "karacabey-m10-9": "m.10/9",
        "karacabey-karar-kunye": "Karar",
        "karacabey-m11-giris-3": "m.11 giriş",
    }
    karacabey = load(FILES["karacabey"])
    assert {full: karacabey.clause(full).article for full in labels} == labels
    assert load(FILES["siverek"]).clause("siverek-m12-a-1").article == "m.12/a"


def test_the_two_offices_own_the_same_work_differently_without_a_line_of_code():
    owners = {
        name: load(FILES[name]).offices["ozel_kalem"].capabilities["appointment"] for name in ("karacabey", "siverek")
    }
    assert (owners["karacabey"].owner, owners["karacabey"].shared_with) == ("protokol", ())
    assert (owners["siverek"].owner, owners["siverek"].shared_with) == ("halkla_iliskiler", ("mudur", "sekreterlik"))


@pytest.mark.parametrize("name", FILES)
def test_no_permission_of_a_plugin_appears_that_the_file_does_not_enable(name):
    municipality = load(FILES[name])
    core = {"registry", "records", "people", "system"}
    for role in municipality.roles.values():
        assert {permission.split(".")[0] for permission in role.may} <= core | set(municipality.plugins), role.id
