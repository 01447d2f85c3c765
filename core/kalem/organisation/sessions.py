"""Signing in and staying signed in."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from peewee import Query, Value

from kalem.context import now
from kalem.db import Prepared, current, transaction
from kalem.db.database import is_sqlite
from kalem.i18n import gettext as _
from kalem.refusal import Refusal, Refused

from . import factors
from .attempts import code_key_of, forgive, key_of, note_attempt, purge_attempts
from .models import HalfSignIn, Session, User
from .passwords import passwords
from .structure import municipality

#: A session ends after this long without a request, and after this long in any case.
IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)

#: How old ``seen`` may be before a request writes it anew.
SEEN_STEP = timedelta(minutes=1)

#: An ended session's row stays this long: what its owner sends from a form that was still open is kept for him.
ENDED_KEPT = timedelta(days=1)

#: How long a right password waits for its code, and how many wrong codes it outlives.
HALF, MOST_WRONG = timedelta(minutes=5), 5


@dataclass(frozen=True, slots=True)
class Half:
    """The password was right; the code is asked for. ``token`` is what the browser brings with it."""

    token: str


class HalfEnded(Exception):
    """The password was too long ago, or too many codes were wrong: it is asked for again."""


def sign_in(username: str, password: str, address: str) -> str | Half:
    """Return the token of a new session; :class:`Half` of one where the user has a second step.

    ``Refused`` alike for an unknown user, a wrong password and an inactive user; told apart only when there were too
    many attempts, which do not depend on whether the user exists. ``address`` is where the request comes from.
    """
    key, address = key_of(username), address[:64]
    note_attempt(key, address)
    user = User.get_or_none((User.username_key == key) & User.active)
    if not passwords.get().matches(user.password if user else None, password) or user is None:
        raise Refused(_wrong())
    with transaction():
        # Whoever changed the password or took the user away meanwhile is seen here; who does so later ends the session.
        same = User.select().where((User.id == user.id) & User.active & (User.password == user.password))
        if (same if is_sqlite(current()) else same.for_update()).get_or_none() is None:
            raise Refused(_wrong())
        forgive(key, address)
        purge()
        return _half(user) if factors.is_on(user.id) else open_session(user.id)


def finish_sign_in(token: str, code: str, address: str) -> str:
    """Return the token of a new session, for who brings the code beside the half ``token``.

    ``Refused`` for a code that does not fit or was used; after ``MOST_WRONG`` of them, or when the half has ended
    (:class:`HalfEnded`), the password is asked for again. Wrong codes count apart: a right password forgives none.
    """
    half: HalfSignIn | None = _running_half(token)
    if half is None:
        raise HalfEnded
    key, address = code_key_of(half.user.username_key), address[:64]
    note_attempt(key, address)
    if not factors.accept(half.user_id, code):
        which = HalfSignIn.token_hash == half.token_hash
        HalfSignIn.update(wrong=HalfSignIn.wrong + 1).where(which).execute()
        HalfSignIn.delete().where(which & (HalfSignIn.wrong >= MOST_WRONG)).execute()
        raise Refused(factors.wrong_code())
    with transaction():
        # Whoever took the user away or changed his password meanwhile took the half too.
        if HalfSignIn.delete().where(HalfSignIn.token_hash == half.token_hash).execute() != 1:
            raise HalfEnded
        forgive(key, address)
        return open_session(half.user_id)


def half_signed_in(token: str) -> str | None:
    """Return the name of who is asked for his code; None when that has ended."""
    half = _running_half(token)
    return str(half.user.username) if half is not None else None


def confirm(user: User, password: str, address: str) -> None:
    """Raise ``Refused`` unless ``password`` is the signed-in user's own; wrong ones count as failed sign-ins do."""
    attempt = note_attempt(user.username_key, address[:64])
    if not passwords.get().matches(user.password, password):
        raise Refused(Refusal(_("Şimdiki parolanız bu değil."), _("Yeniden yazın."), field="old"))
    attempt.delete_instance()


