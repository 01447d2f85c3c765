"""Tokens: keys with which programs act as a user, never more than he may today, and narrowed by scopes."""

import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import NamedTuple

from peewee import JOIN, ModelSelect, Query, Value

from kalem.context import moment_of, now, today
from kalem.db import Prepared
from kalem.i18n import gettext as _
from kalem.ledger import Book, By, writing
from kalem.refusal import Refusal, Refused
from kalem.text import UncleanText, clean

from .days import shown
from .models import ApiToken, ApiTokenUse, User
from .still import check_by

#: How every token begins, so that people and secret scanners know one when they see it.
PREFIX = "klm_"
#: Days for which a token is good at most.
MOST_DAYS = 365
#: Tokens of one user that are good at the same time.
MOST_TOKENS = 20
#: Longest name of a token.
LABEL_LENGTH = 60
#: How old the last use may be before a request writes it anew: people ask "this week?", not "this minute?".
USE_STEP = timedelta(hours=1)

_SCOPE = re.compile(r"(read|write)(:[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)?")


@dataclass(frozen=True)
class Scopes:
    """What a token is good for: ``read``, ``write``, or only for a record type: ``read:registry.incoming``.

    Who may write may read the same. A token that is bound to record types sees nothing else, the organisation's own
    lists included.
    """

    #: The record types that are seen; None: all, and everything besides.
    reads: frozenset[str] | None
    #: The record types that are written; None: all.
    writes: frozenset[str] | None

    @classmethod
    def of(cls, words: Iterable[str]) -> "Scopes":
        """Return what ``words`` allow; what is no scope allows nothing."""
        seen = {word for word in words if _SCOPE.fullmatch(word)}
        reads = {word.partition(":")[2] for word in seen}
        writes = {word.partition(":")[2] for word in seen if word.startswith("write")}
        return cls(None if "" in reads else frozenset(reads), None if "" in writes else frozenset(writes))

    def may_write(self, type_id: str) -> bool:
        """Whether records of the type may be changed."""
        return self.writes is None or type_id in self.writes

    @property
    def may_read_all(self) -> bool:
        """Whether no record type bounds what is seen."""
        return self.reads is None


@dataclass(frozen=True)
class Key:
    """A token that was shown and is good: whose, and for what."""

    id: int
    user_id: int
    label: str
    scopes: Scopes
    words: tuple[str, ...]


