"""Forms: registration, letters that answer, corrections, steps; nothing that was typed is lost."""

import io
import re
from collections.abc import Mapping
from typing import Any

import pytest
from tests.core.records.attachments import samples
from tests.support.desk import Desk
from tests.web.reading import LETTER, OUTGOING, hidden, record_of, words

from kalem.ledger import history, verify
from kalem.records import Record, types
from kalem.records.attachments import attachments_of
from kalem.registry.incoming import IncomingDocument
from kalem.registry.letters import Draft
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web import record_forms
from kalem.workflow import begin, taking

NEW = "/records/registry.incoming/new"


def scan() -> tuple[io.BytesIO, str]:
    """Return a scanned page as a browser sends it."""
    return io.BytesIO(samples.pdf()), "yazı.pdf"


def test_a_letter_is_registered_put_in_its_dossier_and_handed_up_at_once(desk: Desk, clerk: Client) -> None:
    dossier = desk.dossier()
    answer = clerk.send(NEW, {**LETTER, "dossier": str(dossier.id), "scan": scan()})
    record = Record.get_by_id(record_of(answer))
    assert (record.state, record.number) == ("with_director", "2026/1")
    assert "Kaydedildi: 2026/1" in words(clerk.get(answer.location))
    assert [each.kind for each in attachments_of(record.id)] == ["scan"]
    assert [entry.action for entry, _text in history("record", record.id)] == ["create"]
    assert verify() == []


def test_without_a_dossier_it_is_registered_and_stays(clerk: Client) -> None:
    record = Record.get_by_id(record_of(clerk.send(NEW, LETTER)))
    assert (record.state, record.number) == ("registered", "2026/1")


def test_it_can_be_taken_in_without_a_number(clerk: Client) -> None:
    record = Record.get_by_id(record_of(clerk.send(NEW, {**LETTER, "act": "plain"})))
    assert (record.state, record.number) == ("arrived", None)


def test_save_and_next_opens_an_empty_form(clerk: Client) -> None:
    answer = clerk.send(NEW, {**LETTER, "next": "1"})
    assert answer.location == NEW
    assert "Kaydedildi: 2026/1" in words(clerk.get(NEW))


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(clerk: Client) -> None:
    answer = clerk.send(
        NEW, {**LETTER, "their_date": "31.02.2026", "subject": "Konu <b>", "sender": "", "scan": scan()}
    )
    assert answer.status_code == 422
    text = words(answer)
    assert "Kaydedilmedi: 2 alanı düzeltin" in text
    assert "Böyle bir tarih yok." in text
    assert "Konu &lt;b&gt;" in answer.text
    assert 'value="31.02.2026"' in answer.text
    assert "Alındı, yeniden seçmeyin: yazı.pdf" in text
    assert Record.select().count() == 0
    again = clerk.send(NEW, {**LETTER, "kept_files": hidden(answer, "kept_files")})
    assert [each.name for each in attachments_of(record_of(again))] == ["yazı.pdf"]


def test_files_that_a_form_claims_to_carry_are_those_we_took_from_this_person(
    office: TestOffice, clerk: Client
) -> None:
    mine = hidden(clerk.send(NEW, {**LETTER, "sender": "", "scan": scan()}), "kept_files")
    forged = clerk.send(NEW, {**LETTER, "kept_files": mine[:-3] + "abc"})
    assert attachments_of(record_of(forged)) == []
    borrowed = client(office, "protokol_personeli").send(
        "/records/registry.outgoing/new", {**OUTGOING, "kept_files": mine}
    )
    assert attachments_of(record_of(borrowed)) == []


def test_the_same_letter_twice_is_doubted_and_saved_on_the_second_press(desk: Desk, clerk: Client) -> None:
    first = desk.ready()
    doubted = clerk.send(NEW, {**LETTER, "sender": "FINDIKLI KÖYÜ MUHTARLIĞI"})
    assert doubted.status_code == 422
    assert "Aynı evrak kayıtlı olabilir" in words(doubted)
    assert first.number in words(doubted)
    sure = clerk.send(NEW, {**LETTER, "sure": hidden(doubted, "sure")})
    assert sure.status_code == 302


def test_the_doubt_is_told_while_typing(desk: Desk, clerk: Client, stranger: Client) -> None:
    record = desk.ready()
    query = {"sender": LETTER["sender"], "their_number": "e-1", "their_date": "16.11.2026"}
    assert record.number in clerk.get("/records/registry.incoming/hints", query_string=query).text
    assert record.number not in stranger.get("/records/registry.incoming/hints", query_string=query).text
    broken = {**query, "their_date": "x" * 900}
    assert clerk.get("/records/registry.incoming/hints", query_string=broken).status_code == 200


