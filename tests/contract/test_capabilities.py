"""No claim without its test: each capability that counts as fulfilled is done once by a test marked with it."""

from functools import cache

import pytest
from tests.contract.marks import marked
from tests.support.offices import municipality

from kalem.app import duties
from kalem.app.assembly import Parts, put_together
from kalem.app.duties import BY_CORE, fulfilments
from kalem.config import capabilities

NAMES = ("karacabey", "siverek")


@cache
def assembled(name: str) -> Parts:
    return put_together(municipality(name), strict=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_has_its_test(name: str):
    claimed = {duty.capability for duty in duties(municipality(name), assembled(name)) if duty.status == "fulfilled"}
    assert claimed, "nothing is fulfilled"
    assert (claimed | set(fulfilments(assembled(name)))) - set(marked("capability")) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_names_what_fulfils_it(name: str):
    parts = assembled(name)
    told = {duty.by for duty in duties(municipality(name), parts) if duty.status == "fulfilled"}
    assert told - set(parts.types) - set(BY_CORE.values()) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_is_listed_once_and_has_a_status(name: str):
    listed = duties(municipality(name), assembled(name))
    clauses = [duty.id for office in municipality(name).offices.values() for duty in office.duties]
    assert [duty.id for duty in listed] == clauses
    assert len(set(clauses)) == len(clauses)
    assert {duty.status for duty in listed} <= {"fulfilled", "missing", "policy"}
    assert all(duty.by for duty in listed if duty.status != "policy")


def test_no_test_is_marked_with_a_capability_that_there_is_not():
    assert set(marked("capability")) - set(capabilities()) == set()


def test_nothing_is_tested_that_nobody_claims():
    """A mark that no office can show is a claim that was forgotten, or a slip."""
    claimed = {capability for name in NAMES for capability in fulfilments(assembled(name))}
    assert set(marked("capability")) - claimed == set()
