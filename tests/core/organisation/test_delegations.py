from datetime import timedelta

import pytest
from tests.core.organisation.office import Setup

from kalem import ledger
from kalem.db import StaleRow
from kalem.ledger import history
from kalem.ledger.book import SYSTEM
from kalem.organisation import Delegation, Holding, appoint, deactivate, end_holding, give, revoke
from kalem.refusal import Refused

ALL = "all"


@pytest.fixture
def director(office: Setup):
    return office.user("müdür", "mudur")


@pytest.fixture
def clerk(office: Setup):
    return office.user("memur", "memur_a")


def lend(office: Setup, giver, receiver, starts=0, ends=10, powers=ALL, position="mudur") -> Delegation:
    return give(
        office.actor(giver), office.position(position), receiver, office.on(starts), office.on(ends), powers, "Olur 7"
    )


def test_it_holds_from_the_first_day_to_the_last(office: Setup, director, clerk):
    lend(office, director, clerk, 2, 5)
    assert [office.actor(clerk, day).may("registry.refer") for day in (1, 2, 5, 6)] == [False, True, True, False]


def test_everything_brings_all_that_the_holder_reads(office: Setup, director, clerk):
    lend(office, director, clerk)
    actor, holder = office.actor(clerk), office.actor(director)
    personal = {each for each in holder.principals if each.startswith(f"w{director.id}.")}
    assert set(holder.principals) - personal < set(actor.principals)
    assert office.reads(actor, "b", 2)
    assert not office.reads(actor, "b", 3)


def test_a_part_brings_that_part_and_what_stands_at_the_position(office: Setup, director, clerk):
    lend(office, director, clerk, powers="registry.refer")
    actor = office.actor(clerk)
    seat = actor.seat_for("registry.refer")
    assert seat is not None
    assert seat.permissions == {"registry.refer"}
    assert f"p{office.position('mudur').id}" in actor.principals
    assert not actor.may("registry.initial")
    assert not office.reads(actor, "b")
    assert not office.reads(actor, "a", 1)


def test_supervision_can_be_the_part(office: Setup, director, clerk):
    lend(office, director, clerk, powers="records.supervise")
    assert office.reads(office.actor(clerk), "b", 2)


def test_it_is_told_in_the_ledger(office: Setup, director, clerk):
    given = lend(office, director, clerk)
    entry, text = next(history("delegation", given.id))
    assert (entry.action, text.by["name"], text.by["title"]) == ("give", "Müdür", "Müdür")
    assert text.about["to"] == "Memur"
    assert text.about["basis"] == "Olur 7"
    revoke(office.actor(director), given, "Dönüş")
    assert [entry.action for entry, _ in history("delegation", given.id)] == ["revoke", "give"]
    assert ledger.verify() == []


def test_it_is_never_handed_on(office: Setup, director, clerk):
    third = office.user("can", "memur_b")
    lend(office, director, clerk)
    with pytest.raises(Refused) as refused:
        lend(office, clerk, third)
    assert "devredilemez" in refused.value.refusals[0].message
    assert "Müdür" in refused.value.refusals[0].cure
    assert Delegation.select().count() == 1


def test_only_the_holder_himself_gives_it(office: Setup, director, clerk):
    former, third = office.user("eski"), office.user("can", "memur_b")
    with pytest.raises(Refused):
        lend(office, clerk, third)
    appoint(SYSTEM, former, office.position("memur_b"), office.on(-9), office.on(-1))
    with pytest.raises(Refused):
        lend(office, former, third, position="memur_b")


def test_a_stale_actor_gives_nothing(office: Setup, director, clerk):
    actor = office.actor(director)
    end_holding(SYSTEM, Holding.get(Holding.user == director), office.on(-1))
    with pytest.raises(Refused):
        give(actor, office.position("mudur"), clerk, office.on(0), office.on(1), ALL, "Olur")
    assert not Delegation.select().exists()


def test_nobody_gives_it_to_himself_or_to_one_who_left(office: Setup, director, clerk):
    with pytest.raises(Refused):
        lend(office, director, director)
    deactivate(SYSTEM, clerk)
    with pytest.raises(Refused):
        lend(office, director, clerk)


@pytest.mark.parametrize(("starts", "ends"), [(5, 4), (-1, 5), (-5, -1)])
def test_reversed_and_backdated_periods_are_refused(office: Setup, director, clerk, starts: int, ends: int):
    with pytest.raises(Refused):
        lend(office, director, clerk, starts, ends)


def test_it_does_not_outlast_the_holders_own_time(office: Setup, director, clerk):
    end_holding(SYSTEM, Holding.get(Holding.user == director), office.on(5))
    with pytest.raises(Refused):
        lend(office, director, clerk, 0, 6)
    lend(office, director, clerk, 0, 5)


def test_it_lapses_when_the_holder_leaves_the_position(office: Setup, director, clerk):
    lend(office, director, clerk, 0, 10)
    end_holding(SYSTEM, Holding.get(Holding.user == director), office.on(2))
    assert [office.actor(clerk, day).may("registry.refer") for day in (2, 3)] == [True, False]


@pytest.mark.parametrize("powers", ["", "   ", "registry.sign", "registry.refer registry.sign", "all registry.refer"])
def test_powers_the_position_lacks_are_refused(office: Setup, director, clerk, powers: str):
    with pytest.raises(Refused):
        lend(office, director, clerk, powers=powers)


