"""Six real changes of a file: the plan says exactly what applying it then does."""

from collections.abc import Iterable
from datetime import date

import pytest
from tests.support.offices import municipality as real

from kalem.app import Change, apply, dress, in_force, plan
from kalem.app.assembly import put_together
from kalem.app.changes import obstacles
from kalem.config import Municipality, parse
from kalem.context import now
from kalem.ledger import Entry, history, verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import Delegation, Holding, Position, Unit, User, end_holding, give, municipality
from kalem.organisation.directory import directory
from kalem.organisation.models import SecondFactor
from kalem.organisation.tokens import make_token
from kalem.records import NotFound, Record, get_visible, types, waiting_for, words
from kalem.refusal import Refused
from kalem.testing import TestOffice
from kalem.workflow import create, explain, offers, take

#: What an entry of a unit or position is called, by the plan's action.
WRITTEN = {"added": "create", "renamed": "rename", "moved": "move", "closed": "close", "reopened": "reopen"}


def edited(*pairs: tuple[str, str]) -> Municipality:
    """Return the real file with texts replaced; each must stand in it."""
    text = real("karacabey").text
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text)


def planned(new: Municipality) -> list[Change]:
    old = municipality.get()
    return plan(old, new, put_together(old), put_together(new))


def applied(office: TestOffice, new: Municipality) -> list[Change]:
    """Apply ``new`` and hold what was written against what was planned."""
    changes = planned(new)
    last = Entry.select().order_by(Entry.id.desc()).first().id
    version = apply(office.app, new, put_together(new), changes, SYSTEM)
    dress(office.app, new, str(version.number))
    written = list(Entry.select().where(Entry.id > last))
    for kind, model in (("unit", Unit), ("position", Position)):
        found = {(model.get_by_id(entry.subject_id).slug, entry.action) for entry in written if entry.subject == kind}
        told = {(c.subject, WRITTEN[c.action]) for c in changes if c.kind == kind and c.action in WRITTEN}
        assert found == told
    moved = {entry.subject_id for entry in written if entry.subject == "record"}
    assert moved == {id for c in changes if c.action in ("closed", "on", "off") for id in c.records}
    assert verify() == []
    return changes


def of_kind(changes: Iterable[Change], kind: str) -> list[Change]:
    return [change for change in changes if change.kind == kind]


def arrived(office: TestOffice, confidentiality: int = 0) -> Record:
    """Return an incoming document that waits for its registration."""
    values = {"subject": "Toplantı", "channel": "kep", "sender": "Kaymakamlık", "their_date": date(2026, 11, 16)}
    values |= {"kind": "letter", "annexes": 0, "confidentiality": confidentiality}
    return create(types.get()["registry.incoming"], office.actor("evrak_kayit"), values)


def with_director(office: TestOffice) -> Record:
    """Return an incoming document that waits for its referral."""
    clerk = office.actor("evrak_kayit")
    dossier = create(types.get()["registry.dossier"], clerk, {"subject": "A", "file_plan_code": "050.02", "year": 2026})
    record = arrived(office)
    take(record.id, "register", clerk)
    take(record.id, "dossier", clerk, {"dossier": dossier.id})
    return take(record.id, "director", clerk)


def referred(office: TestOffice, *units: str) -> Record:
    """Return an incoming document that was referred to units."""
    action = [f"u{directory().unit_by_slug[unit].id}" for unit in units]
    values = {"action": action, "information": []}
    return take(with_director(office).id, "refer", office.actor("mudur"), values)


def letter(office: TestOffice, author: str) -> Record:
    """Return an outgoing letter that waits for its first initial."""
    values = {"subject": "Davet", "addressee": "Kaymakamlık", "file_plan_code": "050.02", "body": "Metin"}
    record = create(types.get()["registry.outgoing"], office.actor(author), values)
    return take(record.id, "submit", office.actor(author))


def unit_id(slug: str) -> int:
    return int(directory().unit_by_slug[slug].id)


def holders(record: Record) -> list[str]:
    return words(Record.get_by_id(record.id).holders)


def test_the_same_file_again_changes_nothing(karacabey: TestOffice) -> None:
    referred(karacabey, "medya")
    assert planned(real("karacabey")) == []


