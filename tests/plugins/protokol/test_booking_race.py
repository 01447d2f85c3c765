"""Many confirm one slot at the same moment: one gets it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import db
from kalem.db import StaleRow
from kalem.ledger import verify
from kalem.records import Record
from kalem.refusal import Refused
from kalem.testing import TestOffice
from kalem_protokol.appointments import Appointment

#: So many at once.
MANY = 20

WISH = {"subject": "Görüşme", "who": "Oğuz Çınar", "applicant": "citizen", "channel": "phone"}


def at_once(office: TestOffice, act: Callable[[int], object]) -> Counter[str]:
    """Call ``act`` with each number in its own thread and connection, all at the same moment; count what came out."""
    barrier = Barrier(MANY)

    def one(number: int) -> str:
        with office.app.app_context():
            barrier.wait()
            with db.current().connection_context():
                try:
                    act(number)
                except (Refused, StaleRow):
                    return "refused"
                return "confirmed"

    with ThreadPoolExecutor(MANY) as pool:
        return Counter(pool.map(one, range(MANY)))


def test_twenty_confirms_of_one_slot_give_one_appointment(offices: Offices, engine: str) -> None:
    with offices.open(engine, "karacabey") as office:
        desk = Desk(office)
        with office.running():
            requests = [desk.create("protokol.appointment", "protokol_personeli", WISH) for _ in range(MANY)]

        def confirm(number: int) -> None:
            # Half of them a few minutes later: the slots overlap, they are not the same.
            time = "14:00" if number % 2 else "14:10"
            desk.do(requests[number], "confirm", "protokol_personeli", day="2026-12-01", time=time)

        assert at_once(office, confirm) == {"confirmed": 1, "refused": MANY - 1}
        with office.running():
            assert Record.select().where(Record.state == "confirmed").count() == 1
            assert Appointment.select().where(Appointment.starts_at.is_null(False)).count() == 1
            assert not list(verify())


def test_one_request_is_confirmed_once(offices: Offices, engine: str) -> None:
    with offices.open(engine, "karacabey") as office:
        desk = Desk(office)
        with office.running():
            request = desk.create("protokol.appointment", "protokol_personeli", WISH)

        def confirm(number: int) -> None:
            desk.do(request, "confirm", "protokol_personeli", day="2026-12-01", time=f"{number:02}:00")

        assert at_once(office, confirm) == {"confirmed": 1, "refused": MANY - 1}
        with office.running():
            assert not list(verify())
