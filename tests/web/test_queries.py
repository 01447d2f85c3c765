"""The number of queries of a page does not depend on the number of rows."""

from collections.abc import Callable

import pytest
from playhouse.test_utils import count_queries
from tests.support.desk import Desk

from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.workflow import note

FEW, MANY = 3, 60


def queries(browser: Client, path: str) -> int:
    """Return how many queries a page takes, when it was opened once before."""
    assert browser.get(path).status_code == 200
    with count_queries() as counter:
        browser.get(path)
    return int(counter.count)


def fill(desk: Desk, count: int) -> None:
    """Make documents and letters in the states in which the director sees them."""
    for number in range(count):
        desk.letter(subject=f"Yazı {number}", who="mudur")
        if number % 3 == 0:
            desk.do(desk.letter(subject=f"Parafta {number}"), "submit", "protokol_personeli")
        desk.do(desk.arrived(subject=f"Evrak {number}"), "register", "evrak_kayit")


@pytest.mark.parametrize(
    ("position", "path"),
    [
        ("mudur", "/"),
        ("evrak_kayit", "/"),
        ("mudur", "/?view=mine"),
        ("evrak_kayit", "/records/registry.incoming/"),
        ("evrak_kayit", "/records/registry.incoming/?state=registered&year=2026"),
        ("mudur", "/records/registry.outgoing/"),
        ("evrak_kayit", "/search?q=evrak"),
        ("evrak_kayit", "/records/registry.incoming/?q=evrak"),
    ],
)
def test_pages_of_rows(desk: Desk, office: TestOffice, position: str, path: str) -> None:
    browser = client(office, position)
    fill(desk, FEW)
    few = queries(browser, path)
    fill(desk, MANY - FEW)
    assert queries(browser, path) == few


def test_a_records_page(desk: Desk, office: TestOffice) -> None:
    record = desk.assigned("protokol_personeli")

    def more(count: int) -> None:
        for number in range(count):
            note(record.id, desk.actor("mudur"), f"Not {number}")
            desk.do(record.get_by_id(record.id), "assign", "mudur", person=desk.person("protokol_personeli"))

    few, many = _before_and_after(office, f"/record/{record.id}", more)
    assert many == few


def test_a_dossiers_page(desk: Desk, office: TestOffice) -> None:
    dossier = desk.dossier()

    def more(count: int) -> None:
        for number in range(count):
            desk.arrived(subject=f"Evrak {number}", dossier=str(dossier.id))

    few, many = _before_and_after(office, f"/record/{dossier.id}", more, position="evrak_kayit")
    assert many == few


def _before_and_after(
    office: TestOffice, path: str, more: Callable[[int], None], position: str = "mudur"
) -> tuple[int, int]:
    browser = client(office, position)
    more(FEW)
    few = queries(browser, path)
    more(MANY - FEW)
    return few, queries(browser, path)
