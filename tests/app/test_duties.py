"""A clause counts as fulfilled only where somebody of its owner can do it."""

from tests.support.offices import municipality

from kalem.app import Duty, duties
from kalem.app.assembly import put_together
from kalem.config import parse


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
