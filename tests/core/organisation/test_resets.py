"""A new password by a one-time code: nobody learns another's, nobody does it unseen."""

from datetime import timedelta

import pytest
from tests.core.organisation.office import PASSWORD, Setup

from kalem.ledger import By, Entry, history, verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import (
    PasswordReset,
    Session,
    User,
    deactivate,
    offer_reset,
    open_reset,
    passwords,
    reactivate,
    redeem,
    set_password,
    sign_in,
    withdraw_reset,
)
from kalem.refusal import Refused

NEW = "bambaşka bir parola"


def refusal(username: str, code: str, password: str = NEW, address: str = "10.0.0.1") -> str:
    with pytest.raises(Refused) as refused:
        redeem(username, code, password, address)
    return str(refused.value)


@pytest.fixture
def ali(office: Setup) -> User:
    return office.user("ali", password=PASSWORD)


@pytest.fixture
def keeper(office: Setup) -> By:
    user = office.user("yönetici", password=PASSWORD)
    return By(user.id, user.name)


def test_the_person_sets_his_password_with_the_code_and_every_session_ends(ali: User, keeper: By) -> None:
    sign_in("ali", PASSWORD, "::1")
    code = offer_reset(keeper, ali)
    assert redeem("ALİ", code, NEW, "::1").id == ali.id
    assert not Session.select().where(Session.user == ali).exists()
    assert sign_in("ali", NEW, "::1")
    with pytest.raises(Refused):
        sign_in("ali", PASSWORD, "::1")
    assert list(verify()) == []


def test_the_old_password_holds_until_the_code_is_used(ali: User, keeper: By) -> None:
    offer_reset(keeper, ali)
    assert sign_in("ali", PASSWORD, "::1")
    assert open_reset(ali.id) is not None


def test_only_the_codes_hash_is_kept_and_no_entry_holds_it(ali: User, keeper: By) -> None:
    code = offer_reset(keeper, ali)
    plain = code.replace("-", "")
    kept = PasswordReset.get()
    assert plain not in repr(kept.__data__)
    assert all(plain not in entry.text and kept.code_hash not in entry.text for entry in Entry.select())


def test_entries_tell_who_gave_the_code_and_that_it_was_used(ali: User, keeper: By) -> None:
    redeem("ali", offer_reset(keeper, ali), NEW, "::1")
    used, given, *_rest = [text for _entry, text in history("user", ali.id)]
    assert (given.action, given.by["name"]) == ("offer_reset", keeper.name)
    assert (used.action, used.by["name"], used.about["offered_by"]) == ("reset_password", ali.name, keeper.name)


@pytest.mark.parametrize("typed", [str.upper, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_is_understood_however_it_is_typed(ali: User, keeper: By, typed) -> None:
    assert redeem("ali", typed(offer_reset(keeper, ali)), NEW, "::1")


def test_a_code_is_used_once(ali: User, keeper: By) -> None:
    code = offer_reset(keeper, ali)
    redeem("ali", code, NEW, "::1")
    assert "kod kullanılmış" in refusal("ali", code, "yine başka bir parola")
    assert passwords.get().matches(User.get_by_id(ali.id).password, NEW)


def test_of_two_who_use_it_at_once_one_gets_in(office: Setup, ali: User, keeper: By) -> None:
    code = offer_reset(keeper, ali)
    outcomes = office.at_once(
        lambda: redeem("ali", code, "birinci yeni parola", "::1"),
        lambda: redeem("ali", code, "ikinci yeni parola", "::2"),
    )
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]


def test_a_code_ends_after_a_day(office: Setup, ali: User, keeper: By) -> None:
    code = offer_reset(keeper, ali)
    office.moment += timedelta(hours=24)
    assert "süresi geçmiş" in refusal("ali", code)
    assert open_reset(ali.id) is None


def test_a_newer_code_a_withdrawal_a_password_and_a_closed_door_make_it_void(ali: User, keeper: By) -> None:
    codes = [offer_reset(keeper, ali)]
    codes.append(offer_reset(keeper, ali))
    refusal("ali", codes[0])
    withdraw_reset(keeper, ali)
    refusal("ali", codes[1])
    codes.append(offer_reset(keeper, ali))
    set_password(SYSTEM, User.get_by_id(ali.id), "komut satırından parola")
    refusal("ali", codes[2], address="10.0.0.2")
    codes.append(offer_reset(keeper, ali))
    deactivate(SYSTEM, User.get_by_id(ali.id))
    refusal("ali", codes[3], address="10.0.0.3")
    reactivate(SYSTEM, User.get_by_id(ali.id))
    refusal("ali", codes[3], address="10.0.0.4")


def test_an_unknown_user_another_users_code_and_a_wrong_one_look_alike(office: Setup, ali: User, keeper: By) -> None:
    office.user("veli", password=PASSWORD)
    code = offer_reset(keeper, ali)
    told = {refusal("ali", "yanlış"), refusal("veli", code), refusal("yok", code), refusal("", ""), refusal("\0", "\0")}
    assert len(told) == 1


def test_codes_are_not_tried_without_end(ali: User, keeper: By) -> None:
    code = offer_reset(keeper, ali)
    for _ in range(5):
        refusal("ali", "yanlış")
    assert "Çok fazla" in refusal("ali", code)


def test_a_weak_password_does_not_use_the_code_up(ali: User, keeper: By) -> None:
    code = offer_reset(keeper, ali)
    for _ in range(7):
        assert "en az 12 karakter" in refusal("ali", code, "kısa")
    assert redeem("ali", code, NEW, "10.0.0.1")


def test_nobody_resets_himself_or_one_whose_door_is_closed(ali: User, keeper: By) -> None:
    with pytest.raises(Refused, match="Kendiniz için"):
        offer_reset(By(ali.id, ali.name), ali)
    deactivate(SYSTEM, ali)
    with pytest.raises(Refused, match="giriş kapalı"):
        offer_reset(keeper, User.get_by_id(ali.id))