def confirm_code(user: User, code: str, address: str) -> None:
    """Raise ``Refused`` unless ``code`` is the signed-in user's own; wrong ones count as those of a sign-in do."""
    attempt = note_attempt(code_key_of(user.username_key), address[:64])
    if not factors.accept(user.id, code):
        raise Refused(factors.wrong_code())
    attempt.delete_instance()


def open_session(user_id: int) -> str:
    """Begin a session without asking for a password (after one was just set) and return its token."""
    token = secrets.token_urlsafe(32)
    moment = now()
    Session.create(token_hash=_hash(token), user=user_id, created=moment, seen=moment, ends=moment + LONGEST)
    return token


@dataclass(frozen=True, slots=True)
class Running:
    """A session that runs."""

    user_id: int
    #: When it ends by itself, if nothing more is asked for.
    ends: datetime


def session_user(token: str) -> int | None:
    """Return the id of the user whose session ``token`` is, and note that he is there; None when it has ended."""
    found = running_session(token)
    return found.user_id if found is not None else None


def running_session(token: str) -> Running | None:
    """Return the session of ``token``, and note that its user is there; None when it has ended."""
    moment, key = now(), _hash(token)
    stored = Session.seen.db_value
    found = _session.rows(key=key, moment=stored(moment), idle=stored(moment - idle()), step=stored(moment - SEEN_STEP))
    if not found:
        return None
    ((user_id, note, seen, ends),) = found
    if note:
        Session.update(seen=moment).where(Session.token_hash == key).execute()
    return Running(int(user_id), min((moment if note else _aware(seen)) + idle(), _aware(ends)))


@Prepared
def _session(key: Value, moment: Value, idle: Value, step: Value) -> Query:
    running = (Session.token_hash == key) & (Session.ends > moment) & (Session.seen > idle)
    told = (Session.user, Session.seen <= step, Session.seen, Session.ends)
    return Session.select(*told).join(User).where(running & User.active)


def sign_out(token: str) -> None:
    """End the session of ``token``, if there is one."""
    Session.delete().where(Session.token_hash == _hash(token)).execute()


def end_sessions(user_id: int) -> None:
    """End every session of the user, wherever he is signed in, whole or half."""
    Session.delete().where(Session.user == user_id).execute()
    HalfSignIn.delete().where(HalfSignIn.user == user_id).execute()


def ended_session_user(token: str) -> int | None:
    """Return whose session ``token`` was, when it ended by itself within the last day; None for every other token."""
    found: Session | None = Session.get_or_none(Session.token_hash == _hash(token))
    return found.user_id if found is not None and not _still_there(found) else None


def idle() -> timedelta:
    """Return after how long without a request a session ends: ``[security] idle_minutes`` of the file, or ``IDLE``."""
    minutes = municipality.get().security.idle_minutes
    return IDLE if minutes is None else timedelta(minutes=minutes)


def purge() -> None:
    """Remove sessions that have ended a while ago, halves that have ended, and failures that no longer count."""
    moment = now() - ENDED_KEPT
    Session.delete().where((Session.ends <= moment) | (Session.seen <= moment - idle())).execute()
    HalfSignIn.delete().where(HalfSignIn.ends <= now()).execute()
    purge_attempts()


def _aware(stored: datetime | str) -> datetime:
    """Return a moment of a row as the engine has it; every request reads two, and the field's own way takes longer."""
    return (datetime.fromisoformat(stored) if isinstance(stored, str) else stored).replace(tzinfo=UTC)


def _still_there(session: Session) -> bool:
    moment = now()
    return bool(session.ends > moment and session.seen > moment - idle())


def _half(user: User) -> Half:
    token = secrets.token_urlsafe(32)
    HalfSignIn.create(token_hash=_hash(token), user=user, ends=now() + HALF)
    return Half(token)


def _running_half(token: str) -> HalfSignIn | None:
    query = HalfSignIn.select(HalfSignIn, User).join(User)
    found: HalfSignIn | None = query.where(
        (HalfSignIn.token_hash == _hash(token)) & (HalfSignIn.ends > now()) & User.active
    ).first()
    return found


def _wrong() -> Refusal:
    return Refusal(
        _("Kullanıcı adı ya da parola yanlış."),
        _("Yeniden deneyin; parolanızı unuttuysanız kullanıcı yöneticisine başvurun."),
    )


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
