from datetime import date

import pytest
from tests.core.organisation.office import FILE, Setup

from kalem import organisation
from kalem.ledger.book import SYSTEM
from kalem.organisation import UnknownUser, appoint, deactivate, give, load_actor, scope_refusal


def test_a_member_reads_his_unit_up_to_his_level(office: Setup):
    clerk, head = office.user("memur", "memur_a"), office.user("amir", "a_sorumlusu")
    director = office.user("müdür", "mudur")
    levels = {
        user.id: [office.reads(office.actor(user), "a", level) for level in range(4)]
        for user in (clerk, head, director)
    }
    assert levels == {
        clerk.id: [True, False, False, False],
        head.id: [True, False, False, False],
        director.id: [True, True, True, False],
    }


def test_principals_are_spelled_as_the_rows_are(office: Setup):
    user = office.user("üst", "ust")
    kalem, a, position = office.unit("kalem"), office.unit("a"), office.position("ust").id
    assert office.actor(user).principals == (
        f"w{user.id}.0",
        f"w{user.id}.1",
        f"p{position}",
        f"u{kalem}.0",
        f"u{kalem}.1",
        f"s{a}.0",
        f"s{a}.1",
    )
    assert organisation.record_principals(office.unit("a_alt"), 1) == (
        f"u{office.unit('a_alt')}.1",
        f"s{office.unit('a_alt')}.1",
        f"s{a}.1",
        f"s{kalem}.1",
        f"s{office.unit('makam')}.1",
    )


def test_who_supervises_whom(office: Setup):
    users = {slug: office.user(slug, slug) for slug in ("baskan", "yardimci", "mudur", "ust", "a_sorumlusu", "memur_b")}
    reads = {
        slug: [unit for unit in ("makam", "kalem", "a", "a_alt", "b") if office.reads(office.actor(user), unit)]
        for slug, user in users.items()
    }
    assert reads == {
        "baskan": ["makam", "kalem", "a", "a_alt", "b"],
        # Only a member: above the directorate he stands by appointment (m.6).
        "yardimci": ["makam"],
        "mudur": ["kalem", "a", "a_alt", "b"],
        "ust": ["kalem", "a", "a_alt"],
        "a_sorumlusu": ["a", "a_alt"],
        "memur_b": ["b"],
    }


def test_without_the_rule_the_deputy_mayor_supervises_too(office: Setup):
    user = office.user("yardimci", "yardimci")
    office.apply(rules_off=["deneme-m6"])
    assert office.reads(office.actor(user), "a_alt")
    office.apply(FILE.replace('superior-by-appointment = "m6"\n', ""))
    assert office.reads(office.actor(user), "a_alt")


def units(office: Setup, *slugs: str) -> frozenset[int]:
    return frozenset(office.unit(slug) for slug in slugs)


def test_units_a_seat_may_act_on(office: Setup):
    users = {slug: office.user(slug, slug) for slug in ("ust", "a_sorumlusu", "memur_a", "mudur")}
    acts = {slug: office.actor(user).seats[0].units for slug, user in users.items()}
    whole = units(office, "kalem", "a", "a_alt", "b")
    assert acts == {
        "ust": units(office, "kalem", "a", "a_alt"),
        "a_sorumlusu": units(office, "a", "a_alt"),
        "memur_a": whole,
        "mudur": whole,
    }


def test_a_seat_outside_its_scope_is_refused_with_the_rule(office: Setup):
    upper = office.actor(office.user("ust", "ust")).seats[0]
    head = office.actor(office.user("amir", "a_sorumlusu")).seats[0]
    director = office.actor(office.user("müdür", "mudur")).seats[0]
    assert scope_refusal(upper, office.unit("a_alt")) is None
    refusal = scope_refusal(upper, office.unit("b"))
    assert refusal is not None
    assert refusal[0] == "scope-attached-units"
    assert "B Bürosu" in refusal[1]
    refusal = scope_refusal(head, office.unit("kalem"))
    assert refusal is not None
    assert refusal[0] == "scope-own-unit"
    refusal = scope_refusal(director, office.unit("makam"))
    assert refusal is not None
    assert refusal[0] == ""


