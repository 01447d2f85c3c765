"""Passwords: which are accepted, and their slow hashes."""

import unicodedata
from dataclasses import replace
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kalem.context import Slot
from kalem.i18n import gettext as _
from kalem.refusal import Refusal, Refused
from kalem.text import fold

#: Characters of a password. The upper bound keeps a hostile form from being hashed for long.
SHORTEST, LONGEST = 12, 128

#: Fewer different characters than this are a pattern, not a password.
DIFFERENT = 5

#: Hashes at once: each takes its memory, and a web process has little.
AT_ONCE = 2


class Passwords:
    """Hashes and compares passwords, a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """``hasher``: tests give a cheap one. The default takes 19 MiB and some tens of milliseconds."""
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)
        self._turn = BoundedSemaphore(AT_ONCE)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """Return what is stored of ``password``."""
        with self._turn:
            return self._hasher.hash(_composed(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether ``password`` is the one that was stored; with None it takes as long and is False."""
        if self._nobody is None:
            self._nobody = self.hash("kimse")
        if len(password) > LONGEST:
            stored, password = None, password[:LONGEST]
        with self._turn:
            try:
                self._hasher.verify(stored or self._nobody, _composed(password))
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None


#: The application's passwords.
passwords: Slot[Passwords] = Slot("kalem.organisation.passwords")


def check_password(password: str, username: str) -> None:
    """Raise ``Refused`` with every reason why ``password`` is not accepted for the user."""
    refusals = []
    if len(password) < SHORTEST:
        refusals.append(
            Refusal(
                _("Parola en az %(least)s karakter olmalı.", least=SHORTEST),
                _("Birkaç sözcüğü yan yana yazmak kolay ve güvenlidir."),
            )
        )
    elif len(password) > LONGEST:
        refusals.append(Refusal(_("Parola en çok %(most)s karakter olabilir.", most=LONGEST), _("Parolayı kısaltın.")))
    if password.isdecimal():
        refusals.append(Refusal(_("Parola yalnız rakamlardan oluşamaz."), _("Harf de kullanın.")))
    elif len(password) >= SHORTEST and len(set(password)) < DIFFERENT:
        refusals.append(
            Refusal(_("Parola birkaç karakterin tekrarından oluşamaz."), _("Daha çeşitli karakterler kullanın."))
        )
    if fold(username) in fold(password):
        refusals.append(Refusal(_("Parola kullanıcı adını içeremez."), _("Kullanıcı adınızı paroladan çıkarın.")))
    if refusals:
        raise Refused(*(replace(each, field="password") for each in refusals))


def _composed(password: str) -> str:
    """Return the one spelling of what looks the same: keyboards differ in how they make ş or ğ."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace").decode()
