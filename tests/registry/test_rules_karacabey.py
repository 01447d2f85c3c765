"""Karacabey's rules, each attacked in several ways: in the office as it is, and alone, with all other rules off."""

from datetime import date
from typing import Any

import pytest
from tests.support.desk import OUTGOING, Desk, article

from kalem import ledger
from kalem.organisation import revoke, superior
from kalem.records import NotFound, Record, get_visible, types, visible
from kalem.refusal import Refused
from kalem.registry.chain import items_of

M6, M21, M22_1, M22_2 = "karacabey-m6", "karacabey-m21-2", "karacabey-m22-c1", "karacabey-m22-c2"
M21_1 = "karacabey-m21-1"
M23_1, M23_2, M23_5 = "karacabey-m23-c1", "karacabey-m23-c2", "karacabey-m23-c5"


@pytest.fixture
def desk(in_karacabey: Desk) -> Desk:
    return in_karacabey


def file_in(desk: Desk) -> dict[str, str]:
    return {"dossier": str(desk.dossier().id)}


def in_chain(desk: Desk, *, internal: bool = False) -> Record:
    letter = desk.internal() if internal else desk.letter()
    return desk.do(letter, "submit", "protokol_personeli")


def initialled(desk: Desk) -> Record:
    return desk.do(in_chain(desk), "initial", "mudur")


def sending(desk: Desk) -> dict[str, Any]:
    return {"channel": "kep", "sent_on": desk.day(0).isoformat()}


# m.23: registered before anything else


@pytest.mark.rule(M23_1)
@pytest.mark.parametrize("target", ["unit", "person", "outside"])
def test_an_unregistered_letter_is_not_referred(desk: Desk, target: str):
    to = {
        "unit": desk.unit("protokol"),
        "person": desk.person("protokol_personeli"),
        "outside": desk.unit("fen_isleri"),
    }
    record = desk.arrived()
    assert desk.stopped(M23_1, record, "refer", "mudur", action=[to[target]]) == "m.23"


@pytest.mark.rule(M23_1)
def test_an_unregistered_letter_is_not_answered(desk: Desk):
    record = desk.arrived()
    desk.force(record, holders=desk.unit("ozel_kalem"))
    with pytest.raises(Refused) as caught:
        desk.answer(record, "mudur")
    assert article(caught.value.refusals, M23_1) == "m.23"
    with desk.only(M23_1), pytest.raises(Refused):
        desk.answer(record, "mudur")
    assert Record.select().where(Record.type == "registry.outgoing").count() == 0


@pytest.mark.rule(M23_1)
def test_an_unregistered_letter_is_not_filed(desk: Desk):
    record, into = desk.arrived(), file_in(desk)
    assert desk.stopped(M23_1, record, "file", "mudur", **into) == "m.23"


@pytest.mark.rule(M23_1)
@pytest.mark.parametrize("step", ["assign", "conclude"])
def test_a_letter_smuggled_past_registration_is_not_worked_on(desk: Desk, step: str):
    record = desk.arrived()
    desk.force(record, state="referred", holders=desk.unit("ozel_kalem"))
    values = {"assign": {"person": desk.person("mudurluk_personeli")}, "conclude": {"note": "Bilgi edinildi."}}[step]
    assert desk.stopped(M23_1, record, step, "mudur", **values) == "m.23"


# m.23: after registration the director refers


@pytest.mark.rule(M23_2)
@pytest.mark.parametrize("who", ["protokol_sorumlusu", "muhtarlik_sorumlusu"])
def test_only_the_director_refers(desk: Desk, who: str):
    unit = who.removesuffix("_sorumlusu")
    record = desk.referred(unit)
    assert desk.stopped(M23_2, record, "refer", who, action=[desk.unit("medya")]) == "m.23"
    assert desk.stopped(M23_2, record, "refer", who, information=[desk.unit("medya")]) == "m.23"


@pytest.mark.rule(M23_2)
def test_nothing_is_referred_before_it_is_registered(desk: Desk):
    record = desk.arrived()
    assert desk.stopped(M23_2, record, "refer", "mudur", action=[desk.unit("protokol")]) == "m.23"


