"""Siverek's rules: an upper head acts on the bureaus attached to him, a bureau's head on his own."""

import io
from dataclasses import replace
from typing import Any

import pytest
from tests.support.desk import INCOMING, Desk, article

from kalem.organisation import revoke
from kalem.records import NotFound, Record, get_visible, types, visible
from kalem.records.attachments import receive
from kalem.refusal import Refused
from kalem.workflow import correct
from kalem.workflow.attaching import attach

M7, M8 = "siverek-m7-a-1", "siverek-m8-a-1"

#: An upper head and a bureau that is not attached to him.
DETACHED = [("ust_sorumlu_idare", "protokol"), ("ust_sorumlu_iliskiler", "sekreterlik")]

#: A bureau's head and a unit that is not his.
FOREIGN = [
    ("protokol_sorumlusu", "halkla_iliskiler"),
    ("idari_mali_sorumlusu", "sekreterlik"),
    ("protokol_sorumlusu", "ozel_kalem"),
]

STEPS = ["assign", "check", "conclude", "return", "file"]


@pytest.fixture
def desk(in_siverek: Desk) -> Desk:
    return in_siverek


def what(desk: Desk, step: str, unit: str) -> dict[str, Any]:
    staff = {"ozel_kalem": "mudur"}.get(unit, f"{unit}_personeli")
    return {
        "assign": {"person": desk.person(staff)},
        "check": {"complete": True},
        "file": {"dossier": str(desk.dossier().id)},
        "conclude": {"note": "Bilgi edinildi."},
        "return": {"note": "Bizim işimiz değil."},
    }[step]


def seen_by(desk: Desk, unit: str, who: str, state: str = "referred") -> Record:
    """Return a document of a bureau that someone else may read."""
    record = desk.show(desk.referred(unit), who)
    return desk.force(record, state=state, holders=f"{record.holders} {desk.position(who)}")


def refused_everywhere(desk: Desk, who: str, unit: str, step: str, clause: str) -> str:
    """Try a step on another's document; return the article that the refusal names and nothing beside it."""
    record = seen_by(desk, unit, who, "concluded" if step == "file" else "referred")
    values = what(desk, step, unit)
    told = desk.refusals(record, step, who, **values)
    assert {each.ground.source for each in told if each.ground} == {clause}
    return article(told, clause)


def unsigned(desk: Desk, unit: str, who: str) -> Record:
    """Return another bureau's letter on its way to the signature, which ``who`` may read."""
    letter = desk.show(desk.letter(f"{unit}_personeli"), who)
    return desk.do(letter, "submit", f"{unit}_personeli")


@pytest.mark.rule(M7)
@pytest.mark.parametrize(("who", "unit"), DETACHED)
@pytest.mark.parametrize("step", STEPS)
def test_an_upper_head_acts_on_no_bureau_but_the_attached(desk: Desk, who: str, unit: str, step: str):
    assert refused_everywhere(desk, who, unit, step, M7) == "m.7/a"


@pytest.mark.rule(M8)
@pytest.mark.parametrize(("who", "unit"), FOREIGN)
@pytest.mark.parametrize("step", STEPS)
def test_the_head_of_a_bureau_acts_on_no_other(desk: Desk, who: str, unit: str, step: str):
    assert refused_everywhere(desk, who, unit, step, M8) == "m.8/a"


@pytest.mark.rule(M7)
@pytest.mark.parametrize(("who", "unit"), DETACHED)
def test_the_letter_of_a_detached_bureau_is_not_his_to_initial(desk: Desk, who: str, unit: str):
    assert desk.stopped(M7, unsigned(desk, unit, who), "initial", who) == "m.7/a"


@pytest.mark.rule(M8)
@pytest.mark.parametrize(("who", "unit"), FOREIGN[:2])
def test_the_letter_of_another_bureau_is_not_his_to_initial(desk: Desk, who: str, unit: str):
    assert desk.stopped(M8, unsigned(desk, unit, who), "initial", who) == "m.8/a"


