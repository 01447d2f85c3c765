"""A record's page: what stands on it for whom."""

import re

import pytest
from tests.support.desk import Desk
from tests.web.reading import words

from kalem.ledger import Entry
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import Client, client


def page(browser: Client, record: Record) -> str:
    """Return what is read on the page of ``record``."""
    return words(browser.get(f"/record/{record.id}"))


def test_it_tells_what_is_known_and_what_was_done(desk: Desk, staff: Client) -> None:
    record = desk.do(
        desk.ready(), "refer", "mudur", action=[desk.unit("protokol")], note="Hazırlığa başlansın.", due="2026-11-30"
    )
    text = page(staff, record)
    for part in (
        record.number,
        "Fındıklı Köyü Muhtarlığı",
        "Protokol İşleri Bölümü",
        "16.11.2026",
        "Hazırlığa başlansın.",
        "30.11.2026",
        "gelen evrak defterine kaydetti",
        "(Özel Kalem Müdürü) havale etti: Protokol İşleri Bölümü",
        "Zincir sağlam",
        "Toplantı davetleri",
    ):
        assert part in text, part


def test_open_steps_are_buttons_and_the_first_is_the_loudest(desk: Desk, director: Client) -> None:
    answer = director.get(f"/record/{desk.ready().id}")
    assert answer.text.count("btn-primary") == 1
    assert re.search(r'btn-primary"[^>]*>.*Havale et', answer.text)


def test_a_step_that_a_rule_forbids_is_locked_and_names_its_article(desk: Desk, director: Client) -> None:
    answer = director.get(f"/record/{desk.arrived().id}")
    assert 'aria-disabled="true" aria-describedby="ret-refer"' in answer.text
    text = words(answer)
    assert "Evrak henüz gelen evrak defterine kaydedilmedi." in text
    assert re.search(r"Neden\? m\.\d", text)


def test_a_missing_right_is_told_with_those_who_have_it(desk: Desk, staff: Client) -> None:
    text = page(staff, desk.referred("protokol"))
    assert "Bu adım için yetkiniz yok." in text
    assert "Neden? Eksik yetki" in text


def test_pressing_a_locked_step_answers_with_the_refusal(desk: Desk, director: Client) -> None:
    letter = desk.letter()
    desk.do(letter, "submit", "protokol_personeli")
    letter = Record.get_by_id(letter.id)
    answer = director.send(f"/record/{letter.id}/step/sign", {"version": str(letter.version)})
    assert answer.status_code == 422
    assert "“İmzala” şimdi yapılamaz" in words(answer)
    assert "m.22" in words(answer)
    assert Record.get_by_id(letter.id).state == "in_chain"


def test_the_same_answer_is_there_for_programs(desk: Desk, director: Client) -> None:
    record = desk.arrived()
    told = director.get(f"/record/{record.id}/explain/refer").json
    assert told is not None
    assert told["allowed"] is False
    assert told["refusals"][0]["ground"]["article"]
    assert told["refusals"][0]["cure"]
    assert director.get(f"/record/{record.id}/explain/yok").status_code == 404


def test_a_letters_chain_is_shown_before_and_while_it_runs(desk: Desk, office: TestOffice) -> None:
    author = client(office, "protokol_personeli")
    letter = desk.letter()
    coming = page(author, letter)
    assert "Özel Kalem Müdürü paraflar" in coming
    assert "Belediye Başkanı imzalar" in coming
    desk.do(letter, "submit", "protokol_personeli")
    assert "parafı bekleniyor" in page(author, letter)
    desk.do(Record.get_by_id(letter.id), "initial", "mudur")
    text = page(author, letter)
    assert "parafladı" in text
    assert "imzası bekleniyor" in text
    assert "Neden? m.22" in text


def test_versions_of_a_letter_stay_readable(desk: Desk, staff: Client, stranger: Client) -> None:
    letter = desk.letter(body="İlk metin.")
    desk.do(letter, "rewrite", "protokol_personeli", body="İkinci metin.")
    assert "2. sürüm" in page(staff, letter)
    assert "İkinci metin." in page(staff, letter)
    assert "İlk metin." in words(staff.get(f"/record/{letter.id}/drafts/1"))
    assert staff.get(f"/record/{letter.id}/drafts/9").status_code == 404
    assert stranger.get(f"/record/{letter.id}/drafts/1").status_code == 404


