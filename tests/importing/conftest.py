"""What the tests of imports share: an office, and its register of incoming documents."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.desk import Desk

from kalem.context import today
from kalem.importing import understood
from kalem.ledger.book import SYSTEM
from kalem.organisation import municipality
from kalem.organisation.directory import directory
from kalem.registry import old_records, old_register
from kalem.registry.fileplan import plan
from kalem.testing import TestOffice

REGISTER = "ozel_kalem.incoming"


@pytest.fixture
def desk(karacabey: TestOffice) -> Desk:
    """Return Karacabey's office, on both engines."""
    return Desk(karacabey)


def read(raw: bytes, year: int | None = None) -> old_register.OldRegister:
    """Return what the file of an old register says to an office."""
    return old_register.understood(understood("eski.csv", raw), year, on=today(), codes=plan())


def take(raw: bytes, progress: Callable[[int], Any] = lambda _count: None) -> old_records.Written:
    """Import an old register by the hand of the system."""
    return write(read(raw), progress)


def write(found: old_register.OldRegister, progress: Callable[[int], Any] = lambda _count: None) -> old_records.Written:
    """Write what was read of an old register, by the hand of the system."""
    office = municipality.get().offices["ozel_kalem"]
    owner = old_records.Owner(office, directory().unit_by_slug[office.unit].id, SYSTEM)
    return old_records.write(found, owner, progress)