@pytest.mark.rule(M23_2)
@pytest.mark.parametrize(("starts", "ends", "on"), [(1, 2, 0), (0, 1, 2)])
def test_a_deputy_of_the_director_refers_on_the_days_of_his_delegation_only(
    desk: Desk, starts: int, ends: int, on: int
):
    given = desk.authorise("mudur", "medya_sorumlusu", "all", starts, ends)
    record = desk.referred("medya")
    try:
        deputy = desk.actor("medya_sorumlusu", desk.day(on))
        assert desk.stopped(M23_2, record, "refer", deputy, action=[desk.unit("medya")]) == "m.23"
    finally:
        revoke(desk.actor("mudur"), given)


def test_a_deputy_of_the_director_refers_for_him(desk: Desk):
    given = desk.authorise("mudur", "medya_sorumlusu", "registry.refer", 0, 1)
    record = desk.do(desk.ready(), "refer", "medya_sorumlusu", action=[desk.unit("medya")])
    assert record.state == "referred"
    revoke(desk.actor("mudur"), given)
    desk.refusals(record, "refer", "medya_sorumlusu", action=[desk.unit("protokol")])


# m.21/2: the director distributes


@pytest.mark.rule(M21)
@pytest.mark.parametrize("who", ["protokol_sorumlusu", "basin_yayin_sorumlusu"])
def test_only_the_director_gives_work_to_staff(desk: Desk, who: str):
    unit = who.removesuffix("_sorumlusu")
    record = desk.referred(unit)
    values = {"person": desk.person(f"{unit}_personeli")}
    assert desk.stopped(M21, record, "assign", who, **values) == "m.21/2"
    assert desk.stopped(M21, record, "assign", who, person=desk.person(who)) == "m.21/2"


@pytest.mark.rule(M21)
def test_nobody_else_distributes_by_referring_to_a_person(desk: Desk):
    record = desk.referred()
    people = [desk.person("protokol_personeli"), desk.unit("medya")]
    assert desk.stopped(M21, record, "refer", "protokol_sorumlusu", action=people) == "m.21/2"


@pytest.mark.rule(M21)
@pytest.mark.parametrize(("powers", "on"), [("registry.refer", 0), ("all", 3), ("all", -1)])
def test_a_deputy_distributes_with_that_power_and_on_those_days_only(desk: Desk, powers: str, on: int):
    given = desk.authorise("mudur", "protokol_sorumlusu", powers, 0, 2)
    record = desk.referred()
    try:
        deputy = desk.actor("protokol_sorumlusu", desk.day(on))
        assert desk.stopped(M21, record, "assign", deputy, person=desk.person("protokol_personeli")) == "m.21/2"
    finally:
        revoke(desk.actor("mudur"), given)


def test_a_deputy_distributes_for_the_director(desk: Desk):
    given = desk.authorise("mudur", "protokol_sorumlusu", "registry.assign", 0, 2)
    record = desk.do(desk.referred(), "assign", "protokol_sorumlusu", person=desk.person("protokol_personeli"))
    assert record.holders == desk.person("protokol_personeli")
    revoke(desk.actor("mudur"), given)


# m.23: a number in the register of its own


@pytest.mark.rule(M23_5)
@pytest.mark.parametrize(
    "number",
    [
        {"register": None, "year": None, "no": None, "number": None},
        {"register": "ozel_kalem.outgoing"},
        {"register": "ozel_kalem.internal"},
    ],
)
@pytest.mark.parametrize("step", ["refer", "assign", "conclude", "file"])
def test_a_letter_without_a_number_in_its_register_goes_nowhere(desk: Desk, step: str, number: dict[str, Any]):
    record = desk.referred()
    desk.force(record, holders=desk.unit("ozel_kalem"), state="concluded" if step == "file" else "referred", **number)
    values = {
        "refer": {"action": [desk.unit("medya")]},
        "assign": {"person": desk.person("protokol_personeli")},
        "conclude": {"note": "Bilgi edinildi."},
        "file": file_in(desk),
    }[step]
    assert desk.stopped(M23_5, record, step, "mudur", **values) == "m.23"


