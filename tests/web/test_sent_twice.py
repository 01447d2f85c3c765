"""A form that is sent twice is written once, without script too; the second answer leads to the first record."""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from threading import Barrier, Thread
from typing import Any

import pytest
from playhouse.test_utils import count_queries
from tests.support.desk import Desk
from tests.web.reading import LETTER, OUTGOING, hidden, record_of, words

from kalem.http.once import KEPT, OnceKey
from kalem.ledger import Entry, verify
from kalem.records import Access, Record
from kalem.records.attachments import attachments_of
from kalem.testing import Clock, TestOffice
from kalem.testing.web import Client, client

INCOMING, OUTGOING_NEW = "/records/registry.incoming/new", "/records/registry.outgoing/new"
TOLD = "Bu form zaten gönderilmişti; ikinci kez kaydedilmedi."


def form(browser: Client, path: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what the page's form sends when ``values`` are typed."""
    page = browser.get(path)
    return {**values, "csrf_token": hidden(page, "csrf_token"), "once": hidden(page, "once"), **more}


def written(subject: str) -> int:
    return int(Record.select().where(Record.subject == subject).count())


def entries(record_id: int, action: str) -> int:
    mine = (Entry.subject == "record") & (Entry.subject_id == record_id) & (Entry.action == action)
    return int(Entry.select().where(mine).count())


def test_a_letter_that_is_sent_again_is_one_letter(clerk: Client) -> None:
    sent = form(clerk, INCOMING, LETTER)
    first, second = clerk.post(INCOMING, data=sent), clerk.post(INCOMING, data=sent)
    assert record_of(first) == record_of(second)
    assert written(LETTER["subject"]) == 1
    assert TOLD in words(clerk.get(second.location))


def test_even_where_a_copy_would_be_doubted_or_another_button_was_pressed(clerk: Client) -> None:
    sent = form(clerk, INCOMING, LETTER)
    clerk.post(INCOMING, data={**sent, "next": "1"})
    record_of(clerk.post(INCOMING, data={**sent, "act": "plain"}))
    assert written(LETTER["subject"]) == 1


def test_the_same_words_from_another_page_are_doubted_and_written_when_wanted(office: TestOffice) -> None:
    """A browser that goes back asks for the page anew and puts the old words into it."""
    staff = client(office, "mudurluk_personeli")
    first = record_of(staff.post(OUTGOING_NEW, data=form(staff, OUTGOING_NEW, OUTGOING)))
    doubted = staff.post(OUTGOING_NEW, data=form(staff, OUTGOING_NEW, OUTGOING))
    assert doubted.status_code == 409
    assert "Aynı kayıt daha önce açılmış olabilir." in words(doubted)
    assert f'href="/record/{first}"' in doubted.text
    assert OUTGOING["body"] in doubted.text
    assert written(OUTGOING["subject"]) == 1
    sure = {**OUTGOING, **{name: hidden(doubted, name) for name in ("csrf_token", "once", "sure")}}
    second = record_of(staff.post(OUTGOING_NEW, data=sure))
    assert record_of(staff.post(OUTGOING_NEW, data=sure)) == second != first
    assert written(OUTGOING["subject"]) == 2


def test_other_words_are_another_record_even_from_the_same_page(office: TestOffice) -> None:
    staff = client(office, "mudurluk_personeli")
    sent = form(staff, OUTGOING_NEW, OUTGOING)
    first = record_of(staff.post(OUTGOING_NEW, data=sent))
    assert record_of(staff.post(OUTGOING_NEW, data={**sent, "body": "Başka metin"})) != first


def test_a_key_of_somebody_else_is_no_key_of_mine(office: TestOffice, clerk: Client) -> None:
    staff = client(office, "mudurluk_personeli")
    sent = form(staff, OUTGOING_NEW, OUTGOING)
    record_of(staff.post(OUTGOING_NEW, data=sent))
    other = client(office, "protokol_personeli")
    record_of(other.post(OUTGOING_NEW, data=form(other, OUTGOING_NEW, OUTGOING, once=sent["once"])))
    assert written(OUTGOING["subject"]) == 2


@pytest.mark.parametrize("key", ["", "x" * 1000, "ıİ\x00", None])
def test_a_form_without_a_key_of_ours_is_written_as_before(office: TestOffice, key: str | None) -> None:
    staff = client(office, "mudurluk_personeli")
    sent = form(staff, OUTGOING_NEW, OUTGOING)
    del sent["once"]
    if key is not None:
        sent["once"] = key
    record_of(staff.post(OUTGOING_NEW, data=sent))


def test_what_was_refused_may_be_sent_again(clerk: Client) -> None:
    sent = form(clerk, INCOMING, {**LETTER, "their_date": "31.02.2026"})
    assert clerk.post(INCOMING, data=sent).status_code == 422
    record_of(clerk.post(INCOMING, data={**sent, "their_date": "16.11.2026"}))


def test_a_step_that_is_pressed_twice_is_taken_once_and_says_so(desk: Desk, director: Client) -> None:
    record, unit = desk.ready(), desk.unit("protokol")
    path = f"/record/{record.id}/step/refer"
    sent = form(director, path, {"action": [unit], "note": "Gereği", "version": str(record.version)})
    first, second = director.post(path, data=sent), director.post(path, data=sent)
    assert first.location == second.location
    assert TOLD in words(director.get(second.location))
    assert entries(record.id, "refer") == 1
    changed = director.post(path, data={**sent, "note": "Başka"})
    assert changed.status_code in (409, 422)
    assert entries(record.id, "refer") == 1


def test_a_step_of_one_press_on_the_desk_is_taken_once(desk: Desk, staff: Client) -> None:
    record = desk.letter()
    path = f"/record/{record.id}/step/submit"
    page = staff.get("/")
    assert f'action="{path}"' in page.text
    sent = {name: hidden(page, name) for name in ("csrf_token", "once")} | {"version": str(record.version)}
    for _press in range(2):
        assert staff.post(path, data=sent).status_code == 302
    assert entries(record.id, "submit") == 1
    assert TOLD in words(staff.get(f"/record/{record.id}"))


def test_a_step_that_takes_the_record_out_of_sight_is_not_answered_with_nothing_there(
    desk: Desk, office: TestOffice
) -> None:
    """Whoever no longer sees the record is told that his first press did it."""
    record = desk.ready()
    browser = client(office, "mudur")
    path = f"/record/{record.id}/step/refer"
    values = {"action": [desk.unit("protokol")], "note": "", "version": str(record.version)}
    sent = form(browser, path, values)
    browser.post(path, data=sent)
    Record.update(readers="").where(Record.id == record.id).execute()
    Access.delete().where(Access.record_id == record.id).execute()
    assert browser.post(path, data=sent).status_code == 302
    assert browser.post(path, data={**sent, "note": "başka"}).status_code == 404


def test_a_note_is_noted_once(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    sent = form(clerk, f"/record/{record.id}", {"note": "Telefonla arandı"})
    for _press in range(2):
        assert clerk.post(f"/record/{record.id}/note", data=sent).status_code == 302
    assert entries(record.id, "note") == 1


def test_two_notes_from_one_page_are_two(desk: Desk, clerk: Client) -> None:
    """The browser keeps pages: who goes back and writes another note does so on the page that he had."""
    record = desk.arrived()
    sent = form(clerk, f"/record/{record.id}", {"note": "Telefonla arandı"})
    for note in ("Telefonla arandı", "Yeniden arandı"):
        clerk.post(f"/record/{record.id}/note", data={**sent, "note": note})
    assert entries(record.id, "note") == 2


def test_files_are_added_once_and_others_from_the_same_page_too(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    sent = form(clerk, f"/record/{record.id}", {})
    for content in (b"A", b"A", b"B"):
        values = {**sent, "files": (BytesIO(content), "not.txt")}
        assert clerk.post(f"/record/{record.id}/files", data=values).status_code == 302
    assert [each.name for each in attachments_of(record.id)] == ["not.txt", "not.txt"]
    assert entries(record.id, "attach") == 2


def test_letters_that_are_referred_twice_on_the_referral_screen_are_gone_once(desk: Desk, director: Client) -> None:
    records = [desk.ready(subject=f"Evrak {number}") for number in range(2)]
    path = "/havale?view=many"
    values = {"record": [f"{each.id}:{each.version}" for each in records], "action": [desk.unit("protokol")]}
    sent = form(director, path, values)
    assert director.post(path, data=sent).status_code == 303
    again = director.post(path, data=sent)
    assert again.status_code == 303
    assert [entries(each.id, "refer") for each in records] == [1, 1]


def test_two_that_come_at_the_same_moment_make_one_record(office: TestOffice, clerk: Client) -> None:
    sent = form(clerk, INCOMING, LETTER)
    answers = at_once(lambda: copy_of(office, clerk).post(INCOMING, data=sent), office)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.location for answer in answers}) == 1
    assert written(LETTER["subject"]) == 1
    assert verify() == []
    numbers = [row.number for row in Record.select().where(Record.type == "registry.incoming") if row.number]
    assert len(numbers) == len(set(numbers)) == 1


def test_two_presses_of_a_step_at_the_same_moment_are_one(office: TestOffice, desk: Desk, staff: Client) -> None:
    record = desk.letter()
    path = f"/record/{record.id}/step/submit"
    page = staff.get(f"/record/{record.id}")
    sent = {name: hidden(page, name) for name in ("csrf_token", "once")} | {"version": str(record.version)}
    answers = at_once(lambda: copy_of(office, staff).post(path, data=sent), office)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert entries(record.id, "submit") == 1


def test_what_goes_well_costs_one_row_and_no_question(office: TestOffice) -> None:
    staff = client(office, "mudurluk_personeli")
    bodies = count()

    def queries(**more: str) -> int:
        sent = form(staff, OUTGOING_NEW, {**OUTGOING, "body": str(next(bodies))}, **more)
        with count_queries() as counter:
            record_of(staff.post(OUTGOING_NEW, data=sent))
        return int(counter.count)

    queries()
    assert queries() <= queries(once="") + 2


def test_keys_are_swept_out_by_keys(office: TestOffice) -> None:
    staff = client(office, "mudurluk_personeli")
    record_of(staff.post(OUTGOING_NEW, data=form(staff, OUTGOING_NEW, OUTGOING)))
    assert isinstance(office.clock, Clock)
    office.clock.move(hours=KEPT // timedelta(hours=1) + 1)
    staff = client(office, "mudurluk_personeli")
    sent = form(staff, OUTGOING_NEW, OUTGOING)
    for number in range(20000):
        owner, path = f"form:{office.people['mudurluk_personeli']}", f"{OUTGOING_NEW}?"
        typed = json.dumps([[[name, value] for name, value in {**OUTGOING, "body": f"{number}"}.items()], []])
        if sha256(f"{owner}\0{path}  {typed}".encode()).hexdigest().startswith("00"):
            break
    record_of(staff.post(OUTGOING_NEW, data={**sent, "body": f"{number}"}))
    assert OnceKey.select().count() == 1


def copy_of(office: TestOffice, browser: Client) -> Client:
    """Return a client with the same cookies: one browser, two requests."""
    made = client(office)
    for cookie in browser._cookies.values():  # type: ignore[attr-defined]
        made.set_cookie(cookie.key, cookie.value)
    return made


def at_once(act: Callable[[], Any], office: TestOffice) -> list[Any]:
    """Return what two threads are answered that begin at the same moment."""
    barrier, answers = Barrier(2), []

    def run() -> None:
        barrier.wait()
        answers.append(act())

    threads = [Thread(target=run) for _thread in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
