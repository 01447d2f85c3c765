"""The server is killed while people register: what it acknowledged is there, and nothing is there by half."""

import random
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

import psycopg
import pytest
from tests.load.server import BROKEN, Browser, Server
from tests.support.databases import Databases
from tests.support.offices import Offices, municipality

from kalem import context, db, search
from kalem.app import Settings, office
from kalem.ledger import Entry, Number, history
from kalem.organisation import load_actor
from kalem.organisation.models import User
from kalem.records import Record
from kalem.records.attachments import Attachment, attachments_of
from kalem.records.storage import storage
from kalem.registry.incoming import IncomingDocument
from kalem.testing import build
from kalem.web import FACE

#: People who register at once.
CLERKS = 6
#: Acknowledged registrations after which the server is killed, and killed again.
BEFORE = 15

FORM = {"channel": "hand", "sender": "Fındıklı Köyü Muhtarlığı", "kind": "letter", "their_date": "16.11.2026"}


@dataclass
class Talk:
    """What the clerks sent and what they were told."""

    #: By the number on the letter, the id that the server's answer named.
    acknowledged: dict[str, int] = field(default_factory=dict)
    #: What was answered otherwise, and not by a server that was gone or had lost its database.
    strange: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _sent: int = 0

    def clerk(self, browser: Browser) -> None:
        """Register one letter after another until it is over, whether the server answers or not."""
        while not self.over.is_set():
            with self._lock:
                self._sent += 1
                mark = f"E-{self._sent:05}"
            values = {**FORM, "subject": f"Yol yapımı {mark}", "their_number": mark}
            try:
                answer = browser.send("/records/registry.incoming/new", values, f"{mark}.pdf", paper(mark))
            except BROKEN:
                time.sleep(0.05)
                continue
            place = re.fullmatch(r"/record/(\d+)", answer.headers.get("Location", ""))
            if answer.status == 302 and place is not None:
                with self._lock:
                    self.acknowledged[mark] = int(place[1])
            elif answer.status != 500:
                self.strange.append(f"{mark}: {answer.status} {answer.headers}")

    def wait(self, more: int, log: Server) -> None:
        """Wait until so many more are acknowledged."""
        wanted, end = len(self.acknowledged) + more, time.monotonic() + 90
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, f"{len(self.acknowledged)} of {wanted}\n{log.log()[-5000:]}"
            time.sleep(0.005)


def paper(mark: str) -> bytes:
    """Return a small PDF that is like no other."""
    return b"%PDF-1.4\n% " + mark.encode() * 400 + b"\n%%EOF\n"


@pytest.fixture
def server(databases: Databases, offices: Offices, engine: str) -> Iterator[Server]:
    """Run the program on an office whose days are today's."""
    with built_office(databases, offices, engine) as url:
        started = Server(url, offices.folder())
        try:
            started.start()
            yield started
        finally:
            started.stop()


@contextmanager
def built_office(databases: Databases, offices: Offices, engine: str) -> Iterator[str]:
    """Yield the URL of a database with an office in it; it is gone after the block."""

    def built(url: str) -> None:
        made = build(url, offices.folder(), municipality("karacabey"), clock=context.system_clock)
        db.disconnect(made.app.extensions[db.slot.name])

    url = databases.fresh(engine, built)
    try:
        yield url
    finally:
        databases.drop(url)


@pytest.mark.timeout(900)
def test_what_a_killed_server_acknowledged_is_there(server: Server, soak: bool) -> None:
    talk = Talk()
    browsers = [Browser(server.port) for _clerk in range(CLERKS)]
    for browser in browsers:
        browser.sign_in("evrak_kayit")
    with ThreadPoolExecutor(CLERKS) as pool:
        clerks = [pool.submit(talk.clerk, browser) for browser in browsers]
        try:
            for _round in range(20 if soak else 3):
                talk.wait(BEFORE // 2, server)
                cut_connections(server.database)
                talk.wait(BEFORE // 2, server)
                time.sleep(random.random() / 10)
                server.kill()
                server.start()
            talk.wait(BEFORE, server)
        finally:
            talk.over.set()
        for clerk in clerks:
            clerk.result()
    server.kill()
    assert talk.strange == []
    proof = server.verify()
    assert proof.returncode == 0, proof.stdout + proof.stderr
    with running(server):
        whole(talk)


def cut_connections(url: str) -> None:
    """End every connection to the database while its users are at work, where the engine is a server."""
    if url.startswith("postgresql:"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Open the office that the server left behind."""
    app = office(Settings(server.database, server.folder, "test-secret"), faces=[FACE])
    with db.entered(app):
        yield


def whole(talk: Talk) -> None:
    """Hold every registration against what belongs to it: its number, its paper, its entry, its words in the search."""
    clerk = load_actor(User.get(User.username == "evrak_kayit").id, context.today())
    documents = {row.their_number: row for row in IncomingDocument.select(IncomingDocument, Record).join(Record)}
    assert len(documents) == Record.select().count() == Number.select().count() == Attachment.select().count()
    lost = {
        mark: id for mark, id in talk.acknowledged.items() if mark not in documents or documents[mark].record_id != id
    }
    assert not lost
    for mark, document in documents.items():
        record = document.record
        assert record.number == f"{record.year}/{record.no}"
        assert record.state == "registered"
        (attached,) = attachments_of(record.id)
        with storage.get().open(attached.sha256) as file:
            assert file.read() == paper(mark)
        ((_entry, text),) = history("record", record.id)
        assert text.about["number"] == record.number
        assert text.about["files"] == f"{mark}.pdf"
        assert search.current().find(mark, clerk.principals) == [record.id]
    assert sorted(row.no for row in Number.select()) == list(range(1, len(documents) + 1))
    assert Entry.select().where(Entry.subject == "record").count() == len(documents)