@pytest.mark.rule(M23_5)
@pytest.mark.parametrize("internal", [False, True])
def test_a_letter_without_a_number_does_not_leave(desk: Desk, internal: bool):
    letter = desk.show(in_chain(desk, internal=internal), "evrak_kayit")
    assert desk.stopped(M23_5, letter, "dispatch", "evrak_kayit", **sending(desk)) == "m.23"
    desk.force(letter, state="signed", register="ozel_kalem.incoming", year=2026, no=900, number="2026/900")
    assert desk.stopped(M23_5, letter, "dispatch", "evrak_kayit", **sending(desk)) == "m.23"
    desk.force(letter, state="sent")
    assert desk.stopped(M23_5, letter, "file", "evrak_kayit", **file_in(desk)) == "m.23"


def test_each_register_counts_by_itself(desk: Desk):
    incoming, internal = desk.ready(), desk.do(in_chain(desk, internal=True), "sign", "mudur")
    outgoing = desk.do(initialled(desk), "sign", "baskan")
    assert {incoming.register, internal.register, outgoing.register} == {
        "ozel_kalem.incoming",
        "ozel_kalem.internal",
        "ozel_kalem.outgoing",
    }


# m.22: letters between directorates


@pytest.mark.rule(M22_1)
@pytest.mark.parametrize("state", ["draft", "in_chain"])
def test_a_letter_between_directorates_is_not_sent_without_the_directors_signature(desk: Desk, state: str):
    letter = desk.show(desk.internal() if state == "draft" else in_chain(desk, internal=True), "evrak_kayit")
    assert desk.stopped(M22_1, letter, "dispatch", "evrak_kayit", **sending(desk)) == "m.22"


@pytest.mark.rule(M22_1)
@pytest.mark.parametrize("who", ["baskan", "baskan_yardimcisi"])
@pytest.mark.parametrize("step", ["sign", "refuse"])
def test_nobody_but_the_director_signs_a_letter_between_directorates(desk: Desk, who: str, step: str):
    letter = in_chain(desk, internal=True)
    desk.show(letter, who)
    values = {"note": "Yeniden yazılsın."} if step == "refuse" else {}
    assert desk.stopped(M22_1, letter, step, who, **values) == "m.22"


@pytest.mark.rule(M22_1)
def test_a_letter_between_directorates_asks_for_no_initial(desk: Desk):
    assert desk.stopped(M22_1, in_chain(desk, internal=True), "initial", "mudur") == "m.22"


def test_the_directors_signature_is_enough_between_directorates(desk: Desk):
    letter = desk.do(in_chain(desk, internal=True), "sign", "mudur")
    assert (letter.state, letter.register) == ("signed", "ozel_kalem.internal")
    assert desk.do(letter, "dispatch", "evrak_kayit", **sending(desk)).state == "sent"


def test_his_deputy_signs_for_the_director_between_directorates(desk: Desk):
    given = desk.authorise("mudur", "mudurluk_personeli", "registry.sign", 0, 1)
    letter = desk.do(in_chain(desk, internal=True), "sign", "mudurluk_personeli")
    assert letter.state == "signed"
    revoke(desk.actor("mudur"), given)
    letter = desk.show(in_chain(desk, internal=True), "mudurluk_personeli")
    assert desk.against(letter, "sign", "mudurluk_personeli") == {"registry.sign"}


# m.22: letters to others


@pytest.mark.rule(M22_2)
def test_the_mayor_does_not_sign_before_the_director_initialled(desk: Desk):
    letter = in_chain(desk)
    assert desk.stopped(M22_2, letter, "sign", "baskan") == "m.22"
    assert "Özel Kalem Müdürü" in desk.refusals(letter, "sign", "baskan")[0].message