def test_a_renamed_unit(karacabey: TestOffice) -> None:
    record = referred(karacabey, "medya")
    changes = applied(karacabey, edited(('Medya-İletişim Bölümü"', 'Medya Bürosu"')))
    assert [(c.kind, c.subject, c.action) for c in changes] == [("unit", "medya", "renamed")]
    assert str(changes[0]) == "~ Birimin adı değişir: Medya-İletişim Bölümü, bundan sonra Medya Bürosu"
    assert Unit.get(Unit.slug == "medya").name == "Medya Bürosu"
    assert holders(record) == [f"u{unit_id('medya')}"]


def test_a_moved_unit_is_read_by_those_above_it_now(karacabey: TestOffice) -> None:
    record = referred(karacabey, "medya", "protokol")
    head = karacabey.actor("basin_yayin_sorumlusu")
    with pytest.raises(NotFound):
        get_visible(head, record.id)
    moved = (
        'name = "Medya-İletişim Bölümü"\nparent = "ozel_kalem"',
        'name = "Medya-İletişim Bölümü"\nparent = "basin_yayin"',
    )
    changes = applied(karacabey, edited(moved))
    assert [(c.subject, c.action) for c in changes] == [("medya", "moved")]
    # The dossier, which the whole office reads, is the other one.
    assert record.id in changes[0].records
    assert "2 kaydını yeni üstleri görür" in changes[0].text
    assert get_visible(karacabey.actor("basin_yayin_sorumlusu"), record.id).id == record.id


def test_a_record_that_is_only_granted_to_a_moved_unit_is_read_anew_too(karacabey: TestOffice) -> None:
    record = referred(karacabey, "protokol", "medya")
    assert Record.get_by_id(record.id).unit_id == unit_id("protokol")
    moved = (
        'name = "Medya-İletişim Bölümü"\nparent = "ozel_kalem"',
        'name = "Medya-İletişim Bölümü"\nparent = "basin_yayin"',
    )
    applied(karacabey, edited(moved))
    assert get_visible(karacabey.actor("basin_yayin_sorumlusu"), record.id).id == record.id


def closed_unit(*, successor: str = "") -> Municipality:
    end = f'head = "medya_sorumlusu"\nsuccessor = "{successor}"' if successor else 'head = "medya_sorumlusu"'
    return edited(('head = "medya_sorumlusu"', end))


def test_a_closed_unit_leaves_its_open_records_to_its_successor(karacabey: TestOffice) -> None:
    first, second = referred(karacabey, "medya"), referred(karacabey, "protokol", "medya")
    person = karacabey.people["medya_personeli"]
    given = take(referred(karacabey, "medya").id, "assign", karacabey.actor("mudur"), {"person": f"w{person}"})
    changes = applied(karacabey, closed_unit(successor="basin_yayin"))
    unit = next(c for c in changes if c.subject == "medya")
    assert (unit.action, unit.records) == ("closed", (first.id, second.id, given.id))
    gone = {c.subject: c.records for c in of_kind(changes, "position")}
    assert gone == {"medya_sorumlusu": (), "medya_personeli": (given.id,)}
    new = f"u{unit_id('basin_yayin')}"
    assert holders(first) == [new]
    assert holders(second) == [f"u{unit_id('protokol')}", new]
    assert holders(given) == [new]
    assert Record.get_by_id(second.id).unit_id == unit_id("protokol")
    assert {each.id for each in waiting_for(karacabey.actor("basin_yayin_sorumlusu"))} == {
        first.id,
        second.id,
        given.id,
    }
    assert karacabey.actor("medya_sorumlusu").seats == ()


def test_a_unit_with_open_records_does_not_close_without_a_successor(karacabey: TestOffice) -> None:
    record = referred(karacabey, "medya")
    # Another id for the same unit: to the program one unit is gone and another has come.
    new = edited(("[unit.medya]", "[unit.iletisim]"), ('"medya"', '"iletisim"'), ("duty.medya]", "duty.iletisim]"))
    changes = planned(new)
    (against,) = obstacles(changes)
    assert (against.subject, against.records) == ("medya", (record.id,))
    assert "successor" in against.obstacle
    last = Entry.select().order_by(Entry.id.desc()).first().id
    with pytest.raises(Refused) as refused:
        apply(karacabey.app, new, put_together(new), changes, SYSTEM)
    assert "successor" in refused.value.refusals[0].cure
    assert Entry.select().order_by(Entry.id.desc()).first().id == last
    assert in_force().number == 1


