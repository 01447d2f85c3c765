"""Another file is applied while the office works: nobody writes in between, and the old service writes nothing more."""

from threading import Event, Thread

import pytest
from tests.app.test_plan_apply import edited
from tests.support.offices import Offices

from kalem.app import FileChanged, apply, applying, in_force, plan
from kalem.app.assembly import put_together
from kalem.config import Municipality
from kalem.db import transaction
from kalem.ledger import Entry, writing
from kalem.ledger.book import SYSTEM, file_version
from kalem.organisation import create_user, municipality
from kalem.testing import TestOffice

#: Seconds for one to catch up with the other.
PATIENCE = 60

RENAMED = ('name = "Medya-İletişim Bölümü"', 'name = "Medya Bürosu"')


def put_in_force(office: TestOffice, new: Municipality) -> int:
    """Apply ``new`` as another process does: the running office knows nothing of it."""
    old = municipality.get()
    with applying():
        changes = plan(old, new, put_together(old), put_together(new))
        number = apply(office.app, new, put_together(new), changes, SYSTEM).number
    municipality.put(office.app, old)
    file_version.put(office.app, "1")
    return int(number)


def test_the_service_of_an_older_file_writes_nothing(karacabey: TestOffice) -> None:
    create_user(SYSTEM, "once", "Önce Gelen")
    put_in_force(karacabey, edited(RENAMED))
    last = Entry.select().count()
    with pytest.raises(FileChanged, match="yeniden başlatılmalı"):
        create_user(SYSTEM, "sonra", "Sonra Gelen")
    assert Entry.select().count() == last
    file_version.put(karacabey.app, "2")
    create_user(SYSTEM, "sonra", "Sonra Gelen")


def test_who_writes_is_waited_for_and_who_comes_later_is_refused(offices: Offices) -> None:
    """On PostgreSQL, where several write at once; the embedded engine has one writer at a time anyway."""
    with offices.open("postgresql", "karacabey") as office, office.running():
        begun, finish, told = Event(), Event(), list[str]()

        def writes() -> None:
            with office.running(), transaction():
                with writing(SYSTEM) as book:
                    book.act("slow", 1, "create")
                begun.set()
                finish.wait(PATIENCE)
                told.append("written")

        def applies() -> None:
            with office.running(), applying():
                told.append("planned")
                put_in_force(office, edited(RENAMED))

        writer, applier = Thread(target=writes), Thread(target=applies)
        writer.start()
        begun.wait(PATIENCE)
        applier.start()
        applier.join(0.5)
        assert told == []
        finish.set()
        writer.join()
        applier.join()
        assert told == ["written", "planned"]
        assert in_force().number == 2
        with pytest.raises(FileChanged), writing(SYSTEM):
            pytest.fail("written under an older file")