@pytest.mark.rule(M22_2)
@pytest.mark.parametrize("state", ["draft", "in_chain", "initialled"])
def test_a_letter_to_others_is_not_sent_before_initial_and_signature(desk: Desk, state: str):
    letter = {"draft": desk.letter, "in_chain": lambda: in_chain(desk), "initialled": lambda: initialled(desk)}[state]()
    desk.show(letter, "evrak_kayit")
    assert desk.stopped(M22_2, letter, "dispatch", "evrak_kayit", **sending(desk)) == "m.22"


@pytest.mark.rule(M22_2)
@pytest.mark.parametrize("who", ["protokol_sorumlusu", "protokol_personeli", "mudurluk_personeli", "baskan_yardimcisi"])
def test_only_the_director_initials(desk: Desk, who: str):
    letter = in_chain(desk)
    desk.show(letter, who)
    assert desk.stopped(M22_2, letter, "initial", who) == "m.22"


@pytest.mark.rule(M22_2)
def test_the_director_does_not_sign_for_the_mayor(desk: Desk):
    letter = initialled(desk)
    assert desk.stopped(M22_2, letter, "sign", "mudur") == "m.22"


@pytest.mark.rule(M22_2)
def test_the_deputy_mayor_does_not_sign_of_his_own(desk: Desk):
    letter = initialled(desk)
    assert desk.stopped(M22_2, letter, "sign", "baskan_yardimcisi") == "m.22"
    assert any("tarihli" in each.message for each in desk.refusals(letter, "sign", "baskan_yardimcisi"))


@pytest.mark.rule(M22_2)
@pytest.mark.parametrize(
    ("powers", "starts", "ends", "on"),
    [
        pytest.param("all", 1, 3, 0, id="a day before"),
        pytest.param("registry.sign", 1, 3, 4, id="a day after"),
        pytest.param("records.supervise", 0, 3, 1, id="another power"),
    ],
)
def test_the_deputy_mayor_does_not_sign_beside_his_authorisation(
    desk: Desk, powers: str, starts: int, ends: int, on: int
):
    letter = initialled(desk)
    given = desk.authorise("baskan", "baskan_yardimcisi", powers, starts, ends)
    try:
        deputy = desk.actor("baskan_yardimcisi", desk.day(on))
        assert desk.stopped(M22_2, letter, "sign", deputy) == "m.22"
    finally:
        revoke(desk.actor("baskan"), given)


@pytest.mark.rule(M22_2)
def test_the_deputy_mayor_does_not_sign_once_his_authorisation_is_revoked(desk: Desk):
    letter = initialled(desk)
    given = desk.authorise("baskan", "baskan_yardimcisi", "all", 0, 3)
    revoke(desk.actor("baskan"), given)
    assert desk.stopped(M22_2, letter, "sign", "baskan_yardimcisi") == "m.22"


@pytest.mark.rule(M22_1)
@pytest.mark.parametrize("name", ["Fen İşleri Müdürlüğü", "FEN İŞLERİ MÜDÜRLÜĞÜ"])
def test_a_letter_to_a_directorate_is_not_written_as_one_to_the_outside(desk: Desk, name: str):
    with pytest.raises(Refused) as caught:
        desk.letter(addressee=name)
    assert article(caught.value.refusals, M22_1) == "m.22"
    assert caught.value.refusals[0].field == "addressee"


@pytest.mark.rule(M22_1)
def test_a_correction_makes_no_directorate_an_addressee_outside(desk: Desk):
    letter = desk.letter()
    with pytest.raises(Refused) as caught:
        desk.correct(letter, "protokol_personeli", OUTGOING, addressee="Fen İşleri Müdürlüğü")
    assert article(caught.value.refusals, M22_1) == "m.22"


def test_the_answer_to_a_directorate_is_an_internal_letter(desk: Desk):
    records = [desk.assigned(sender=name) for name in ("Fen İşleri Müdürlüğü", "Valilik")]
    awaited = types.get()["registry.incoming"].awaited
    assert awaited is not None
    assert awaited(records) == {records[0].id: "answer_internal", records[1].id: "answer"}


