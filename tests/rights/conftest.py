from collections.abc import Iterator

import pytest
from tests.rights.world import UNITS, World
from tests.support.desk import Desk
from tests.support.offices import Offices


@pytest.fixture(scope="module", params=list(UNITS))
def name(request: pytest.FixtureRequest) -> str:
    """The municipality: both, one after the other."""
    return str(request.param)


@pytest.fixture(scope="module")
def world(offices: Offices, engine: str, name: str) -> Iterator[World]:
    """An office with a record of each unit at each level."""
    with offices.open(engine, name) as office, office.running():
        yield World(Desk(office), name)


@pytest.fixture
def desk(offices: Offices, engine: str) -> Iterator[Desk]:
    """Karacabey's office, fresh."""
    with offices.open(engine, "karacabey") as office, office.running():
        yield Desk(office)
