"""A letter's way through both offices by programs alone, with the same refusals and grounds as elsewhere."""

from tests.api.desk import ApiDesk
from tests.registry.test_path import through_karacabey, through_siverek
from tests.support.offices import Offices


def test_karacabey(offices: Offices, engine: str) -> None:
    with offices.open(engine, "karacabey") as office, office.running():
        through_karacabey(ApiDesk(office))


def test_siverek(offices: Offices, engine: str) -> None:
    with offices.open(engine, "siverek") as office, office.running():
        through_siverek(ApiDesk(office))
