"""What entries say and what they keep to themselves."""

import json

from tests.support.desk import Desk

from kalem import ledger
from kalem.app import in_force
from kalem.ledger import Entry
from kalem.ledger.canonical import digest, dump, link
from kalem.organisation import User
from kalem.records import Record


def test_no_secret_stands_in_an_entry(desk: Desk):
    hashes = [user.password for user in User.select() if user.password]
    assert hashes
    for entry in Entry.select():
        assert not any(secret in entry.text for secret in hashes)
        assert "$argon2" not in entry.text


def test_every_entry_is_canonical_and_chained(desk: Desk):
    chains: dict[tuple[str, int], str] = {}
    for entry in Entry.select().order_by(Entry.id):
        assert dump(json.loads(entry.text)) == entry.text
        assert digest(entry.salt, entry.text) == entry.digest
        subject = (entry.subject, entry.subject_id)
        chains[subject] = link(chains.get(subject, ""), entry.digest)
        assert entry.chain == chains[subject]
    assert len({entry.salt for entry in Entry.select()}) == Entry.select().count()


def test_every_entry_says_who_when_and_under_which_file(desk: Desk):
    running = in_force()
    assert running is not None
    for entry in Entry.select().where(Entry.subject == "record"):
        text = ledger.entry.read(entry)
        assert text.by["name"]
        assert text.at
        assert text.file == str(running.number)


def test_a_lawfully_removed_text_leaves_a_whole_chain(desk: Desk):
    """The chain ties digests, not texts: only the text itself is missed."""
    record = Record.select().where(Record.type == "registry.incoming").first()
    entry = Entry.get((Entry.subject == "record") & (Entry.subject_id == record.id) & (Entry.seq == 2))
    Entry.update(text=None).where(Entry.id == entry.id).execute()
    told = [finding for finding in ledger.verify() if f"record:{record.id} hareket" in finding.where]
    Entry.update(text=entry.text).where(Entry.id == entry.id).execute()
    assert told
    assert [finding.what for finding in told if "zincir" in finding.what or "sıra" in finding.what] == []
    assert ledger.verify() == []


def test_an_anchor_lists_what_came_since_the_last(desk: Desk):
    assert Entry.select().where(Entry.anchor_id.is_null()).count() == 1
    made = ledger.anchor()
    assert made is not None
    assert len(made.listing.splitlines()) == 1
    assert ledger.anchor() is None
    assert ledger.verify() == []
