"""Offices at work for the tests of pages: letters on their way, files, and how many queries a page takes."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from tests.support.offices import Offices

from kalem import db
from kalem.context import today
from kalem.records import Record, types
from kalem.records.attachments import Received, receive
from kalem.registry.handling import before_referral
from kalem.testing import TestOffice
from kalem.web import FACE
from kalem.workflow import create, office_of, take
from kalem.workflow.attaching import attach

#: Which office is opened on which engine: together the tests see both offices and both engines.
ON = {"sqlite": "karacabey", "postgresql": "siverek"}


@contextmanager
def office_of_name(offices: Offices, engine: str, name: str, **more: Any) -> Iterator[TestOffice]:
    """Yield a copy of a real office with its pages; not yet running."""
    with offices.open(engine, name, faces=[FACE], **more) as office:
        yield office


def arrived(office: TestOffice, subject: str = "Çocuk parkı bakımı", **values: Any) -> Record:
    """Return a letter that has arrived and is not registered."""
    clerk = office.actor("evrak_kayit")
    given = {
        "subject": subject,
        "channel": "post",
        "sender": "Işıklı Valiliği",
        "kind": "letter",
        "their_date": date(2026, 11, 16),
        "their_number": "E-1",
        "annexes": 0,
    }
    return create(types.get()["registry.incoming"], clerk, {**given, **values})


def awaiting_referral(office: TestOffice, subject: str = "Çocuk parkı bakımı", **values: Any) -> Record:
    """Return a letter that has gone through the office's intake and waits for who refers."""
    clerk = office.actor("evrak_kayit")
    letter = take(arrived(office, subject, **values).id, "register", clerk)
    steps = office_of(letter).intake.steps
    if "dossier" in steps:
        letter = take(letter.id, "dossier", clerk, {"dossier": _dossier(office).id})
    if "director" in steps:
        letter = take(letter.id, "director", clerk)
    assert letter.state == before_referral(office_of(letter))[0]
    return letter


def with_file(office: TestOffice, letter: Record, name: str, content: bytes) -> None:
    """Add a scanned file to a letter."""
    received: Received = receive(io.BytesIO(content), name)
    attach(letter.id, office.actor("evrak_kayit"), [received], kind="scan")


def again(letter: Record) -> Record:
    """Return the letter as it is stored now."""
    found: Record = Record.get_by_id(letter.id)
    return found


def queries(office: TestOffice, act: Callable[[], Any]) -> int:
    """Return how many statements ``act`` sends to the database."""
    database = office.app.extensions[db.slot.name]
    sent: list[str] = []
    plain = database.execute_sql

    def counted(sql: str, *rest: Any, **more: Any) -> Any:
        sent.append(sql)
        return plain(sql, *rest, **more)

    database.execute_sql = counted
    try:
        act()
    finally:
        del database.execute_sql
    return len(sent)


def _dossier(office: TestOffice) -> Record:
    found = Record.get_or_none(Record.type == "registry.dossier")
    if found is not None:
        return found  # type: ignore[no-any-return]
    values = {"subject": "Talepler", "file_plan_code": "050.02", "year": today().year}
    return create(types.get()["registry.dossier"], office.actor("evrak_kayit"), values)
