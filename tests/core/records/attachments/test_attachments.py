"""Attachments of records: through the ledger, within rights, never lost and never deleted."""

import os
import signal
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from playhouse.test_utils import assert_query_count
from tests.core.records.attachments import samples
from tests.core.records.attachments.conftest import CLERK, application

from kalem import db, ledger
from kalem.ledger import verify, writing
from kalem.organisation import Actor
from kalem.records import Access, NotFound, Record
from kalem.records import attachments as room
from kalem.records.attachments import Attachment, attach, attachments_of, detach, find, receive, text_of, verify_files
from kalem.records.storage import storage
from kalem.records.unfit import UnfitFile
from kalem.refusal import Refused

pytestmark = pytest.mark.usefixtures("app")


@dataclass(frozen=True)
class Reader:
    """All that reading asks of an actor."""

    principals: tuple[str, ...]
    types: None = None


def reader(*principals: str) -> Actor:
    return cast(Actor, Reader(principals))


def new_record() -> Record:
    with writing(CLERK) as book:
        act = book.act("record", 1, "create")
        record = act.insert(Record, type="t.a", office="o", unit_id=1, subject="Konu", state="open")
        act.subject_id = record.id
    Access.create(principal="u1.0", record_id=record.id, type="t.a")
    return record


def attached(record: Record, content: bytes, name: str) -> Attachment:
    with writing(CLERK) as book:
        act = book.act("record", record.id, "attach")
        return attach(act, record, BytesIO(content), name, by=CLERK)


def test_a_file_is_attached_in_the_records_entry() -> None:
    record = new_record()
    with writing(CLERK) as book:
        act = book.act("record", record.id, "attach")
        attach(act, record, BytesIO(samples.pdf()), "C:\\tarama\\dilekçe.pdf", by=CLERK, kind="scan")
        attach(act, record, BytesIO(samples.png()), "kroki.png", by=CLERK)
    scan, plan = attachments_of(record.id)
    assert (scan.name, scan.kind, scan.media_type, scan.size) == (
        "dilekçe.pdf", "scan", "application/pdf", len(samples.pdf()),
    )  # fmt: skip
    assert (plan.kind, plan.added_by) == ("attachment", 5)
    _entry, told = next(iter(ledger.history("record", record.id)))
    assert told.about == {"files": "dilekçe.pdf, kroki.png"}
    assert [change[:2] for change in told.rows] == [["+", "attachment"], ["+", "attachment"]]
    with storage.get().open(scan.sha256) as file:
        assert file.read() == samples.pdf()
    assert verify() == []


def test_each_kind_is_attached_and_verified() -> None:
    record = new_record()
    for name, content in samples.WHOLE.items():
        attached(record, content, name)
    assert [row.name for row in attachments_of(record.id)] == list(samples.WHOLE)
    assert verify() == []


def test_a_refused_file_leaves_neither_row_nor_file() -> None:
    record = new_record()
    with pytest.raises(UnfitFile):
        attached(record, samples.png(60_000, 60_000), "a.png")
    assert attachments_of(record.id) == []
    assert [path for path in storage.get().folder.rglob("*") if path.is_file()] == []
    assert verify() == []


def test_the_largest_file_fits_and_one_byte_more_does_not() -> None:
    filling = room.MOST_BYTES - len(samples.pdf())
    assert receive(BytesIO(samples.pdf(bytes(filling))), "a.pdf").size == room.MOST_BYTES
    with pytest.raises(UnfitFile, match="en çok 25 MB"):
        receive(BytesIO(samples.pdf(bytes(filling + 1))), "a.pdf")


def test_a_record_has_a_limited_number_of_files_and_removed_ones_do_not_count() -> None:
    record = new_record()
    with writing(CLERK) as book:
        act = book.act("record", record.id, "attach")
        for number in range(room.MOST_FILES):
            last = attach(act, record, BytesIO(b"%d" % number), f"{number}.txt", by=CLERK)
    with pytest.raises(UnfitFile, match="en çok 40 eki"):
        attached(record, b"a", "fazla.txt")
    with writing(CLERK) as book:
        detach(book.act("record", record.id, "detach"), last, "Yanlış kayda eklenmiş", by=CLERK)
    attached(record, b"a", "yerine.txt")
    assert len(attachments_of(record.id)) == room.MOST_FILES + 1


def test_a_removed_attachment_stays_with_its_reason() -> None:
    record = new_record()
    wrong = attached(record, samples.pdf(), "a.pdf")
    with writing(CLERK) as book:
        detach(book.act("record", record.id, "detach"), wrong, "  Başka\u200b bir kişinin belgesi ", by=CLERK)
    (row,) = attachments_of(record.id)
    assert (row.removed_reason, row.removed_by) == ("Başka bir kişinin belgesi", 5)
    assert row.removed_at is not None
    assert storage.get().fault(row.sha256, row.size) == ""
    assert find(reader("u1.0"), record.id, row.id).removed_at is not None
    assert verify() == []
    with pytest.raises(Refused, match="daha önce kaldırılmış"), writing(CLERK) as book:
        detach(book.act("record", record.id, "detach"), row, "bir daha", by=CLERK)


