"""The one spelling of a value and of an entry: what is stored is what was hashed, on every engine.

Values are text (a JSON type read back from another engine is not what was hashed), keys are sorted, characters are
written as they are.
"""

import hashlib
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from kalem.i18n import gettext as _


def spell(value: object) -> str | None:
    """Return the canonical text of a column's value; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(_("%(type)s: defterde yazılışı olmayan bir değer türü", type=type(value).__name__))


def dump(content: dict[str, Any]) -> str:
    """Return the canonical JSON text of an entry's content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(salt: str, text: str) -> str:
    """Return the salted SHA-256 of an entry's text, as hexadecimal digits."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def link(previous: str, entry_digest: str) -> str:
    """Return the chain value that ties an entry's digest to the chain value before it (empty for the first)."""
    return hashlib.sha256(f"{previous}\n{entry_digest}".encode()).hexdigest()
