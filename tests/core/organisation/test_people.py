from datetime import date
from functools import partial

import pytest
from tests.core.organisation.office import FILE, PASSWORD, Setup

from kalem import ledger
from kalem.db import StaleRow
from kalem.ledger import By, Entry, history, writing
from kalem.ledger.book import SYSTEM
from kalem.organisation import (
    Holding,
    Session,
    User,
    appoint,
    create_user,
    deactivate,
    end_holding,
    give,
    open_session,
    reactivate,
    rename,
    revoke,
    session_user,
    set_password,
    sign_in,
)
from kalem.refusal import Refused

BY = By(None, "Yönetici")


def test_every_change_of_a_person_is_an_entry(office: Setup):
    keeper = office.user("yönetici", "yonetici")
    by = office.actor(keeper).by(office.actor(keeper).seats[0])
    user = create_user(by, "ayse.yilmaz", "Ayşe Yılmaz", PASSWORD)
    rename(by, user, "Ayşe Demir")
    set_password(by, user, "bambaşka bir parola")
    holding = appoint(by, user, office.position("memur_a"), date(2026, 1, 1), note="Atama oluru")
    end_holding(by, holding, date(2026, 12, 31))
    deactivate(by, user)
    reactivate(by, user)
    told = [entry.action for entry, _ in history("user", user.id)]
    assert told == [
        "reactivate",
        "end_holding",
        "deactivate",
        "end_holding",
        "appoint",
        "set_password",
        "rename",
        "create",
    ]
    assert {entry.user_id for entry, _ in history("user", user.id)} == {keeper.id}
    assert ledger.verify() == []


def test_no_entry_tells_a_password_or_its_hash(office: Setup):
    user = create_user(BY, "ayse", "Ayşe", PASSWORD)
    set_password(BY, user, "bambaşka bir parola")
    for entry in Entry.select():
        assert "argon2" not in entry.text
        assert "parola" not in entry.text.replace("set_password", "")


@pytest.mark.parametrize("other", ["IŞIK", "ışık", "işik", "ISIK", "İŞİK", " Işık "])
def test_user_names_that_differ_only_in_case_or_dots_are_one(office: Setup, other: str):
    assert create_user(BY, "Işık", "Işık Kaya").username == "ışık"
    with pytest.raises(Refused) as refused:
        create_user(BY, other, "Başka")
    assert refused.value.refusals[0].cure
    assert User.select().count() == 1


@pytest.mark.parametrize(
    "bad", ["", "ab", "a b c", "ali;", "<script>", "a\0li", "ali\nveli", "x" * 61, ".ali", "аli-кирил"]
)
def test_unusable_user_names_are_refused(office: Setup, bad: str):
    with pytest.raises(Refused):
        create_user(BY, bad, "Ali")
    assert not User.select().exists()


@pytest.mark.parametrize("bad", ["", "  ", "x" * 121, "Ali\x07", "Ali\nVeli"])
def test_unusable_names_are_refused(office: Setup, bad: str):
    with pytest.raises(Refused):
        create_user(BY, "ali", bad)
    user = create_user(BY, "ali", "Ali")
    with pytest.raises(Refused):
        rename(BY, user, bad)


@pytest.mark.parametrize(
    "bad",
    ["", "kısa parola", "123456789012345", "ababababababab", "x" * 129, "benim adım ayse işte", "AYŞE için parola"],
)
def test_weak_passwords_are_refused_with_a_reason(office: Setup, bad: str):
    with pytest.raises(Refused) as refused:
        create_user(BY, "ayse", "Ayşe", bad)
    assert all(each.message and each.cure for each in refused.value.refusals)
    user = create_user(BY, "ayse", "Ayşe")
    with pytest.raises(Refused):
        set_password(BY, user, bad)


def test_a_change_of_what_someone_else_changed_is_refused(office: Setup):
    user = office.user("ali")
    same = User.get_by_id(user.id)
    rename(BY, user, "Ali Kaya")
    with pytest.raises(StaleRow):
        rename(BY, same, "Ali Demir")


def test_what_someone_else_changed_is_not_removed(office: Setup):
    user = office.user("ali")
    holding = appoint(BY, user, office.position("memur_b"), office.on(5))
    stale = Holding.get_by_id(holding.id)
    end_holding(BY, holding, office.on(9))
    with pytest.raises(StaleRow), writing(BY) as book:
        book.act("user", user.id, "withdraw_holding").delete(stale)
    with writing(BY) as book:
        book.act("user", user.id, "withdraw_holding").delete(Holding.get_by_id(holding.id))
    assert ledger.verify() == []