def test_a_changed_chain_is_that_of_letters_submitted_from_now_on(karacabey: TestOffice) -> None:
    old = letter(karacabey, "protokol_personeli")
    chain = 'initials = ["mudur"]\nsigned_by = ["baskan", "baskan_yardimcisi"]'
    changes = applied(karacabey, edited((chain, 'signed_by = ["baskan"]')))
    assert [(c.kind, c.subject, c.records) for c in changes] == [("chain", "ozel_kalem.external", (old.id,))]
    assert "imzadaki 1 yazı eski zinciriyle biter" in changes[0].text
    mayor, director = karacabey.actor("baskan"), karacabey.actor("mudur")
    assert not explain(old, "sign", mayor).allowed
    take(old.id, "initial", director)
    take(old.id, "sign", mayor)
    new = letter(karacabey, "protokol_personeli")
    assert take(new.id, "sign", mayor).state == "signed"


def without_plugin() -> Municipality:
    return edited(
        ('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokol"]'),
        ('may = ["muhtarlik.request.create", "muhtarlik.request.work"]', "may = []"),
        ('mukhtar-request-electronic = "m14-3"\n', ""),
    )


def test_a_plugin_that_goes_off_leaves_its_records_readable_and_off_the_desks(karacabey: TestOffice) -> None:
    head = karacabey.actor("muhtarlik_sorumlusu")
    values = {"subject": "Kaldırım", "neighbourhood": "Çınarlı", "channel": "electronic", "wish": "Onarılsın"}
    record = create(types.get()["muhtarlik.request"], head, values)
    waited = holders(record)
    changes = applied(karacabey, without_plugin())
    (off,) = of_kind(changes, "plugin")
    assert (off.subject, off.action, off.records) == ("muhtarlik", "off", (record.id,))
    head = karacabey.actor("muhtarlik_sorumlusu")
    assert get_visible(head, record.id).subject == "Kaldırım"
    assert waiting_for(head) == []
    assert offers(Record.get_by_id(record.id), head) == []
    (on,) = of_kind(applied(karacabey, real("karacabey")), "plugin")
    assert (on.action, on.records) == ("on", (record.id,))
    assert holders(record) == waited
    assert [each.id for each in waiting_for(karacabey.actor("muhtarlik_sorumlusu"))] == [record.id]


def test_who_holds_no_position_any_more_gets_nothing_back_with_a_plugin(karacabey: TestOffice) -> None:
    head = karacabey.actor("muhtarlik_sorumlusu")
    values = {"subject": "Kaldırım", "neighbourhood": "Çınarlı", "channel": "electronic", "wish": "Onarılsın"}
    records = [create(types.get()["muhtarlik.request"], head, values) for _ in range(2)]
    gone, stays = (f"w{karacabey.people[name]}" for name in ("grafik_tasarimci", "sosyal_medya_uzmani"))
    first = take(records[0].id, "refer", head, {"action": [gone], "information": []})
    second = take(records[1].id, "refer", head, {"action": [gone, stays], "information": []})
    assert (holders(first), holders(second)) == ([gone], [gone, stays])
    applied(karacabey, without_plugin())
    karacabey.clock.move(days=2)
    end_holding(SYSTEM, Holding.get(Holding.user == karacabey.people["grafik_tasarimci"]), date(2026, 11, 18))
    applied(karacabey, real("karacabey"))
    assert holders(first) == [f"u{first.unit_id}"]
    assert holders(second) == [stays]


def without_position() -> Municipality:
    text = real("karacabey").text
    start = text.index("[position.grafik_tasarimci]")
    return parse(text[:start] + text[text.index("\n\n", start) + 2 :])


def test_a_position_that_is_gone_ends_its_holdings_and_delegations_and_leaves_its_records(
    karacabey: TestOffice,
) -> None:
    person = karacabey.people["grafik_tasarimci"]
    record = take(referred(karacabey, "basin_yayin").id, "assign", karacabey.actor("mudur"), {"person": f"w{person}"})
    position = Position.get(Position.slug == "grafik_tasarimci")
    deputy = karacabey.actor("sosyal_medya_uzmani")
    day = date(2026, 11, 18)
    user = Holding.get(Holding.user == deputy.user_id).user
    give(karacabey.actor("grafik_tasarimci"), position, user, day, date(2026, 12, 1), "all", "olur")
    (change,) = applied(karacabey, without_position())
    assert (change.kind, change.subject, change.action, change.records) == (
        "position",
        "grafik_tasarimci",
        "closed",
        (record.id,),
    )
    assert "geri alınan vekâlet: 1" in change.text
    assert Holding.get(Holding.user == person).ends == day
    assert Delegation.get().revoked_at is not None
    assert holders(record) == [f"u{unit_id('basin_yayin')}"]
    assert len(karacabey.actor("sosyal_medya_uzmani").seats) == 1


