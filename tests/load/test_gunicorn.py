"""Behind gunicorn, as an office that outgrew one process runs: two workers, threads, both engines."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.load.server import Browser, Server
from tests.load.test_killed_server import FORM, built_office, paper, running
from tests.support.databases import Databases
from tests.support.offices import Offices

from kalem.ledger import Number
from kalem.records import Record

#: People who register at once, and how many letters each.
CLERKS, EACH = 4, 5


class Gunicorn(Server):
    """The office behind gunicorn, as docs/operation.md starts it."""

    def _command(self) -> list[str]:
        options = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread"]
        return [sys.executable, "-m", "gunicorn", *options, "kalem.cli.wsgi:create()"]


@pytest.fixture
def server(databases: Databases, offices: Offices, engine: str) -> Iterator[Gunicorn]:
    with built_office(databases, offices, engine) as url:
        started = Gunicorn(url, offices.folder())
        try:
            started.start()
            yield started
        finally:
            started.stop()


@pytest.mark.timeout(300)
def test_several_processes_register_without_a_gap(server: Gunicorn) -> None:
    def clerk(number: int) -> list[int]:
        browser = Browser(server.port)
        browser.sign_in("evrak_kayit")
        statuses = []
        for letter in range(EACH):
            mark = f"E-{number}-{letter}"
            values = {**FORM, "subject": f"Yol yapımı {mark}", "their_number": mark}
            statuses.append(browser.send("/records/registry.incoming/new", values, f"{mark}.pdf", paper(mark)).status)
        return statuses

    with ThreadPoolExecutor(CLERKS) as pool:
        answered = list(pool.map(clerk, range(CLERKS)))
    assert answered == [[302] * EACH] * CLERKS, server.log()[-3000:]
    proof = server.verify()
    assert proof.returncode == 0, proof.stdout + proof.stderr
    with running(server):
        assert sorted(row.no for row in Number.select()) == list(range(1, CLERKS * EACH + 1))
        assert Record.select().count() == CLERKS * EACH
    assert "test-secret" not in server.log()
