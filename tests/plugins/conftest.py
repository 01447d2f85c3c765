from collections.abc import Iterator

import pytest
from tests.api.desk import ApiDesk
from tests.support.desk import Desk
from tests.support.offices import Offices


@pytest.fixture(scope="module", params=[Desk, ApiDesk], ids=["people", "programs"])
def face(request: pytest.FixtureRequest) -> type[Desk]:
    """Return how the people of an office work: through the rooms, or by programs of theirs alone."""
    found: type[Desk] = request.param
    return found


def running(
    offices: Offices, engine: str, name: str, rules_off: frozenset[str], face: type[Desk]
) -> Iterator[Desk]:
    with offices.open(engine, name, rules_off=rules_off) as office, office.running():
        yield face(office)


@pytest.fixture(scope="module")
def in_karacabey(offices: Offices, engine: str, rules_off: frozenset[str], face: type[Desk]) -> Iterator[Desk]:
    """Karacabey's office, one for all tests of a file: each makes its own records."""
    yield from running(offices, engine, "karacabey", rules_off, face)


@pytest.fixture(scope="module")
def in_siverek(offices: Offices, engine: str, rules_off: frozenset[str], face: type[Desk]) -> Iterator[Desk]:
    """Siverek's office, one for all tests of a file: each makes its own records."""
    yield from running(offices, engine, "siverek", rules_off, face)
