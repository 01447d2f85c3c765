"""The example plugin at work in Karacabey's real office: each hook, its steps, rules, settings and added step."""

from collections.abc import Iterator

import pytest
from tests.support.desk import Desk
from tests.support.offices import Offices
from werkzeug.datastructures import MultiDict

from kalem import ledger
from kalem.app.factory import parts
from kalem.context import local
from kalem.jobs import Worker
from kalem.plugins import settings_of
from kalem.records import NotFound, Record, codec, get_visible, types
from kalem.refusal import Refused
from kalem.testing import TestOffice
from kalem.workflow import create, load, offers, take

from .office import file_with, running, web

pytestmark = [pytest.mark.usefixtures("example_plugin"), pytest.mark.xdist_group("example_plugin")]

MAY = {
    "staff": ["ornek.suggestion.create", "ornek.suggestion.work"],
    "director": ["ornek.suggestion.create", "ornek.suggestion.work", "ornek.suggestion.decide"],
}
#: One who writes suggestions, and one of the same unit who supports them.
WRITER, COLLEAGUE, DIRECTOR = "basin_yayin_personeli", "sosyal_medya_uzmani", "mudur"


@pytest.fixture
def office(offices: Offices, engine: str, example_plugin: None) -> Iterator[TestOffice]:
    file = file_with(
        "ornek",
        may=MAY,
        settings={"ornek": {"answer_days": 7}},
        rules={"ornek-not-ones-own": "m7-11", "ornek-reason-in-words": "setting"},
    )
    with running(offices, engine, file, strict=True) as (office, failures):
        assert not failures
        yield office


def suggest(office: TestOffice, who: str = WRITER) -> Record:
    return create(types.get()["ornek.suggestion"], office.actor(who), {"subject": "Sessiz oda", "topic": "room"})


def test_kalem_record_types_gives_a_type_that_lives_from_opening_to_closing(office: TestOffice) -> None:
    record = suggest(office)
    take(record.id, "support", office.actor(COLLEAGUE))
    done = take(record.id, "decide", office.actor(DIRECTOR), {"accepted": False, "answer": "Yer yok."})

    assert done.state == "decided"
    assert done.closed_at is not None
    assert done.holders == ""
    assert load(done)[1].answer == "Yer yok."
    told = [text.about["told"] for _entry, text in ledger.history("record", record.id) if text is not None]
    assert sorted(told) == sorted(["kaydı açtı", "destekledi", "karar verdi"])
    assert ledger.verify() == []


def test_kalem_models_gives_a_table_that_the_ledger_follows(office: TestOffice) -> None:
    record = suggest(office)
    take(record.id, "support", office.actor(COLLEAGUE))
    support = parts.get().models["ornek_support"]

    [row] = support.select()
    assert (row.record_id, row.user_id) == (record.id, office.people[COLLEAGUE])
    support.delete().execute()
    assert ledger.verify()


def test_kalem_permissions_gives_a_right_that_a_role_carries(office: TestOffice) -> None:
    record = suggest(office)

    assert parts.get().permissions["ornek.suggestion.decide"] == "Önerilere karar verme"
    with pytest.raises(Refused) as caught:
        take(record.id, "decide", office.actor(COLLEAGUE), {"accepted": True})
    [refusal] = caught.value.refusals
    assert (refusal.ground.kind, refusal.ground.source) == ("right", "ornek.suggestion.decide")
    assert "Müdür" in refusal.cure


def test_a_rule_refuses_with_the_article_that_the_file_ties_it_to(office: TestOffice) -> None:
    record = suggest(office, DIRECTOR)

    with pytest.raises(Refused) as caught:
        take(record.id, "decide", office.actor(DIRECTOR), {"accepted": True})
    [refusal] = caught.value.refusals
    assert refusal.message == "Kendi önerinize karar veremezsiniz."
    assert (refusal.ground.kind, refusal.ground.article) == ("rule", "m.7/11")
    [offer] = [each for each in offers(record, office.actor(DIRECTOR)) if each.step.id == "decide"]
    assert offer.refusals == caught.value.refusals


