"""What a page tells the log of who opened which personal data."""

from collections.abc import Iterable, Iterator, Sequence

from flask import request

from kalem.http.visit import actor
from kalem.records import Record
from kalem.records.reading_log import AT_ONCE, opened


def looked_at(record: Record, attachment_id: int | None = None) -> None:
    """Write down that who is there has ``record``, or one of its files, before him. A HEAD request shows nothing."""
    if request.method != "HEAD":
        opened(actor(), record, "page" if attachment_id is None else "attachment", attachment_id=attachment_id)


def taken_along(records: Sequence[Record]) -> None:
    """Write down that who is there has ``records`` as a file or on paper."""
    if request.method != "HEAD":
        opened(actor(), records, "export")


class Taken:
    """Remembers which records a file holds while it is made, by as little as the log needs: there may be many."""

    def __init__(self, pieces: Iterable[Sequence[Record]] = ()) -> None:
        """``pieces`` are the records as they are read."""
        self._pieces = pieces
        self._seen: list[tuple[int, str, str]] = []

    def __iter__(self) -> Iterator[Sequence[Record]]:
        """Yield the pieces."""
        for piece in self._pieces:
            self.remember(piece)
            yield piece

    def remember(self, records: Iterable[Record]) -> None:
        """Remember ``records`` that came another way."""
        self._seen += [(record.id, record.type, record.office) for record in records]

    def note(self, most: int) -> None:
        """Write down who took the first ``most`` of them; not while they are still being read."""
        for start in range(0, min(most, len(self._seen)), AT_ONCE):
            some = self._seen[start : min(start + AT_ONCE, most)]
            taken_along([Record(id=id, type=type, office=office) for id, type, office in some])
