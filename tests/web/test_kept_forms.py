"""A form that is sent after the session has ended: kept for who sent it, for nobody else, and never carried out."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from tests.support.desk import Desk
from tests.web.reading import LETTER, OUTGOING, hidden, words
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from kalem.http.routing import form_pages
from kalem.jobs.periodic import periodic
from kalem.organisation import MANAGE_PEOPLE, User
from kalem.organisation import models as organisation
from kalem.organisation.kept_forms import KEPT, MOST_EACH, MOST_TEXT
from kalem.records import Record
from kalem.testing import Clock, TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import Client, client

INCOMING = "/records/registry.incoming/new"


def late(office: TestOffice, browser: Client, path: str, values: dict[str, Any], *, to: str = "") -> TestResponse:
    """Open the page of a form at ``path``, let the session end, and send the form (``to`` another address)."""
    key = hidden(browser.get(path), "csrf_token")
    move(office, hours=2)
    return browser.post(to or path, data={"csrf_token": key, **values}, headers={"Referer": f"http://localhost{path}"})


def move(office: TestOffice, **by: int) -> None:
    assert isinstance(office.clock, Clock)
    office.clock.move(**by)


def enter(browser: Client, answer: TestResponse, username: str) -> TestResponse:
    """Follow ``answer`` to the sign-in page and sign in there."""
    asked = browser.get(answer.location)
    following = re.search(r'name="next" value="([^"]*)"', asked.text)
    form = {"csrf_token": hidden(asked, "csrf_token"), "username": username, "password": PASSWORD}
    if following:
        form["next"] = hidden(asked, "next")
    return browser.post("/sign-in", data=form)


def kept() -> int:
    return organisation.KeptForm.select().count()


def test_the_sign_in_page_says_whose_session_ended_and_that_the_text_is_kept(office: TestOffice, clerk: Client) -> None:
    answer = late(office, clerk, INCOMING, LETTER)
    assert answer.location.startswith("/sign-in?next=/records/registry.incoming/new?kept%3D")
    told = words(clerk.get(answer.location))
    assert f"{name_of('evrak_kayit')}, oturumunuz bitti" in told
    assert "Gönderdiğiniz form saklandı, henüz kaydedilmedi." in told
    assert 'value="evrak_kayit"' in clerk.get(answer.location).text
    assert LETTER["subject"] not in clerk.get(answer.location).text


def test_the_same_person_finds_all_he_typed_and_saves_it_by_his_own_press(office: TestOffice, clerk: Client) -> None:
    before = Record.select().count()
    entered = enter(clerk, late(office, clerk, INCOMING, {**LETTER, "annexes": "on iki"}), "evrak_kayit")
    page = clerk.get(entered.location)
    assert "Oturumunuz bitmişti; yazdıklarınız aşağıda duruyor" in words(page)
    assert "Kaydedilmedi:" not in words(page)
    for typed in ("Ulaşım koordinasyon toplantısı", "Fındıklı Köyü Muhtarlığı", "16.11.2026", "E-1", "on iki"):
        assert re.search(rf'(value="|>\s*){typed}["<]', page.text), typed
    assert re.search(r'value="kep"[^>]* (selected|checked)', page.text)
    assert "data-kept" in page.text
    assert Record.select().count() == before
    saved = clerk.post(INCOMING, data={**LETTER, **keys(page)})
    assert saved.status_code == 302
    assert Record.select().count() == before + 1
    assert kept() == 0
    assert "Saklanan form artık yok" in words(clerk.get(entered.location))


def test_nobody_else_who_signs_in_there_sees_it_and_it_still_waits_for_its_owner(
    office: TestOffice, clerk: Client
) -> None:
    answer = late(office, clerk, INCOMING, LETTER)
    address = answer.location.partition("next=")[2].replace("%3D", "=")
    entered = enter(clerk, answer, "mudur")
    assert entered.location == "/"
    opened = clerk.get(address)
    assert LETTER["subject"] not in opened.text
    assert kept() == 1
    clerk.send("/sign-out")
    back = enter(clerk, clerk.get("/"), "evrak_kayit")
    assert back.location == address
    assert LETTER["subject"] in clerk.get(back.location).text


def test_the_name_is_told_to_the_browser_of_that_session_alone(office: TestOffice, clerk: Client) -> None:
    answer = late(office, clerk, INCOMING, LETTER)
    assert name_of("evrak_kayit") not in client(office).get(answer.location).text


def test_what_lies_in_the_database_can_be_read_by_nobody(office: TestOffice, clerk: Client) -> None:
    late(office, clerk, INCOMING, {**LETTER, "subject": "Kimsenin okumayacağı konu"})
    row = organisation.KeptForm.get()
    assert "okumayaca" not in row.sealed
    office.app.secret_key = "another secret"
    entered = enter(clerk, clerk.get("/"), "evrak_kayit")
    assert entered.location == "/"


def test_after_an_hour_it_is_gone_and_the_page_says_so(office: TestOffice, clerk: Client) -> None:
    answer = late(office, clerk, INCOMING, LETTER)
    move(office, minutes=KEPT // timedelta(minutes=1) + 1)
    assert "Gönderdiğiniz form saklandı" not in words(clerk.get(answer.location))
    enter(clerk, answer, "evrak_kayit")
    address = answer.location.partition("next=")[2].replace("%3D", "=")
    page = clerk.get(address)
    assert "Saklanan form artık yok" in words(page)
    assert LETTER["subject"] not in page.text


def test_periodic_work_removes_what_nobody_came_back_for(office: TestOffice, clerk: Client) -> None:
    late(office, clerk, INCOMING, LETTER)
    job = next(each for each in periodic.get() if each.name == "kept-forms")
    job.run()
    assert kept() == 1
    move(office, hours=1)
    job.run()
    assert kept() == 0


def test_signing_out_and_discarding_remove_it(office: TestOffice, clerk: Client) -> None:
    page = clerk.get(enter(clerk, late(office, clerk, INCOMING, LETTER), "evrak_kayit").location)
    discarded = clerk.post(
        "/kept-form/discard", data={**keys(page), "page": INCOMING, "draft": "new:registry.incoming"}
    )
    assert discarded.location == INCOMING
    assert kept() == 0
    opened = clerk.get(INCOMING)
    assert 'data-draft-done="new:registry.incoming"' in opened.text
    assert LETTER["subject"] not in opened.text
    clerk._key = ""
    enter(clerk, late(office, clerk, INCOMING, LETTER), "evrak_kayit")
    assert kept() == 1
    clerk._key = ""
    clerk.send("/sign-out")
    assert kept() == 0


def test_nobody_discards_anothers(office: TestOffice, clerk: Client, director: Client) -> None:
    late(office, clerk, INCOMING, LETTER)
    key = organisation.KeptForm.get().key
    again = client(office, "mudur")
    again.send("/kept-form/discard", {"kept": key, "page": "https://example.org/"})
    assert kept() == 1


@pytest.mark.parametrize("key", ["", "yanlış", None, "another"])
def test_a_form_without_the_key_of_that_session_is_dropped(office: TestOffice, clerk: Client, key: str | None) -> None:
    clerk.get(INCOMING)
    if key == "another":
        other = client(office, "mudur")
        key = hidden(other.get(INCOMING.replace("incoming", "outgoing")), "csrf_token")
    move(office, hours=2)
    answer = clerk.post(INCOMING, data={**LETTER, **({} if key is None else {"csrf_token": key})})
    assert "kept" not in answer.location
    assert kept() == 0
    assert "son yaptığınız alınmadı" in words(clerk.get(answer.location))


def test_another_site_plants_nothing_and_leaves_the_forms_key_alone(office: TestOffice, clerk: Client) -> None:
    """The browser sends no cookies with it, and would keep those of the answer."""
    clerk.get(INCOMING)
    move(office, hours=2)
    foreign = Client(office.app, office.app.response_class, use_cookies=False)
    answer = foreign.post(INCOMING, data=LETTER, headers={"Origin": "https://evil.example"})
    assert answer.location == "/sign-in"
    assert "Set-Cookie" not in answer.headers
    assert kept() == 0


def test_a_planted_key_of_another_visit_fits_no_session_but_its_own(office: TestOffice, clerk: Client) -> None:
    """Somebody who may write cookies into the browser puts his own, signed key there, and a form that carries it."""
    clerk.get(INCOMING)
    attacker = client(office, "protokol_personeli")
    key = hidden(attacker.get("/vekalet"), "csrf_token")
    move(office, hours=2)
    planted = next(each for each in attacker._cookies.values() if each.key.startswith("kalem_form"))  # type: ignore[attr-defined]
    clerk.set_cookie(planted.key, planted.value)
    answer = clerk.post(INCOMING, data={**LETTER, "csrf_token": key})
    assert "kept" not in answer.location
    assert kept() == 0


def test_who_signed_out_or_was_put_out_keeps_nothing(office: TestOffice, clerk: Client) -> None:
    key = hidden(clerk.get(INCOMING), "csrf_token")
    organisation.Session.delete().execute()
    answer = clerk.post(INCOMING, data={**LETTER, "csrf_token": key})
    assert "kept" not in answer.location
    assert kept() == 0


def test_it_is_bounded_in_number_and_size(office: TestOffice, clerk: Client) -> None:
    key = hidden(clerk.get(INCOMING), "csrf_token")
    move(office, hours=2)
    for number in range(MOST_EACH + 3):
        answer = clerk.post(INCOMING, data={**LETTER, "subject": f"Konu {number}", "csrf_token": key})
    assert kept() == MOST_EACH
    last = enter(clerk, answer, "evrak_kayit")
    assert f"\nKonu {MOST_EACH + 2}</textarea>" in clerk.get(last.location).text


def test_what_is_too_long_to_be_kept_is_told(office: TestOffice, clerk: Client) -> None:
    answer = late(office, clerk, INCOMING, {**LETTER, "subject": "ü" * MOST_TEXT})
    assert kept() == 0
    assert "çok uzun olduğu için saklanamadı" in words(clerk.get(answer.location))


def test_files_are_not_kept_and_the_page_names_them(office: TestOffice, clerk: Client) -> None:
    """However large they were: more than who was never signed in may send at all."""
    scan = FileStorage(BytesIO(b"%PDF-1.4\n" + b"x" * (6 * 2**20)), "tarama <1>.pdf")
    key = hidden(clerk.get(INCOMING), "csrf_token")
    move(office, hours=2)
    boundary, sent = encode_multipart({**LETTER, "scan": scan, "csrf_token": key})
    answer = clerk.post(INCOMING, data=sent, content_type=f"multipart/form-data; boundary={boundary}")
    page = clerk.get(enter(clerk, answer, "evrak_kayit").location)
    assert "Seçtiğiniz dosyalar saklanmadı; yeniden seçin: tarama <1>.pdf" in words(page)
    assert f"\n{LETTER['subject']}</textarea>" in page.text


def test_sent_late_a_second_time_it_is_kept_once(office: TestOffice, clerk: Client) -> None:
    page = clerk.get(enter(clerk, late(office, clerk, INCOMING, LETTER), "evrak_kayit").location)
    move(office, hours=2)
    again = clerk.post(INCOMING, data={**LETTER, "subject": "İkinci kez", **keys(page)})
    assert kept() == 1
    assert "İkinci kez" in clerk.get(enter(clerk, again, "evrak_kayit").location).text


def test_with_a_mistake_in_it_the_page_keeps_the_text_and_the_row_goes(office: TestOffice, clerk: Client) -> None:
    page = clerk.get(enter(clerk, late(office, clerk, INCOMING, LETTER), "evrak_kayit").location)
    wrong = clerk.post(INCOMING, data={**LETTER, "subject": "", **keys(page)})
    assert wrong.status_code == 422
    assert 'name="kept"' not in wrong.text
    assert kept() == 0


def test_a_window_left_open_goes_on_after_its_owner_signed_in_in_another(office: TestOffice, clerk: Client) -> None:
    key = hidden(clerk.get(INCOMING), "csrf_token")
    move(office, hours=2)
    enter(clerk, clerk.get("/"), "evrak_kayit")
    assert clerk.post(INCOMING, data={**LETTER, "csrf_token": key}).status_code == 302
    assert Record.select().where(Record.subject == LETTER["subject"]).count() == 1


def test_a_window_left_open_does_nothing_as_another_person(office: TestOffice, clerk: Client) -> None:
    key = hidden(clerk.get(INCOMING), "csrf_token")
    move(office, hours=2)
    enter(clerk, clerk.get("/"), "mudur")
    assert clerk.post(INCOMING, data={**LETTER, "csrf_token": key}).status_code == 400


def test_letter_correction_step_note_and_referral_come_back(office: TestOffice, desk: Desk, clerk: Client) -> None:
    record = desk.ready()
    outgoing = "/records/registry.outgoing/new"
    staff = client(office, "mudurluk_personeli")
    page = back(office, staff, outgoing, {**OUTGOING, "body": "Elle <yazılan> metin"}, "mudurluk_personeli")
    assert "Elle &lt;yazılan&gt; metin" in page.text

    path = f"/record/{record.id}/correct"
    values = {**LETTER, "subject": "Düzeltilen konu", "mending_reason": "Yanlış yazılmış", "version": "1"}
    page = back(office, client(office, "evrak_kayit"), path, values, "evrak_kayit")
    assert "Düzeltilen konu" in page.text
    assert "Yanlış yazılmış" in page.text
    assert hidden(page, "version") == "1"

    path = f"/record/{record.id}"
    page = back(office, client(office, "evrak_kayit"), path, {"note": "Telefonla sordu"}, "evrak_kayit", f"{path}/note")
    assert 'name="note" value="Telefonla sordu"' in page.text

    unit = desk.unit("protokol")
    values = {"action": [unit], "note": "Görüşünüzle birlikte", "version": "3"}
    page = back(office, client(office, "mudur"), f"/record/{record.id}/step/refer", values, "mudur")
    assert "Görüşünüzle birlikte" in page.text
    assert hidden(page, "version") == "3"
    assert re.search(rf'value="{unit}"[^>]* (selected|checked)', page.text)

    values = {"record": f"{record.id}:{record.version}", "action": [unit], "note": "Gereğini rica ederim"}
    page = back(
        office, client(office, "mudur"), f"/havale?record={record.id}", values, "mudur", f"/havale?record={record.id}"
    )
    assert "Gereğini rica ederim" in page.text
    assert 'name="kept"' in page.text


def test_delegation_and_person_forms_come_back(office: TestOffice) -> None:
    director = client(office, "mudur")
    values = {"basis": "18.11.2026 tarihli olur", "starts": "20.11.2026", "scope": "some", "powers": ["registry.refer"]}
    page = back(office, director, "/vekalet/yeni", values, "mudur")
    assert 'value="18.11.2026 tarihli olur"' in page.text
    assert re.search(r'value="registry.refer"[^>]* checked', page.text)

    keeper = next(each for each in office.people if office.actor(each).may(MANAGE_PEOPLE))
    person = User.get(User.username == "evrak_kayit").id
    path = f"/yonetim/kisiler/{person}"
    page = back(office, client(office, keeper), path, {"name": "Yeni Soyad", "version": "7"}, keeper, f"{path}/ad")
    assert 'value="Yeni Soyad"' in page.text
    assert 'name="version" value="7"' in page.text
    page = back(
        office, client(office, keeper), path, {"note": "Olurla", "starts": "1.12.2026"}, keeper, f"{path}/gorev"
    )
    assert 'value="Olurla"' in page.text
    assert 'value="1.12.2026"' in page.text
    assert "Yeni Soyad" not in page.text


def test_no_form_that_may_be_kept_asks_for_a_secret(office: TestOffice) -> None:
    client(office)
    pages = form_pages.get()
    secret = ("sign_in.", "second_step.", "account.", "tokens.", "webhooks.")
    assert not [each for each in pages if each.startswith(secret)]
    assert set(pages) | set(pages.values()) <= set(endpoints(office.app))


def test_a_password_that_comes_late_is_not_kept(office: TestOffice, clerk: Client) -> None:
    values = {"old": PASSWORD, "password": "yeni-parola-yeni", "again": "yeni-parola-yeni"}
    answer = late(office, clerk, "/hesabim", values, to="/hesabim/parola")
    assert answer.location == "/sign-in?next=/hesabim"
    assert kept() == 0


def back(
    office: TestOffice, browser: Client, path: str, values: dict[str, Any], who: str, to: str = ""
) -> TestResponse:
    """Return the page that shows a late form again, after its sender signed in."""
    page = browser.get(enter(browser, late(office, browser, path, values, to=to), who).location)
    assert "Oturumunuz bitmişti; yazdıklarınız aşağıda duruyor" in words(page)
    return page


def keys(page: TestResponse) -> dict[str, str]:
    return {"csrf_token": hidden(page, "csrf_token"), "kept": hidden(page, "kept")}


def name_of(username: str) -> str:
    return str(User.get(User.username == username).name)


def endpoints(app: Flask) -> list[str]:
    return [rule.endpoint for rule in app.url_map.iter_rules()]