def test_kalem_rules_gives_a_rule_that_guards_a_step_of_the_core(office: TestOffice) -> None:
    letter = referred(office)
    actor = office.actor(WRITER)

    with pytest.raises(Refused) as caught:
        take(letter.id, "conclude", actor, {"note": "Gerekmez."})
    [refusal] = caught.value.refusals
    assert refusal.message == "Gerekçe çok kısa."
    assert refusal.ground.kind == "setting"
    assert take(letter.id, "conclude", actor, {"note": "Bilgi için gönderilmiş yazıdır."}).state == "concluded"


def test_kalem_steps_adds_a_step_to_documents(office: TestOffice) -> None:
    letter = referred(office)
    before = letter.state
    after = take(letter.id, "ornek.idea", office.actor(WRITER), {"idea": "Dijital davetiye"})

    assert after.state == before
    _entry, text = next(iter(ledger.history("record", letter.id)))
    assert text.about == {"told": "öneri notu düştü", "idea": "Dijital davetiye"}


def test_its_settings_are_those_of_the_file(office: TestOffice) -> None:
    record = suggest(office)

    assert settings_of("ornek") == {"answer_days": 7}
    assert (record.due - local(record.opened_at).date()).days == 7


def test_kalem_entry_written_hears_of_an_entry_after_it_was_kept(
    office: TestOffice, caplog: pytest.LogCaptureFixture
) -> None:
    record = suggest(office)
    take(record.id, "decide", office.actor(DIRECTOR), {"accepted": True})
    caplog.set_level("INFO", "kalem_ornek")
    told = Worker(office.app).once()

    assert told >= 2
    [line] = [each.getMessage() for each in caplog.records if each.name == "kalem_ornek.board"]
    assert line.startswith(f"suggestion {record.id} was decided (")
    assert Worker(office.app).once() == 0


def test_kalem_routes_gives_a_page_to_those_who_may_open_it(office: TestOffice) -> None:
    suggest(office)
    page = web(office, COLLEAGUE).get("/ornek/wanted")

    assert page.status_code == 200
    assert "Sessiz oda (0)" in page.text
    assert web(office, "evrak_kayit").get("/ornek/wanted").status_code == 404
    assert web(office).get("/ornek/wanted").status_code == 302


def test_kalem_menu_gives_a_line_to_those_who_may_open_it(office: TestOffice) -> None:
    assert "En çok istenenler" in web(office, WRITER).get("/").text
    assert "En çok istenenler" not in web(office, "evrak_kayit").get("/").text


def test_kalem_record_panels_gives_a_card_on_the_record(office: TestOffice) -> None:
    record = suggest(office)
    take(record.id, "support", office.actor(COLLEAGUE))

    assert "1 kişi destekliyor." in web(office, WRITER).get(f"/record/{record.id}").text


def test_kalem_desk_cards_gives_a_card_on_the_desk(office: TestOffice) -> None:
    suggest(office)

    assert "Son öneri" in web(office, WRITER).get("/").text
    assert "Son öneri" not in web(office, "evrak_kayit").get("/").text


def test_others_neither_find_nor_open_its_records(office: TestOffice) -> None:
    record = suggest(office)

    with pytest.raises(NotFound):
        get_visible(office.actor("bilgi_islem_personeli"), record.id)


def test_what_is_missing_in_its_form_is_told_at_its_place(office: TestOffice) -> None:
    schema = types.get()["ornek.suggestion"].schema()

    assert set(codec.form(schema, MultiDict({"subject": "", "topic": "moon"})).errors) == {"subject", "topic"}


def referred(office: TestOffice) -> Record:
    """Return a letter that was referred to the writer's unit."""
    return Desk(office).referred("basin_yayin")
