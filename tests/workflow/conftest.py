from collections.abc import Iterator

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices


@pytest.fixture(scope="module")
def desk(offices: Offices, engine: str) -> Iterator[Desk]:
    """Karacabey's office, one for all tests of a file: each makes its own records."""
    with offices.open(engine, "karacabey") as office, office.running():
        yield Desk(office)
