"""Appointments in two offices: Protokol gives them itself in Karacabey, the bureau and the director do in Siverek."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from marshmallow import ValidationError
from tests.support.desk import Desk, article

from kalem.ledger import history, verify
from kalem.records import Record, types, visible, waiting_for
from kalem.refusal import Refused
from kalem.testing import Clock
from kalem.workflow import flow_of, load

#: The people of Protokol in Karacabey, and of Halkla İlişkiler in Siverek, whose work appointments are.
PROTOCOL, BUREAU = "protokol_personeli", "halkla_iliskiler_personeli"

WISH = {
    "subject": "Pazar yeri hakkında görüşme",
    "who": "Gülşen Üstünel",
    "applicant": "citizen",
    "people": 3,
    "channel": "phone",
    "wished_day": "2026-11-25",
    "wished_time": "öğleden sonra",
}


class Calendar:
    """Hands out slots that no other test of the file uses."""

    def __init__(self) -> None:
        self._day = datetime(2026, 12, 1, tzinfo=UTC).date()

    def free(self, time: str = "14:00") -> dict[str, str]:
        self._day += timedelta(days=1)
        return {"day": self._day.isoformat(), "time": time}


calendar = Calendar()


def ask(desk: Desk, who: str, **values: Any) -> Record:
    return desk.create("protokol.appointment", who, {**WISH, **values})


def details(record: Record) -> Any:
    return load(record)[1]


def move_to(desk: Desk, moment: datetime) -> None:
    assert isinstance(desk.office.clock, Clock)
    desk.office.clock.moment = moment


@pytest.fixture
def later(in_karacabey: Desk) -> Any:
    """Move Karacabey's clock to a moment, and back after the test."""
    assert isinstance(in_karacabey.office.clock, Clock)
    before = in_karacabey.office.clock.moment
    yield lambda moment: move_to(in_karacabey, moment)
    in_karacabey.office.clock.moment = before


# Karacabey: Protokol's own work


@pytest.mark.capability("appointment")
def test_protocol_gives_an_appointment_by_itself_and_follows_it_to_the_end(in_karacabey: Desk, later: Any) -> None:
    desk = in_karacabey
    request = ask(desk, PROTOCOL)
    assert request.number.startswith("R-2026/")
    assert request.register == "ozel_kalem.protokol.appointment"
    assert (request.holders, str(request.due)) == (desk.unit("protokol"), "2026-11-25")
    assert request.id in {each.id for each in waiting_for(desk.actor("protokol_sorumlusu"))}

    request = desk.do(request, "confirm", PROTOCOL, day="2026-11-25", time="14:30")
    assert request.state == "confirmed"
    assert details(request).starts_at == datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
    assert details(request).ends_at == datetime(2026, 11, 25, 11, 50, tzinfo=UTC)
    assert desk.against(request, "held", PROTOCOL) == {"appointment-over"}

    later(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    request = desk.do(request, "held", "protokol_sorumlusu", note="Pazar yerine tente sözü verildi.")
    assert (request.state, request.holders) == ("held", "")
    assert [entry.action for entry, _text in history("record", request.id)] == ["held", "confirm", "create"]
    assert not list(verify())


def test_a_visitor_who_did_not_come_is_written_so(in_karacabey: Desk, later: Any) -> None:
    desk = in_karacabey
    request = desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, day="2026-11-26", time="10:00")
    later(datetime(2026, 11, 26, 8, 0, tzinfo=UTC))

    assert desk.do(request, "missed", PROTOCOL).state == "missed"


def test_a_request_is_refused_or_passed_on(in_karacabey: Desk) -> None:
    desk = in_karacabey

    assert desk.do(ask(desk, PROTOCOL), "refuse", PROTOCOL, note="Konu yargıda").state == "refused"
    request = desk.do(ask(desk, PROTOCOL), "pass_on", PROTOCOL, official="Başkan Yardımcısı")
    assert request.state == "passed_on"
    [passed, *_earlier] = [text.about for _entry, text in history("record", request.id)]
    assert passed["to"] == "Başkan Yardımcısı"


def test_a_slot_is_given_once(in_karacabey: Desk) -> None:
    desk = in_karacabey
    slot = calendar.free("14:00")
    desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, **slot)

    for time in ("13:45", "14:00", "14:19"):
        told = desk.refusals(ask(desk, PROTOCOL), "confirm", PROTOCOL, **{**slot, "time": time})
        # Whose appointment it is may be confidential.
        assert told[0].message.endswith(" 14.00 dolu.")
    desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, **{**slot, "time": "13:40"})
    desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, **{**slot, "time": "14:20"})