# m.21/1: a dossier before the director


@pytest.mark.rule(M21_1)
def test_a_document_without_a_dossier_does_not_go_to_the_director(desk: Desk):
    record = desk.force(desk.do(desk.arrived(), "register", "evrak_kayit"), state="in_dossier")
    assert desk.stopped(M21_1, record, "director", "evrak_kayit") == "m.21/1"


@pytest.mark.rule(M22_2)
def test_the_mayor_authorises_a_deputy_mayor_and_nobody_else(desk: Desk):
    letter = initialled(desk)
    given = desk.authorise("baskan", "mudur", "registry.sign", 0, 3)
    try:
        assert desk.stopped(M22_2, letter, "sign", "mudur") == "m.22"
    finally:
        revoke(desk.actor("baskan"), given)


@pytest.mark.rule(M22_2)
def test_who_stands_in_for_the_deputy_mayor_is_no_deputy_mayor(desk: Desk):
    letter = initialled(desk)
    powers = {"baskan": "registry.sign", "baskan_yardimcisi": "all"}
    given = [(giver, desk.authorise(giver, "mudur", part, 0, 3)) for giver, part in powers.items()]
    try:
        assert desk.stopped(M22_2, letter, "sign", "mudur") == "m.22"
    finally:
        for giver, delegation in given:
            revoke(desk.actor(giver), delegation)


@pytest.mark.rule(M22_2)
def test_the_authorisation_is_not_passed_on(desk: Desk):
    letter = initialled(desk)
    first = desk.authorise("baskan", "baskan_yardimcisi", "all", 0, 3)
    try:
        with pytest.raises(Refused, match="devredilemez"):
            pass_on(desk)
        second = desk.authorise("baskan_yardimcisi", "mudur", "all", 0, 3)
        assert desk.stopped(M22_2, letter, "sign", "mudur") == "m.22"
        revoke(desk.actor("baskan_yardimcisi"), second)
    finally:
        revoke(desk.actor("baskan"), first)


def pass_on(desk: Desk) -> None:
    from kalem.organisation import Position, User, give

    give(
        desk.actor("baskan_yardimcisi"),
        Position.get(Position.slug == "baskan"),
        User.get_by_id(desk.office.people["mudur"]),
        desk.day(0),
        desk.day(1),
        "all",
        "Olur",
    )


@pytest.mark.parametrize(("powers", "on"), [("all", 1), ("registry.sign", 1), ("registry.sign records.supervise", 3)])
def test_the_authorised_deputy_mayor_signs_and_the_letter_tells_for_whom(desk: Desk, powers: str, on: int):
    letter = initialled(desk)
    given = desk.authorise("baskan", "baskan_yardimcisi", powers, 1, 3)
    deputy = desk.actor("baskan_yardimcisi", desk.day(on))
    signed = desk.do(letter, "sign", deputy)
    revoke(desk.actor("baskan"), given)
    assert (signed.state, signed.register) == ("signed", "ozel_kalem.outgoing")
    signature = items_of(letter.id)[-1]
    assert (signature.done_by, signature.done_for) == (desk.office.people["baskan_yardimcisi"], "Belediye Başkanı")
    _, told = next(ledger.history("record", letter.id))
    assert (told.by["for_title"], told.by["delegation_id"]) == ("Belediye Başkanı", str(given.id))


@pytest.mark.rule(M22_2)
@pytest.mark.parametrize("who", ["baskan", "baskan_yardimcisi"])
def test_a_letter_is_sent_back_only_by_whose_turn_it_is(desk: Desk, who: str):
    letter = desk.show(in_chain(desk), who)
    assert desk.stopped(M22_2, letter, "refuse", who, note="Yeniden yazılsın.") == "m.22"


@pytest.mark.rule(M22_2)
def test_a_rewritten_letter_is_initialled_and_signed_anew(desk: Desk):
    letter = desk.do(initialled(desk), "refuse", "baskan", note="Tarih yanlış.")
    letter = desk.do(letter, "rewrite", "protokol_personeli", body="Yeni metin.", note="Tarih düzeldi.")
    letter = desk.do(letter, "submit", "protokol_personeli")
    assert desk.stopped(M22_2, letter, "sign", "baskan") == "m.22"


