"""Signing in with a second step: the code of a device, each once; recovery codes; what a stolen database tells."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import current_app
from tests.core.organisation.office import PASSWORD, Setup

from kalem.ledger import By, Entry, history, verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import (
    Half,
    HalfEnded,
    LoginAttempt,
    Session,
    User,
    begin_factor,
    confirm_factor,
    deactivate,
    finish_sign_in,
    half_signed_in,
    has_second_factor,
    recovery_codes_left,
    remove_factor,
    renew_recovery_codes,
    session_user,
    set_password,
    sign_in,
)
from kalem.organisation.models import HalfSignIn, RecoveryCode, SecondFactor
from kalem.refusal import Refused


class Device:
    """A telephone that makes codes."""

    def __init__(self, office: Setup, user: User) -> None:
        self.office = office
        self.user = user
        self.secret = begin_factor(user)

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.office.moment, counter_offset=steps)

    def switch_on(self) -> list[str]:
        return confirm_factor(By(self.user.id, self.user.name), self.user, self.code())


@pytest.fixture
def ali(office: Setup) -> User:
    office.moment = datetime(2026, 11, 18, 9, 0, 10, tzinfo=UTC)
    return office.user("ali", password=PASSWORD)


@pytest.fixture
def device(office: Setup, ali: User) -> Device:
    """Ali's telephone, whose codes are asked for."""
    device = Device(office, ali)
    device.recovery = device.switch_on()  # type: ignore[attr-defined]
    office.moment += timedelta(minutes=1)
    return device


def half(address: str = "::1") -> str:
    found = sign_in("ali", PASSWORD, address)
    assert isinstance(found, Half)
    return found.token


def refused(token: str, code: str, address: str = "::1") -> str:
    with pytest.raises(Refused) as refusal:
        finish_sign_in(token, code, address)
    return str(refusal.value)


def test_a_password_alone_opens_no_session(device: Device) -> None:
    token = half()
    assert not Session.select().exists()
    assert session_user(token) is None
    assert half_signed_in(token) == "ali"
    assert session_user(finish_sign_in(token, device.code(), "::1")) == device.user.id
    assert half_signed_in(token) is None


def test_nothing_is_asked_for_until_a_first_code_fitted(office: Setup, ali: User) -> None:
    device = Device(office, ali)
    assert begin_factor(ali) == device.secret, "the page can be opened again while it is set up"
    assert isinstance(sign_in("ali", PASSWORD, "::1"), str)
    with pytest.raises(Refused):
        confirm_factor(By(ali.id, ali.name), ali, "000000")
    assert not has_second_factor(ali.id)
    assert len(device.switch_on()) == 10
    assert has_second_factor(ali.id)
    with pytest.raises(Refused, match="zaten açık"):
        begin_factor(ali)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_code_of_the_step_before_and_after_is_taken_too(device: Device, steps: int, taken: bool) -> None:
    if taken:
        assert finish_sign_in(half(), device.code(steps), "::1")
    else:
        refused(half(), device.code(steps))


def test_a_code_is_accepted_once(device: Device) -> None:
    code = device.code()
    finish_sign_in(half(), code, "::1")
    assert "daha önce kullanıldı" in refused(half(), code)
    refused(half(), device.code(-1)), "an earlier step is no newer one"
    assert finish_sign_in(half(), device.code(1), "::1")


def test_the_code_that_switched_it_on_does_not_sign_in(office: Setup, ali: User) -> None:
    device = Device(office, ali)
    device.switch_on()
    refused(half(), device.code())


def test_of_two_with_the_same_code_at_once_one_gets_in(office: Setup, device: Device) -> None:
    first, second, code = half("10.0.0.1"), half("10.0.0.2"), device.code()
    outcomes = office.at_once(
        lambda: finish_sign_in(first, code, "10.0.0.1"), lambda: finish_sign_in(second, code, "10.0.0.2")
    )
    assert sorted(isinstance(outcome, str) for outcome in outcomes) == [False, True]


