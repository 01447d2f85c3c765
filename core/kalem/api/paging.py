"""Pages of a list: how many, and after which record the next one begins."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.records import Schema, fields

from .problems import invalid

T = TypeVar("T")

#: Records of one page, where nothing is said, and at most.
USUAL, MOST = 50, 100


class Paging(Schema):
    """Which page of a list is asked for."""

    after = fields.String(label=_l("Sayfa"), help=_l("Önceki sayfanın next adresindeki değer."), max=100)
    limit = fields.Integer(label=_l("Sayfadaki kayıt"), min=1, max=MOST, load_default=USUAL)


def cursor_in(values: dict[str, Any]) -> str:
    """Return what the page goes on after; empty for the first one. Raises the problem of one that is none of ours."""
    text = values.get("after")
    if not text:
        return ""
    try:
        return base64.urlsafe_b64decode(f"{text}{'=' * (-len(text) % 4)}".encode("ascii")).decode("ascii")
    except (ValueError, binascii.Error):
        raise wrong() from None


def number_in(values: dict[str, Any]) -> int | None:
    """Return the number after which the page goes on; None for the first one."""
    text = cursor_in(values)
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        raise wrong()
    return int(text)


def wrong() -> Exception:
    """Return the problem of a cursor that is none of ours."""
    return invalid({"after": [_("Bu değer bir sayfa adresinden gelmiyor.")]})


def cut(found: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Return the page of what was found, which is one more where there are more, and its last when there are."""
    kept = found[:limit]
    return kept, (kept[-1] if len(found) > limit else None)


def cursor(text: object) -> str:
    """Return what stands in the address of the next page: nobody should read it."""
    return base64.urlsafe_b64encode(str(text).encode()).decode().rstrip("=")
