"""Each duty that the core claims to fulfil, done once by those whose it is, in the office whose clause asks for it."""

from collections.abc import Iterator

import pytest
from marshmallow import ValidationError
from tests.support.desk import INCOMING, Desk
from tests.support.offices import Offices, municipality

from kalem.app import apply, dress, duties, plan
from kalem.app.assembly import put_together
from kalem.app.factory import parts
from kalem.config import parse
from kalem.ledger import Number, history, verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import municipality as in_force
from kalem.organisation import superior
from kalem.organisation.directory import directory
from kalem.organisation.superiors import superiors_of
from kalem.records import NotFound, Record, get_visible, linked, types, visible, waiting_for
from kalem.refusal import Refused
from kalem.registry.chain import items_of
from kalem.registry.letters import Dispatch
from kalem.registry.regulations import Regulation
from kalem.search import current as search
from kalem.testing.web import client
from kalem.web import FACE
from kalem.workflow import offers, take


@pytest.fixture
def desk(offices: Offices, engine: str) -> Iterator[Desk]:
    """Karacabey's office with its pages."""
    with offices.open(engine, "karacabey", faces=[FACE]) as office, office.running():
        yield Desk(office)


@pytest.fixture
def siverek_desk(offices: Offices, engine: str) -> Iterator[Desk]:
    """Siverek's office with its pages."""
    with offices.open(engine, "siverek", faces=[FACE]) as office, office.running():
        yield Desk(office)


@pytest.mark.capability("legal-frame")
def test_everybody_reads_under_which_text_the_office_works(desk: Desk):
    """Basis, fallback law and every clause of it (m.1–3, m.24)."""
    page = client(desk.office, "protokol_personeli").get("/yonetmelik").text
    text = in_force.get().offices["ozel_kalem"].regulation
    for said in (text.title, text.silent, *text.basis):
        assert said in page
    told = {duty.id: duty for duty in duties(in_force.get(), parts.get())}
    assert (told["karacabey-m24"].status, told["karacabey-m24"].article) == ("policy", "m.24")
    assert told["karacabey-m24"].summary in page


@pytest.mark.capability("glossary")
def test_everybody_reads_the_offices_own_terms(desk: Desk):
    page = client(desk.office, "medya_personeli").get("/yonetmelik").text
    terms = in_force.get().offices["ozel_kalem"].terms
    assert len(terms) == 10
    for term, meaning in terms.items():
        assert term in page
        assert meaning in page


@pytest.mark.capability("org-structure")
def test_the_tree_of_units_is_that_of_the_file_and_changes_with_it(desk: Desk):
    """m.5: the directorate, its units and sections; a new bureau below one is there once the file is applied."""
    page = client(desk.office, "sistem_yoneticisi").get("/yonetim/birimler").text
    for unit in municipality("karacabey").subtree("ozel_kalem"):
        assert municipality("karacabey").units[unit].name in page
    old = in_force.get()
    bureau = '[unit.fotograf]\nkind = "büro"\nname = "Fotoğraf Bürosu"\nparent = "medya"\n\n'
    new = parse(old.text.replace("[unit.bilgi_islem]", bureau + "[unit.bilgi_islem]"))
    found = put_together(new, faces=[FACE])
    version = apply(desk.office.app, new, found, plan(old, new, put_together(old), found), SYSTEM)
    dress(desk.office.app, new, str(version.number), faces=[FACE])
    made = directory().unit_by_slug["fotograf"]
    assert directory().units[made.parent_id].slug == "medya"
    letter = desk.letter("medya_personeli")
    desk.force(letter, unit_id=made.id, readers=desk.unit("fotograf"), holders=desk.unit("fotograf"))
    assert letter.id in {each.id for each in visible(desk.actor("medya_sorumlusu"))}
    assert verify() == []


