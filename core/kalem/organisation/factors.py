"""The second step of signing in: codes that change every thirty seconds (TOTP, RFC 6238), and recovery codes.

The secret lies sealed in the database (:mod:`kalem.sealing`): who stole the database makes no code with it. Where the
application's secret is lost, no code fits any more; recovery codes still do, since they do not depend on it, and who
keeps the people can take the second step away.
"""

import hmac
from datetime import datetime
from typing import Any

import pyotp

from kalem.context import now
from kalem.i18n import gettext as _
from kalem.ledger import By, writing
from kalem.refusal import Refusal, Refused
from kalem.sealing import Unsealable, seal, unseal

from .codes import code_hash, new_code
from .models import RecoveryCode, SecondFactor, User
from .still import check_by

#: Steps before and after the present one whose codes are taken: clocks differ (RFC 6238, 5.2).
NEAR = 1

#: Recovery codes that a person gets.
RECOVERY_CODES = 10

#: What the secret is sealed for.
PURPOSE = "second factor"


def is_on(user_id: int) -> bool:
    """Whether signing in asks this user for a second step."""
    return bool(SecondFactor.select().where(_running(user_id)).exists())


def begin_factor(user: User) -> str:
    """Return the secret with which ``user`` sets up his device, the same until he confirms it (base32, RFC 4648).

    ``Refused`` when his second step is on already.
    """
    found: SecondFactor | None = SecondFactor.get_or_none(SecondFactor.user == user)
    if found is not None and found.confirmed is not None:
        raise Refused(Refusal(_("İkinci adım zaten açık."), _("Başka bir cihaz için önce kapatın.")))
    known = _secret_of(found) if found is not None else None
    if known is not None:
        return known
    secret = pyotp.random_base32()
    SecondFactor.delete().where(_waiting(user)).execute()
    SecondFactor.create(user=user, secret=seal(secret, PURPOSE))
    return secret


def address_of(secret: str, username: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that a QR code carries to the device."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def confirm_factor(by: By, user: User, code: str) -> list[str]:
    """Switch the second step on with a first code; return the recovery codes, which are shown now and never again.

    ``Refused`` for a code that does not fit.
    """
    found: SecondFactor | None = SecondFactor.get_or_none(_waiting(user))
    if found is None or not _fits(found, code):
        raise Refused(wrong_code())
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "second_factor_on")
        which = _waiting(user) & (SecondFactor.secret == found.secret)
        if SecondFactor.update(confirmed=now()).where(which).execute() != 1:
            raise Refused(wrong_code())
        return _new_recovery_codes(user)


def renew_recovery_codes(by: By, user: User) -> list[str]:
    """Return new recovery codes, which are shown now and never again; the earlier ones are void."""
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "recovery_codes")
        return _new_recovery_codes(user)


def remove_factor(by: By, user: User) -> None:
    """Take the second step away: the person himself after password and code, or who keeps the people.

    The entry tells by whom. ``Refused`` when there is none.
    """
    with writing(by) as book:
        check_by(by)
        if not SecondFactor.delete().where(_running(user.id)).execute():
            raise Refused(Refusal(_("Bu kişinin ikinci adımı açık değil."), _("Başka bir işlem gerekmez.")))
        RecoveryCode.delete().where(RecoveryCode.user == user).execute()
        book.act("user", user.id, "second_factor_off")


def accept(user_id: int, code: str) -> bool:
    """Whether ``code`` lets ``user_id`` in now; what was accepted once is never accepted again."""
    found: SecondFactor | None = SecondFactor.get_or_none(_running(user_id))
    return found is not None and (_fits(found, code) or _recovers(user_id, code))


def recovery_codes_left(user_id: int) -> int:
    """Return how many recovery codes were not used yet."""
    return int(RecoveryCode.select().where((RecoveryCode.user == user_id) & RecoveryCode.used.is_null()).count())


def wrong_code() -> Refusal:
    """Return the refusal of a code that does not fit."""
    return Refusal(
        _("Kod uymuyor ya da daha önce kullanıldı."),
        _("Uygulamada görünen yeni kodu yazın; olmazsa telefonunuzun saatini denetleyin."),
        field="code",
    )


def _running(user_id: int) -> Any:
    return (SecondFactor.user == user_id) & SecondFactor.confirmed.is_null(False)


def _waiting(user: User) -> Any:
    return (SecondFactor.user == user) & SecondFactor.confirmed.is_null()


def _fits(factor: SecondFactor, code: str) -> bool:
    """Whether the code is one of the near steps', and none that was used; note the step as used."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdecimal() and len(typed) == 6):
        return False
    secret = _secret_of(factor)
    if secret is None:
        return False
    step = _step(secret, typed, now())
    if step is None:
        return False
    # One statement: of two who send the same code at once, one finds its step used.
    which = (SecondFactor.user == factor.user_id) & (SecondFactor.secret == factor.secret)
    fresh = SecondFactor.update(last_step=step).where(which & (SecondFactor.last_step < step))
    return int(fresh.execute()) == 1


def _secret_of(factor: SecondFactor) -> str | None:
    """Return the device's secret; None when the application's own has changed since."""
    try:
        return unseal(factor.secret, PURPOSE)
    except Unsealable:
        return None


def _step(secret: str, typed: str, moment: datetime) -> int | None:
    device = pyotp.TOTP(secret)
    present = device.timecode(moment)
    found = None
    for step in range(present - NEAR, present + NEAR + 1):
        if hmac.compare_digest(device.generate_otp(step), typed):
            found = step
    return found


def _recovers(user_id: int, code: str) -> bool:
    which = (RecoveryCode.user == user_id) & (RecoveryCode.code_hash == code_hash(code)) & RecoveryCode.used.is_null()
    return int(RecoveryCode.update(used=now()).where(which).execute()) == 1


def _new_recovery_codes(user: User) -> list[str]:
    made = [new_code(3) for _number in range(RECOVERY_CODES)]
    RecoveryCode.delete().where(RecoveryCode.user == user).execute()
    RecoveryCode.insert_many([{"user": user, "code_hash": code_hash(code)} for code in made]).execute()
    return made
