"""Rights follow what happens: units move, delegations begin and end, people come and go, levels rise."""

from collections.abc import Callable
from datetime import date

import pytest
from marshmallow import ValidationError
from tests.support.desk import INCOMING, OUTGOING, Desk
from tests.support.offices import municipality

from kalem import ledger
from kalem.app import apply, dress, plan
from kalem.app.assembly import put_together
from kalem.config import parse
from kalem.ledger.book import SYSTEM
from kalem.organisation import UnknownUser, User, appoint, deactivate, end_holding, revoke
from kalem.organisation import municipality as in_force
from kalem.organisation.models import Holding, Position
from kalem.records import NotFound, Record, get_visible, linked, types, visible, waiting_for
from kalem.refusal import Refused
from kalem.registry.correspondents import suggest
from kalem.registry.dossiers import open_dossiers
from kalem.search import current as search
from kalem.workflow import correct, note

WORD = "karanfil"


def sees(desk: Desk, record: Record, who: str, on: date | None = None) -> bool:
    """Whether someone reads a record; every way must say the same."""
    actor = desk.actor(who, on)
    ways = {
        "list": record.id in {each.id for each in visible(actor, limit=500)},
        "search": record.id in search().find(WORD, actor.principals, limit=500),
        "page": _page(actor, record),
    }
    assert len(set(ways.values())) == 1, ways
    return ways["page"]


def _page(actor: object, record: Record) -> bool:
    try:
        get_visible(actor, record.id)  # type: ignore[arg-type]
    except NotFound:
        return False
    return True


def letter_of(desk: Desk, unit: str, level: int = 0) -> Record:
    """Return a letter that only a unit and those above it read."""
    letter = desk.letter(f"{unit}_personeli", subject=f"{unit} {WORD}")
    home = desk.unit(unit)
    return desk.force(letter, confidentiality=level, readers=home, holders=home)


def use(desk: Desk, edit: Callable[[str], str]) -> None:
    """Apply a changed file, and run on under it."""
    old = in_force.get()
    text = edit(old.text)
    assert text != old.text
    new = parse(text)
    parts = put_together(new)
    version = apply(desk.office.app, new, parts, plan(old, new, put_together(old), parts), SYSTEM)
    dress(desk.office.app, new, str(version.number))


def moved(text: str) -> str:
    head, mark, tail = text.partition("[unit.protokol]")
    return head + mark + tail.replace('parent = "ozel_kalem"', 'parent = "basin_yayin"', 1)


def test_a_unit_that_moves_is_read_from_its_new_place(desk: Desk):
    assert municipality("karacabey").units["protokol"].parent == "ozel_kalem"
    open_letter, restricted, secret = (letter_of(desk, "protokol", level) for level in (0, 1, 2))
    staff = letter_of(desk, "basin_yayin")
    watching = ("basin_yayin_sorumlusu", "basin_yayin_personeli", "mudur", "baskan", "medya_sorumlusu")

    def table() -> dict[str, tuple[bool, ...]]:
        return {who: tuple(sees(desk, each, who) for each in (open_letter, restricted, secret)) for who in watching}

    before = table()
    assert before == {
        "basin_yayin_sorumlusu": (False, False, False),
        "basin_yayin_personeli": (False, False, False),
        "mudur": (True, True, True),
        "baskan": (True, True, True),
        "medya_sorumlusu": (False, False, False),
    }
    use(desk, moved)
    assert table() == {**before, "basin_yayin_sorumlusu": (True, True, False)}
    assert not sees(desk, staff, "protokol_sorumlusu")
    assert ledger.verify() == []
    use(desk, lambda _text: municipality("karacabey").text)
    assert table() == before
    assert ledger.verify() == []


def test_a_delegation_shows_what_it_gives_on_its_days(desk: Desk):
    open_letter, secret = letter_of(desk, "protokol"), letter_of(desk, "protokol", 2)
    given = desk.authorise("mudur", "medya_personeli", "all", 1, 3)
    days = [sees(desk, open_letter, "medya_personeli", desk.day(day)) for day in range(5)]
    assert days == [False, True, True, True, False]
    assert sees(desk, secret, "medya_personeli", desk.day(2))
    revoke(desk.actor("mudur"), given)
    assert not sees(desk, open_letter, "medya_personeli", desk.day(2))


@pytest.mark.parametrize(("powers", "reads"), [("registry.refer", False), ("records.supervise", True), ("all", True)])
def test_a_part_of_the_powers_shows_a_part(desk: Desk, powers: str, reads: bool):
    letter = letter_of(desk, "protokol")
    waiting = desk.ready(subject=f"Havale bekleyen {WORD}")
    desk.authorise("mudur", "medya_personeli", powers, 0, 3)
    assert sees(desk, letter, "medya_personeli") is reads
    # What waits at the position itself he needs for whatever he was given.
    assert sees(desk, waiting, "medya_personeli")
    assert waiting.id in {record.id for record in waiting_for(desk.actor("medya_personeli"))}


