from collections.abc import Iterator

import pytest
from tests.hostile.world import World
from tests.support.offices import Offices

from kalem.web import FACE


@pytest.fixture(scope="module")
def world(offices: Offices, engine: str) -> Iterator[World]:
    """Karacabey's office with its pages, one for all tests of a file."""
    with offices.open(engine, "karacabey", faces=[FACE]) as office:
        yield World(office)
