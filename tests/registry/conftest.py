from collections.abc import Iterator

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices


def running(offices: Offices, engine: str, name: str, rules_off: frozenset[str]) -> Iterator[Desk]:
    with offices.open(engine, name, rules_off=rules_off) as office, office.running():
        yield Desk(office)


@pytest.fixture(scope="module")
def in_karacabey(offices: Offices, engine: str, rules_off: frozenset[str]) -> Iterator[Desk]:
    """Karacabey's office, one for all tests of a file: each makes its own records."""
    yield from running(offices, engine, "karacabey", rules_off)


@pytest.fixture(scope="module")
def in_siverek(offices: Offices, engine: str, rules_off: frozenset[str]) -> Iterator[Desk]:
    """Siverek's office, one for all tests of a file: each makes its own records."""
    yield from running(offices, engine, "siverek", rules_off)