@pytest.mark.capability("reporting-line")
def test_each_unit_answers_to_whom_the_text_says(desk: Desk):
    """m.10/1, m.11, m.12/17: the directorate to mayor and deputy, units to director and deputy, sections to him."""
    file = in_force.get()
    assert superiors_of(file, "ozel_kalem") == ("baskan", "baskan_yardimcisi")
    assert superiors_of(file, "basin_yayin") == ("mudur", "baskan_yardimcisi")
    assert superiors_of(file, "protokol") == ("mudur",)
    found = superior("ozel_kalem", desk.day(0))
    assert found is not None
    assert (found.slug, found.title) == ("baskan", "Belediye Başkanı")
    letter = desk.letter("protokol_personeli")
    assert letter.id in {each.id for each in visible(desk.actor("mudur"))}
    assert letter.id not in {each.id for each in visible(desk.actor("medya_sorumlusu"))}


@pytest.mark.capability("reporting-line")
def test_a_bureau_answers_to_director_and_upper_head(siverek_desk: Desk):
    """m.6, m.7/c, m.8/c."""
    file = in_force.get()
    assert superiors_of(file, "ozel_kalem") == ("baskan",)
    assert file.positions["ust_sorumlu_idare"].answers_to == ("mudur",)
    assert superiors_of(file, "sekreterlik") == ("mudur", "ust_sorumlu_idare")
    letter = siverek_desk.letter("sekreterlik_personeli")
    readers = [who for who in siverek_desk.office.people if _reads(siverek_desk, who, letter)]
    assert readers == ["baskan", "mudur", "ust_sorumlu_idare", "sekreterlik_sorumlusu", "sekreterlik_personeli"]


def _reads(desk: Desk, who: str, record: Record) -> bool:
    try:
        get_visible(desk.actor(who), record.id)
    except NotFound:
        return False
    return True


@pytest.mark.capability("delegation")
def test_the_mayor_lets_his_deputy_act_for_some_days(desk: Desk):
    """m.6: a dated record names the deputy, and he acts under it on its days."""
    desk.authorise("baskan", "baskan_yardimcisi", "all", 1, 3)
    found = [superior("ozel_kalem", desk.day(day)) for day in range(5)]
    assert [each.slug for each in found if each] == ["baskan", *["baskan_yardimcisi"] * 3, "baskan"]
    letter = desk.do(desk.letter(), "submit", "protokol_personeli")
    desk.do(letter, "initial", "mudur")
    deputy = desk.actor("baskan_yardimcisi", desk.day(2))
    assert desk.do(letter, "sign", deputy).state == "signed"
    assert items_of(letter.id)[-1].done_for == "Belediye Başkanı"
    page = client(desk.office, "baskan").get("/vekalet").text
    assert "Başkanlık oluru 2026/17" in page


@pytest.mark.capability("role-scope")
def test_a_role_reaches_as_far_as_its_bureau(siverek_desk: Desk):
    """m.7/a, m.8/a: the head of a bureau on his own, the upper head on those attached to him, nobody further."""
    desk = siverek_desk
    mine, other = desk.referred("protokol"), desk.show(desk.referred("sekreterlik"), "protokol_sorumlusu")
    assert desk.do(mine, "assign", "protokol_sorumlusu", person=desk.person("protokol_personeli")).state == "assigned"
    told = desk.refusals(other, "assign", "protokol_sorumlusu", person=desk.person("sekreterlik_personeli"))
    assert {each.ground.article for each in told if each.ground} == {"m.8/a"}
    desk.show(other, "ust_sorumlu_iliskiler")
    told = desk.refusals(other, "assign", "ust_sorumlu_iliskiler", person=desk.person("sekreterlik_personeli"))
    assert {each.ground.article for each in told if each.ground} == {"m.7/a"}


@pytest.mark.capability("supervision")
def test_a_superior_sees_and_checks_the_work_of_his_people(desk: Desk):
    """m.10/4, m.11, m.14/9: at any time, what it is, where it stands and what was done."""
    record = desk.assigned("basin_yayin_personeli", "basin_yayin")
    for who in ("basin_yayin_sorumlusu", "mudur", "baskan"):
        seen = get_visible(desk.actor(who), record.id)
        assert next(entry.action for entry, _text in history("record", seen.id)) == "assign"
        page = client(desk.office, who).get(f"/record/{record.id}").text
        assert INCOMING["subject"] in page
    # The head has the paper checked without taking it from whom it was given to.
    checked = desk.do(record, "check", "basin_yayin_sorumlusu", complete=False, note="Eki yok.")
    assert checked.holders == desk.person("basin_yayin_personeli")
    assert next(text.note for _entry, text in history("record", record.id)) == "Eki yok."


