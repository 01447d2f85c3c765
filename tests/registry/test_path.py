"""One letter through both offices, and at each stage everybody whose turn it is not, refused on the right ground."""

import io
from dataclasses import dataclass
from datetime import date

import pytest
from tests.support.desk import INCOMING, OUTGOING, Desk

from kalem import ledger
from kalem.ledger import Number
from kalem.ledger.book import SYSTEM
from kalem.organisation import User, deactivate
from kalem.records import NotFound, Record, get_visible, linked, types, visible, waiting_for
from kalem.records.attachments import attachments_of, receive
from kalem.refusal import Refusal, Refused
from kalem.registry.chain import items_of
from kalem.registry.incoming import duplicates
from kalem.registry.letters import Dispatch, Draft
from kalem.testing import TestOffice
from kalem.workflow import begin, correct, explain, offers, referrals_of, take
from kalem.workflow.attaching import attach

#: One page, as a scanner gives it.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

#: What a refusal may rest on; ``unseen`` is one who does not even learn that there is such a record.
Kinds = frozenset[str]


@dataclass
class Stage:
    """A step that is due, tried by all whose turn it is not."""

    desk: Desk
    record: Record
    step: str
    values: dict[str, object]

    def refused(self, *due: str) -> dict[str, tuple[Refusal, ...]]:
        """Let everybody but ``due`` try; return the refusals by position. Who sees nothing is not among them."""
        told = {}
        for position in self.desk.office.people:
            if position in due:
                continue
            try:
                self.desk.do(self.record, self.step, position, **self.values)
            except NotFound:
                continue
            except Refused as refused:
                told[position] = refused.refusals
            else:
                pytest.fail(f"{position}: {self.step}")
        return told

    def kinds(self, *due: str) -> dict[str, Kinds]:
        """Let everybody but ``due`` try; return the kinds of grounds by position."""
        return {
            position: frozenset(each.ground.kind for each in refusals if each.ground)
            for position, refusals in self.refused(*due).items()
        }


def stage(desk: Desk, record: Record, step: str, **values: object) -> Stage:
    return Stage(desk, Record.get_by_id(record.id), step, values)


RIGHT, RULE = frozenset({"right"}), frozenset({"rule"})


def sending(desk: Desk) -> dict[str, object]:
    """Return what is written when a letter leaves."""
    return {"channel": "registered", "sent_on": desk.day(0).isoformat(), "tracking": "RR123"}


def scanned(desk: Desk) -> Record:
    """Return a letter that just came in, with its page image."""
    record = desk.arrived(file_plan_code="050.02", channel="post")
    desk.attach(record, "evrak_kayit", PDF, "taranan.pdf", "scan")
    return record


def waits_for(desk: Desk, record: Record) -> list[str]:
    """Return the positions on whose desk a record lies."""
    people = desk.office.people
    return [who for who in people if record.id in {each.id for each in waiting_for(desk.actor(who))}]


def articles(refusals: tuple[Refusal, ...]) -> set[str]:
    return {each.ground.article for each in refusals if each.ground and each.ground.kind == "rule"}


def finished(desk: Desk, incoming: Record, letter: Record) -> None:
    """Both are filed, tied to each other, numbered in their own registers, and every act is in their histories."""
    assert (Record.get_by_id(incoming.id).state, Record.get_by_id(letter.id).state) == ("filed", "filed")
    (tie,) = linked(desk.actor("mudur"), Record.get_by_id(letter.id))
    assert (tie[0], tie[1], tie[2].id) == ("reply", True, incoming.id)
    numbers = {number.register: number.record_id for number in Number.select()}
    assert numbers == {"ozel_kalem.incoming": incoming.id, "ozel_kalem.outgoing": letter.id}
    assert [draft.no for draft in Draft.select().where(Draft.record_id == letter.id)] == [1, 2]
    assert Dispatch.get(Dispatch.record_id == letter.id).tracking == "RR123"
    assert [each.name for each in attachments_of(incoming.id)] == ["taranan.pdf"]
    histories = [line for each in (letter, incoming) for line in ledger.history("record", each.id)]
    histories = [(entry, text) for entry, text in histories if entry.action != "test"]
    acts = [entry.action for entry, _text in histories if entry.subject_id == letter.id][::-1]
    assert acts == ["create", "rewrite", "submit", *["initial"] * acts.count("initial"), "sign", "dispatch", "file"]
    for entry, text in histories:
        assert text.by["name"]
        assert text.by["title"]
        assert text.file == "1"
        assert entry.user_id
    assert not waits_for(desk, incoming)
    assert not waits_for(desk, letter)
    assert ledger.verify() == []


