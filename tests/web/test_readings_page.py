"""The page of who opened which personal data: for those who may see it, narrowed, and never more than their office."""

from collections.abc import Iterator

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name, queries
from tests.web.reading import words

from kalem.organisation import User
from kalem.records import Reading
from kalem.testing import TestOffice
from kalem.testing.web import client

PAGE = "/yonetim/okumalar"


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def test_who_opened_a_record_is_told_and_narrowed(office: TestOffice) -> None:
    first, second = Desk(office).arrived(subject="Yol bakımı"), Desk(office).arrived(subject="Çöp toplama")
    clerk, director = client(office, "evrak_kayit"), client(office, "mudur")
    for record in (first, second):
        clerk.get(f"/record/{record.id}")
    shown = words(director.get(PAGE))
    assert User.get_by_id(office.people["evrak_kayit"]).name in shown
    assert "Yol bakımı" in shown
    assert "Çöp toplama" in shown
    narrowed = director.get(f"{PAGE}?record={first.id}")
    assert "Yol bakımı" in words(narrowed)
    assert "Çöp toplama" not in words(narrowed)
    assert f"{PAGE}?record={first.id}" in director.get(f"/record/{first.id}").text
    assert PAGE not in clerk.get(f"/record/{first.id}").text
    assert "Böyle bir okuma yok" in director.get(f"{PAGE}?day=01.01.2020").text
    assert "21.11.2026 gibi" in director.get(f"{PAGE}?day=yarın").text


def test_without_the_right_it_is_not_there(office: TestOffice) -> None:
    assert client(office, "evrak_kayit").get(PAGE).status_code == 404
    assert client(office).get(PAGE).status_code == 302


def test_all_pages_together_show_each_reading_once_in_a_fixed_number_of_queries(office: TestOffice) -> None:
    desk, clerk, director = Desk(office), client(office, "evrak_kayit"), client(office, "mudur")
    clerk.get(f"/record/{desk.arrived().id}")
    director.get(PAGE)
    few = queries(office, lambda: director.get(PAGE))
    row = Reading.select().dicts().first()
    row.pop("id")
    Reading.insert_many([{**row, "user_id": office.people["mudur"]} for _more in range(120)]).execute()
    assert queries(office, lambda: director.get(PAGE)) == few
    seen, address = 0, PAGE
    while address:
        text = director.get(address).text
        seen += text.count("<tr") - 1
        older = text.rpartition(f'href="{PAGE}?before=')
        address = f"{PAGE}?before={older[2].partition(chr(34))[0]}" if older[1] else ""
    assert seen == Reading.select().count()
