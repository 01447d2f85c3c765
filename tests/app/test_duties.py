"""A clause counts as fulfilled only where somebody of its owner can do it, and a rule only where one rests on it."""

import pytest
from tests.support.offices import CONFIG, municipality

from kalem.app import Duty, duties
from kalem.app.assembly import put_together
from kalem.config import parse

FIXTURES = CONFIG.parent / "tests" / "fixtures" / "municipalities"


def found(text: str) -> dict[str, Duty]:
    file = parse(text)
    return {duty.id: duty for duty in duties(file, put_together(file))}


def test_a_clause_whose_owner_has_no_right_to_it_waits_for_that_right() -> None:
    text = municipality("siverek").text
    assert found(text)["siverek-m6-b-1"].status == "fulfilled"
    told = found(text.replace('"registry.regulation.create", ', ""))["siverek-m6-b-1"]
    assert (told.status, told.by) == ("missing", "sahibinin yetkisi: registry.regulation")


def test_a_clause_that_nothing_fulfils_waits_for_a_plugin() -> None:
    told = found(municipality("siverek").text)["siverek-m12-a-5"]
    assert (told.status, told.by) == ("missing", "“Arşivleme” veren bir eklenti")


@pytest.mark.parametrize(
    ("name", "clause", "old", "new", "by"),
    [
        ("karacabey", "m21-2", '"registry.refer", ', "", "registry.incoming"),
        ("siverek", "m6-c-1", '"registry.assign", ', "", "registry.incoming"),
        ("karacabey", "m22-c1", '"registry.initial", "registry.sign",', "", "registry.outgoing"),
        ("siverek", "m12-a-1", '"registry.register", ', "", "registry.incoming"),
        ("siverek", "m6-c-2", ', "records.supervise"', "", "records.supervise"),
    ],
)
def test_a_right_to_something_else_of_the_same_record_is_not_enough(
    name: str, clause: str, old: str, new: str, by: str
) -> None:
    text = municipality(name).text
    assert found(text)[f"{name}-{clause}"].status == "fulfilled"
    assert old in text
    told = found(text.replace(old, new))[f"{name}-{clause}"]
    assert (told.status, told.by) == ("missing", f"sahibinin yetkisi: {by}")


@pytest.mark.parametrize(
    ("name", "clause", "line", "by"),
    [
        ("karacabey", "m23-c2", 'director-refers = "m23-c2"', "registry.incoming"),
        ("karacabey", "m14-6", 'mukhtar-result-told = "m14-6"', "muhtarlik.request"),
        ("karacabey", "m6", 'superior-by-appointment = "m6"', "organisation.delegation"),
        ("siverek", "m8-a-1", 'scope-own-unit = "m8-a-1"', "organisation.scope"),
        ("siverek", "m10-a", 'appointment-with-director = "m10-a"', "protokol.appointment"),
    ],
)
def test_a_clause_that_is_a_rule_waits_for_a_rule_that_rests_on_it(name: str, clause: str, line: str, by: str) -> None:
    text = municipality(name).text
    assert found(text)[f"{name}-{clause}"].status == "fulfilled"
    assert line in text
    told = found(text.replace(f"{line}\n", ""))[f"{name}-{clause}"]
    assert (told.status, told.by) == ("missing", f"maddeye bağlanmış bir kural: {by}")


def test_a_rule_for_which_there_is_no_check_is_fulfilled_by_the_right_alone() -> None:
    """Defne m.20: the director may look at his staff's work at any time; nothing could refuse that."""
    text = (FIXTURES / "defne.toml").read_text(encoding="utf-8")
    assert found(text)["defne-m20-1"].status == "fulfilled"