def test_a_removal_needs_a_reason() -> None:
    record = new_record()
    wrong = attached(record, samples.pdf(), "a.pdf")
    for reason in ("", "   ", "\u200b", "a" * 501):
        with pytest.raises(Refused, match="neden kaldırıldığı"), writing(CLERK) as book:
            detach(book.act("record", record.id, "detach"), wrong, reason, by=CLERK)
    assert attachments_of(record.id)[0].removed_at is None


def test_unknown_and_forbidden_are_the_same() -> None:
    record, other = new_record(), new_record()
    mine, theirs = attached(record, b"a", "a.txt"), attached(other, b"b", "b.txt")
    assert find(reader("u1.0"), record.id, mine.id) == mine
    for actor, record_id, attachment_id in (
        (reader("u2.0"), record.id, mine.id),
        (reader(), record.id, mine.id),
        (reader("u1.0"), record.id, theirs.id),
        (reader("u1.0"), 999, mine.id),
        (reader("u1.0"), record.id, 999),
        (reader("u1.0"), record.id, -1),
        (reader("u1.0"), 2**63, mine.id),
        (reader("u1.0"), record.id, 2**63),
    ):
        with pytest.raises(NotFound) as unknown:
            find(actor, record_id, attachment_id)
        assert unknown.value.args == (record_id,)


def test_an_abort_after_the_file_was_written_leaves_no_row() -> None:
    record = new_record()

    def abort() -> None:
        with writing(CLERK) as book:
            act = book.act("record", record.id, "attach")
            attach(act, record, BytesIO(samples.pdf()), "a.pdf", by=CLERK)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        abort()
    assert attachments_of(record.id) == []
    assert verify() == [], "a file without a row is no finding"


def killed_before_the_commit(database_url: str, folder: Path, record_id: int) -> None:
    with application(database_url, folder).app_context():
        db.current().connect()
        with writing(CLERK) as book:
            act = book.act("record", record_id, "attach")
            attach(act, Record.get_by_id(record_id), BytesIO(samples.pdf()), "a.pdf", by=CLERK)
            os.kill(os.getpid(), signal.SIGKILL)


def test_a_crash_between_file_and_commit_leaves_no_row(app: Flask, empty_database_url: str) -> None:
    record = new_record()
    folder = storage.get().folder
    process = get_context("spawn").Process(
        target=killed_before_the_commit, args=(empty_database_url, folder, record.id)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert [path.is_file() for path in folder.glob("*/*")] == [True], "the file was there before the row"
    assert attachments_of(record.id) == []
    assert verify() == []
    attached(record, samples.pdf(), "a.pdf")
    assert verify() == []


def test_a_flipped_byte_a_cut_and_a_missing_file_are_found() -> None:
    record = new_record()
    rows = [attached(record, samples.pdf(b"%d" % number), f"{number}.pdf") for number in range(4)]
    again = attached(record, samples.pdf(b"0"), "aynısı.pdf")
    assert list(verify_files()) == []
    paths = [storage.get().path(row.sha256) for row in rows]
    content = bytearray(paths[0].read_bytes())
    content[20] ^= 1
    paths[0].write_bytes(content)
    paths[1].write_bytes(paths[1].read_bytes()[:-1])
    paths[2].unlink()
    assert {str(finding) for finding in verify()} == {
        f"attachment {rows[0].id}: 0.pdf: dosyanın içeriği değişmiş",
        f"attachment {again.id}: aynısı.pdf: dosyanın içeriği değişmiş",
        f"attachment {rows[1].id}: 1.pdf: dosya {rows[1].size - 1} bayt, {rows[1].size} olmalıydı",
        f"attachment {rows[2].id}: 2.pdf: dosya yerinde yok",
    }


def test_a_column_changed_behind_the_ledger_is_found() -> None:
    record = new_record()
    for column in ("name", "size", "sha256", "media_type", "kind", "added_by", "record_id", "removed_reason"):
        row = attached(record, samples.pdf(), "a.pdf")
        value = 7 if isinstance(getattr(row, column), int) else "../../../etc/passwd"
        Attachment.update(**{column: value}).where(Attachment.id == row.id).execute()
        assert any(finding.where == f"attachment {row.id}" for finding in verify()), column


def test_a_page_of_attachments_is_one_query() -> None:
    record = new_record()
    for number in range(5):
        attached(record, b"%d" % number, f"{number}.txt")
    with assert_query_count(1):
        assert len(attachments_of(record.id)) == 5


def test_the_search_sees_the_text_of_text_files_only() -> None:
    record = new_record()
    assert text_of(attached(record, "\ufeffIğdır'dan".encode(), "a.txt")) == "Iğdır'dan"
    assert text_of(attached(record, "Şişli;ığ".encode("cp1254"), "a.csv")) == "Şişli;ığ"
    assert text_of(attached(record, samples.pdf(b"(metin)"), "a.pdf")) == ""
    assert text_of(attached(record, samples.docx(), "a.docx")) == ""


def test_the_search_sees_the_first_part_of_a_long_text() -> None:
    record = new_record()
    text = text_of(attached(record, b"a" + "ş".encode() * 200_000, "a.txt"))
    assert text == "a" + "ş" * 99_999
    assert "�" not in text
