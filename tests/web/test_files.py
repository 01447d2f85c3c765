"""Attachments through the pages."""

import io

import pytest
from tests.core.records.attachments import samples
from tests.support.desk import Desk
from tests.web.reading import LETTER, words

from kalem.ledger import verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import create_user
from kalem.records import Record
from kalem.records.attachments import MOST_FILES, attachments_of
from kalem.records.storage import storage
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import Client, client


def test_files_are_added_found_shown_and_downloaded(desk: Desk, office: TestOffice, clerk: Client) -> None:
    record = desk.ready()
    sent = clerk.send(
        f"/record/{record.id}/files",
        {"files": [(io.BytesIO(samples.pdf()), "plan.pdf"), (io.BytesIO("İçme suyu".encode()), "not.txt")]},
    )
    assert sent.location == f"/record/{record.id}#ekler"
    pdf, text = attachments_of(record.id)
    director = client(office, "mudur")
    shown = director.get(f"/record/{record.id}/files/{pdf.id}")
    assert shown.data == samples.pdf()
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "private, no-store"
    shown.close()
    with director.get(f"/record/{record.id}/files/{text.id}?download=1") as loaded:
        assert loaded.headers["Content-Disposition"].startswith("attachment")
    assert record.subject in words(director.get("/search?q=içme"))
    assert "plan.pdf" in words(director.get(f"/record/{record.id}"))
    assert verify() == []


def test_a_file_tells_only_when_it_was_added_to_its_own_record(desk: Desk, office: TestOffice, clerk: Client) -> None:
    record, other = desk.arrived(), desk.arrived(their_number="E-2")
    headers = []
    for each in (record, other):
        clerk.send(f"/record/{each.id}/files", {"files": (io.BytesIO(samples.pdf()), "plan.pdf")})
        (file,) = attachments_of(record.id)
        with clerk.get(f"/record/{record.id}/files/{file.id}") as answer:
            assert answer.last_modified == file.added_at.replace(microsecond=0)
            assert answer.get_etag() == (file.sha256, False)
            headers.append((answer.headers["Last-Modified"], answer.headers["ETag"]))
    assert headers[0] == headers[1]
    with clerk.get(f"/record/{record.id}/files/{file.id}", headers={"If-None-Match": headers[0][1]}) as answer:
        assert answer.status_code == 304


def test_a_file_that_is_lost_is_told_in_words(
    desk: Desk, clerk: Client, stranger: Client, caplog: pytest.LogCaptureFixture
) -> None:
    record = desk.arrived()
    clerk.send(f"/record/{record.id}/files", {"files": (io.BytesIO(samples.pdf()), "plan.pdf")})
    (file,) = attachments_of(record.id)
    storage.get().path(file.sha256).unlink()
    answer = clerk.get(f"/record/{record.id}/files/{file.id}")
    assert answer.status_code == 410
    told = words(answer)
    assert "dosya deposunda bulunamadı" in told
    assert "Yöneticinize" in told
    assert told.rpartition("Hata numarası: ")[2].split()[0] in caplog.text
    assert f'href="/record/{record.id}"' in answer.text
    assert stranger.get(f"/record/{record.id}/files/{file.id}").status_code == 404


def test_a_file_is_behind_its_record_only(desk: Desk, clerk: Client, stranger: Client) -> None:
    record, other = desk.referred("protokol"), desk.arrived()
    clerk.send(f"/record/{record.id}/files", {"files": (io.BytesIO(samples.pdf()), "plan.pdf")})
    (file,) = attachments_of(record.id)
    assert stranger.get(f"/record/{record.id}/files/{file.id}").status_code == 404
    assert clerk.get(f"/record/{other.id}/files/{file.id}").status_code == 404
    assert clerk.get(f"/record/{record.id}/files/{file.id + 1}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00", "program.exe"),
        (b"<html><script>", "sayfa.html"),
        (b"not a pdf", "yazi.pdf"),
        (b"", "bos.txt"),
        (b"%PDF-1.4", "../../../etc/cron.d/x.pdf\0.txt"),
        (b"x" * 10, "a" * 5000 + ".txt.exe"),
    ],
)
def test_unfit_files_are_refused_in_words(desk: Desk, clerk: Client, content: bytes, name: str) -> None:
    record = desk.arrived()
    answer = clerk.send(f"/record/{record.id}/files", {"files": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert attachments_of(record.id) == []
    assert "invalid-feedback" in answer.text


def test_a_form_without_a_file_asks_for_one(desk: Desk, clerk: Client) -> None:
    answer = clerk.send(f"/record/{desk.arrived().id}/files", {})
    assert answer.status_code == 422
    assert "Eklenecek bir dosya seçin." in words(answer)


def test_a_wrong_file_is_marked_as_removed_and_stays(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    clerk.send(f"/record/{record.id}/files", {"files": (io.BytesIO(samples.pdf()), "yanlis.pdf")})
    (file,) = attachments_of(record.id)
    path = f"/record/{record.id}/files/{file.id}/remove"
    assert "yanlis.pdf" in words(clerk.get(path))
    assert clerk.send(path, {"reason": " "}).status_code == 422
    assert clerk.send(path, {"reason": "Başka evraka ait"}).status_code == 302
    text = words(clerk.get(f"/record/{record.id}"))
    assert "Kaldırıldı: Başka evraka ait" in text
    assert clerk.send(path, {"reason": "Yeniden"}).status_code == 422
    assert verify() == []


def test_who_has_nothing_to_do_with_a_record_adds_nothing(desk: Desk, office: TestOffice) -> None:
    record = desk.referred("protokol")
    mayor = client(office, "baskan")
    assert mayor.get(f"/record/{record.id}").status_code == 200
    closed = desk.do(desk.do(desk.arrived(), "register", "evrak_kayit"), "void", "mudur", note="Mükerrer")
    answer = client(office, "evrak_kayit").send(
        f"/record/{closed.id}/files", {"files": (io.BytesIO(samples.pdf()), "plan.pdf")}
    )
    assert answer.status_code == 422
    assert "değişmez" in words(answer)
    assert attachments_of(closed.id) == []
    assert Record.get_by_id(closed.id).state == "voided"


def test_no_file_is_taken_in_from_who_may_add_none(desk: Desk, office: TestOffice) -> None:
    record = desk.show(desk.arrived(), "sistem_yoneticisi")
    create_user(SYSTEM, "gorevsiz", "Görevi Yok", PASSWORD)
    jobless = client(office)
    jobless.send("/sign-in", {"username": "gorevsiz", "password": PASSWORD})
    for browser in (client(office, "sistem_yoneticisi"), jobless):
        for path, box in (
            (f"/record/{record.id}/files", "files"),
            ("/records/registry.incoming/new", "scan"),
            ("/records/registry.incoming/new", "files"),
        ):
            answer = browser.send(path, {**LETTER, box: (io.BytesIO(samples.pdf()), "plan.pdf")})
            assert answer.status_code in (404, 422), path
    assert not storage.get().folder.exists()


def test_of_too_many_files_the_rest_is_not_even_taken_in(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    many = [(io.BytesIO(f"{number}".encode()), f"{number}.txt") for number in range(MOST_FILES + 5)]
    answer = clerk.send(f"/record/{record.id}/files", {"files": many})
    assert answer.status_code == 422
    assert f"bir kaydın en çok {MOST_FILES} eki olabilir." in words(answer)
    assert len([each for each in storage.get().folder.rglob("*") if each.is_file()]) == MOST_FILES
