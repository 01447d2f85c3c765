"""Signing in and staying signed in."""

import secrets
from datetime import timedelta
from hashlib import sha256

from peewee import Query, Value

from kalem.context import now
from kalem.db import Prepared, current, transaction
from kalem.db.database import is_sqlite
from kalem.i18n import gettext as _
from kalem.refusal import Refusal, Refused
from kalem.text import fold

from .models import LoginAttempt, Session, User
from .passwords import passwords

#: A session ends after this long without a request, and after this long in any case.
IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)

#: How old ``seen`` may be before a request writes it anew.
SEEN_STEP = timedelta(minutes=1)

#: Failed sign-ins count for this long.
WINDOW = timedelta(minutes=15)

#: Failures in that time after which nobody gets to try: with one user name from one address, with one user name from
#: everywhere (a stranger elsewhere does not lock the owner out at once), from one address (a whole office shares it).
MOST_FOR_PAIR, MOST_FOR_USERNAME, MOST_FOR_ADDRESS = 5, 25, 50


def sign_in(username: str, password: str, address: str) -> str:
    """Return the token of a new session.

    ``Refused`` alike for an unknown user, a wrong password and an inactive user; told apart only when there were too
    many attempts, which do not depend on whether the user exists. ``address`` is where the request comes from.
    """
    key, address = _key(username), address[:64]
    attempt = _note_attempt(key, address)
    user = User.get_or_none((User.username_key == key) & User.active)
    if not passwords.get().matches(user.password if user else None, password) or user is None:
        raise Refused(_wrong())
    with transaction():
        # Whoever changed the password or took the user away meanwhile is seen here; who does so later ends the session.
        same = User.select().where((User.id == user.id) & User.active & (User.password == user.password))
        if (same if is_sqlite(current()) else same.for_update()).get_or_none() is None:
            raise Refused(_wrong())
        mine = (LoginAttempt.username == attempt.username) & (LoginAttempt.address == address)
        LoginAttempt.delete().where(mine).execute()
        purge()
        return open_session(user.id)


def confirm(user: User, password: str, address: str) -> None:
    """Raise ``Refused`` unless ``password`` is the signed-in user's own; wrong ones count as failed sign-ins do."""
    attempt = _note_attempt(user.username_key, address[:64])
    if not passwords.get().matches(user.password, password):
        raise Refused(Refusal(_("Şimdiki parolanız bu değil."), _("Yeniden yazın."), field="old"))
    attempt.delete_instance()


def open_session(user_id: int) -> str:
    """Begin a session without asking for a password (after one was just set) and return its token."""
    token = secrets.token_urlsafe(32)
    moment = now()
    Session.create(token_hash=_hash(token), user=user_id, created=moment, seen=moment, ends=moment + LONGEST)
    return token


def session_user(token: str) -> int | None:
    """Return the id of the user whose session ``token`` is, and note that he is there; None when it has ended."""
    moment, key = now(), _hash(token)
    stored = Session.seen.db_value
    found = _session.rows(key=key, moment=stored(moment), idle=stored(moment - IDLE), step=stored(moment - SEEN_STEP))
    if not found:
        return None
    ((user_id, note),) = found
    if note:
        Session.update(seen=moment).where(Session.token_hash == key).execute()
    return int(user_id)


@Prepared
def _session(key: Value, moment: Value, idle: Value, step: Value) -> Query:
    running = (Session.token_hash == key) & (Session.ends > moment) & (Session.seen > idle)
    return Session.select(Session.user, Session.seen <= step).join(User).where(running & User.active)


def sign_out(token: str) -> None:
    """End the session of ``token``, if there is one."""
    Session.delete().where(Session.token_hash == _hash(token)).execute()


def end_sessions(user_id: int) -> None:
    """End every session of the user, wherever he is signed in."""
    Session.delete().where(Session.user == user_id).execute()


def purge() -> None:
    """Remove sessions that have ended and failures that no longer count."""
    moment = now()
    Session.delete().where((Session.ends <= moment) | (Session.seen <= moment - IDLE)).execute()
    LoginAttempt.delete().where(LoginAttempt.at <= moment - WINDOW).execute()


def _note_attempt(key: str, address: str) -> LoginAttempt:
    """Write the attempt before it is made, so that many at once count too; refuse it when there were too many."""
    moment = now()
    attempt: LoginAttempt = LoginAttempt.create(username=key, address=address, at=moment)
    recent = LoginAttempt.at > moment - WINDOW
    from_address = LoginAttempt.select(LoginAttempt.username).where(recent & (LoginAttempt.address == address))
    with_username = LoginAttempt.select(LoginAttempt.address).where(recent & (LoginAttempt.username == key))
    if (
        with_username.where(LoginAttempt.address == address).count() > MOST_FOR_PAIR
        or with_username.count() > MOST_FOR_USERNAME
        or from_address.count() > MOST_FOR_ADDRESS
    ):
        attempt.delete_instance()
        raise Refused(
            Refusal(
                _("Çok fazla başarısız deneme yapıldı."),
                _("%(minutes)s dakika sonra yeniden deneyin.", minutes=int(WINDOW.total_seconds() // 60)),
            )
        )
    return attempt


def _wrong() -> Refusal:
    return Refusal(
        _("Kullanıcı adı ya da parola yanlış."),
        _("Yeniden deneyin; parolanızı unuttuysanız kullanıcı yöneticisine başvurun."),
    )


def _key(username: str) -> str:
    """Return what was typed as it is compared: folded, without blanks around, and cut to what can be stored."""
    return fold(username.replace("\0", "").strip()[:60])[:60]


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