def test_with_its_rule_off_a_scope_does_not_narrow(office: Setup):
    user, head = office.user("ust", "ust"), office.user("amir", "a_sorumlusu")
    office.apply(rules_off=["deneme-m7"])
    assert scope_refusal(office.actor(user).seats[0], office.unit("b")) is None
    assert scope_refusal(office.actor(head).seats[0], office.unit("b")) is not None
    office.apply(rules_off=["deneme-m8"])
    assert scope_refusal(office.actor(head).seats[0], office.unit("b")) is None


def test_the_scope_of_a_role_holds_even_where_no_rule_stands_behind_it(office: Setup):
    user = office.user("ust", "ust")
    office.apply(FILE.replace('scope-attached-units = "m7"\n', ""))
    assert scope_refusal(office.actor(user).seats[0], office.unit("b")) is not None


def test_holders_are_dated_to_the_day(office: Setup):
    user = office.user("memur")
    appoint(SYSTEM, user, office.position("memur_a"), office.on(0), office.on(3))
    seats = [len(office.actor(user, days).seats) for days in (-1, 0, 3, 4)]
    assert seats == [0, 1, 1, 0]


def test_several_seats_add_up_and_own_ones_come_first(office: Setup):
    director, clerk = office.user("müdür", "mudur"), office.user("memur", "memur_a", "memur_b")
    give(office.actor(director), office.position("mudur"), clerk, office.on(0), office.on(1), "all", "Olur 1")
    actor = office.actor(clerk)
    assert [(seat.slug, seat.for_user) for seat in actor.seats] == [
        ("memur_a", None),
        ("memur_b", None),
        ("mudur", "Müdür"),
    ]
    assert actor.may("registry.refer")
    assert not actor.may("registry.sign")
    assert actor.seat_for("registry.work").slug == "memur_a"
    assert actor.seat_for("registry.refer", office.unit("b")).slug == "mudur"
    assert actor.seat_for("registry.refer", office.unit("makam")) is None
    assert actor.seat_for("registry.sign") is None


def test_who_writes_for_whom(office: Setup):
    director, clerk = office.user("müdür", "mudur"), office.user("memur", "memur_a")
    given = give(office.actor(director), office.position("mudur"), clerk, office.on(0), office.on(1), "all", "Olur 1")
    actor = office.actor(clerk)
    own, deputy = actor.by(actor.seats[0]), actor.by(actor.seats[1])
    assert (own.title, own.position_id, own.delegation_id) == ("A Memuru", office.position("memur_a").id, None)
    assert (deputy.title, deputy.position_id) == ("A Memuru", office.position("memur_a").id)
    assert (deputy.for_title, deputy.for_position_id) == ("Müdür", office.position("mudur").id)
    assert deputy.delegation_id == given.id
    assert actor.by().position_id is None


def test_nobody_is_loaded_who_is_not_there(office: Setup):
    user = office.user("memur", "memur_a")
    deactivate(SYSTEM, user)
    with pytest.raises(UnknownUser):
        office.actor(user)
    with pytest.raises(UnknownUser):
        load_actor(999, date(2026, 1, 1))


@pytest.mark.parametrize("extra", [0, 500])
def test_three_queries_whatever_the_size(bare: Setup, extra: int, monkeypatch: pytest.MonkeyPatch):
    more = "".join(f'\n[unit.x{n}]\nkind = "büro"\nname = "Büro {n}"\nparent = "kalem"\n' for n in range(extra))
    bare.apply(FILE + more)
    user, director = bare.user("memur", "memur_a", "memur_b"), bare.user("müdür", "mudur")
    give(bare.actor(director), bare.position("mudur"), user, bare.on(0), bare.on(1), "all", "Olur 1")
    queries = []
    run = bare.database.execute_sql
    monkeypatch.setattr(bare.database, "execute_sql", lambda *a, **k: queries.append(a[0]) or run(*a, **k))
    actor = bare.actor(user)
    assert len(actor.seats) == 3
    assert len(queries) == 3
    # Nor do the principals multiply with the units below.
    assert len(actor.principals) == 12