@pytest.mark.parametrize("step", ["cancel", "move"])
def test_a_slot_that_is_given_back_is_free(in_karacabey: Desk, step: str) -> None:
    desk = in_karacabey
    slot = calendar.free()
    first = desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, **slot)

    desk.do(first, step, PROTOCOL, note="Gelemeyecek")

    assert desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, **slot).state == "confirmed"


def test_a_slot_that_has_passed_is_not_given(in_karacabey: Desk) -> None:
    desk = in_karacabey
    with pytest.raises(ValidationError) as caught:
        desk.do(ask(desk, PROTOCOL), "confirm", PROTOCOL, day="2026-11-18", time="08:00")

    assert list(caught.value.messages) == ["time"]


@pytest.mark.parametrize("who", ["muhtarlik_personeli", "basin_yayin_sorumlusu", "mudur", "evrak_kayit"])
def test_in_karacabey_only_protocol_takes_requests(in_karacabey: Desk, who: str) -> None:
    with pytest.raises(Refused) as caught:
        ask(in_karacabey, who)

    [refusal] = caught.value.refusals
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source) == ("right", "protokol.appointment.create")
    assert "Protokol" in refusal.cure


def test_in_karacabey_nobody_else_gives_a_slot(in_karacabey: Desk) -> None:
    desk = in_karacabey
    request = ask(desk, PROTOCOL)

    assert request.id in {each.id for each in visible(desk.actor("mudur"), type="protokol.appointment")}
    assert desk.against(request, "confirm", "mudur", **calendar.free()) == {"protokol.appointment.confirm"}
    assert request.id not in {each.id for each in visible(desk.actor("muhtarlik_personeli"))}


# Siverek: Halkla İlişkiler together with the director


@pytest.mark.capability("appointment")
def test_the_bureau_and_the_director_give_an_appointment_together(in_siverek: Desk) -> None:
    desk = in_siverek
    request = ask(desk, BUREAU)
    assert request.holders == desk.unit("halkla_iliskiler")
    slot = calendar.free("10:00")

    request = desk.do(request, "pass", BUREAU, **slot)
    assert (request.state, request.holders) == ("with_director", desk.position("mudur"))
    assert request.id in {each.id for each in waiting_for(desk.actor("mudur"))}
    request = desk.do(request, "confirm", "mudur", **slot)

    assert (request.state, request.holders) == ("confirmed", desk.unit("halkla_iliskiler"))
    by = {entry.action: text.by["title"] for entry, text in history("record", request.id)}
    assert by["pass"] == "Halkla İlişkiler Bürosu Personeli"
    assert by["confirm"] == "Özel Kalem Müdürü"


def test_the_director_offers_another_slot_and_the_bureau_confirms_it(in_siverek: Desk) -> None:
    desk = in_siverek
    request = desk.do(ask(desk, BUREAU), "pass", BUREAU, **calendar.free())
    other = calendar.free("11:20")

    request = desk.do(request, "propose", "mudur", **other)
    assert (request.state, request.holders) == ("proposed", desk.unit("halkla_iliskiler"))
    assert flow_of(request).step("confirm").values(details(request))["time"].isoformat() == "11:20:00"

    assert desk.do(request, "confirm", "halkla_iliskiler_sorumlusu", **other).state == "confirmed"


@pytest.mark.rule("siverek-m10-a")
def test_a_correction_does_not_take_a_citizens_slot_past_the_director(in_siverek: Desk) -> None:
    desk = in_siverek
    request = desk.correct(ask(desk, BUREAU), BUREAU, WISH, applicant="other")
    request = desk.do(request, "confirm", BUREAU, **calendar.free())
    with pytest.raises(Refused) as caught:
        desk.correct(request, BUREAU, WISH)
    assert article(caught.value.refusals, "siverek-m10-a") == "m.10/a"
    assert details(Record.get_by_id(request.id)).applicant == "other"


@pytest.mark.rule("siverek-m10-a")
@pytest.mark.parametrize("applicant", ["citizen", "ngo"])
def test_the_bureau_alone_confirms_no_slot(in_siverek: Desk, applicant: str) -> None:
    desk = in_siverek
    request = ask(desk, BUREAU, applicant=applicant, organisation="Siverek Esnaf Derneği")

    told = desk.refusals(request, "confirm", BUREAU, **calendar.free())

    assert article(told, "siverek-m10-a") == "m.10/a"
    assert len(told) == 1
    assert "Müdüre ilet" in told[0].cure


