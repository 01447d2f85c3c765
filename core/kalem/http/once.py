"""Requests that take effect once, however often they are sent (draft-ietf-httpapi-idempotency-key-header).

The key stands in the same transaction as what the request makes: both are there, or neither. What is kept is which
record it was, not what was answered: a copy of the answer would be a second place of personal data, and would be read
by one who may no longer.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from peewee import BigIntegerField, CharField, IntegrityError, TextField

from kalem.context import now
from kalem.db import Model, UtcDateTime, insert

#: For how long a key is remembered.
KEPT = timedelta(hours=24)


#: Under this name a form of the pages carries its key.
FIELD = "once"

#: One key in 256 begins so.
_SWEEPER = "00"


class OnceKey(Model):
    """A key whose request took effect. Not followed by the ledger."""

    #: Digest of whose key it is, and of the key.
    key = CharField(max_length=64, primary_key=True)
    #: Digest of the request that it came with.
    request = CharField(max_length=64)
    record_id = BigIntegerField()
    #: What was made beside or in the record, in the words of who made it.
    made = TextField(default="")
    ends = UtcDateTime(index=True)

    class Meta:
        table_name = "once_key"


class KeyReused(Exception):
    """The key came with another request before, which made ``earlier``."""

    def __init__(self, earlier: OnceKey) -> None:
        self.earlier = earlier
        super().__init__(earlier.key)


class Repeated(Exception):
    """The same request took effect while this one was under way; nothing was written now."""


@dataclass(frozen=True)
class Once:
    """One request with its key. ``owner`` are those who cannot know each other's keys: a token, a person."""

    owner: str
    key: str
    #: All that makes it this request and no other.
    request: bytes

    def earlier(self) -> OnceKey | None:
        """Return what the request made before; None when it did not. :class:`KeyReused` for another request's key."""
        moment = now()
        OnceKey.delete().where(OnceKey.ends <= moment).execute()
        found: OnceKey | None = OnceKey.get_or_none((OnceKey.key == self._key) & (OnceKey.ends > moment))
        if found is not None and found.request != self._request:
            raise KeyReused(found)
        return found

    def keep(self, record_id: int, made: str = "") -> None:
        """Write the key inside the running transaction, which does not stand when this raises :class:`Repeated`."""
        try:
            row = OnceKey(key=self._key, request=self._request, record_id=record_id, made=made, ends=now() + KEPT)
            # Keys of pages are asked for seldom: every so often one that is kept sweeps out those that ended.
            if row.key.startswith(_SWEEPER):
                OnceKey.delete().where(OnceKey.ends <= now()).execute()
            insert(row)
        except IntegrityError as fault:
            raise Repeated from fault

    @property
    def _key(self) -> str:
        return sha256(f"{self.owner}\0{self.key}".encode("utf-8", "replace")).hexdigest()

    @property
    def _request(self) -> str:
        return sha256(self.request).hexdigest()