@pytest.mark.capability("supervision")
def test_the_director_supervises_every_bureau(siverek_desk: Desk):
    """m.6/c."""
    letters = [siverek_desk.letter(f"{unit}_personeli") for unit in ("protokol", "sekreterlik", "idari_mali")]
    assert {each.id for each in letters} <= {each.id for each in visible(siverek_desk.actor("mudur"))}


@pytest.mark.capability("incoming-registration", "auto-numbering")
def test_a_letter_is_registered_with_number_date_channel_and_sender(desk: Desk):
    """m.23: whatever comes, by whatever way, gets the register's next number from the system."""
    numbers = []
    for channel in ("hand", "post", "aps", "registered", "kep", "ebys", "edevlet", "cimer", "email", "fax", "phone"):
        record = desk.do(desk.arrived(channel=channel), "register", "evrak_kayit")
        details = types.get()["registry.incoming"].model.get_by_id(record.id)
        assert (details.channel, details.sender) == (channel, INCOMING["sender"])
        assert record.opened_at is not None
        numbers.append(record.number)
    assert numbers == [f"2026/{number}" for number in range(1, 12)]
    assert "number" not in types.get()["registry.incoming"].schema().load_fields
    assert record.id in search().find("Fındıklı", desk.actor("mudur").principals)
    assert {number.register for number in Number.select()} == {"ozel_kalem.incoming"}


@pytest.mark.capability("incoming-registration")
def test_the_bureau_for_administration_registers(siverek_desk: Desk):
    """m.12/a."""
    record = siverek_desk.arrived()
    assert record.unit_id == siverek_desk.unit_id("idari_mali")
    assert siverek_desk.do(record, "register", "evrak_kayit").number == "2026/1"


@pytest.mark.capability("referral")
def test_the_director_refers_a_registered_letter(desk: Desk):
    """m.23, m.21/2: to a unit and to a person, for action and for information, with an instruction and a day."""
    until = desk.day(5)
    record = desk.do(
        desk.ready(),
        "refer",
        "mudur",
        action=[desk.unit("protokol"), desk.person("medya_personeli")],
        information=[desk.unit("basin_yayin"), desk.unit("fen_isleri")],
        note="Birlikte hazırlayın.",
        due=until.isoformat(),
    )
    assert (record.state, record.due) == ("referred", until)
    for who in ("protokol_personeli", "medya_personeli"):
        assert record.id in {each.id for each in waiting_for(desk.actor(who))}
    assert _reads(desk, "basin_yayin_personeli", record)
    page = client(desk.office, "protokol_personeli").get("/").text
    assert INCOMING["subject"] in page


@pytest.mark.capability("task-assignment")
def test_work_is_given_to_one_person_and_followed(siverek_desk: Desk):
    """m.6/c: director and heads; they see with whom it is and what came of it."""
    desk = siverek_desk
    record = desk.do(
        desk.referred("protokol"), "assign", "protokol_sorumlusu", person=desk.person("protokol_personeli")
    )
    assert [each.id for each in waiting_for(desk.actor("protokol_personeli"))] == [record.id]
    desk.do(record, "conclude", "protokol_personeli", note="Bilgi edinildi.")
    seen = get_visible(desk.actor("protokol_sorumlusu"), record.id)
    assert seen.state == "concluded"
    assert next(text.note for _entry, text in history("record", seen.id)) == "Bilgi edinildi."


@pytest.mark.capability("task-assignment")
def test_the_director_coordinates_who_does_what(desk: Desk):
    """m.21: in Karacabey documents are given out by the director, or by the head to whom he lent the power."""
    record = desk.do(desk.referred(), "assign", "mudur", person=desk.person("protokol_personeli"))
    assert record.holders == desk.person("protokol_personeli")
    desk.authorise("mudur", "medya_sorumlusu", "registry.assign", 0, 3)
    record = desk.do(desk.referred("medya"), "assign", "medya_sorumlusu", person=desk.person("medya_personeli"))
    assert record.holders == desk.person("medya_personeli")