def test_a_position_whose_initial_is_awaited_does_not_close(karacabey: TestOffice) -> None:
    waiting = letter(karacabey, "protokol_personeli")
    chain = 'initials = ["mudur"]\nsigned_by = ["baskan", "baskan_yardimcisi"]'
    initialled = edited((chain, 'initials = ["grafik_tasarimci"]\nsigned_by = ["baskan"]'))
    applied(karacabey, initialled)
    mine = letter(karacabey, "protokol_personeli")
    (against,) = obstacles(planned(without_position()))
    assert (against.subject, "1 yazı" in against.obstacle) == ("grafik_tasarimci", True)
    take(mine.id, "refuse", karacabey.actor("grafik_tasarimci"), {"note": "Yeniden"})
    assert obstacles(planned(without_position())) == []
    assert Record.get_by_id(waiting.id).state == "in_chain"


def test_entries_cite_the_version_under_which_they_were_made(karacabey: TestOffice) -> None:
    record = referred(karacabey, "medya")
    before = {entry.id for entry, _text in history("record", record.id)}
    applied(karacabey, edited(('name = "Medya-İletişim Bölümü"', 'name = "Medya Bürosu"')))
    person = karacabey.people["medya_personeli"]
    take(record.id, "assign", karacabey.actor("mudur"), {"person": f"w{person}"})
    cited = {entry.id: text.file for entry, text in history("record", record.id)}
    assert {cited[each] for each in before} == {"1"}
    assert {file for each, file in cited.items() if each not in before} == {"2"}
    assert in_force().number == 2


def test_what_else_a_file_says_is_told_too(karacabey: TestOffice) -> None:
    new = edited(
        ('length = 15\nday = "calendar"', 'length = 10\nday = "working"'),
        ('may = ["registry.sign", "records.supervise"]\nclearance = "cok_gizli"', 'may = ["registry.sign"]'),
        ('registered-first = "m23-c1"\n', ""),
    )
    assert [(c.kind, c.subject, c.action) for c in applied(karacabey, new)] == [
        ("setting", "ozel_kalem.deadlines", "changed"),
        ("rule", "registered-first", "off"),
        ("role", "mayor", "changed"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'signed_by = ["baskan", "baskan_yardimcisi"]\n',
            'signed_by = ["baskan", "baskan_yardimcisi"]\norder = "parallel"\n',
            "~ Dış yazıların imza zinciri değişir: mudur → baskan / baskan_yardimcisi yerine mudur → baskan / "
            "baskan_yardimcisi (sırasız)",
        ),
        (
            'signed_by = ["baskan", "baskan_yardimcisi"]\n',
            'signed_by = ["baskan", "baskan_yardimcisi"]\nsigner_initial_exempt = true\n',
            "~ Dış yazıların imza zinciri değişir: mudur → baskan / baskan_yardimcisi yerine mudur → baskan / "
            "baskan_yardimcisi (imzalayan paraflamaz)",
        ),
        (
            'director-refers = "m23-c2"',
            'director-refers = "m21-2"',
            "~ director-refers kuralının dayanağı değişir (m.21/2)",
        ),
        ('sign-chain-external = "m22-c2"\n', "", "- sign-chain-external kuralı kalkar"),
        (
            'answers_to = ["basin_yayin_sorumlusu"]\nseats = 8',
            'answers_to = ["basin_yayin_sorumlusu"]\nseats = 8\nlisted = false',
            "~ Basın Yayın Personeli görevi, metnin teşkilat listesinde yok sayılır",
        ),
        (
            'plugins = ["protokol", "muhtarlik"]',
            'plugins = ["muhtarlik", "protokol"]',
            "~ Eklentilerin sırası değişir: muhtarlik, protokol",
        ),
    ],
)
def test_one_change_is_told_once_and_as_what_it_is(karacabey: TestOffice, old: str, new: str, told: str) -> None:
    assert [str(change) for change in applied(karacabey, edited((old, new)))] == [told]


REFERRERS = ('\nby = ["mudur"]', '\nby = ["basin_yayin_sorumlusu"]')
REGISTER = ('"registry.receive", "registry.register", ', '"registry.receive", ')
CLEARANCE = ('"registry.file"]\nclearance = "hizmete_ozel"', '"registry.file"]')