def make_token(by: By, user: User, label: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """Make a token for ``user`` and return it with its secret, which is kept nowhere: it is shown this once.

    It is good to the end of the day that is ``days`` from today. ``Refused`` for no name, no or an unknown scope, more
    than ``MOST_DAYS`` days, or more than ``MOST_TOKENS`` tokens.
    """
    label = _label(label)
    words = list(dict.fromkeys(scopes))
    if not words or not all(_SCOPE.fullmatch(word) for word in words):
        raise Refused(
            Refusal(_("Anahtarın kapsamı yazılmamış ya da yanlış."), _("read ya da write yazın."), field="scopes")
        )
    if not 1 <= days <= MOST_DAYS:
        raise Refused(
            Refusal(
                _("Anahtar en az 1, en çok %(most)s gün geçerli olabilir.", most=MOST_DAYS),
                _("Daha kısa bir süre yazın; süresi dolunca yenisini alırsınız."),
                field="days",
            )
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    last = today() + timedelta(days=days)
    ends = moment_of(last + timedelta(days=1), time())
    with writing(by) as book:
        check_by(by)
        _check_number(user)
        about = {"label": label, "scopes": " ".join(words), "ends": shown(last)}
        token = book.act("user", user.id, "make_token", about=about).insert(
            ApiToken,
            user=user.id,
            label=label,
            scopes=" ".join(words),
            token_hash=_hash(secret),
            created=now(),
            ends=ends,
        )
    return token, secret


def revoke_token(by: By, token: ApiToken) -> None:
    """Take a token back, from this moment; ``Refused`` when it was taken back before."""
    with writing(by) as book:
        check_by(by)
        if token.revoked_at is not None:
            raise Refused(
                Refusal(_("“%(label)s” anahtarı zaten iptal edilmiş.", label=token.label), _("Sayfayı yenileyin."))
            )
        _revoke(book, token)


def revoke_all_in(book: Book, user: User) -> None:
    """Take back every token of ``user`` inside a running transaction."""
    for token in list(_good(user.id).order_by(ApiToken.id)):
        _revoke(book, token)


def find_token(secret: str) -> Key | None:
    """Return what a token is good for, and note that it was used; None for one that is not, or no longer, good."""
    if not secret.startswith(PREFIX):
        return None
    moment = now()
    found = _found.rows(key=_hash(secret), moment=ApiToken.ends.db_value(moment))
    if not found:
        return None
    ((number, user_id, label, scopes, used),) = found
    last = ApiTokenUse.at.python_value(used)
    if last is None or last <= moment - USE_STEP:
        _note_use(number)
    words = tuple(scopes.split())
    return Key(int(number), int(user_id), label, Scopes.of(words), words)


def count_good(users: Collection[int]) -> int:
    """Return how many tokens of ``users`` programs can still come with."""
    good = ApiToken.revoked_at.is_null() & (ApiToken.ends > now())
    return int(ApiToken.select().where(ApiToken.user.in_(list(users)) & good).count())


class Listed(NamedTuple):
    """A token in a list, its user read with it."""

    token: ApiToken
    #: When it was last used, to the hour; None: never.
    used: datetime | None

    @property
    def good(self) -> bool:
        """Whether a program can still come with it."""
        return self.token.revoked_at is None and self.token.ends > now()


def tokens_of(user_id: int | None = None) -> list[Listed]:
    """Return the tokens of a user, or of all, newest first, in two queries.

    Of those that are no longer good, what ended in the last ``MOST_DAYS`` days.
    """
    wanted = ApiToken.ends > now() - timedelta(days=MOST_DAYS)
    if user_id is not None:
        wanted &= ApiToken.user == user_id
    found = list(ApiToken.select(ApiToken, User).join(User).where(wanted).order_by(ApiToken.id.desc()))
    uses = {
        each.token_id: each.at
        for each in ApiTokenUse.select().where(ApiTokenUse.token_id.in_([each.id for each in found]))
    }
    return [Listed(token, uses.get(token.id)) for token in found]


@Prepared
def _found(key: Value, moment: Value) -> Query:
    good = (ApiToken.token_hash == key) & (ApiToken.ends > moment) & ApiToken.revoked_at.is_null() & User.active
    return (
        ApiToken.select(ApiToken.id, ApiToken.user, ApiToken.label, ApiToken.scopes, ApiTokenUse.at)
        .join(User)
        .switch(ApiToken)
        .join(ApiTokenUse, JOIN.LEFT_OUTER, on=(ApiTokenUse.token_id == ApiToken.id))
        .where(good)
    )


def _note_use(number: int) -> None:
    hour = now().replace(minute=0, second=0, microsecond=0)
    insert = ApiTokenUse.insert(token_id=number, at=hour)
    insert.on_conflict(conflict_target=[ApiTokenUse.token_id], update={ApiTokenUse.at: hour}).execute()


def _good(user_id: int) -> "ModelSelect[ApiToken]":
    return ApiToken.select().where((ApiToken.user == user_id) & ApiToken.revoked_at.is_null() & (ApiToken.ends > now()))


def _check_number(user: User) -> None:
    if _good(user.id).count() >= MOST_TOKENS:
        raise Refused(
            Refusal(
                _("Geçerli %(most)s anahtar var; daha çoğu olamaz.", most=MOST_TOKENS),
                _("Kullanılmayan bir anahtarı iptal edin."),
                field="label",
            )
        )


def _revoke(book: Book, token: ApiToken) -> None:
    act = book.act("user", token.user_id, "revoke_token", about={"label": token.label})
    act.update(token, revoked_at=now())


def _label(label: str) -> str:
    try:
        label = clean(label)
    except UncleanText as error:
        raise Refused(Refusal(_("Ad yazılamıyor."), str(error), field="label")) from error
    if not 0 < len(label) <= LABEL_LENGTH:
        raise Refused(
            Refusal(
                _("Anahtarın adı 1 ile %(most)s karakter arasında olmalı.", most=LABEL_LENGTH),
                _("Hangi program için olduğunu yazın."),
                field="label",
            )
        )
    return label


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
