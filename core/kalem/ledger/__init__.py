"""The ledger: every change of every subject is one chained entry, written in the change's own transaction."""

from .anchors import anchor
from .book import Act, Book, By, entry_listeners, writing
from .entry import Entry, EntryText, history
from .numbers import Number, void
from .tracking import tracked
from .verify import Finding, verifiers, verify

__all__ = [
    "Act",
    "Book",
    "By",
    "Entry",
    "EntryText",
    "Finding",
    "Number",
    "anchor",
    "entry_listeners",
    "history",
    "tracked",
    "verifiers",
    "verify",
    "void",
    "writing",
]
