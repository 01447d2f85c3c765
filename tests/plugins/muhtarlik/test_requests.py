"""Requests of mukhtars in Karacabey: from the mukhtar's word to the answer he is told."""

from typing import Any

import pytest
from marshmallow import ValidationError
from tests.support.desk import Desk, article

from kalem.ledger import history, verify
from kalem.records import Record, visible, waiting_for
from kalem.refusal import Refused
from kalem.workflow import load, offers, referrals_of

CLERK = "muhtarlik_personeli"

#: A request as the Ministry's system gives it.
MBS = {
    "subject": "Sokak aydınlatması",
    "neighbourhood": "Çamlıca Mahallesi",
    "mukhtar": "Şükrü Iğdır",
    "channel": "mbs",
    "outside_number": "MBS-2026-118",
    "wish": "Çeşme Sokak'taki dört direkte ışık yanmıyor.",
}

#: A request as someone noted it beside the telephone.
HEARD = {"subject": "Park sulaması", "neighbourhood": "Fındıklı Mahallesi", "channel": "phone"}


def ask(desk: Desk, **values: Any) -> Record:
    return desk.create("muhtarlik.request", CLERK, {**MBS, **values})


def note(desk: Desk, **values: Any) -> Record:
    return desk.create("muhtarlik.request", CLERK, {**HEARD, **values})


def details(record: Record) -> Any:
    return load(record)[1]


