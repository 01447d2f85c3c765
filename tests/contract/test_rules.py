"""No rule without a test that tries to break it."""

import pytest
from tests.contract.marks import marked
from tests.support.offices import municipality

from kalem.config import Municipality


def tied(file: Municipality) -> set[str]:
    """Return the clauses that the file ties a rule to."""
    grounds = [office.ground(rule) for office in file.offices.values() for rule in office.rules]
    return {duty.id for duty in grounds if duty is not None}


@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_every_clause_with_a_rule_is_attacked(name: str):
    assert tied(municipality(name)) - set(marked("rule")) == set()


def test_no_mark_names_a_clause_that_there_is_not():
    clauses = {
        duty.id
        for name in ("karacabey", "siverek")
        for office in municipality(name).offices.values()
        for duty in office.duties
    }
    real = {clause for clause in marked("rule") if clause.startswith(("karacabey-", "siverek-"))}
    assert real - clauses == set()
