"""The codec of the page: what a browser sends, as plain values for a schema, and its messages back at their place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from marshmallow import ValidationError

from kalem.i18n import gettext as _
from kalem.text.dates import full_year

from . import fields
from .schema import Schema

_TIME = re.compile(r"^\s*(\d{1,2})[.:](\d{2})\s*$")
_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+")
_DATE = re.compile(r"^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})\s*$")

#: More characters than any form has room for; what is longer is not looked at.
MOST = 100_000


class FormData(Protocol):
    """What a browser sent: several values may stand under one name."""

    def getlist(self, key: str) -> list[str]:
        """Return the values under ``key``; empty when there is none."""
        ...


@dataclass(frozen=True)
class Decoded:
    """A form as it was understood."""

    values: dict[str, Any]
    #: Messages by field; empty when the form is right. ``_schema`` holds those of the whole form.
    errors: dict[str, list[str]] = field(default_factory=dict)
    #: What was typed, by field, to be shown again.
    raw: dict[str, list[str]] = field(default_factory=dict)


def form(schema: Schema, data: FormData) -> Decoded:
    """Understand a browser's form by ``schema``. Boxes that the schema does not know are not looked at."""
    raw = {name: data.getlist(name) for name in schema.load_fields}
    plain: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, each in schema.load_fields.items():
        texts = raw[name]
        if sum(map(len, texts)) > MOST:
            errors[name] = [_("Bu kadar uzun bir metin alınamaz.")]
            raw[name] = [""]
            continue
        value = plain_of(each, texts)
        if value is not None:
            plain[name] = value
    if errors:
        return Decoded({}, errors, raw)
    try:
        return Decoded(schema.load(plain), {}, raw)
    except ValidationError as fault:
        return Decoded({}, messages(fault), raw)


def shown(schema: Schema, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return ``values`` as they are typed into the boxes of the form."""
    return {name: _typed(each, values.get(name)) for name, each in schema.load_fields.items()}


def plain_of(each: Any, texts: Sequence[str]) -> Any:
    """Return what was typed for one field as the schema takes it; None where nothing was."""
    if isinstance(each, fields.ChoiceList):
        return list(texts)
    text = texts[0] if texts else ""
    if isinstance(each, fields.Boolean):
        if each.ask:
            return {"true": True, "false": False}.get(text)
        return bool(text)
    if not text.strip():
        return None
    if isinstance(each, fields.Date):
        match = _DATE.match(text)
        return f"{full_year(match[3]):04}-{match[2]:0>2}-{match[1]:0>2}" if match else text.strip()
    if isinstance(each, fields.Time):
        match = _TIME.match(text)
        return f"{int(match[1]):02}:{match[2]}" if match else text.strip()
    if isinstance(each, fields.Integer):
        digits = text.strip()
        if _GROUPED.fullmatch(digits):
            digits = digits.replace(".", "")
        return int(digits) if re.fullmatch(r"-?[0-9]{1,18}", digits) else text
    return text


def _typed(each: Any, value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(each, fields.ChoiceList):
        return [str(part) for part in value]
    if isinstance(each, fields.Boolean):
        return ["true" if value else "false"] if each.ask else (["1"] if value else [])
    if isinstance(each, fields.Date):
        return [value.strftime("%d.%m.%Y")]
    if isinstance(each, fields.Time):
        return [value.strftime("%H.%M")]
    return [str(value)]


def messages(fault: ValidationError) -> dict[str, list[str]]:
    """Return what ``fault`` says, by field; what an element of a list lacks is said of the list."""
    flat: dict[str, list[str]] = {}
    said: Any = fault.messages
    for name, told in (said if isinstance(said, dict) else {"_schema": said}).items():
        while isinstance(told, dict):
            told = next(iter(told.values()))
        flat[str(name)] = [str(message) for message in told]
    return flat
