from collections.abc import Iterator

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.testing import TestOffice
from kalem.testing.programs import answering


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    """Run Karacabey's office for programs."""
    with offices.open(engine, "karacabey") as made, made.running():
        answering(made)
        yield made


@pytest.fixture
def desk(office: TestOffice) -> Desk:
    """Return the acts of the office's people."""
    return Desk(office)
