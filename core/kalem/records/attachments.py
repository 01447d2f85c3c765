"""Attachments: files that belong to a record. They are never deleted; one that was wrong is marked as removed."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO, Literal

from peewee import BigAutoField, BigIntegerField, CharField, Query, Value

from kalem.context import now
from kalem.db import Model, Prepared, UtcDateTime
from kalem.i18n import gettext as _
from kalem.ledger import Act, By, Finding
from kalem.ledger.tracking import stored
from kalem.organisation import Actor
from kalem.refusal import Refusal, Refused
from kalem.text import clean

from .filekinds import kind_of_name, kind_of_type, prove
from .filenames import clean_name
from .record import Record
from .scope import LARGEST_ID, NotFound, get_visible
from .storage import storage
from .unfit import UnfitFile

#: Most bytes of one file.
MOST_BYTES = 25 * 2**20
#: Most files of one record; removed ones do not count.
MOST_FILES = 40
#: Longest reason for a removal, in characters.
MOST_REASON = 500
#: Bytes of a text file that the search sees.
MOST_TEXT = 200_000

#: ``scan`` is the page image of the paper itself, ``attachment`` what comes with it.
Kind = Literal["scan", "attachment"]


class Attachment(Model):
    """A file of a record, with its own name, size and SHA-256. Its bytes are in the storage."""

    id = BigAutoField()
    record_id = BigIntegerField(index=True)
    name = CharField(max_length=150)
    #: In bytes.
    size = BigIntegerField()
    sha256 = CharField(max_length=64, index=True)
    media_type = CharField(max_length=100)
    kind = CharField(max_length=20)
    added_at = UtcDateTime()
    added_by = BigIntegerField(null=True)
    removed_at = UtcDateTime(null=True)
    removed_by = BigIntegerField(null=True)
    #: Why it does not belong here; empty while it does.
    removed_reason = CharField(max_length=MOST_REASON, null=True)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was looked at and is safely on disk, but belongs to no record yet. ``size`` in bytes."""

    name: str
    size: int
    sha256: str
    media_type: str


def receive(stream: BinaryIO, filename: str) -> Received:
    """Check a file that someone sends and keep it on disk; ``UnfitFile`` says why it is not taken.

    Slow work for big files, so it is done before the transaction; when none follows, the file on disk is harmless.
    """
    name = clean_name(filename)
    kind = kind_of_name(name)
    stored = storage.get().put(stream, MOST_BYTES, check=partial(prove, kind=kind, name=name))
    return Received(name, stored.size, stored.sha256, kind.media_type)


def add(act: Act, record: Record, received: Received, *, by: By, kind: Kind = "attachment") -> Attachment:
    """Write a received file as an attachment of ``record`` in its entry; ``UnfitFile`` when it has too many."""
    present = Attachment.select().where((Attachment.record_id == record.id) & Attachment.removed_at.is_null())
    if present.count() >= MOST_FILES:
        raise UnfitFile(
            _("%(name)s eklenemedi: bir kaydın en çok %(most)s eki olabilir.", name=received.name, most=MOST_FILES)
        )
    _tell(act, received.name)
    return act.insert(
        Attachment,
        record_id=record.id,
        name=received.name,
        size=received.size,
        sha256=received.sha256,
        media_type=received.media_type,
        kind=kind,
        added_at=now(),
        added_by=by.user_id,
    )


def attach(
    act: Act, record: Record, stream: BinaryIO, filename: str, *, by: By, kind: Kind = "attachment"
) -> Attachment:
    """Receive a file and add it at once, for callers that already hold a transaction (imports, first data)."""
    return add(act, record, receive(stream, filename), by=by, kind=kind)


def detach(act: Act, attachment: Attachment, reason: str, *, by: By) -> None:
    """Mark an attachment as removed, with the reason. Row and bytes stay, to be shown as what was there."""
    if attachment.removed_at is not None:
        raise Refused(Refusal(_("Bu ek daha önce kaldırılmış."), _("Sayfayı yenileyin.")))
    reason = clean(reason)
    if not 0 < len(reason) <= MOST_REASON:
        raise Refused(
            Refusal(
                _("Ekin neden kaldırıldığı yazılmamış ya da çok uzun yazılmış."),
                _("Nedenini en çok %(most)s karakterle yazıp yeniden deneyin.", most=MOST_REASON),
            )
        )
    _tell(act, attachment.name)
    act.update(attachment, removed_at=now(), removed_by=by.user_id, removed_reason=reason)


def attachments_of(record_id: int) -> list[Attachment]:
    """Return the attachments of a record in the order they came, removed ones included, in one query.

    The caller has made sure that the reader may read the record.
    """
    return _of_record.instances(Attachment, record_id=record_id)


@Prepared
def _of_record(record_id: Value) -> Query:
    return Attachment.select().where(Attachment.record_id == record_id).order_by(Attachment.id)


def find(actor: Actor, record_id: int, attachment_id: int) -> Attachment:
    """Return an attachment of a record that ``actor`` may read; ``NotFound`` for unknown and forbidden alike."""
    get_visible(actor, record_id)
    if not 0 < attachment_id <= LARGEST_ID:
        raise NotFound(record_id)
    found: Attachment | None = Attachment.get_or_none(
        (Attachment.id == attachment_id) & (Attachment.record_id == record_id)
    )
    if found is None:
        raise NotFound(record_id)
    return found


def text_of(attachment: Attachment) -> str:
    """Return what the search sees of a text file: its first ``MOST_TEXT`` bytes; empty for every other kind."""
    if kind_of_type(attachment.media_type).content != "text":
        return ""
    with storage.get().open(attachment.sha256) as file:
        data = file.read(MOST_TEXT)
    try:
        # Not final: the cut may fall inside a letter.
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1254", "replace")


def verify_files() -> Iterator[Finding]:
    """Yield each attachment whose file is missing or is not what it was. Reads every file once."""
    rows = ((row.key, row.values) for row in stored(Attachment))
    files = sorted((str(row["sha256"]), str(row["size"]), key, row["name"]) for key, row in rows)
    for (sha256, size), same in groupby(files, key=itemgetter(0, 1)):
        fault = storage.get().fault(sha256, int(size) if size.isdigit() else -1)
        if fault:
            yield from (Finding(f"attachment {key}", f"{name}: {fault}") for _, _, key, name in same)


def _tell(act: Act, name: str) -> None:
    """Let the entry name the file, after those that it names already."""
    act.about["files"] = ", ".join(filter(None, (act.about.get("files", ""), name)))