@pytest.mark.rule("siverek-m10-a")
def test_the_director_confirms_no_other_slot_than_was_offered(in_siverek: Desk) -> None:
    desk = in_siverek
    request = desk.do(ask(desk, BUREAU), "pass", BUREAU, **calendar.free())

    told = desk.refusals(request, "confirm", "mudur", **calendar.free())

    assert article(told, "siverek-m10-a") == "m.10/a"


@pytest.mark.rule("siverek-m10-a")
def test_the_bureau_confirms_no_other_slot_than_the_director_offered(in_siverek: Desk) -> None:
    desk = in_siverek
    request = desk.do(ask(desk, BUREAU), "pass", BUREAU, **calendar.free())
    request = desk.do(request, "propose", "mudur", **calendar.free())

    told = desk.refusals(request, "confirm", BUREAU, **calendar.free())

    assert article(told, "siverek-m10-a") == "m.10/a"


@pytest.mark.rule("siverek-m10-a")
def test_a_moved_appointment_is_arranged_together_again(in_siverek: Desk) -> None:
    desk = in_siverek
    slot = calendar.free()
    request = desk.do(desk.do(ask(desk, BUREAU), "pass", BUREAU, **slot), "confirm", "mudur", **slot)
    request = desk.do(request, "move", BUREAU, note="Vatandaş gelemiyor")

    assert article(desk.refusals(request, "confirm", BUREAU, **slot), "siverek-m10-a") == "m.10/a"


def test_the_clause_speaks_of_citizens_and_associations_only(in_siverek: Desk) -> None:
    desk = in_siverek
    request = ask(desk, BUREAU, applicant="institution", organisation="Kaymakamlık")

    assert desk.do(request, "confirm", BUREAU, **calendar.free()).state == "confirmed"


@pytest.mark.parametrize("applicant", ["ngo", "institution"])
def test_who_comes_for_others_says_for_whom(in_siverek: Desk, applicant: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ask(in_siverek, BUREAU, applicant=applicant)

    assert list(caught.value.messages) == ["organisation"]


def test_what_the_director_writes_down_is_arranged_with_the_bureau_too(in_siverek: Desk) -> None:
    desk = in_siverek
    request = ask(desk, "mudur")

    assert request.holders == desk.unit("halkla_iliskiler")
    assert desk.against(request, "confirm", "mudur", **calendar.free()) == {"holder", "siverek-m10-a"}


@pytest.mark.capability("appointment")
def test_a_request_at_the_secretariat_goes_to_the_bureau(in_siverek: Desk) -> None:
    desk = in_siverek
    request = ask(desk, "sekreterlik_personeli", channel="in_person")

    assert (request.holders, request.unit_id) == (desk.unit("halkla_iliskiler"), desk.unit_id("halkla_iliskiler"))
    assert request.id in {each.id for each in visible(desk.actor("sekreterlik_personeli"))}
    told = desk.against(request, "confirm", "sekreterlik_personeli", **calendar.free())
    assert told == {"protokol.appointment.confirm"}
    desk.do(request, "pass", "halkla_iliskiler_sorumlusu", **calendar.free())


def test_the_directors_deputy_confirms_only_under_his_dated_delegation(in_siverek: Desk) -> None:
    desk = in_siverek
    slot = calendar.free()
    request = desk.do(ask(desk, BUREAU), "pass", BUREAU, **slot)
    # Reads it as the bureau's superior, but holds no right to confirm.
    assert desk.against(request, "confirm", "ust_sorumlu_iliskiler", **slot) == {"protokol.appointment.confirm"}

    desk.authorise("mudur", "ust_sorumlu_iliskiler", "all")

    assert desk.do(request, "confirm", "ust_sorumlu_iliskiler", **slot).state == "confirmed"


def test_in_siverek_protocol_takes_no_requests(in_siverek: Desk) -> None:
    with pytest.raises(Refused) as caught:
        ask(in_siverek, "protokol_personeli")

    assert "Halkla İlişkiler" in caught.value.refusals[0].cure


def test_the_secretary_does_not_decide(in_siverek: Desk) -> None:
    desk = in_siverek
    request = desk.do(ask(desk, BUREAU), "pass", BUREAU, **calendar.free())

    assert desk.against(request, "refuse", BUREAU, note="Olmaz") == {"holder"}
    assert types.get()["protokol.appointment"].permission_to_create == "protokol.appointment.create"