@pytest.mark.capability("document-control")
def test_the_unit_checks_papers_for_completeness(desk: Desk):
    """m.11/26: what is missing is written down, and stays in the paper's history."""
    record = desk.referred("basin_yayin", subject="Staj dosyası")
    offered = {offer.step.id for offer in offers(record, desk.actor("basin_yayin_personeli")) if offer.allowed}
    assert "check" in offered
    with pytest.raises(ValidationError, match="note"):
        desk.do(record, "check", "basin_yayin_personeli", complete=False)
    desk.do(record, "check", "basin_yayin_personeli", complete=False, note="Sigorta belgesi yok.")
    desk.do(record, "check", "basin_yayin_personeli", complete=True)
    told = [(text.about.get("result"), text.note) for _entry, text in history("record", record.id)][:2]
    assert told == [("eksiksiz", ""), ("eksik", "Sigorta belgesi yok.")]


@pytest.mark.capability("outgoing-letter", "paraf-imza-chain", "dispatch")
def test_an_answer_is_drafted_initialled_signed_numbered_and_sent(desk: Desk):
    """m.10/15, m.22: linked to what it answers, and its delivery recorded."""
    record = desk.assigned()
    letter = desk.answer(record, "protokol_personeli")
    desk.do(letter, "submit", "protokol_personeli")
    with pytest.raises(Refused):
        take(letter.id, "sign", desk.actor("baskan"))
    desk.do(letter, "initial", "mudur")
    letter = desk.do(letter, "sign", "baskan")
    assert (letter.number, letter.register) == ("2026/1", "ozel_kalem.outgoing")
    assert [(item.kind, item.titles, item.state) for item in items_of(letter.id)] == [
        ("initial", "Özel Kalem Müdürü", "done"),
        ("signature", "Belediye Başkanı, Başkan Yardımcısı", "done"),
    ]
    sent = {"channel": "registered", "sent_on": desk.day(0).isoformat(), "tracking": "RR1", "received_by": "Posta"}
    assert desk.do(letter, "dispatch", "evrak_kayit", **sent).state == "sent"
    proof = Dispatch.get(Dispatch.record_id == letter.id)
    assert (proof.channel, proof.tracking, proof.received_by, proof.sent_on) == (
        "registered",
        "RR1",
        "Posta",
        desk.day(0),
    )
    assert [(kind, other.id) for kind, _outward, other in linked(desk.actor("mudur"), letter)] == [("reply", record.id)]
    assert Record.get_by_id(record.id).state == "answered"


@pytest.mark.capability("outgoing-letter", "paraf-imza-chain")
def test_a_letter_to_another_directorate_is_signed_by_the_director(desk: Desk):
    """m.14/10, m.22."""
    letter = desk.do(desk.internal("muhtarlik_personeli"), "submit", "muhtarlik_personeli")
    letter = desk.do(letter, "sign", "mudur")
    assert (letter.number, letter.register) == ("2026/1", "ozel_kalem.internal")


@pytest.mark.capability("outgoing-letter")
def test_the_bureau_for_administration_writes_the_letters(siverek_desk: Desk):
    """m.12/a, m.6/g: the bureau or the director; where the text is silent the chain is the office's own."""
    for who in ("idari_mali_personeli", "mudur"):
        letter = siverek_desk.do(siverek_desk.letter(who), "submit", who)
        assert letter.state == "in_chain"


@pytest.mark.capability("regulation-register")
def test_the_director_keeps_the_register_of_regulations(siverek_desk: Desk):
    """m.6/b: a text with its dates; one that lost its force stays, with the day and the reason."""
    desk = siverek_desk
    law = {"subject": "Belediye Kanunu", "kind": "law", "official_number": "5393", "accepted": "2005-07-03"}
    record = desk.create("registry.regulation", "mudur", {**law, "published": "2005-07-13", "in_force": "2005-07-13"})
    kept = Regulation.get_by_id(record.id)
    assert (kept.kind, kept.official_number, str(kept.in_force)) == ("law", "5393", "2005-07-13")
    assert record.id in search().find("belediye kanunu 5393", desk.actor("mudur").principals)
    repealed = desk.do(record, "repeal", "mudur", repealed=desk.day(0).isoformat(), note="Yeni kanun.")
    assert (repealed.state, Regulation.get_by_id(record.id).repealed) == ("repealed", desk.day(0))
