"""Sealing: a short secret that the application must be able to read again is kept encrypted, never in clear.

The key follows from the secret of the installation (``KALEM_SECRET``, or the file in the data folder), so whoever has
the database alone reads nothing. Another secret opens nothing that was sealed under the old one.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


class Unsealable(ValueError):
    """The text was not sealed here: with another secret, for another purpose, or it was changed since."""


def seal(text: str, purpose: str) -> str:
    """Return ``text`` encrypted and authenticated, as ASCII; some 100 characters more than a third longer.

    ``purpose`` is a word that names the use (``webhook``): what is sealed for one opens for no other.
    """
    return _key(purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, purpose: str) -> str:
    """Return what :func:`seal` was given for the same ``purpose``; :class:`Unsealable` for anything else."""
    try:
        return _key(purpose).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError) as fault:
        raise Unsealable(purpose) from fault


def _key(purpose: str) -> Fernet:
    secret = current_app.secret_key
    if not secret:
        raise RuntimeError("the application has no secret to seal with")
    source = secret if isinstance(secret, bytes) else secret.encode()
    derived = HKDF(SHA256(), length=32, salt=None, info=f"kalem/sealing/{purpose}".encode()).derive(source)
    return Fernet(urlsafe_b64encode(derived))