def test_karacabey(karacabey: TestOffice):
    through_karacabey(Desk(karacabey))


def through_karacabey(desk: Desk) -> None:
    """Bring a letter through the office, by whatever face ``desk`` works."""
    record = scanned(desk)

    # Registration is the registrar's; others of the directorate's own unit see the paper and may not.
    assert record.number is None
    assert waits_for(desk, record) == ["evrak_kayit"]
    assert stage(desk, record, "register").kinds("evrak_kayit") == {
        "baskan": RIGHT,
        "mudur": RIGHT,
        "mudurluk_personeli": RIGHT,
    }
    record = desk.do(record, "register", "evrak_kayit")
    assert record.number == "2026/1"
    early = stage(desk, record, "refer", action=[desk.unit("protokol")]).refused()
    assert {each.ground.kind for each in early["mudur"]} == {"setting"}
    record = desk.do(record, "dossier", "evrak_kayit", dossier=str(desk.dossier().id))
    record = desk.do(record, "director", "evrak_kayit")

    # Referral is the director's.
    assert waits_for(desk, record) == ["mudur"]
    refer = stage(desk, record, "refer", action=[desk.unit("protokol")])
    assert refer.kinds("mudur") == {"baskan": RIGHT, "evrak_kayit": RIGHT, "mudurluk_personeli": RIGHT}
    until = desk.day(5).isoformat()
    record = desk.do(record, "refer", "mudur", action=[desk.unit("protokol")], note="Gereği.", due=until)
    assert waits_for(desk, record) == ["protokol_sorumlusu", "protokol_personeli"]
    assert [(row.target, row.purpose, row.state) for row in referrals_of(record.id)] == [
        (desk.unit("protokol"), "action", "open")
    ]

    # So is giving it to somebody (m.21/2), and the head who has the right by his role is told the article.
    assign = stage(desk, record, "assign", person=desk.person("protokol_personeli")).refused("mudur")
    assert articles(assign["protokol_sorumlusu"]) == {"m.21/2"}
    assert {who: {each.ground.kind for each in told} for who, told in assign.items()} == {
        "baskan": {"right"},
        "evrak_kayit": {"right"},
        "mudurluk_personeli": {"right"},
        "protokol_sorumlusu": {"rule"},
        "protokol_personeli": {"right"},
    }
    again = stage(desk, record, "refer", action=[desk.unit("medya")]).refused("mudur")
    assert articles(again["protokol_sorumlusu"]) == {"m.23"}
    record = desk.do(record, "assign", "mudur", person=desk.person("protokol_personeli"))
    assert waits_for(desk, record) == ["protokol_personeli"]

    # The answer is written by whom it was given to.
    for who in ("mudur", "protokol_sorumlusu", "evrak_kayit"):
        with pytest.raises(Refused) as caught:
            desk.answer(record, who)
        assert {each.ground.kind for each in caught.value.refusals} == {"right"}
    letter = desk.answer(record, "protokol_personeli")
    assert Record.get_by_id(record.id).state == "answering"
    letter = desk.do(letter, "rewrite", "protokol_personeli", body="İkinci sürüm.")
    assert stage(desk, letter, "submit").kinds("protokol_personeli") == {
        "baskan": RIGHT,
        "mudur": RIGHT,
        "protokol_sorumlusu": RIGHT,
    }
    letter = desk.do(letter, "submit", "protokol_personeli")

    # The director initials, the mayor signs (m.22).
    assert waits_for(desk, letter) == ["mudur"]
    initial = stage(desk, letter, "initial").refused("mudur")
    assert articles(initial["protokol_sorumlusu"]) == {"m.22"}
    assert "baskan" in initial
    early = stage(desk, letter, "sign").refused()
    assert articles(early["baskan"]) == articles(early["mudur"]) == {"m.22"}
    desk.do(letter, "initial", "mudur")
    assert waits_for(desk, letter) == ["baskan"]
    sign = stage(desk, letter, "sign").refused("baskan")
    assert articles(sign["mudur"]) == {"m.22"}
    assert articles(sign["baskan_yardimcisi"]) == {"m.22", "m.6"}
    assert {each.ground.kind for each in sign["protokol_personeli"]} == {"right"}
    unsent = desk.show(Record.get_by_id(letter.id), "evrak_kayit")
    sent = sending(desk)
    assert articles(stage(desk, unsent, "dispatch", **sent).refused()["evrak_kayit"]) == {"m.22", "m.23"}
    letter = desk.do(Record.get_by_id(letter.id), "sign", "baskan")
    assert letter.number == "2026/1"
    assert [(item.kind, item.state) for item in items_of(letter.id)] == [("initial", "done"), ("signature", "done")]

    _sent_and_filed(desk, record, letter)