def test_a_new_password_ends_all_sessions(office: Setup):
    user = office.user("ali", password=PASSWORD)
    token = open_session(user.id)
    set_password(BY, user, "bambaşka bir parola")
    assert session_user(token) is None
    with pytest.raises(Refused):
        sign_in("ali", PASSWORD, "::1")
    assert session_user(sign_in("ali", "bambaşka bir parola", "::1")) == user.id


def test_a_deactivated_user_keeps_nothing(office: Setup):
    director, clerk = office.user("müdür", "mudur", password=PASSWORD), office.user("memur", "memur_a")
    given = give(office.actor(director), office.position("mudur"), clerk, office.on(0), office.on(30), "all", "Olur")
    appoint(BY, director, office.position("memur_b"), office.on(5))
    token = open_session(director.id)
    deactivate(BY, director, note="Emekli")
    assert session_user(token) is None
    assert not Session.select().exists()
    with pytest.raises(Refused):
        sign_in("müdür", PASSWORD, "::1")
    assert [(each.position.slug, each.ends) for each in Holding.select().where(Holding.user == director)] == [
        ("mudur", office.on(-1))
    ]
    # What he gave is gone too, at once.
    assert [seat.slug for seat in office.actor(clerk).seats] == ["memur_a"]
    assert type(given).get_by_id(given.id).revoked_at is not None
    # And his seat is free the same day.
    appoint(BY, clerk, office.position("mudur"), office.on(0))
    assert ledger.verify() == []


def test_a_returner_holds_nothing(office: Setup):
    user = office.user("ali", "memur_a", password=PASSWORD)
    deactivate(BY, user)
    with pytest.raises(Refused):
        deactivate(BY, user)
    reactivate(BY, user)
    with pytest.raises(Refused):
        reactivate(BY, user)
    assert office.actor(user, 1).seats == ()
    assert session_user(sign_in("ali", PASSWORD, "::1")) == user.id


def test_a_returner_of_the_same_day_finds_his_seat_taken(office: Setup):
    old, new = office.user("ali", "mudur"), office.user("veli")
    appoint(BY, old, office.position("memur_b"), office.day)
    deactivate(BY, old)
    appoint(BY, new, office.position("mudur"), office.day)
    reactivate(BY, old)
    assert office.actor(old).seats == ()
    assert [seat.slug for seat in office.actor(new).seats] == ["mudur"]
    # A position that began today was withdrawn: nothing says that he held it.
    assert [each.position.slug for each in Holding.select().where(Holding.user == old)] == ["mudur"]
    assert ledger.verify() == []


def test_nobody_inactive_is_appointed(office: Setup):
    user = office.user("ali")
    stale = User.get_by_id(user.id)
    deactivate(BY, user)
    with pytest.raises(Refused):
        appoint(BY, stale, office.position("memur_a"), office.day)


def test_a_holding_ends_no_earlier_than_it_starts(office: Setup):
    user, position = office.user("ali"), office.position("memur_a")
    with pytest.raises(Refused):
        appoint(BY, user, position, office.on(1), office.on(0))
    holding = appoint(BY, user, position, office.on(1), office.on(1))
    with pytest.raises(Refused):
        end_holding(BY, holding, office.on(0))
    with pytest.raises(Refused):
        end_holding(BY, holding, office.on(2))
    assert Holding.select().count() == 1


def test_nobody_holds_one_position_twice_at_once(office: Setup):
    user, position = office.user("ali"), office.position("memur_b")
    appoint(BY, user, position, office.on(0), office.on(10))
    for starts, ends in ((10, None), (-5, 0), (3, 4), (-1, 20), (-10, None)):
        with pytest.raises(Refused):
            appoint(BY, user, position, office.on(starts), None if ends is None else office.on(ends))
    appoint(BY, user, position, office.on(11))
    appoint(BY, user, position, office.on(-9), office.on(-1))