def refused_otherwise(desk: Desk, who: str, unit: str, clause: str) -> None:
    """Try to correct another bureau's document, and to add a file to it."""
    record, actor = seen_by(desk, unit, who), desk.actor(who)
    (seat,) = actor.seats
    # As if the office let these heads mend what was registered: their scope alone is in the way.
    actor = replace(actor, seats=(replace(seat, permissions=seat.permissions | {"registry.correct"}),))
    values = types.get()["registry.incoming"].schema().load(INCOMING)
    for act in (
        lambda: correct(record.id, actor, values, "Yanlış.", version=Record.get_by_id(record.id).version),
        lambda: attach(record.id, actor, [receive(io.BytesIO(b"ek"), "ek.txt")]),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert {each.ground.source for each in caught.value.refusals if each.ground} == {clause}


@pytest.mark.rule(M7)
@pytest.mark.parametrize(("who", "unit"), DETACHED)
def test_an_upper_head_mends_nothing_of_a_detached_bureau(desk: Desk, who: str, unit: str):
    refused_otherwise(desk, who, unit, M7)


@pytest.mark.rule(M8)
@pytest.mark.parametrize(("who", "unit"), FOREIGN)
def test_the_head_of_a_bureau_mends_nothing_of_another(desk: Desk, who: str, unit: str):
    refused_otherwise(desk, who, unit, M8)


@pytest.mark.rule(M7)
@pytest.mark.parametrize(("who", "unit"), DETACHED)
def test_an_upper_head_sees_nothing_of_a_detached_bureau(desk: Desk, who: str, unit: str):
    letter = desk.letter(f"{unit}_personeli")
    assert letter.id not in {each.id for each in visible(desk.actor(who))}
    with pytest.raises(NotFound):
        get_visible(desk.actor(who), letter.id)


@pytest.mark.parametrize(
    ("who", "unit"),
    [
        ("ust_sorumlu_iliskiler", "protokol"),
        ("ust_sorumlu_iliskiler", "halkla_iliskiler"),
        ("ust_sorumlu_idare", "sekreterlik"),
        ("ust_sorumlu_idare", "idari_mali"),
        ("protokol_sorumlusu", "protokol"),
        ("idari_mali_sorumlusu", "idari_mali"),
    ],
)
def test_everybody_acts_on_the_bureaus_that_are_his(desk: Desk, who: str, unit: str):
    record = desk.referred(unit)
    assert record.id in {each.id for each in visible(desk.actor(who))}
    assert desk.do(record, "assign", who, person=desk.person(f"{unit}_personeli")).state == "assigned"


def test_the_director_acts_on_every_bureau(desk: Desk):
    for unit in ("protokol", "halkla_iliskiler", "sekreterlik", "idari_mali"):
        record = desk.do(desk.referred(unit), "assign", "mudur", person=desk.person(f"{unit}_personeli"))
        assert record.state == "assigned"


@pytest.mark.rule(M7)
def test_the_upper_head_is_no_head_of_the_directorate_itself(desk: Desk):
    record = desk.referred("ozel_kalem")
    told = desk.refusals(record, "assign", "ust_sorumlu_iliskiler", person=desk.person("protokol_personeli"))
    assert article(told, M7) == "m.7/a"


@pytest.mark.rule(M8)
@pytest.mark.parametrize("person", ["sekreterlik_personeli", "mudur", "ust_sorumlu_iliskiler"])
def test_the_head_of_a_bureau_gives_work_to_his_own_people(desk: Desk, person: str):
    record = desk.referred()
    assert desk.against(record, "assign", "protokol_sorumlusu", person=desk.person(person)) == {M8}
    assert desk.do(record, "assign", "protokol_sorumlusu", person=desk.person("protokol_personeli")).state == "assigned"


@pytest.mark.rule(M7)
@pytest.mark.parametrize("person", ["sekreterlik_personeli", "ust_sorumlu_idare", "mudur"])
def test_an_upper_head_gives_work_to_people_of_the_attached_bureaus(desk: Desk, person: str):
    record = desk.referred()
    assert desk.against(record, "assign", "ust_sorumlu_iliskiler", person=desk.person(person)) == {M7}
    taken = desk.do(record, "assign", "ust_sorumlu_iliskiler", person=desk.person("halkla_iliskiler_personeli"))
    assert taken.state == "assigned"


def test_the_upper_head_works_on_what_was_given_to_himself(desk: Desk):
    record = desk.do(desk.ready(), "refer", "mudur", action=[desk.person("ust_sorumlu_iliskiler")])
    assert desk.do(record, "conclude", "ust_sorumlu_iliskiler", note="Bilgi edinildi.").state == "concluded"
    letter = desk.letter("ust_sorumlu_iliskiler")
    assert desk.do(letter, "submit", "ust_sorumlu_iliskiler").state == "in_chain"


@pytest.mark.rule(M8)
def test_a_scope_goes_with_the_position_to_the_deputy(desk: Desk):
    given = desk.authorise("protokol_sorumlusu", "protokol_personeli", "all", 0, 1)
    try:
        record = seen_by(desk, "halkla_iliskiler", "protokol_personeli")
        told = desk.refusals(record, "assign", "protokol_personeli", person=desk.person("halkla_iliskiler_personeli"))
        assert article(told, M8) == "m.8/a"
        own = desk.do(desk.referred(), "assign", "protokol_personeli", person=desk.person("protokol_personeli"))
        assert own.state == "assigned"
    finally:
        revoke(desk.actor("protokol_sorumlusu"), given)


@pytest.mark.rule(M7)
def test_the_power_that_the_director_lends_is_his_own_not_that_of_the_attached_bureaus(desk: Desk):
    record = seen_by(desk, "sekreterlik", "ust_sorumlu_iliskiler")
    values = {"person": desk.person("sekreterlik_personeli")}
    assert desk.stopped(M7, record, "assign", "ust_sorumlu_iliskiler", **values) == "m.7/a"
    given = desk.authorise("mudur", "ust_sorumlu_iliskiler", "registry.assign", 0, 1)
    assert desk.do(record, "assign", "ust_sorumlu_iliskiler", **values).state == "assigned"
    revoke(desk.actor("mudur"), given)