def test_who_may_not_open_a_record_is_told_whose_work_it_is(director: Client) -> None:
    answer = director.get(NEW)
    assert answer.status_code == 422
    assert "Bunu yapabilen" in words(answer)
    assert director.send(NEW, LETTER).status_code == 422
    assert Record.select().count() == 0


def test_who_may_not_open_a_record_is_shown_no_choices_for_what_he_typed(desk: Desk, director: Client) -> None:
    desk.dossier(subject="Gizli kalacak dosya adı")
    answer = director.send(NEW, {"their_date": "31.02.2026", "sender": ""})
    assert answer.status_code == 422
    assert "Bunu yapabilen" in words(answer)
    assert "Gizli kalacak dosya adı" not in answer.text
    assert 'name="dossier"' not in answer.text


def test_who_may_not_write_the_answer_any_more_keeps_what_he_typed(desk: Desk, staff: Client) -> None:
    record = desk.assigned("protokol_personeli")
    path = staff.get(f"/record/{record.id}/step/answer").location
    desk.do(Record.get_by_id(record.id), "assign", "mudur", person=desk.person("protokol_sorumlusu"))
    answer = staff.send(path, {**OUTGOING, "subject": "Uzun uzun yazdığım cevap", "addressee": ""})
    assert answer.status_code == 422
    assert "Bu kayıt şu an sizde değil." in words(answer)
    assert "Uzun uzun yazdığım cevap" in answer.text


