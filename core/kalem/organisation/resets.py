"""A new password without the old one: who keeps the people gives a one-time code, the person sets the password.

So nobody learns or chooses another's password. The old one holds until the code is used, and whoever signs in meanwhile
is told that there is one: a code that was not asked for does not stay unseen.
"""

from datetime import datetime, timedelta

from kalem.context import now, written
from kalem.i18n import gettext as _
from kalem.ledger import By, writing
from kalem.refusal import Refusal, Refused

from .attempts import forgive, key_of, note_attempt
from .codes import code_hash, new_code
from .models import PasswordReset, User
from .passwords import check_password, passwords
from .sessions import end_sessions
from .still import check_by

#: How long a code may be used.
LIFETIME = timedelta(hours=24)


def offer_reset(by: By, user: User) -> str:
    """Return a new one-time code for ``user``; an earlier one is void. Only its hash is kept.

    ``Refused`` for one whose sign-in is closed, and for oneself: who is there knows his password.
    """
    if user.id == by.user_id:
        raise Refused(
            Refusal(_("Kendiniz için sıfırlama kodu üretemezsiniz."), _("Parolanızı Hesabım sayfasında değiştirin."))
        )
    if not user.active:
        raise Refused(Refusal(_("%(name)s için giriş kapalı.", name=user.name), _("Önce girişini yeniden açın.")))
    code, moment = new_code(), now()
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "offer_reset", about={"until": written(moment + LIFETIME)})
        _void(user.id)
        PasswordReset.create(
            user=user, code_hash=code_hash(code), created=moment, ends=moment + LIFETIME, by_name=by.name
        )
    return code


def withdraw_reset(by: By, user: User) -> None:
    """Make the open code of ``user`` void; nothing happens where there is none."""
    with writing(by) as book:
        check_by(by)
        if _void(user.id):
            book.act("user", user.id, "withdraw_reset")


def open_reset(user_id: int) -> PasswordReset | None:
    """Return the code that ``user_id`` can still use, if there is one."""
    found: PasswordReset | None = PasswordReset.get_or_none(
        (PasswordReset.user == user_id) & (PasswordReset.ends > now())
    )
    return found


def redeem(username: str, code: str, password: str, address: str) -> User:
    """Set the password with a one-time code; every session ends. Return the user.

    ``Refused`` alike for an unknown user and for a wrong, used or old code, which count as failed sign-ins do; for a
    password that is too weak, and then the code can still be used.
    """
    key, address = key_of(username), address[:64]
    note_attempt(key, address)
    found = _matching(key, code, now())
    if found is None:
        raise Refused(_wrong())
    user: User = found.user
    # Not the throttle's business any more: the code was right.
    forgive(key, address)
    check_password(password, user.username)
    hashed = passwords.get().hash(password)
    by = By(user.id, user.name)
    with writing(by) as book:
        check_by(by)
        # Of two who use it at once, one finds it gone.
        if not _void(user.id, found.code_hash):
            raise Refused(_wrong())
        act = book.act("user", user.id, "reset_password", about={"offered_by": found.by_name})
        act.update(User.get_by_id(user.id), password=hashed)
        end_sessions(user.id)
    return user


def _matching(key: str, code: str, moment: datetime) -> PasswordReset | None:
    query = PasswordReset.select(PasswordReset, User).join(User)
    found: PasswordReset | None = query.where(
        (User.username_key == key)
        & User.active
        & (PasswordReset.code_hash == code_hash(code))
        & (PasswordReset.ends > moment)
    ).first()
    return found


def _void(user_id: int, hashed: str | None = None) -> bool:
    which = PasswordReset.user == user_id
    if hashed is not None:
        which &= PasswordReset.code_hash == hashed
    return bool(PasswordReset.delete().where(which).execute())


def _wrong() -> Refusal:
    return Refusal(
        _("Kullanıcı adı ya da kod yanlış, kod kullanılmış ya da süresi geçmiş."),
        _("Yazdığınızı denetleyin; olmazsa kullanıcı yöneticisinden yeni kod isteyin."),
    )