def _sent_and_filed(desk: Desk, record: Record, letter: Record) -> None:
    assert "evrak_kayit" in waits_for(desk, letter)
    sent = sending(desk)
    assert set(stage(desk, letter, "dispatch", **sent).kinds("evrak_kayit").values()) == {RIGHT}
    folder = str(desk.dossier().id)
    unsent = stage(desk, letter, "file", dossier=folder).refused()
    assert {each.ground.kind for told in unsent.values() for each in told} == {"setting"}
    letter = desk.do(letter, "dispatch", "evrak_kayit", **sent)
    assert Record.get_by_id(record.id).state == "answered"
    assert "evrak_kayit" in waits_for(desk, record)
    file = stage(desk, record, "file", dossier=folder).kinds(*_filers(desk, record))
    assert set(file.values()) <= {RIGHT, RULE}
    assert file["baskan"] == RIGHT
    desk.do(letter, "file", "evrak_kayit", dossier=folder)
    desk.do(record, "file", "evrak_kayit", dossier=folder)
    finished(desk, record, letter)


def _filers(desk: Desk, record: Record) -> list[str]:
    """Return the positions that may file a record: all who read it and whose role says so, within their scope."""
    found = []
    for who in desk.office.people:
        actor = desk.actor(who)
        try:
            seen = get_visible(actor, record.id)
        except NotFound:
            continue
        if any(offer.step.id == "file" and offer.allowed for offer in offers(seen, actor)):
            found.append(who)
    return found


def test_siverek(siverek: TestOffice):
    through_siverek(Desk(siverek))


