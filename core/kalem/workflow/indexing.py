"""What of a record can be found by its words."""

from collections.abc import Iterator
from contextlib import suppress

from kalem.organisation.directory import names_of
from kalem.records import Details, Record, RecordType
from kalem.records.access import readers_of
from kalem.records.attachments import attachments_of, text_of
from kalem.search import current as search


def index(record: Record, details: Details, type: RecordType) -> None:
    """Bring the search index in line with ``record``, inside the transaction that changed it."""
    search().put(record.id, list(texts(record, details, type)), sorted(readers_of(record)), type.id)


def texts(record: Record, details: Details, type: RecordType) -> Iterator[str]:
    """Yield what is searched: number, subject, unit, the fields marked for it, and the text of attachments."""
    yield from written(record, details, type, names_of([f"u{record.unit_id}"])[0])
    for attachment in attachments_of(record.id):
        yield attachment.name
        # A file that is gone is found by verification; the record is still worked on.
        with suppress(FileNotFoundError):
            yield text_of(attachment)


def written(record: Record, details: Details, type: RecordType, unit: str) -> Iterator[str]:
    """Yield what of a record without attachments is searched, its ``unit`` being called so. It asks no database."""
    yield record.number or ""
    yield record.subject
    yield unit
    for name, field in type.schema._declared_fields.items():
        if getattr(field, "search", False):
            yield str(getattr(details, name, None) or "")


def share(record: Record) -> None:
    """Bring who finds ``record`` in line, where only its readers changed."""
    search().share(record.id, sorted(readers_of(record)), record.type)