@pytest.mark.capability("mukhtar-request")
def test_a_request_from_the_ministrys_system_goes_its_whole_way(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = ask(desk)
    assert request.state == "received"
    assert request.number.startswith("M-2026/")
    assert request.register == "ozel_kalem.muhtarlik.request"
    assert request.id in {each.id for each in waiting_for(desk.actor(CLERK))}

    desk.do(request, "refer", CLERK, action=[desk.unit("fen_isleri")], note="Direkleri onarın")
    desk.do(request, "conclude", CLERK, fulfilled=True)
    desk.do(request, "tell", CLERK, told_on="2026-11-18", told_by="phone")
    request = desk.do(request, "close", CLERK)

    assert (request.state, request.holders) == ("closed", "")
    assert request.closed_at is not None
    assert details(request).fulfilled is True
    assert [(each.name, each.state) for each in referrals_of(request.id)] == [("Fen İşleri Müdürlüğü", "done")]
    acts = [entry.action for entry, _text in history("record", request.id)]
    assert acts == ["close", "tell", "conclude", "refer", "create"]
    assert not list(verify())


def test_what_was_only_heard_gets_its_number_when_it_is_entered(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = note(desk)
    assert (request.state, request.number) == ("noted", None)

    request = desk.do(request, "enter", CLERK, wish="Parktaki ağaçlar üç gündür sulanmıyor.")

    assert request.state == "received"
    assert request.number.startswith("M-2026/")
    assert details(request).wish.startswith("Parktaki")


@pytest.mark.parametrize(
    ("missing", "channel"),
    [("outside_number", "mbs"), ("wish", "mbs"), ("wish", "electronic"), ("neighbourhood", "oral")],
)
def test_the_form_asks_for_what_the_channel_brings(in_karacabey: Desk, missing: str, channel: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ask(in_karacabey, channel=channel, **{missing: ""})

    assert list(caught.value.messages) == [missing]


def test_an_unfulfilled_request_needs_a_reason(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = ask(desk)

    with pytest.raises(ValidationError) as caught:
        desk.do(request, "conclude", CLERK, fulfilled=False)
    assert list(caught.value.messages) == ["reason"]

    request = desk.do(request, "conclude", CLERK, fulfilled=False, reason="Bütçesi yok")
    assert (details(request).fulfilled, details(request).reason) == (False, "Bütçesi yok")


def test_no_one_fills_the_result_with_the_first_form(in_karacabey: Desk) -> None:
    with pytest.raises(ValidationError):
        ask(in_karacabey, fulfilled="true")


@pytest.mark.rule("karacabey-m14-3")
def test_a_record_whose_wish_was_taken_out_again_is_not_forwarded(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = desk.correct(ask(desk), CLERK, HEARD)
    assert details(request).wish is None
    assert desk.stopped("karacabey-m14-3", request, "refer", CLERK, action=[desk.unit("fen_isleri")]) == "m.14/3"


def test_the_mukhtar_is_not_told_before_he_asked(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = desk.do(ask(desk), "conclude", CLERK, fulfilled=True)
    with pytest.raises(ValidationError, match="sonra geldi"):
        desk.do(request, "tell", CLERK, told_on="2026-11-17", told_by="phone")


@pytest.mark.rule("karacabey-m14-3")
def test_what_is_only_noted_on_paper_is_not_forwarded(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = note(desk, channel="written")

    told = desk.refusals(request, "refer", CLERK, action=[desk.unit("fen_isleri")])

    assert article(told, "karacabey-m14-3") == "m.14/3"
    assert "elektronik kaydı yok" in told[0].message
    assert "Elektronik kayda al" in told[0].cure
    desk.do(request, "enter", CLERK, wish="Yol bozuk.")
    desk.do(request, "refer", CLERK, action=[desk.unit("fen_isleri")])


@pytest.mark.rule("karacabey-m14-3")
@pytest.mark.parametrize("step", [None, "refer"])
def test_a_request_is_not_closed_before_it_is_fulfilled_or_not(in_karacabey: Desk, step: str | None) -> None:
    desk = in_karacabey
    request = ask(desk)
    if step:
        desk.do(request, step, CLERK, action=[desk.unit("fen_isleri")])

    told = desk.refusals(request, "close", CLERK)

    assert article(told, "karacabey-m14-3") == "m.14/3"


@pytest.mark.rule("karacabey-m14-3")
def test_nothing_but_the_clause_keeps_a_request_open(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = ask(desk)

    with desk.only("karacabey-m14-3"):
        assert desk.against(request, "close", CLERK) == {"karacabey-m14-3"}


@pytest.mark.rule("karacabey-m14-6")
def test_a_request_is_not_closed_before_the_mukhtar_is_told(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = desk.do(ask(desk), "conclude", CLERK, fulfilled=True)

    told = desk.refusals(request, "close", CLERK)

    assert article(told, "karacabey-m14-6") == "m.14/6"
    assert "Muhtara bildir" in told[0].cure


def test_the_unit_it_was_forwarded_to_answers_and_gives_it_back(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = desk.do(ask(desk), "refer", CLERK, action=[desk.unit("bilgi_islem")])
    assert request.holders == desk.unit("bilgi_islem")
    assert desk.against(request, "conclude", CLERK, fulfilled=True) == {"holder"}

    request = desk.do(request, "conclude", "bilgi_islem_personeli", fulfilled=True)

    assert (request.holders, request.unit_id) == (desk.unit("muhtarlik"), desk.unit_id("muhtarlik"))
    assert desk.against(request, "close", "bilgi_islem_personeli") == {"muhtarlik.request.work"}
    desk.do(request, "tell", CLERK, told_on="2026-11-18", told_by="oral")


def test_a_wrong_referral_comes_back_with_its_reason(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = desk.do(ask(desk), "refer", CLERK, action=[desk.unit("bilgi_islem")])

    request = desk.do(request, "return", "bilgi_islem_personeli", note="Bizim işimiz değil")

    assert (request.state, request.holders) == ("received", desk.unit("muhtarlik"))
    assert [(each.state, each.answer) for each in referrals_of(request.id)] == [("returned", "Bizim işimiz değil")]


@pytest.mark.parametrize("who", ["basin_yayin_personeli", "evrak_kayit", "mudur", "baskan"])
def test_others_do_not_open_requests(in_karacabey: Desk, who: str) -> None:
    with pytest.raises(Refused) as caught:
        in_karacabey.create("muhtarlik.request", who, MBS)

    [refusal] = caught.value.refusals
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source) == ("right", "muhtarlik.request.create")
    assert "Muhtarlık" in refusal.cure


def test_another_unit_sees_no_request_and_the_director_only_reads(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = ask(desk)

    assert request.id not in {each.id for each in visible(desk.actor("basin_yayin_personeli"))}
    assert request.id in {each.id for each in visible(desk.actor("mudur"), type="muhtarlik.request")}
    assert not [offer for offer in offers(request, desk.actor("mudur")) if offer.allowed]