def test_a_delegation_lapses_with_its_giver(desk: Desk):
    letter = letter_of(desk, "protokol")
    desk.authorise("mudur", "medya_personeli", "all", 0, 9)
    assert sees(desk, letter, "medya_personeli", desk.day(5))
    holding = Holding.get(Holding.user == desk.office.people["mudur"])
    end_holding(SYSTEM, holding, desk.day(2))
    assert sees(desk, letter, "medya_personeli", desk.day(2))
    assert not sees(desk, letter, "medya_personeli", desk.day(3))
    assert not sees(desk, letter, "mudur", desk.day(3))


def test_who_leaves_reads_nothing_more(desk: Desk):
    letter = letter_of(desk, "protokol")
    user = desk.office.hire("protokol_personeli", "Yeni Gelen", "yeni.gelen")
    desk.office.people["yeni"] = user
    assert sees(desk, letter, "yeni")
    deactivate(SYSTEM, User.get_by_id(user))
    with pytest.raises(UnknownUser):
        desk.actor("yeni")


def test_who_changes_his_place_reads_there_and_no_longer_here(desk: Desk):
    here, there = letter_of(desk, "protokol"), letter_of(desk, "medya")
    user = desk.office.hire("protokol_personeli", "Yeri Değişen", "yeri.degisen")
    desk.office.people["gezgin"] = user
    end_holding(SYSTEM, Holding.get(Holding.user == user), desk.day(0))
    appoint(SYSTEM, User.get_by_id(user), Position.get(Position.slug == "medya_personeli"), desk.day(1))
    assert [sees(desk, record, "gezgin", desk.day(0)) for record in (here, there)] == [True, False]
    assert [sees(desk, record, "gezgin", desk.day(1)) for record in (here, there)] == [False, True]


def test_who_is_told_for_information_reads_and_has_nothing_to_do(desk: Desk):
    record = desk.ready(subject=f"Bilgi {WORD}")
    assert not sees(desk, record, "medya_personeli")
    desk.do(record, "refer", "mudur", action=[desk.unit("protokol")], information=[desk.unit("medya")])
    assert sees(desk, record, "medya_personeli")
    assert record.id not in {each.id for each in waiting_for(desk.actor("medya_personeli"))}
    assert record.id in {each.id for each in waiting_for(desk.actor("protokol_personeli"))}
    assert not sees(desk, record, "muhtarlik_personeli")


def test_a_restricted_record_is_handed_to_nobody_who_may_not_read_it(desk: Desk):
    record = desk.ready(confidentiality="1", subject=f"Hizmete özel {WORD}")
    for target in (desk.person("protokol_personeli"), desk.person("sistem_yoneticisi")):
        assert desk.against(record, "refer", "mudur", action=[target]) == {"clearance"}
        assert desk.against(record, "refer", "mudur", action=[desk.unit("medya")], information=[target]) == {
            "clearance"
        }
    desk.do(record, "refer", "mudur", action=[desk.unit("protokol")])
    assert sees(desk, record, "protokol_sorumlusu")
    assert not sees(desk, record, "protokol_personeli")
    assert desk.against(record, "assign", "mudur", person=desk.person("protokol_personeli")) == {"clearance"}
    assert desk.do(record, "assign", "mudur", person=desk.person("protokol_sorumlusu")).state == "assigned"
    assert not sees(desk, record, "protokol_personeli")


def test_a_raised_level_takes_a_record_from_those_not_cleared_for_it(desk: Desk):
    letter = desk.letter("mudur", subject=f"Yükselen {WORD}")
    desk.force(
        letter, readers=f"{letter.readers} {desk.position('medya_personeli')} {desk.person('protokol_personeli')}"
    )
    assert sees(desk, letter, "medya_personeli")
    assert sees(desk, letter, "protokol_personeli")
    found = types.get()["registry.outgoing"].schema().load({**OUTGOING, "subject": WORD, "confidentiality": "2"})
    correct(letter.id, desk.actor("mudur"), found, "Gizli.", version=Record.get_by_id(letter.id).version)
    letter = Record.get_by_id(letter.id)
    readers = [who for who in desk.office.people if sees(desk, letter, who)]
    assert readers == ["baskan", "mudur"]
    assert ledger.verify() == []


def test_a_level_is_not_raised_over_the_head_of_who_works_on_it(desk: Desk):
    record = desk.arrived(subject=WORD)
    desk.force(record, holders=desk.person("protokol_personeli"))
    values = types.get()["registry.incoming"].schema().load({**INCOMING, "confidentiality": "1"})
    with pytest.raises(Refused) as caught:
        correct(record.id, desk.actor("evrak_kayit"), values, "Yanlış.", version=record.version)
    (refusal,) = caught.value.refusals
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source) == ("right", "clearance")
    assert Record.get_by_id(record.id).confidentiality == 0


