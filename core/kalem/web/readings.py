"""What a page tells the log of who opened which personal data."""

from flask import request

from kalem.http.visit import actor
from kalem.records import Record
from kalem.records.reading_log import opened


def looked_at(record: Record, attachment_id: int | None = None) -> None:
    """Write down that who is there has ``record``, or one of its files, before him. A HEAD request shows nothing."""
    if request.method != "HEAD":
        opened(actor(), record, "page" if attachment_id is None else "attachment", attachment_id=attachment_id)
