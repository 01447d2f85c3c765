"""An application with a database of the tables that attachments touch, and a folder for its files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from kalem import context, db
from kalem.ledger import By, Entry, Number, entry_listeners, tracked, verifiers
from kalem.ledger.anchors import Anchor
from kalem.ledger.book import before_writing, file_version
from kalem.ledger.entry import Chain
from kalem.ledger.numbers import Register, RegisterYear
from kalem.ledger.tracking import by_table
from kalem.records import Access, Record, Waiting
from kalem.records.attachments import Attachment, verify_files
from kalem.records.storage import Storage, storage

CLERK = By(5, "Ayşe Örnek", "Memur")


def application(database_url: str, folder: Path) -> Flask:
    """Return an application of what attachments need, over a database that has its tables."""
    app = Flask(__name__)
    context.clock.put(app, lambda: datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    db.slot.put(app, db.open_database(database_url))
    file_version.put(app, "1")
    before_writing.put(app, lambda: None)
    entry_listeners.put(app, [])
    verifiers.put(app, [verify_files])
    tracked.put(app, by_table([Record, Attachment]))
    storage.put(app, Storage(folder))
    return app


@pytest.fixture
def app(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = application(empty_database_url, tmp_path / "files")
    with app.app_context():
        database = db.current()
        database.connect()
        database.create_tables(
            [Entry, Chain, Anchor, Number, Register, RegisterYear, Record, Access, Waiting, Attachment]
        )
        yield app
        db.disconnect(database)


@pytest.fixture
def files(tmp_path: Path) -> Storage:
    """Return an empty storage without an application."""
    return Storage(tmp_path / "files")