def through_siverek(desk: Desk) -> None:
    """Bring a letter through the office, by whatever face ``desk`` works."""
    record = scanned(desk)

    # The bureau for administration registers (m.12/a); whoever of it has no such role may not.
    bureau = ["idari_mali_sorumlusu", "evrak_kayit", "idari_mali_personeli", "tasinir_yetkilisi"]
    assert waits_for(desk, record) == bureau
    register = stage(desk, record, "register").kinds("evrak_kayit")
    assert set(register) == {
        "baskan",
        "mudur",
        "ust_sorumlu_idare",
        "idari_mali_sorumlusu",
        "idari_mali_personeli",
        "tasinir_yetkilisi",
    }
    assert set(register.values()) == {RIGHT}
    record = desk.do(record, "register", "evrak_kayit")
    assert record.state == "registered"

    # The text says nothing of referral: it is the office's own setting, and says so.
    assert waits_for(desk, record) == ["mudur"]
    refer = stage(desk, record, "refer", action=[desk.unit("protokol")]).refused("mudur")
    assert {each.ground.kind for each in refer["idari_mali_sorumlusu"]} == {"setting"}
    assert "söylemiyor" in refer["idari_mali_sorumlusu"][0].ground.text
    assert {each.ground.kind for each in refer["ust_sorumlu_idare"]} == {"setting"}
    assert {each.ground.kind for each in refer["idari_mali_personeli"]} == {"right"}
    record = desk.do(record, "refer", "mudur", action=[desk.unit("protokol")])

    # Each head distributes in what is his (m.7/a, m.8/a).
    record = desk.show(record, "halkla_iliskiler_sorumlusu")
    desk.show(record, "ust_sorumlu_idare")
    assign = stage(desk, record, "assign", person=desk.person("protokol_personeli")).refused(
        "mudur", "ust_sorumlu_iliskiler", "protokol_sorumlusu"
    )
    assert articles(assign["halkla_iliskiler_sorumlusu"]) == {"m.8/a"}
    assert articles(assign["idari_mali_sorumlusu"]) == {"m.8/a"}
    assert articles(assign["ust_sorumlu_idare"]) == {"m.7/a"}
    assert {each.ground.kind for each in assign["protokol_personeli"]} == {"right"}
    record = desk.do(record, "assign", "ust_sorumlu_iliskiler", person=desk.person("protokol_personeli"))

    letter = desk.answer(record, "protokol_personeli")
    letter = desk.do(letter, "rewrite", "protokol_personeli", body="İkinci sürüm.")
    letter = desk.do(letter, "submit", "protokol_personeli")

    # The text is silent on signatures: bureau, director, mayor is the office's own chain, and the page says so.
    assert waits_for(desk, letter) == ["protokol_sorumlusu"]
    early = stage(desk, letter, "initial").refused("protokol_sorumlusu")
    assert {each.ground.kind for each in early["mudur"]} == {"setting"}
    assert "imza konusunda bir şey söylemiyor" in early["mudur"][0].ground.text
    desk.do(letter, "initial", "protokol_sorumlusu")
    assert waits_for(desk, letter) == ["mudur"]
    sign = stage(desk, letter, "sign").refused()
    assert {each.ground.kind for each in sign["baskan"]} == {"setting"}
    assert "Özel Kalem Müdürü parafı" in sign["baskan"][0].message
    desk.do(letter, "initial", "mudur")
    assert {each.ground.kind for each in stage(desk, letter, "sign").refused("baskan")["mudur"]} == {"setting"}
    unsent = desk.show(Record.get_by_id(letter.id), "evrak_kayit")
    sent = sending(desk)
    early = stage(desk, unsent, "dispatch", **sent).refused()
    assert {each.ground.kind for each in early["evrak_kayit"]} == {"setting"}
    letter = desk.do(Record.get_by_id(letter.id), "sign", "baskan")
    assert letter.number == "2026/1"
    assert [item.kind for item in items_of(letter.id)] == ["initial", "initial", "signature"]

    _sent_and_filed(desk, record, letter)


def test_a_wrong_referral_comes_back_with_its_reason(karacabey: TestOffice):
    desk = Desk(karacabey)
    record = desk.referred("medya")
    others = stage(desk, record, "return", note="Bizim işimiz değil.").kinds("medya_sorumlusu", "medya_personeli")
    assert others == dict.fromkeys(["baskan", "mudur", "evrak_kayit", "mudurluk_personeli"], RIGHT)
    record = desk.do(record, "return", "medya_sorumlusu", note="Bizim işimiz değil.")
    assert record.state == "with_director"
    assert waits_for(desk, record) == ["mudur"]
    assert [(row.state, row.answer) for row in referrals_of(record.id)] == [("returned", "Bizim işimiz değil.")]
    record = desk.do(record, "refer", "mudur", action=[desk.unit("protokol")])
    assert waits_for(desk, record) == ["protokol_sorumlusu", "protokol_personeli"]


def test_a_refused_letter_goes_back_to_its_author_with_the_reason(karacabey: TestOffice):
    desk = Desk(karacabey)
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    letter = desk.do(letter, "refuse", "mudur", note="Tarih eksik.")
    assert (letter.state, waits_for(desk, letter)) == ("draft", ["protokol_personeli"])
    assert next(text.note for _entry, text in ledger.history("record", letter.id)) == "Tarih eksik."
    letter = desk.do(letter, "submit", "protokol_personeli")
    assert [(item.round, item.state) for item in items_of(letter.id)] == [(2, "waiting"), (2, "waiting")]
    assert ledger.verify() == []


