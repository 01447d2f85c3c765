"""Anchors beside other writers: a listing is what it anchors, and each is tied to the one before."""

from threading import Event, Thread
from typing import Any

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices
from tests.workflow.test_races import PATIENCE, at_once

from kalem import ledger
from kalem.db import transaction
from kalem.ledger import Entry, anchors, writing
from kalem.ledger.anchors import Anchor
from kalem.ledger.book import SYSTEM


def test_an_entry_kept_while_the_listing_is_made_waits_for_the_next(offices: Offices, monkeypatch: pytest.MonkeyPatch):
    """Only PostgreSQL keeps two writers' entries out of the order of their ids."""
    with offices.open("postgresql", "karacabey") as office, office.running():
        written, keep = Event(), Event()

        def slow() -> None:
            with office.running(), transaction():
                with writing(SYSTEM) as book:
                    book.act("slow", 1, "create")
                written.set()
                keep.wait(PATIENCE)

        other = Thread(target=slow)
        other.start()
        written.wait(PATIENCE)
        with writing(SYSTEM) as book:
            book.act("quick", 1, "create")

        def meanwhile() -> Any:
            keep.set()
            other.join()
            return office.clock()

        with monkeypatch.context() as patch:
            patch.setattr(anchors, "now", meanwhile)
            first = ledger.anchor()
        late = Entry.get(Entry.subject == "slow")
        assert first is not None
        assert late.id < Entry.get(Entry.subject == "quick").id
        assert late.anchor_id is None
        assert ledger.verify() == []
        second = ledger.anchor()
        assert second is not None
        assert second.listing == f"{late.id} {late.chain}"
        assert ledger.verify() == []


def test_anchors_at_once_make_one_chain(offices: Offices, engine: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(anchors, "CHUNK", 7)
    with offices.open(engine, "karacabey") as office, office.running():
        made = [each for each in at_once(Desk(office), *[ledger.anchor] * 4) if each is not None]
        assert [type(each) for each in made] == [Anchor]
        assert not Entry.select().where(Entry.anchor_id.is_null()).exists()
        assert ledger.verify() == []