@pytest.mark.parametrize("basis", ["", "  ", "x" * 501, "Olur\0"])
def test_it_needs_a_basis(office: Setup, director, clerk, basis: str):
    with pytest.raises(Refused):
        give(office.actor(director), office.position("mudur"), clerk, office.on(0), office.on(1), ALL, basis)


def test_a_revoked_one_ends_at_once_and_still_counts_for_the_days_before(office: Setup, director, clerk):
    given = lend(office, director, clerk)
    office.moment += timedelta(days=3)
    revoke(office.actor(director), given)
    assert [office.actor(clerk, day).may("registry.refer") for day in (-3, -1, 0, 1)] == [True, True, False, False]
    with pytest.raises(Refused):
        revoke(office.actor(director), given)


def test_who_may_revoke(office: Setup, director, clerk):
    third, admin = office.user("can", "memur_b"), office.user("yönetici", "yonetici")
    given = lend(office, director, clerk)
    for user in (third, clerk):
        with pytest.raises(Refused) as refused:
            revoke(office.actor(user), given)
        assert refused.value.refusals[0].ground is not None
        assert refused.value.refusals[0].ground.kind == "right"
    same = Delegation.get_by_id(given.id)
    revoke(office.actor(admin), given)
    with pytest.raises(StaleRow):
        revoke(office.actor(director), same)


def test_a_delegation_of_a_closed_position_gives_nothing(office: Setup, director, clerk):
    from tests.core.organisation.office import FILE

    other = office.user("can", "memur_b")
    lend(office, other, director, position="memur_b")
    cut = FILE.index("[position.memur_b]"), FILE.index("[position.yonetici]")
    office.apply(FILE[: cut[0]] + FILE[cut[1] :])
    assert [seat.slug for seat in office.actor(director).seats] == ["mudur"]


def test_what_is_lent_already_is_not_lent_again(office: Setup, director, clerk):
    both = "registry.refer registry.initial"
    given = lend(office, director, clerk, 3, 6, both)
    for starts, ends in ((3, 6), (0, 3), (6, 9), (0, 9), (4, 5)):
        with pytest.raises(Refused) as refused:
            lend(office, director, clerk, starts, ends, "registry.initial registry.refer")
        (refusal,) = refused.value.refusals
        assert (refusal.field, bool(refusal.cure)) == ("to_user", True)
        assert "Memur bu vekâleti 24.11.2026 – 27.11.2026 günleri için zaten taşıyor" in refusal.message
    other = office.user("can", "memur_b")
    lend(office, director, other, 3, 6, both)
    lend(office, director, clerk, 3, 6, "registry.refer")
    lend(office, director, clerk, 0, 2, both)
    lend(office, director, clerk, 7, 9, both)
    revoke(office.actor(director), given)
    lend(office, director, clerk, 3, 6, both)


def test_of_two_alike_at_once_one_is_given(office: Setup, director, clerk):
    outcomes = office.at_once(*[lambda: lend(office, director, clerk)] * 4)
    assert sorted(type(each).__name__ for each in outcomes) == ["Delegation", "Refused", "Refused", "Refused"]
    assert ledger.verify() == []


def test_a_colleague_in_the_same_position_does_not_revoke(office: Setup, clerk):
    colleague, receiver = office.user("can", "memur_a"), office.user("ece", "memur_b")
    given = lend(office, clerk, receiver, position="memur_a")
    with pytest.raises(Refused) as refused:
        revoke(office.actor(colleague), given)
    assert "siz geri alamazsınız" in refused.value.refusals[0].message
    end_holding(SYSTEM, Holding.get(Holding.user == clerk), office.on(-1))
    revoke(office.actor(colleague), Delegation.get_by_id(given.id))
    assert next(history("delegation", given.id))[1].by["title"] == "A Memuru"


def test_who_gave_it_revokes_it_when_he_holds_nothing_any_more(office: Setup, director, clerk):
    given = lend(office, director, clerk)
    end_holding(SYSTEM, Holding.get(Holding.user == director), office.on(-1))
    revoke(office.actor(director), given)
    assert "title" not in next(history("delegation", given.id))[1].by


def leaves(office: Setup, user) -> None:
    end_holding(SYSTEM, Holding.get(Holding.user == user), office.on(-1))


def is_closed(office: Setup, user) -> None:
    deactivate(SYSTEM, user)


@pytest.mark.parametrize(
    ("who", "happens"),
    [("giver", leaves), ("giver", is_closed), ("keeper", leaves), ("keeper", is_closed), ("former giver", is_closed)],
)
def test_who_lost_his_seat_meanwhile_revokes_nothing(office: Setup, director, clerk, who: str, happens):
    given = lend(office, director, clerk)
    user = office.user("yönetici", "yonetici") if who == "keeper" else director
    if who == "former giver":
        leaves(office, director)
    actor = office.actor(user)
    happens(office, user)
    # Closing a sign-in revokes what he gave; here the seat alone must refuse.
    Delegation.update(revoked_at=None).execute()
    same = Delegation.get_by_id(given.id)
    with pytest.raises(Refused, match="az önce"):
        revoke(actor, same)
    assert Delegation.get_by_id(given.id).revoked_at is None
