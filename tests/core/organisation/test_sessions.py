from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from tests.core.organisation.office import PASSWORD, Setup

from kalem.ledger import By
from kalem.ledger.book import SYSTEM
from kalem.organisation import (
    LoginAttempt,
    Passwords,
    Session,
    User,
    deactivate,
    passwords,
    purge,
    session_user,
    set_password,
    sign_in,
    sign_out,
)
from kalem.refusal import Refused


def refusal(username: str, password: str, address: str = "10.0.0.1") -> str:
    with pytest.raises(Refused) as refused:
        sign_in(username, password, address)
    return str(refused.value)


@pytest.mark.parametrize("typed", ["ışık", "IŞIK", "Işık", "isik", "İSİK", " ISIK ", "Is\u0327ık"])
def test_the_user_name_is_found_however_it_is_typed(office: Setup, typed: str):
    user = office.user("ışık", password=PASSWORD)
    assert session_user(sign_in(typed, PASSWORD, "::1")) == user.id


def test_a_password_is_the_same_from_every_keyboard(office: Setup):
    import unicodedata

    user = office.user("ali", password="şifreli çığlık ığdır")
    assert session_user(sign_in("ali", unicodedata.normalize("NFD", "şifreli çığlık ığdır"), "::1")) == user.id


def test_an_unknown_user_and_a_wrong_password_look_alike(office: Setup):
    office.user("ali", password=PASSWORD)
    office.user("veli")  # has no password
    told = {refusal(name, "yanlış bir parola") for name in ("ali", "veli", "yok", "", "\0", "x" * 10_000)}
    assert len(told) == 1
    refusal("veli", "")


def test_an_unknown_user_costs_as_much(office: Setup, monkeypatch: pytest.MonkeyPatch):
    office.user("ali", password=PASSWORD)
    verified = []
    hasher = passwords.get()._hasher
    run = type(hasher).verify
    monkeypatch.setattr(type(hasher), "verify", lambda self, *a: verified.append(a) or run(self, *a))
    for name, password in (("ali", "yanlış parola"), ("yok", "yanlış parola"), ("ali", "x" * 1_000_000)):
        refusal(name, password)
    assert len(verified) == 3
    assert all(len(password) < 200 for _, password in verified)


@pytest.mark.parametrize("change", [deactivate, partial(set_password, password="bambaşka bir parola")])
def test_what_changes_while_the_password_is_compared_counts(
    office: Setup, monkeypatch: pytest.MonkeyPatch, change: Callable[[By, User], None]
):
    user = office.user("ali", password=PASSWORD)
    compare = Passwords.matches

    def slowly(self: Passwords, *compared: str) -> bool:
        same = compare(self, *compared)
        change(SYSTEM, user)
        return same

    monkeypatch.setattr(Passwords, "matches", slowly)
    assert refusal("ali", PASSWORD).startswith("Kullanıcı adı ya da parola yanlış.")
    assert not Session.select().exists()


def test_only_the_hash_of_a_token_is_kept(office: Setup):
    office.user("ali", password=PASSWORD)
    token = sign_in("ali", PASSWORD, "::1")
    assert Session.get().token_hash != token
    assert session_user(Session.get().token_hash) is None


def test_a_session_ends_when_idle_when_old_and_on_sign_out(office: Setup):
    user = office.user("ali", password=PASSWORD)
    token = sign_in("ali", PASSWORD, "::1")
    for _ in range(11):
        office.moment += timedelta(minutes=59)
        assert session_user(token) == user.id
    office.moment += timedelta(minutes=59)
    assert session_user(token) == user.id
    office.moment += timedelta(minutes=13)
    assert session_user(token) is None
    idle = sign_in("ali", PASSWORD, "::1")
    office.moment += timedelta(hours=1)
    assert session_user(idle) is None
    gone = sign_in("ali", PASSWORD, "::1")
    sign_out(gone)
    assert session_user(gone) is None
    sign_out("yok\ud800")
    assert session_user("yok\ud800") is None


def test_a_request_writes_only_once_a_minute(office: Setup, monkeypatch: pytest.MonkeyPatch):
    office.user("ali", password=PASSWORD)
    token = sign_in("ali", PASSWORD, "::1")
    queries = []
    run = office.database.execute_sql
    monkeypatch.setattr(office.database, "execute_sql", lambda *a, **k: queries.append(a[0]) or run(*a, **k))
    session_user(token)
    assert len(queries) == 1
    office.moment += timedelta(minutes=1)
    session_user(token)
    assert len(queries) == 3


@pytest.mark.parametrize("name", ["ali", "yok"])
def test_many_failures_close_the_door_for_a_while(office: Setup, name: str):
    office.user("ali", password=PASSWORD)
    wrong = {refusal(name, "yanlış parola") for _ in range(5)}
    closed = refusal(name, PASSWORD)
    assert len(wrong) == 1
    assert closed not in wrong
    # Elsewhere the owner still gets in, and knocking on does not lengthen it.
    if name == "ali":
        assert sign_in("ali", PASSWORD, "10.0.0.2")
        office.moment += timedelta(minutes=14)
        refusal(name, PASSWORD)
        office.moment += timedelta(minutes=1)
        assert sign_in("ali", PASSWORD, "10.0.0.1")


def test_many_tries_at_once_are_no_more_tries(office: Setup, monkeypatch: pytest.MonkeyPatch):
    office.user("ali", password=PASSWORD)
    tried = []
    hasher = type(passwords.get()._hasher)
    run = hasher.verify
    monkeypatch.setattr(hasher, "verify", lambda self, *a: tried.append(a) or run(self, *a))
    outcomes = office.at_once(*(lambda: sign_in("ali", "yanlış parola", "10.0.0.1") for _ in range(10)))
    assert all(isinstance(outcome, Refused) for outcome in outcomes)
    assert len(tried) <= 5


def test_dots_and_case_do_not_give_more_tries(office: Setup):
    for typed in ("isik", "ISIK", "ışık", "İşik", "Işık"):
        refusal(typed, "yanlış parola")
    assert "Çok fazla" in refusal("IşıK", "yanlış parola")


def test_one_user_name_from_everywhere_and_one_address_for_everyone_are_bounded(office: Setup):
    for number in range(25):
        assert "Çok fazla" not in refusal("ali", "yanlış parola", f"10.0.0.{number}")
    assert "Çok fazla" in refusal("ali", "yanlış parola", "10.0.1.1")
    for number in range(50):
        assert "Çok fazla" not in refusal(f"kişi{number}", "yanlış parola", "10.9.9.9")
    assert "Çok fazla" in refusal("başka", "yanlış parola", "10.9.9.9")


def test_a_success_forgives_only_that_user_at_that_address(office: Setup):
    office.user("ali", password=PASSWORD)
    for name in ("ali", "ali", "veli"):
        refusal(name, "yanlış parola")
    sign_in("ali", PASSWORD, "10.0.0.1")
    assert [attempt.username for attempt in LoginAttempt.select()] == ["veli"]


def test_old_rows_are_purged(office: Setup):
    office.user("ali", password=PASSWORD)
    refusal("veli", "yanlış parola")
    sign_in("ali", PASSWORD, "::1")
    office.moment += timedelta(hours=2)
    purge()
    assert Session.select().exists(), "whose it was is known for another day"
    office.moment += timedelta(days=1)
    purge()
    assert not LoginAttempt.select().exists()
    assert not Session.select().exists()