def test_open_work_whose_holders_may_not_go_on_with_it_is_told(karacabey: TestOffice) -> None:
    record = with_director(karacabey)
    waiting = holders(record)
    changes = applied(karacabey, edited(REFERRERS))
    assert [(c.kind, c.subject, c.action, c.records) for c in changes] == [
        ("setting", "ozel_kalem.referral", "changed", ()),
        ("work", "registry.incoming:refer", "stranded", (record.id,)),
    ]
    assert str(changes[1]) == (
        "! Gelen evrak: 1 açık kayıt “Havale et” bekliyor, bekleyenlerin buna yetkisi kalmaz (2026/1)"
    )
    assert holders(record) == waiting


def test_a_role_that_loses_the_right_leaves_all_that_waits_for_it(karacabey: TestOffice) -> None:
    records = [arrived(karacabey) for _ in range(4)]
    other = with_director(karacabey)
    (told,) = of_kind(planned(edited(REGISTER)), "work")
    assert (told.subject, told.records) == ("registry.incoming:register", tuple(record.id for record in records))
    assert "4 açık kayıt “Kaydet” bekliyor" in told.text
    assert f"(#{records[0].id}, #{records[1].id}, #{records[2].id}, …)" in told.text
    assert other.id not in told.records


def test_a_role_that_loses_its_clearance_leaves_what_is_confidential(karacabey: TestOffice) -> None:
    arrived(karacabey)
    secret = arrived(karacabey, confidentiality=1)
    (told,) = of_kind(planned(edited(CLEARANCE)), "work")
    assert told.records == (secret.id,)


def test_work_that_another_holder_may_do_is_not_told(karacabey: TestOffice) -> None:
    """Both sit in the unit for which the document waits; the one may answer it where the other no longer does."""
    referred(karacabey, "basin_yayin")
    staff = 'label = "Personel"\nmay = ["registry.work", "registry.draft", '
    assert of_kind(planned(edited((staff, 'label = "Personel"\nmay = ['))), "work") == []


def test_a_letter_waits_for_the_next_of_its_chain(karacabey: TestOffice) -> None:
    waiting = letter(karacabey, "protokol_personeli")
    director = '"registry.draft", "registry.initial", "registry.sign",\n'
    (told,) = of_kind(planned(edited((director, '"registry.draft", "registry.sign",\n'))), "work")
    assert (told.subject, told.records) == ("registry.outgoing:initial", (waiting.id,))


def test_a_unit_that_comes_back_is_opened_again(karacabey: TestOffice) -> None:
    applied(karacabey, closed_unit(successor="basin_yayin"))
    changes = applied(karacabey, real("karacabey"))
    assert {(c.kind, c.subject, c.action) for c in changes} == {
        ("unit", "medya", "reopened"),
        ("position", "medya_sorumlusu", "reopened"),
        ("position", "medya_personeli", "reopened"),
    }


def test_roles_that_demand_a_second_step_and_how_many_people_that_stops(karacabey: TestOffice) -> None:
    demanding = real("karacabey").text + '\n[security]\nsecond_factor = ["director", "registrar"]\n'
    make_token(SYSTEM, User.get_by_id(karacabey.people["mudur"]), "Rapor", ["read"], 30)
    told = [str(each) for each in planned(parse(demanding))]
    assert told == [
        "~ İkinci adımı zorunlu roller: Evrak kayıt, Müdür",
        "! 2 kişi girişin ikinci adımını açmamış; açana kadar başka iş yapamaz; "
        "1 erişim anahtarı da o zamana kadar çalışmaz",
    ]
    SecondFactor.create(user=karacabey.people["evrak_kayit"], secret="x", confirmed=now())
    applied(karacabey, parse(demanding))
    assert planned(parse(demanding)) == []
    more = parse(demanding.replace('= ["director", "registrar"]', '= ["director", "mayor", "registrar"]'))
    assert [str(each)[:8] for each in planned(more)] == ["~ İkinci", "! 1 kişi"]


def test_how_long_a_session_lasts_is_told(karacabey: TestOffice) -> None:
    changes = applied(karacabey, parse(real("karacabey").text + "\n[security]\nidle_minutes = 15\n"))
    assert [str(each) for each in changes] == ["~ Oturumun ya da okuma kayıtlarının süresi değişir"]
