"""Codes that are shown once and typed once: easy to read aloud, hard to guess. Only their hashes are kept."""

import secrets
from hashlib import sha256

from kalem.text import fold

#: Letters and digits that nobody confuses.
PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code(groups: int = 4) -> str:
    """Return a new code in groups of four, each of some 20 bits: three cannot be tried out, even against a hash."""
    return "-".join("".join(secrets.choice(PLAIN) for _place in range(4)) for _group in range(groups))


def code_hash(code: str) -> str:
    """Return what is kept of a code, however it was typed: without hyphens and blanks, in small letters."""
    plain = "".join(sign for sign in fold(code[:200]) if sign in PLAIN)
    return sha256(plain.encode()).hexdigest()
