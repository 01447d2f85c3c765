"""The offices that tests copy are whole, alike on both engines, and strangers to each other."""

import pytest
from tests.support.offices import Offices, municipality

from kalem import ledger
from kalem.records import Record, types
from kalem.testing import TestOffice
from kalem.workflow import create


@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_a_copy_has_everybody_at_his_place(offices: Offices, engine: str, name: str) -> None:
    with offices.open(engine, name) as office, office.running():
        assert set(office.people) == set(municipality(name).positions)
        assert all(office.actor(position).seats[0].slug == position for position in office.people)
        assert ledger.verify() == []


def test_two_copies_share_nothing(offices: Offices, engine: str) -> None:
    def dossier(office: TestOffice) -> None:
        values = {"subject": "Açılışlar", "file_plan_code": "050.02", "year": 2026}
        create(types.get()["registry.dossier"], office.actor("mudur"), values)

    with offices.open(engine, "karacabey", prepare=dossier) as one, offices.open(engine, "karacabey") as other:
        with one.running():
            assert Record.select().count() == 1
        with other.running():
            assert Record.select().count() == 0


def test_the_fixture_runs(karacabey: TestOffice, siverek: TestOffice) -> None:
    assert Record.select().count() == 0
    assert karacabey.people != siverek.people