def test_blanks_in_a_code_do_no_harm(device: Device) -> None:
    code = device.code()
    assert finish_sign_in(half(), f" {code[:3]} {code[3:]} ", "::1")


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\0", "１２３４５６", "x" * 10_000, "-12345"])
def test_what_is_no_code_is_refused(device: Device, code: str) -> None:
    refused(half(), code)


def test_the_half_ends_after_some_minutes(office: Setup, device: Device) -> None:
    token = half()
    office.moment += timedelta(minutes=5)
    with pytest.raises(HalfEnded):
        finish_sign_in(token, device.code(), "::1")


def test_after_some_wrong_codes_the_password_is_asked_for_again(device: Device) -> None:
    token = half("10.0.0.1")
    for number in range(5):
        refused(token, "000000", f"10.0.1.{number}")
    with pytest.raises(HalfEnded):
        finish_sign_in(token, device.code(), "10.0.0.1")


def test_who_knows_the_password_does_not_guess_codes_without_end(device: Device) -> None:
    for _ in range(5):
        refused(half(), "000000")
    told = refused(half(), device.code())
    assert "Çok fazla" in told
    assert "Çok fazla" not in refused(half(), "000000", "10.0.0.9")


def test_strangers_who_type_the_name_do_not_use_up_the_tries_of_codes(device: Device) -> None:
    for number in range(5):
        with pytest.raises(Refused):
            sign_in("\x01ali", "yanlış parola", f"10.0.0.{number}")
    assert finish_sign_in(half(), device.code(), "::1")


def test_success_forgives(device: Device) -> None:
    refused(half(), "000000")
    finish_sign_in(half(), device.code(), "::1")
    assert not LoginAttempt.select().exists()


def test_a_recovery_code_lets_in_once(device: Device) -> None:
    code = device.recovery[3]  # type: ignore[attr-defined]
    assert finish_sign_in(half(), code.upper().replace("-", " "), "::1")
    assert recovery_codes_left(device.user.id) == 9
    refused(half(), code)


def test_new_recovery_codes_make_the_old_ones_void(device: Device) -> None:
    made = renew_recovery_codes(By(device.user.id, device.user.name), device.user)
    refused(half(), device.recovery[0])  # type: ignore[attr-defined]
    assert finish_sign_in(half(), made[0], "::1")


def test_a_stolen_database_makes_no_codes(device: Device) -> None:
    stored = SecondFactor.get().secret
    assert device.secret not in stored
    hashes = {row.code_hash for row in RecoveryCode.select()}
    assert all(code not in hashes and code.replace("-", "") not in hashes for code in device.recovery)  # type: ignore[attr-defined]
    assert all(device.secret not in entry.text and stored not in entry.text for entry in Entry.select())


def test_where_the_secret_is_lost_recovery_codes_still_let_in(device: Device) -> None:
    current_app.secret_key = "another"
    refused(half(), device.code())
    assert finish_sign_in(half(), device.recovery[0], "::1")  # type: ignore[attr-defined]


def test_a_lost_telephone_is_taken_away_and_an_entry_tells_by_whom(device: Device) -> None:
    remove_factor(SYSTEM, device.user)
    assert isinstance(sign_in("ali", PASSWORD, "::1"), str)
    assert not RecoveryCode.select().exists()
    told = [(text.action, text.by["name"]) for _entry, text in history("user", device.user.id)]
    assert told[:2] == [("second_factor_off", "Kalem"), ("second_factor_on", device.user.name)]
    with pytest.raises(Refused):
        remove_factor(SYSTEM, device.user)
    assert list(verify()) == []


@pytest.mark.parametrize("change", [deactivate, lambda by, user: set_password(by, user, "bambaşka bir parola")])
def test_what_changes_between_the_two_steps_counts(device: Device, change) -> None:
    token = half()
    change(SYSTEM, device.user)
    assert not HalfSignIn.select().exists()
    with pytest.raises(HalfEnded):
        finish_sign_in(token, device.code(), "::1")
