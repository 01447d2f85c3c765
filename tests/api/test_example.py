"""The program of docs/api.md does what the page says."""

from tests.api.example import ask, register, why_not
from tests.support.desk import INCOMING
from tests.support.offices import Offices
from tests.web.at_work import office_of_name

from kalem.records import Record
from kalem.testing.programs import answering, token
from kalem.testing.web import live, ready


def test_it_registers_a_letter_once_and_learns_why_a_step_is_not_possible(offices: Offices) -> None:
    with office_of_name(offices, "sqlite", "karacabey") as office, office.running():
        ready(office)
        answering(office)
        secret = token(office, "evrak_kayit", ["write"])
        with live(office) as base:
            assert register(base, secret, INCOMING, "tarayici-17") == "2026/1"
            assert register(base, secret, INCOMING, "tarayici-17") == "2026/1"
            record = Record.get()
            (told,) = why_not(base, secret, record.id, "refer")[:1]
            assert "(" in told
            status, problem, _version = ask(base, secret, "POST", f"/record/{record.id}/steps/refer", {"values": {}})
            assert (status, problem["type"]) == (428, "urn:kalem:problem:version-required")
        assert Record.select().count() == 1
