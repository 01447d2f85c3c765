"""Users: created, renamed, given a password, deactivated. Never deleted."""

import re
from datetime import date, timedelta

from peewee import IntegrityError

from kalem.context import now, today
from kalem.i18n import LANGUAGES
from kalem.i18n import gettext as _
from kalem.ledger import Book, By, writing
from kalem.refusal import Refusal, Refused
from kalem.text import UncleanText, clean, fold, lower, sort_key

from .days import shown
from .delegations import revoke_in
from .holdings import end_in
from .models import Delegation, Holding, PasswordReset, User
from .passwords import check_password, passwords
from .sessions import end_sessions
from .still import check_by
from .tokens import revoke_all_in

#: Longest name of a person.
NAME_LENGTH = 120

_USERNAME = re.compile(r"[a-z0-9çğıöşüâîû][a-z0-9çğıöşüâîû._-]{1,58}[a-z0-9çğıöşüâîû]")


def create_user(by: By, username: str, name: str, password: str | None = None) -> User:
    """Create a user; without a password he cannot sign in yet.

    The user name is kept in small Turkish letters. ``Refused`` for one that is not usable or is taken: two that differ
    only in case, dots or accents are one.
    """
    username, name = _username(username), _name(name)
    if password is not None:
        check_password(password, username)
    hashed = passwords.get().hash(password) if password is not None else None
    try:
        with writing(by) as book:
            check_by(by)
            if User.select().where(User.username_key == fold(username)).exists():
                raise Refused(_taken(username))
            act = book.act("user", 0, "create", about={"name": name, "username": username})
            user = act.insert(
                User,
                username=username,
                username_key=fold(username),
                name=name,
                sort_key=sort_key(name),
                password=hashed,
                created_at=now(),
            )
            act.subject_id = user.id
            return user
    except IntegrityError as error:
        raise Refused(_taken(username)) from error


def rename(by: By, user: User, name: str) -> None:
    """Change the person's name; ``StaleRow`` when ``user`` was changed since it was read."""
    name = _name(name)
    if name == user.name:
        return
    with writing(by) as book:
        check_by(by)
        act = book.act("user", user.id, "rename", about={"from": user.name, "to": name})
        act.update(user, name=name, sort_key=sort_key(name))


def set_password(by: By, user: User, password: str) -> None:
    """Give the user a new password and end all his sessions; his tokens too, where another gives it.

    ``Refused`` for one that is too weak.
    """
    check_password(password, user.username)
    hashed = passwords.get().hash(password)
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "set_password").update(user, password=hashed)
        end_sessions(user.id)
        if by.user_id != user.id:
            # Whoever had the old one may have made some.
            revoke_all_in(book, user)
        # A one-time code that somebody may have read is void once the person has a password of his own choice.
        PasswordReset.delete().where(PasswordReset.user == user).execute()


def set_language(by: By, user: User, language: str) -> None:
    """Keep in which of :data:`~kalem.i18n.LANGUAGES` the user reads the pages; ``KeyError`` for another."""
    if language == user.language:
        return
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "set_language", about={"to": LANGUAGES[language]}).update(user, language=language)


def deactivate(by: By, user: User, note: str = "") -> None:
    """Take everything from the user, from this moment.

    His sessions end, yesterday becomes the last day of his holdings, those begun today or later are withdrawn, the
    delegations that he gave or has and his tokens are revoked: nothing of it counts again, even where he returns the
    same day. What he did stays under his name. ``Refused`` when he is inactive already.
    """
    if not user.active:
        raise Refused(Refusal(_("%(name)s zaten etkin değil.", name=user.name), _("Başka bir işlem gerekmez.")))
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "deactivate", note=note).update(user, active=False)
        PasswordReset.delete().where(PasswordReset.user == user).execute()
        _end_holdings(book, user, today() - timedelta(days=1))
        delegations = Delegation.select().where(
            ((Delegation.from_user == user) | (Delegation.to_user == user))
            & Delegation.revoked_at.is_null()
            & (Delegation.ends >= today())
        )
        for delegation in list(delegations.order_by(Delegation.id)):
            revoke_in(book, delegation, note)
        revoke_all_in(book, user)
        end_sessions(user.id)


def reactivate(by: By, user: User, note: str = "") -> None:
    """Let a deactivated user sign in again. He holds nothing until he is appointed anew."""
    if user.active:
        raise Refused(Refusal(_("%(name)s zaten etkin.", name=user.name), _("Başka bir işlem gerekmez.")))
    with writing(by) as book:
        check_by(by)
        book.act("user", user.id, "reactivate", note=note).update(user, active=True)


def _end_holdings(book: Book, user: User, last: date) -> None:
    still = (Holding.user == user) & (Holding.ends.is_null() | (Holding.ends > last))
    for holding in list(Holding.select().where(still).order_by(Holding.id)):
        if holding.starts <= last:
            end_in(book, holding, last)
        else:
            about = {"position": holding.position.title, "starts": shown(holding.starts)}
            book.act("user", user.id, "withdraw_holding", about=about).delete(holding)


def _username(username: str) -> str:
    try:
        username = lower(clean(username))
    except UncleanText as error:
        raise Refused(Refusal(_("Kullanıcı adı yazılamıyor."), str(error), field="username")) from error
    if not _USERNAME.fullmatch(username):
        raise Refused(
            Refusal(
                _("Kullanıcı adı uygun değil."),
                _("3 ile 60 karakter arasında harf, rakam, nokta, alt çizgi ve kısa çizgi kullanın: ayse.yilmaz"),
                field="username",
            )
        )
    return username


def _name(name: str) -> str:
    try:
        name = clean(name)
    except UncleanText as error:
        raise Refused(Refusal(_("Ad yazılamıyor."), str(error), field="name")) from error
    if not name or len(name) > NAME_LENGTH:
        raise Refused(
            Refusal(
                _("Ad 1 ile %(most)s karakter arasında olmalı.", most=NAME_LENGTH),
                _("Adı ve soyadını yazın."),
                field="name",
            )
        )
    return name


def _taken(username: str) -> Refusal:
    return Refusal(
        _("%(username)s kullanıcı adı, ya da yalnız harf işaretleri farklı bir benzeri, alınmış.", username=username),
        _("Başka bir kullanıcı adı seçin."),
        field="username",
    )
