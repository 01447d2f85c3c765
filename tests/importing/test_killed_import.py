"""An import that is killed, by the signal that nobody hears, and run again: as if it had run once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.importing.registers import faulty
from tests.support.clerks import url_of
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import db, ledger
from kalem.importing import ImportedRow
from kalem.ledger import Number
from kalem.ledger.entry import Entry, read
from kalem.records import Access, Record
from kalem.records.storage import storage
from kalem.registry.incoming import IncomingDocument

ROWS = 1200

#: Seconds within which a started import must have written something.
PATIENCE = 60


class Program:
    """The program in processes of its own, over the office that the test has open."""

    def __init__(self, desk: Desk, file: Path) -> None:
        app = desk.office.app
        self.file = file
        self.environment = {
            **os.environ,
            "KALEM_DATABASE_URL": url_of(app.extensions[db.slot.name]),
            "KALEM_DATA": str(app.extensions[storage.name].folder.parent),
        }
        self.environment.pop("KALEM_MUNICIPALITY", None)

    def start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-c", "from kalem.cli.main import main; main()", "import", "registry", str(self.file)]
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self) -> str:
        with self.start() as process:
            output, errors = process.communicate()
        assert process.returncode == 0, errors.decode()
        return output.decode()

    def kill_after(self, records: int) -> None:
        """Kill an import as soon as there are so many records; none: as soon as its numbers are declared."""
        with self.start() as process:
            deadline = time.monotonic() + PATIENCE
            while not (Record.select().count() >= records if records else Number.select().exists()):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.005)
            process.kill()
        assert process.returncode == -9


def told() -> Mapping[str, Any]:
    """Return all that an import leaves, apart from ids and moments."""
    names = {record.id: record.number for record in Record.select()}
    rows = {
        "numbers": [(n.year, n.no, names.get(n.record_id), n.void_reason) for n in Number.select().order_by(Number.no)],
        "records": [
            (r.number, r.subject, r.state, r.opened_at, r.closed_at, r.readers, r.holders, r.version)
            for r in Record.select().order_by(Record.no)
        ],
        "details": sorted(
            (names[d.record_id], d.sender, str(d.their_date), str(d.old_referral), str(d.old_remarks))
            for d in IncomingDocument.select()
        ),
        "access": sorted((names[a.record_id], a.principal) for a in Access.select()),
        "lines": sorted((row.line, names[row.record_id]) for row in ImportedRow.select()),
    }
    entries = []
    for entry in Entry.select().where(Entry.subject.in_(["record", "import"])):
        text = read(entry)
        whose = names[entry.subject_id] if entry.subject == "record" else "import"
        changes = [(kind, table, sorted(columns)) for kind, table, _key, columns in text.rows]
        about = sorted(text.about.items())
        entries.append((whose, entry.seq, entry.action, about, str(changes)[:500]))
    return {**rows, "entries": sorted(entries)}


@pytest.fixture(scope="module")
def at_once(offices: Offices, engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    """Return what an import leaves that ran once."""
    file = tmp_path_factory.mktemp("registers") / "eski.csv"
    file.write_bytes(faulty(ROWS).raw)
    with offices.open(engine, "karacabey") as office, office.running():
        Program(Desk(office), file).run()
        yield told()


@pytest.mark.parametrize("points", [(0,), (200,), (400, 800, 1000)])
def test_a_killed_import_that_runs_again_leaves_what_one_run_leaves(
    karacabey: Any, at_once: Mapping[str, Any], tmp_path: Path, points: tuple[int, ...]
):
    file = tmp_path / "eski.csv"
    file.write_bytes(faulty(ROWS).raw)
    program = Program(Desk(karacabey), file)
    for records in points:
        program.kill_after(records)
        assert ledger.verify() == []
    output = program.run()

    assert "Sıradaki numara: 2025/1201." in output
    assert ledger.verify() == []
    left = told()
    assert {name: left[name] == at_once[name] for name in at_once} == dict.fromkeys(at_once, True)


def test_two_imports_of_one_file_at_once_write_each_row_once(
    karacabey: Any, at_once: Mapping[str, Any], tmp_path: Path
):
    file = tmp_path / "eski.csv"
    file.write_bytes(faulty(ROWS).raw)
    program = Program(Desk(karacabey), file)
    with program.start() as one, program.start() as other:
        one.communicate()
        other.communicate()

    assert (one.returncode, other.returncode) == (0, 0)
    assert ledger.verify() == []
    assert told()["numbers"] == at_once["numbers"]
    assert len(told()["entries"]) == len(at_once["entries"])


def test_whoever_registers_while_an_import_stands_still_gets_the_number_behind_it(karacabey: Any, tmp_path: Path):
    desk = Desk(karacabey)
    year = desk.day(0).year
    file = tmp_path / "eski.csv"
    file.write_bytes(faulty(ROWS).text.replace("2025", str(year)).replace("11.03.2026", "11.03.2031").encode())
    program = Program(desk, file)
    program.kill_after(200)

    assert desk.ready().number == f"{year}/{ROWS + 1}"
    assert f"Sıradaki numara: {year}/{ROWS + 2}." in program.run()
    assert ledger.verify() == []
