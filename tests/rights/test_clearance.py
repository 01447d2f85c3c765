"""A confidential letter on its whole way: who is not cleared for it never has it, finds it or reads it."""

from typing import Any

import pytest
from tests.rights.test_changes import use
from tests.rights.world import CLEARANCE
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import ledger
from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, end_holding, revoke
from kalem.records import Access, NotFound, Record, Waiting, get_visible, types, waiting_for
from kalem.refusal import Refused
from kalem.search import current as search
from kalem.workflow import create

WORD = "sardunya"


@pytest.fixture(params=["karacabey", "siverek"])
def place(request: pytest.FixtureRequest, offices: Offices, engine: str) -> Any:
    with offices.open(engine, request.param) as office, office.running():
        yield Desk(office), request.param


def safe(place: tuple[Desk, str], record: Record) -> None:
    """Nobody below the record's level finds it by any way; it waits for somebody, unless it is closed."""
    desk, name = place
    record = Record.get_by_id(record.id)
    waits = []
    for position in desk.office.people:
        actor = desk.actor(position)
        ways = {
            record.id in search().find(WORD, actor.principals, limit=500),
            record.id in {each.id for each in waiting_for(actor, limit=500)},
            _reads(actor, record),
        }
        if CLEARANCE[name].get(position, 0) < record.confidentiality:
            assert ways == {False}, (position, record.state)
        waits += [position] if record.id in {each.id for each in waiting_for(actor, limit=500)} else []
    assert waits or record.state in ("filed", "voided"), record.state
    assert ledger.verify() == []


def _reads(actor: Any, record: Record) -> bool:
    try:
        get_visible(actor, record.id)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("level", range(4))
def test_the_way_of_a_letter(place: tuple[Desk, str], level: int):
    desk, _name = place
    letter = desk.letter("mudur", subject=WORD, confidentiality=str(min(level, 2)))
    if level == 3:
        # Nobody who drafts is cleared for the highest level: it is as if the mayor had raised it.
        letter = desk.force(letter, confidentiality=3, holders=desk.position("baskan"), readers=desk.position("baskan"))
        desk.force(letter, state="in_chain")
        safe(place, letter)
        desk.force(letter, state="signed")
    else:
        safe(place, letter)
        desk.do(letter, "submit", "mudur")
        safe(place, letter)
        letter = desk.do(letter, "refuse", "mudur", note="Tarih yanlış.")
        safe(place, letter)
        for step, who in (("submit", "mudur"), ("initial", "mudur"), ("sign", "baskan")):
            letter = desk.do(letter, step, who)
            safe(place, letter)
        assert (letter.holders == desk.position("mudur")) is (level == 2)
    sender = "evrak_kayit" if level < 2 else "mudur"
    if level == 2:
        # The registrar is not cleared for it: who is sends it in his place.
        desk.authorise("evrak_kayit", "mudur", "registry.dispatch", 0, 1)
    if level < 3:
        letter = desk.do(letter, "dispatch", sender, channel="kep", sent_on=desk.day(0).isoformat())
        safe(place, letter)
        letter = desk.do(letter, "file", sender, dossier=str(desk.dossier().id))
        safe(place, letter)


def test_a_position_named_in_a_record_reads_it_by_its_clearance(place: tuple[Desk, str]):
    desk, _name = place
    clerk, director = desk.position("evrak_kayit"), desk.position("mudur")
    letter = desk.force(desk.letter("mudur", subject=WORD), confidentiality=2, holders=f"{clerk} {director}")
    assert {row.principal for row in Waiting.select().where(Waiting.record_id == letter.id)} == {director}
    assert clerk not in {row.principal for row in Access.select().where(Access.record_id == letter.id)}
    safe(place, letter)


def test_a_deputy_writes_in_the_name_of_the_position_that_clears_him(place: tuple[Desk, str]):
    desk, _name = place
    given = desk.authorise("mudur", "protokol_personeli", "all", 0, 1)
    deputy = desk.actor("protokol_personeli")
    letter = desk.letter(deputy, subject=WORD, confidentiality="0")
    assert letter.holders == desk.person("protokol_personeli")
    seat = next(seat for seat in deputy.seats if seat.delegation_id is not None)
    secret = _as(desk, deputy, seat)
    assert secret.holders == desk.position("mudur")
    revoke(desk.actor("mudur"), given)
    safe((desk, _name), secret)


def _as(desk: Desk, actor: Any, seat: Any) -> Record:
    """Write a confidential letter in one seat only."""
    from dataclasses import replace

    type = types.get()["registry.outgoing"]
    values = {"subject": WORD, "addressee": "Valilik", "file_plan_code": "050.02", "body": "x", "confidentiality": "2"}
    return create(type, replace(actor, seats=(seat,)), type.schema().load(values))


def test_no_letter_goes_to_one_who_may_not_read_it(place: tuple[Desk, str]):
    desk, name = place
    letter = desk.letter("mudur", subject=WORD, confidentiality="2")
    if name == "siverek":
        desk.force(letter, unit_id=desk.unit_id("protokol"))
        assert desk.against(letter, "submit", "mudur") == {"clearance"}
    else:
        desk.do(letter, "submit", "mudur")
    safe(place, letter)


def test_a_file_that_clears_a_position_for_less_takes_the_records_from_it(place: tuple[Desk, str]):
    desk, _name = place
    letter = desk.letter("mudur", subject=WORD, confidentiality="2")
    desk.force(letter, holders=desk.position("mudur"), readers="")
    assert _reads(desk.actor("mudur"), letter)
    use(desk, lambda text: text.replace('clearance = "gizli"', 'clearance = "hizmete_ozel"'))
    assert not _reads(desk.actor("mudur"), letter)
    assert ledger.verify() == []


@pytest.mark.parametrize("left", ["position", "clearance"])
def test_what_was_given_to_a_person_goes_with_what_he_holds(place: tuple[Desk, str], left: str):
    desk, _name = place
    letter = desk.letter("mudur", subject=WORD, confidentiality="2")
    desk.force(letter, holders=desk.person("mudur"), readers=desk.person("mudur"))
    assert _reads(desk.actor("mudur"), letter)
    if left == "clearance":
        use(desk, lambda text: text.replace('clearance = "gizli"', 'clearance = "hizmete_ozel"'))
    else:
        holding = Holding.get(Holding.user == desk.office.people["mudur"])
        end_holding(SYSTEM, holding, desk.day(0))
        desk.office.clock.move(days=1)
        assert desk.actor("mudur").principals == ()
    actor = desk.actor("mudur")
    assert not _reads(actor, letter)
    assert letter.id not in search().find(WORD, actor.principals, limit=500)
    assert letter.id not in {each.id for each in waiting_for(actor, limit=500)}
    assert ledger.verify() == []


def test_to_refer_it_to_one_who_is_not_cleared_is_refused(place: tuple[Desk, str]):
    desk, _name = place
    record = desk.force(desk.ready(subject=WORD), confidentiality=2, readers=desk.position("mudur"), holders="")
    with pytest.raises(Refused) as caught:
        desk.do(record, "refer", "mudur", action=[desk.person("protokol_personeli")])
    assert {each.ground.source for each in caught.value.refusals if each.ground} == {"clearance"}