def test_what_is_written_no_longer_changes_on_its_way_to_the_signature(karacabey: TestOffice):
    """A letter that was initialled is the one that is signed and sent."""
    desk = Desk(karacabey)
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    values = types.get()["registry.outgoing"].schema().load({**OUTGOING, "body": "Bambaşka."})

    def tried() -> None:
        current = Record.get_by_id(letter.id)
        for who in ("protokol_personeli", "mudur"):
            with pytest.raises(Refused):
                correct(letter.id, desk.actor(who), dict(values), "Yanlış.", version=current.version)
            with pytest.raises(Refused):
                attach(letter.id, desk.actor(who), [receive(io.BytesIO(PDF), "sonradan.pdf")])

    tried()
    desk.do(letter, "initial", "mudur")
    tried()
    desk.do(letter, "sign", "baskan")
    tried()
    desk.do(letter, "dispatch", "evrak_kayit", channel="kep", sent_on=desk.day(0).isoformat())
    tried()
    assert [draft.body for draft in Draft.select()] == [OUTGOING["body"]]


def test_nobody_sees_a_step_that_he_could_not_take(karacabey: TestOffice):
    """What a page offers is what the office lets him do, and the reverse."""
    desk = Desk(karacabey)
    record = desk.assigned()
    for who in desk.office.people:
        actor = desk.actor(who)
        for seen in visible(actor):
            for offer in offers(seen, actor):
                form = offer.step.form
                if offer.allowed or offer.step.begins or form is not None:
                    continue
                with pytest.raises(Refused) as caught:
                    take(seen.id, offer.step.id, actor)
                assert [each.message for each in caught.value.refusals] == [each.message for each in offer.refusals]
    assert Record.get_by_id(record.id).state == "assigned"


def test_a_letter_that_nobody_may_answer_is_not_begun_half(karacabey: TestOffice):
    desk = Desk(karacabey)
    record = desk.assigned("evrak_kayit", "ozel_kalem")
    found = types.get()["registry.outgoing"]
    with pytest.raises(Refused) as caught:
        begin(found, desk.actor("evrak_kayit"), found.schema().load(OUTGOING), record.id, "answer")
    assert [each.ground.source for each in caught.value.refusals if each.ground] == ["registry.draft"]
    assert Record.get_by_id(record.id).state == "assigned"
    assert Record.select().where(Record.type == "registry.outgoing").count() == 0


def test_the_draft_of_one_who_left_goes_back_to_his_unit(karacabey: TestOffice) -> None:
    desk = Desk(karacabey)
    letter = desk.do(desk.letter("protokol_personeli"), "submit", "protokol_personeli")
    deactivate(SYSTEM, User.get_by_id(desk.office.people["protokol_personeli"]))
    letter = desk.do(letter, "refuse", "mudur", note="Tarih yanlış.")
    assert letter.holders == desk.unit("protokol")
    assert desk.do(letter, "submit", "protokol_sorumlusu").state == "in_chain"


def test_the_same_place_is_written_once_however_often_it_is_sent(in_karacabey: Desk) -> None:
    desk = in_karacabey
    record = desk.do(desk.ready(), "refer", "mudur", action=[desk.unit("protokol")] * 500)
    assert len(referrals_of(record.id)) == 1


def test_the_warning_of_a_second_copy_looks_behind_those_of_other_days(in_karacabey: Desk) -> None:
    desk = in_karacabey
    first = desk.arrived(their_number="E-7", their_date="2026-11-02")
    for day in range(3, 10):
        desk.arrived(their_number="E-7", their_date=f"2026-11-{day:02}")
    found = duplicates(desk.actor("evrak_kayit"), INCOMING["sender"], "E-7", date(2026, 11, 2))
    assert [each.id for each in found] == [first.id]


def test_the_cure_names_nobody_who_may_not_read_the_letter(in_karacabey: Desk) -> None:
    desk = in_karacabey
    letter = desk.letter("mudur", confidentiality="2")
    for step, who in (("submit", "mudur"), ("initial", "mudur"), ("sign", "baskan")):
        letter = desk.do(letter, step, who)
    (told,) = explain(letter, "dispatch", desk.actor("mudur")).refusals
    assert "Evrak Kayıt Görevlisi bu gizlilik derecesine yetkili değil" in told.cure
    assert "vekâletle" in told.cure