# m.6: the superior is the mayor, or the deputy whom he appointed


@pytest.mark.rule(M6)
@pytest.mark.parametrize("step", ["initial", "sign", "refuse"])
def test_a_deputy_mayor_whom_nobody_appointed_is_no_superior(desk: Desk, step: str):
    letter = initialled(desk) if step == "sign" else in_chain(desk)
    desk.show(letter, "baskan_yardimcisi")
    values = {"note": "Yeniden yazılsın."} if step == "refuse" else {}
    assert desk.stopped(M6, letter, step, "baskan_yardimcisi", **values) == "m.6"


@pytest.mark.rule(M6)
def test_a_deputy_mayor_whom_nobody_appointed_lends_no_superiors_power(desk: Desk):
    letter = in_chain(desk)
    desk.show(letter, "evrak_kayit")
    given = desk.authorise("baskan_yardimcisi", "evrak_kayit", "all", 0, 2)
    try:
        assert desk.stopped(M6, letter, "initial", "evrak_kayit") == "m.6"
    finally:
        revoke(desk.actor("baskan_yardimcisi"), given)


@pytest.mark.rule(M6)
@pytest.mark.parametrize("powers", ["all", "records.supervise"])
def test_the_mayor_makes_nobody_but_a_deputy_mayor_superior(desk: Desk, powers: str):
    with pytest.raises(Refused) as caught:
        desk.authorise("baskan", "protokol_personeli", powers, 0, 2)
    assert article(caught.value.refusals, M6) == "m.6"


@pytest.mark.rule(M6)
def test_a_deputy_mayor_whom_nobody_appointed_sees_nothing_of_the_directorate(desk: Desk):
    record = desk.referred()
    deputy = desk.actor("baskan_yardimcisi")
    assert record.id in {each.id for each in visible(desk.actor("baskan"))}
    assert record.id not in {each.id for each in visible(deputy)}
    with pytest.raises(NotFound):
        get_visible(deputy, record.id)


@pytest.mark.rule(M6)
@pytest.mark.parametrize(
    ("powers", "starts", "ends", "on"), [("all", 1, 2, 0), ("all", 0, 2, 3), ("registry.sign", 0, 2, 1)]
)
def test_an_appointment_of_other_days_or_powers_makes_no_superior(
    desk: Desk, powers: str, starts: int, ends: int, on: int
):
    given = desk.authorise("baskan", "baskan_yardimcisi", powers, starts, ends)
    try:
        deputy = desk.actor("baskan_yardimcisi", desk.day(on))
        letter = in_chain(desk)
        desk.show(letter, "baskan_yardimcisi")
        assert desk.stopped(M6, letter, "initial", deputy) == "m.6"
    finally:
        revoke(desk.actor("baskan"), given)


def test_approvals_go_to_the_mayor_or_to_the_deputy_whom_he_appointed(desk: Desk):
    def who(on: date) -> str:
        found = superior("ozel_kalem", on)
        assert found is not None
        return found.slug

    given = desk.authorise("baskan", "baskan_yardimcisi", "records.supervise", 1, 2)
    assert [who(desk.day(day)) for day in range(4)] == ["baskan", "baskan_yardimcisi", "baskan_yardimcisi", "baskan"]
    record = desk.referred()
    deputy = desk.actor("baskan_yardimcisi", desk.day(1))
    assert record.id in {each.id for each in visible(deputy)}
    revoke(desk.actor("baskan"), given)
    assert who(desk.day(1)) == "baskan"


def test_the_appointed_deputy_acts_as_superior(desk: Desk):
    given = desk.authorise("baskan", "baskan_yardimcisi", "all", 0, 2)
    letter = initialled(desk)
    assert desk.do(letter, "sign", "baskan_yardimcisi").state == "signed"
    revoke(desk.actor("baskan"), given)