def test_linked_records_are_shown_to_those_who_may_read_them(desk: Desk, office: TestOffice) -> None:
    record = desk.assigned("protokol_personeli")
    answer = desk.answer(record, "protokol_personeli", subject="Katılım cevabı")
    assert "Cevabı" in page(client(office, "mudur"), record)
    assert "Katılım cevabı" in page(client(office, "mudur"), record)
    assert "Cevapladığı" in page(client(office, "mudur"), answer)
    assert "Katılım cevabı" not in page(client(office, "evrak_kayit"), record)


def test_a_note_joins_the_history(desk: Desk, staff: Client) -> None:
    record = desk.referred("protokol")
    answer = staff.send(f"/record/{record.id}/note", {"note": "Telefonla arandı. <b>"})
    assert answer.location == f"/record/{record.id}#hareketler"
    shown = staff.get(answer.location)
    assert "&lt;b&gt;" in shown.text
    assert "not düştü" in words(shown)
    assert staff.send(f"/record/{record.id}/note", {"note": " "}).status_code == 422


def test_a_history_that_was_tampered_with_is_told(desk: Desk, staff: Client) -> None:
    record = desk.referred("protokol")
    text = Entry.select().where((Entry.subject == "record") & (Entry.subject_id == record.id)).first()
    Entry.update(text=text.text.replace("2026", "2025")).where(Entry.id == text.id).execute()
    assert "Zincir bozuk" in page(staff, record)


def test_long_histories_show_the_newest_first(desk: Desk, staff: Client) -> None:
    from kalem.workflow import note

    record = desk.referred("protokol")
    for number in range(70):
        note(record.id, desk.actor("protokol_personeli"), f"Not {number}.")
    text = page(staff, record)
    assert "Not 69." in text
    assert "Not 1." not in text
    assert "Not 1." in words(staff.get(f"/record/{record.id}?entries=all"))
    assert "Zincir sağlam" in text


def test_a_dossier_shows_what_lies_in_it_to_those_who_may_read_it(desk: Desk, clerk: Client) -> None:
    dossier = desk.dossier()
    record = desk.do(
        desk.do(desk.arrived(), "register", "evrak_kayit"), "dossier", "evrak_kayit", dossier=str(dossier.id)
    )
    assert record.number in page(clerk, dossier)


@pytest.mark.parametrize(("level", "kept"), [("0", True), ("1", False)])
def test_the_browser_keeps_nothing_of_a_confidential_record(desk: Desk, director: Client, level: str, kept: bool):
    record = desk.ready(confidentiality=level)
    shown = director.get(f"/record/{record.id}/step/refuse")
    shown = shown if shown.status_code == 200 else director.get(f"/record/{record.id}/step/void")
    assert "data-draft=" in shown.text
    assert ("data-no-draft" not in shown.text) is kept


def test_a_dossier_is_named_in_a_history_only_to_those_who_may_read_it(office: TestOffice, desk: Desk) -> None:
    folder = desk.dossier(subject="Soruşturma Mehmet")
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    record = desk.do(record, "dossier", "evrak_kayit", dossier=str(folder.id))
    path = f"/record/{record.id}"
    assert "dosya Soruşturma Mehmet" in client(office, "evrak_kayit").get(path).text
    desk.force(record, readers=f"{record.readers} {desk.position('baskan_yardimcisi')}")
    deputy = client(office, "baskan_yardimcisi")
    assert deputy.get(f"/record/{folder.id}").status_code == 404
    page = deputy.get(path)
    assert page.status_code == 200
    assert "konu dosyasına koydu" in page.text
    assert "Soruşturma" not in page.text


def test_a_dossier_holds_what_has_a_number(office: TestOffice, desk: Desk) -> None:
    folder = desk.dossier()
    desk.arrived(subject="Kaydı bekleyen", dossier=str(folder.id))
    record = desk.do(desk.arrived(subject="Kaydedilen"), "register", "evrak_kayit")
    desk.do(record, "dossier", "evrak_kayit", dossier=str(folder.id))
    page = client(office, "evrak_kayit").get(f"/record/{folder.id}").text
    assert "Kaydedilen" in page
    assert "Kaydı bekleyen" not in page