def test_a_level_is_not_lowered_by_who_may_not_read_it(desk: Desk):
    record = desk.arrived(subject=WORD)
    desk.force(record, confidentiality=2, holders=f"{desk.position('evrak_kayit')} {desk.position('mudur')}")
    values = types.get()["registry.incoming"].schema().load({**INCOMING, "confidentiality": "0"})
    with pytest.raises(NotFound):
        correct(record.id, desk.actor("evrak_kayit"), values, "Yanlış.", version=record.version)
    # Nor does he mend as registrar what he reads only in the director's place.
    desk.authorise("mudur", "evrak_kayit", "all", 0, 1)
    with pytest.raises(Refused) as caught:
        correct(record.id, desk.actor("evrak_kayit"), values, "Yanlış.", version=record.version)
    assert [each.ground.source for each in caught.value.refusals if each.ground] == ["clearance"]


def test_an_answer_that_one_may_not_read_is_no_link_and_no_line(desk: Desk):
    """An open letter is answered with a restricted one: its readers learn that it was answered, and nothing more."""
    incoming = desk.do(desk.ready(), "refer", "mudur", action=[desk.unit("ozel_kalem")])
    letter = desk.answer(incoming, "mudur", subject=WORD, confidentiality="1")
    desk.do(letter, "submit", "mudur")
    desk.do(letter, "initial", "mudur")
    signed = desk.do(letter, "sign", "baskan")
    # The registrar is not cleared for it: who is sends it in his place.
    desk.authorise("evrak_kayit", "mudur", "registry.dispatch", 0, 1)
    desk.do(letter, "dispatch", "mudur", channel="kep", sent_on=desk.day(0).isoformat())
    reader = desk.actor("mudurluk_personeli")
    assert linked(reader, get_visible(reader, incoming.id)) == []
    assert linked(desk.actor("baskan"), Record.get_by_id(incoming.id)) != []
    assert Record.get_by_id(incoming.id).state == "answered"
    told = [text for _entry, text in ledger.history("record", incoming.id)]
    shown = " ".join(value for text in told for value in text.about.values())
    assert WORD not in shown
    assert str(signed.number) not in shown or signed.number == incoming.number


def test_a_dossiers_title_is_open_to_the_office(desk: Desk):
    with pytest.raises(ValidationError) as caught:
        desk.create(
            "registry.dossier",
            "mudur",
            {"subject": "x", "file_plan_code": "050.02", "year": 2026, "confidentiality": "2"},
        )
    assert "confidentiality" in caught.value.messages
    folder = desk.dossier(subject=f"Açık dosya {WORD}")
    assert str(folder.id) in dict(open_dossiers())
    office = [who for who, position in municipality("karacabey").positions.items() if position.unit != "makam"]
    assert all(sees(desk, folder, who) for who in office)


def test_a_confidential_sender_is_suggested_to_nobody(desk: Desk):
    desk.arrived(sender="Gizli Muhbir", confidentiality="1")
    desk.arrived(sender="Açık Gönderen")
    assert suggest("gizli") == []
    assert suggest("acik") == ["Açık Gönderen"]


@pytest.mark.parametrize("happens", ["closed", "left", "revoked"])
def test_who_lost_his_seat_meanwhile_notes_nothing(desk: Desk, happens: str):
    record = letter_of(desk, "protokol")
    user = desk.office.hire("protokol_personeli", "Az Önce Giden", "az.once")
    if happens == "revoked":
        end_holding(SYSTEM, Holding.get(Holding.user == user), desk.day(-1))
    desk.office.people["az_once"] = user
    given = desk.authorise("mudur", "az_once", "all", 0, 1) if happens == "revoked" else None
    actor = desk.actor("az_once")
    if happens == "closed":
        deactivate(SYSTEM, User.get_by_id(user))
    elif given is None:
        end_holding(SYSTEM, Holding.get(Holding.user == user), desk.day(-1))
    else:
        revoke(desk.actor("mudur"), given)
    told = len(list(ledger.history("record", record.id)))
    with pytest.raises(Refused, match="az önce sona erdi"):
        note(record.id, actor, "Giderken yazılan not.")
    assert len(list(ledger.history("record", record.id))) == told


def test_who_has_no_seat_notes_nothing(desk: Desk):
    record = letter_of(desk, "protokol")
    user = desk.office.hire("protokol_personeli", "Görevi Biten", "gorevi.biten")
    desk.office.people["gorevsiz"] = user
    desk.force(record, readers=f"{record.readers} w{user}")
    actor = desk.actor("gorevsiz")
    note(record.id, actor, "Elimdekini teslim ettim.")
    end_holding(SYSTEM, Holding.get(Holding.user == user), desk.day(-1))
    with pytest.raises(NotFound):
        note(record.id, desk.actor("gorevsiz"), "Bir de bunu.")
    with pytest.raises(Refused):
        note(record.id, actor, "Bir de bunu.")
