"""Forms that were sent after their sender's session had ended: kept for him until he has signed in again.

What is kept is text that a person typed, some of it confidential: it lies sealed (:mod:`kalem.sealing`), for an hour,
bounded in size and number, and nobody but the person whose session it was gets it back. Whether a form may be kept at
all is for :mod:`kalem.http.visit` to say.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from kalem.context import now
from kalem.db import transaction
from kalem.sealing import Unsealable, seal, unseal

from .models import KeptForm

#: For how long a form is kept.
KEPT = timedelta(hours=1)

#: How many of one person's forms are kept; a further one drives out the oldest.
MOST_EACH = 5

#: Most characters of one form, as it is written down. A long letter has a tenth of them.
MOST_TEXT = 400_000

#: What forms are sealed for.
PURPOSE = "kept form"


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent."""

    #: The path that it was sent to: which form it is on a page that has several.
    path: str
    #: The address of the page on which it stands.
    page: str
    #: Names and values in the order in which they came; no passwords, no codes, no keys of the form itself.
    values: tuple[tuple[str, str], ...]
    #: The names of the files that came with it; the files themselves are not kept.
    files: tuple[str, ...] = ()

    def all(self, name: str) -> list[str]:
        """Return what was typed under ``name``, which may be several values or none."""
        return [value for each, value in self.values if each == name]


class TooLong(ValueError):
    """The form is longer than what is kept."""


def keep_form(user_id: int, sent: Sent, instead_of: str = "") -> str:
    """Keep a form of ``user_id`` and return the key to ask for it with; :class:`TooLong` when it cannot be kept.

    ``instead_of`` is the key of one that was given back, and is sent again now.
    """
    text = json.dumps(asdict(sent), ensure_ascii=False, separators=(",", ":"))
    if len(text) > MOST_TEXT:
        raise TooLong(len(text))
    key, moment = secrets.token_urlsafe(16), now()
    with transaction():
        forget_form(user_id, instead_of)
        KeptForm.create(key=key, user=user_id, sealed=seal(text, PURPOSE), ends=moment + KEPT)
        newest = KeptForm.select(KeptForm.key).where(KeptForm.user == user_id)
        # Several may come in the same moment: the new one stays in any case.
        order = (KeptForm.ends.desc(), KeptForm.key != key)
        gone = [each.key for each in newest.order_by(*order).offset(MOST_EACH).limit(1000)]
        if gone:
            KeptForm.delete().where(KeptForm.key.in_(gone)).execute()
    return key


def kept_form(user_id: int, key: str) -> Sent | None:
    """Return the form that is kept for ``user_id`` under ``key``; None for another's, and when it is there no more."""
    found: KeptForm | None = KeptForm.get_or_none(_of(user_id, key) & (KeptForm.ends > now()))
    if found is None:
        return None
    try:
        told: Mapping[str, Any] = json.loads(unseal(found.sealed, PURPOSE))
    except Unsealable:
        # The application's secret was changed since.
        return None
    values = tuple((str(name), str(value)) for name, value in told["values"])
    return Sent(told["path"], told["page"], values, tuple(told["files"]))


def newest_form(user_id: int) -> str:
    """Return the key of the form that was kept last for ``user_id``; an empty text when none is."""
    query = KeptForm.select(KeptForm.key).where((KeptForm.user == user_id) & (KeptForm.ends > now()))
    found: KeptForm | None = query.order_by(KeptForm.ends.desc()).first()
    return found.key if found is not None else ""


def is_kept_for(user_id: int, key: str) -> bool:
    """Whether a form is kept for ``user_id`` under ``key``."""
    return bool(key) and KeptForm.select().where(_of(user_id, key) & (KeptForm.ends > now())).exists()


def forget_form(user_id: int, key: str) -> None:
    """Remove the form that is kept for ``user_id`` under ``key``, if there is one."""
    if key:
        KeptForm.delete().where(_of(user_id, key)).execute()


def forget_forms(user_id: int) -> None:
    """Remove every form that is kept for ``user_id``."""
    KeptForm.delete().where(KeptForm.user == user_id).execute()


def purge_forms() -> None:
    """Remove the forms whose hour is over."""
    KeptForm.delete().where(KeptForm.ends <= now()).execute()


def _of(user_id: int, key: str) -> Any:
    return (KeptForm.key == key) & (KeptForm.user == user_id)
