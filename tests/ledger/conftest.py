from collections.abc import Iterator

import pytest
from tests.ledger.story import tell
from tests.support.desk import Desk
from tests.support.offices import Offices


@pytest.fixture(scope="module")
def desk(offices: Offices, engine: str) -> Iterator[Desk]:
    """An office in which everything has happened once."""
    with offices.open(engine, "karacabey") as office, office.running():
        desk = Desk(office)
        tell(desk)
        yield desk