def test_an_answer_to_what_another_changed_meanwhile_keeps_what_was_typed(
    desk: Desk, staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.assigned("protokol_personeli")
    path = staff.get(f"/record/{record.id}/step/answer").location

    def overtaken(*args: Any, **more: Any) -> Any:
        with monkeypatch.context() as once:
            once.setattr(taking, "check_seat", lambda *_: desk.force(Record.get_by_id(record.id), subject="Başka"))
            return begin(*args, **more)

    monkeypatch.setattr(record_forms, "begin", overtaken)
    sent = {**OUTGOING, "subject": "Uzun uzun yazdığım cevap", "files": scan()}
    answer = staff.send(path, sent)
    assert answer.status_code == 409
    assert "Siz kaydederken ilgili kaydı başkası değiştirdi" in words(answer)
    assert "Uzun uzun yazdığım cevap" in answer.text
    assert "Alındı, yeniden seçmeyin: yazı.pdf" in words(answer)
    assert Record.get_or_none(Record.type == "registry.outgoing") is None
    monkeypatch.undo()
    again = staff.send(path, {**OUTGOING, "kept_files": hidden(answer, "kept_files")})
    assert [each.name for each in attachments_of(record_of(again))] == ["yazı.pdf"]


def test_an_answer_takes_over_what_is_known_and_is_linked(desk: Desk, staff: Client) -> None:
    record = desk.assigned("protokol_personeli")
    asked = staff.get(f"/record/{record.id}/step/answer")
    form = staff.get(asked.location)
    assert 'value="Fındıklı Köyü Muhtarlığı"' in form.text
    assert "Ulaşım koordinasyon toplantısı" in form.text
    answer = staff.send(asked.location, OUTGOING)
    letter = Record.get_by_id(record_of(answer))
    assert letter.type == "registry.outgoing"
    assert Record.get_by_id(record.id).state == "answering"
    assert "Cevapladığı" in words(staff.get(answer.location))


@pytest.mark.parametrize(
    "query", ["for=1&step=yok", "for=abc&step=answer", "for=99&step=answer", "for=1&step=refer", "for=1"]
)
def test_a_form_that_no_step_opens_is_not_there(desk: Desk, staff: Client, query: str) -> None:
    record = desk.assigned("protokol_personeli")
    path = f"/records/registry.outgoing/new?{query}".replace("for=1&", f"for={record.id}&")
    assert staff.get(path).status_code == 404
    assert staff.send(path, OUTGOING).status_code == 404


def test_a_step_that_begins_another_record_is_refused_with_its_ground(
    desk: Desk, stranger: Client, staff: Client
) -> None:
    record = desk.referred("bilgi_islem")
    path = f"/records/registry.outgoing/new?for={record.id}&step=answer"
    assert staff.get(path).status_code == 404
    assert stranger.get(path).status_code == 200


def test_a_correction_keeps_the_old_text_and_its_reason(desk: Desk, clerk: Client) -> None:
    record = desk.arrived(subject="Yanlış konu")
    path = f"/record/{record.id}/correct"
    form = clerk.get(path)
    assert "Yanlış konu" in form.text
    values = {**LETTER, "subject": "Doğru konu", "version": hidden(form, "version"), "channel": "post"}
    missing = clerk.send(path, values)
    assert missing.status_code == 422
    assert "Doğru konu" in missing.text
    done = clerk.send(path, {**values, "mending_reason": "Konu yanlış yazılmış."})
    text = words(clerk.get(done.location))
    assert "Yanlış konu Doğru konu" in text
    assert "Elden Posta" in text
    assert "Konu yanlış yazılmış." in text
    assert verify() == []


def test_a_mere_reader_is_shown_no_form_for_mending(desk: Desk, office: TestOffice) -> None:
    desk.dossier(subject="Gizli kalacak dosya adı")
    record = desk.show(desk.arrived(), "sistem_yoneticisi")
    reader, path = client(office, "sistem_yoneticisi"), f"/record/{record.id}/correct"
    for answer, status in ((reader.get(path), 200), (reader.send(path, {"version": "1"}), 422)):
        assert answer.status_code == status
        assert "Bunu yapabilen" in words(answer)
        assert "Gizli kalacak dosya adı" not in answer.text
        assert 'name="subject"' not in answer.text


def test_a_correction_over_anothers_is_stopped_and_what_was_typed_stays(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    path = f"/record/{record.id}/correct"
    version = hidden(clerk.get(path), "version")
    desk.do(record, "register", "evrak_kayit")
    values = {**LETTER, "subject": "Benim yazdığım", "version": version, "mending_reason": "Yanlış."}
    answer = clerk.send(path, values)
    assert answer.status_code == 409
    assert "Benim yazdığım" in answer.text
    assert Record.get_by_id(record.id).subject != "Benim yazdığım"
    assert clerk.send(path, {**values, "version": hidden(answer, "version")}).status_code == 302


def test_a_letter_in_its_chain_is_not_corrected(desk: Desk, staff: Client) -> None:
    letter = desk.letter()
    path = f"/record/{letter.id}/correct"
    values = {**OUTGOING, "body": "Başka metin.", "mending_reason": "Yanlış.", "version": str(letter.version)}
    assert staff.send(path, values).status_code == 302
    assert [draft.body for draft in Draft.select().where(Draft.record_id == letter.id).order_by(Draft.no)][
        -1
    ] == "Başka metin."
    desk.do(Record.get_by_id(letter.id), "submit", "protokol_personeli")
    letter = Record.get_by_id(letter.id)
    assert "Düzelt" not in words(staff.get(f"/record/{letter.id}"))
    answer = staff.send(path, {**values, "body": "Kaçak metin.", "version": str(letter.version)})
    assert answer.status_code == 422
    assert "değişmez" in words(answer)
    assert verify() == []


def test_a_steps_form_asks_takes_and_leads_back(desk: Desk, director: Client) -> None:
    record = desk.ready()
    path = f"/record/{record.id}/step/refer"
    version = hidden(director.get(path), "version")
    empty = director.send(path, {"version": version})
    assert empty.status_code == 422
    assert "Havale edilecek birimi ya da kişiyi seçin." in words(empty)
    done = director.send(path, {"version": version, "action": desk.unit("protokol"), "note": "Gereği."})
    assert done.location == f"/record/{record.id}"
    assert Record.get_by_id(record.id).state == "referred"


def test_the_dossier_that_is_known_is_chosen_beforehand(desk: Desk, clerk: Client) -> None:
    code = "050.02"
    dossier = desk.dossier()

    def chosen(step: str, record: Record) -> list[str]:
        return re.findall(r'<option value="(\d+)" selected', clerk.get(f"/record/{record.id}/step/{step}").text)

    record = desk.arrived(file_plan_code=code)
    desk.do(record, "register", "evrak_kayit")
    assert chosen("dossier", record) == [str(dossier.id)]
    second = desk.dossier(subject="Gündemler")
    assert chosen("dossier", record) == [], "of two of one code none is guessed"
    own = desk.arrived(file_plan_code=code, dossier=str(second.id))
    desk.do(own, "register", "evrak_kayit")
    assert chosen("dossier", own) == [str(second.id)]
    desk.do(second, "close", "evrak_kayit")
    assert chosen("dossier", own) == [], "a closed one takes nothing more"
    assert chosen("dossier", record) == [str(dossier.id)]
    uncoded = desk.arrived()
    desk.do(uncoded, "register", "evrak_kayit")
    assert chosen("dossier", uncoded) == []


def test_a_step_on_an_old_version_is_stopped_and_what_was_typed_stays(desk: Desk, director: Client) -> None:
    record = desk.ready()
    path = f"/record/{record.id}/step/refer"
    version = hidden(director.get(path), "version")
    desk.do(record, "refer", "mudur", action=[desk.unit("protokol")])
    answer = director.send(path, {"version": version, "action": desk.unit("muhtarlik"), "note": "Yazdığım talimat"})
    assert answer.status_code == 409
    assert "Yazdığım talimat" in answer.text
    assert "başkası değiştirdi" in words(answer)


def test_a_mere_reader_is_shown_no_form_for_a_step(desk: Desk, office: TestOffice) -> None:
    record = desk.show(desk.ready(), "sistem_yoneticisi")
    reader, path = client(office, "sistem_yoneticisi"), f"/record/{record.id}/step/refer"
    unit, now = desk.unit("protokol"), str(record.version)
    for values in ({}, {"action": "x"}, {"action": unit, "version": now}, {"action": unit, "version": "0"}):
        answer = reader.send(path, values)
        assert answer.status_code in (409, 422)
        assert "Bunu yapabilen" in words(answer)
        assert 'name="action"' not in answer.text, values


def test_a_press_on_an_old_page_shows_the_present_state(desk: Desk, clerk: Client) -> None:
    record = desk.arrived()
    desk.do(record, "register", "evrak_kayit")
    answer = clerk.send(f"/record/{record.id}/step/register", {"version": "1"})
    assert answer.status_code == 409
    assert "Kaydedildi" in words(answer)


def test_a_step_that_is_closed_says_why_instead_of_asking(desk: Desk, director: Client) -> None:
    record = desk.arrived()
    answer = director.get(f"/record/{record.id}/step/refer")
    assert "“Havale et” şimdi yapılamaz" in words(answer)
    assert 'name="action"' not in answer.text
    pressed = director.send(
        f"/record/{record.id}/step/refer", {"version": str(record.version), "action": desk.unit("protokol")}
    )
    assert pressed.status_code == 422
    assert re.search(r"m\.\d", words(pressed))


HOSTILE: Mapping[str, str] = {
    "script": "<script>alert(1)</script>",
    "quotes": '" onmouseover="alert(1)',
    "braces": "{{ 7*7 }}{% raw %}",
    "long": "a" * 1_000_000,
    "nul": "a\0b",
    "control": "a\x07b\x1b[31m",
    "bidi": "abc\u202egnp.exe",
    "path": "../../etc/passwd",
    "sql": "'; DROP TABLE record; --",
    "surrogate": "a\ud800b",
    "number": "9" * 400,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "type_id", ["registry.incoming", "registry.outgoing", "registry.dossier", "protokol.appointment"]
)
def test_hostile_text_in_any_field_is_refused_or_harmless(office: TestOffice, name: str, type_id: str) -> None:
    if type_id not in types.get():
        pytest.skip("not installed here")
    creator = {"registry.incoming": "evrak_kayit", "registry.dossier": "mudur"}.get(type_id, "protokol_personeli")
    browser = client(office, creator)
    usual = {**LETTER, **OUTGOING, "year": "2026"}
    text = HOSTILE[name].encode("utf-8", "surrogatepass")
    for field in types.get()[type_id].schema().load_fields:
        answer = browser.send(f"/records/{type_id}/new", {**usual, field: text})
        assert answer.status_code in (302, 400, 422), field
        shown = browser.get(answer.location, follow_redirects=True) if answer.status_code == 302 else answer
        assert shown.status_code in (200, 400, 422)
        assert "<script>alert" not in shown.text
        assert '" onmouseover' not in shown.text
        assert ">49<" not in shown.text
    assert verify() == []


def test_fields_that_no_form_has_are_not_looked_at(clerk: Client) -> None:
    answer = clerk.send(
        NEW,
        {**LETTER, "state": "filed", "number": "2026/99", "confidentiality": "0", "unit_id": "1", "sender_key": "x"},
    )
    record = Record.get_by_id(record_of(answer))
    assert (record.state, record.number) == ("registered", "2026/1")
    assert IncomingDocument.get_by_id(record.id).sender_key != "x"


def test_a_confidentiality_above_ones_own_is_refused(clerk: Client) -> None:
    answer = clerk.send(NEW, {**LETTER, "confidentiality": "3"})
    assert answer.status_code == 422
    assert "Neden? Eksik yetki" in words(answer)
    assert Record.select().count() == 0