def test_no_more_holders_than_seats_on_any_day(office: Setup):
    first, second, third = office.user("ali"), office.user("veli"), office.user("can")
    position = office.position("memur_a")  # two seats
    appoint(BY, first, position, office.on(0), office.on(10))
    appoint(BY, second, position, office.on(10), office.on(20))
    # Free at both ends, full on the tenth day.
    with pytest.raises(Refused) as refused:
        appoint(BY, third, position, office.on(5), office.on(15))
    refusal = refused.value.refusals[0]
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source) == ("setting", "position.memur_a.seats")
    assert "Ali" in refusal.message
    assert "01.12.2026" in refusal.message
    appoint(BY, third, position, office.on(0), office.on(9))
    with pytest.raises(Refused):
        appoint(BY, third, position, office.on(10))
    appoint(BY, third, position, office.on(11))


def test_one_seat_is_handed_over_from_one_day_to_the_next(office: Setup):
    old, new = office.user("ali", "mudur"), office.user("veli")
    with pytest.raises(Refused):
        appoint(BY, new, office.position("mudur"), office.on(1))
    end_holding(BY, Holding.get(Holding.user == old), office.on(0))
    appoint(BY, new, office.position("mudur"), office.on(1))
    assert [len(office.actor(user, days).seats) for user in (old, new) for days in (0, 1)] == [1, 0, 0, 1]


def test_two_appointments_at_once_do_not_share_one_seat(office: Setup):
    users = [office.user(f"aday{number}") for number in range(4)]
    position = office.position("mudur")
    outcomes = office.at_once(*(partial(appoint, BY, user, position, office.day) for user in users))
    assert sum(isinstance(outcome, Holding) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3
    assert Holding.select().count() == 1


def test_one_user_name_is_given_once_however_many_ask(office: Setup):
    outcomes = office.at_once(*(partial(create_user, BY, name, "Işık") for name in ("ışık", "IŞIK", "isik", "İşik")))
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3
    assert ledger.verify() == []


def test_no_appointment_to_a_closed_position(office: Setup):
    user, position = office.user("ali"), office.position("memur_b")
    cut = FILE.index("[position.memur_b]"), FILE.index("[position.yonetici]")
    office.apply(FILE[: cut[0]] + FILE[cut[1] :])
    with pytest.raises(Refused) as refused:
        appoint(BY, user, position, office.day)
    assert refused.value.refusals[0].ground is not None
    assert not Holding.select().exists()


def test_the_name_sorts_as_turkish_does(office: Setup):
    for username, name in (("bir", "İpek"), ("iki", "Irmak"), ("üçü", "Zeki"), ("dört", "Çetin"), ("beş", "Can")):
        create_user(SYSTEM, username, name)
    assert [user.name for user in sorted(User.select(), key=lambda user: user.sort_key)] == [
        "Can",
        "Çetin",
        "Irmak",
        "İpek",
        "Zeki",
    ]


@pytest.mark.parametrize("happens", ["closed", "left", "revoked"])
def test_who_lost_his_seat_meanwhile_changes_nobody(office: Setup, happens: str):
    """Each act is refused in its transaction, though its writer kept the people when his request began."""
    keeper, user = office.user("yönetici", "yonetici"), office.user("ali", "memur_b")
    holding, position = Holding.get(Holding.user == user), office.position("memur_a")
    writer = keeper
    if happens == "revoked":
        writer = office.user("vekil", "memur_b")
        powers = ("people.manage", "olur")
        given = give(office.actor(keeper), office.position("yonetici"), writer, office.day, office.on(9), *powers)
    actor = office.actor(writer)
    by = actor.by(actor.seat_for("people.manage"))
    if happens == "closed":
        deactivate(BY, keeper)
    elif happens == "left":
        end_holding(BY, Holding.get(Holding.user == keeper), office.on(-1))
    else:
        revoke(office.actor(keeper), given)
    closed = office.user("eski")
    deactivate(BY, closed)
    last = Entry.select().count()
    for act in (
        lambda: create_user(by, "yeni", "Yeni"),
        lambda: rename(by, user, "Başka"),
        lambda: set_password(by, user, PASSWORD),
        lambda: deactivate(by, user),
        lambda: reactivate(by, closed),
        lambda: appoint(by, user, position, office.day),
        lambda: end_holding(by, holding, office.day),
    ):
        with pytest.raises(Refused, match="Sistem Yöneticisi olarak işlem yapma yetkiniz az önce sona erdi"):
            act()
    assert Entry.select().count() == last
