"""The codec of programs: JSON as plain values for a schema, and a record's values as JSON.

Dates are ISO 8601, numbers are numbers, yes and no are ``true`` and ``false``, ``null`` is an empty box; a choice of a
record is its id as a number. Nothing is guessed: a number that came as a text is told as a mistake.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from marshmallow import ValidationError

from kalem.i18n import gettext as _

from . import fields
from .codec import MOST, Decoded, messages
from .schema import Schema


def load(schema: Schema, data: Mapping[str, Any]) -> Decoded:
    """Understand ``data`` by ``schema``; its mistakes are told by field."""
    plain: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in data.items():
        declared = schema.load_fields.get(name)
        if declared is None:
            errors[str(name)[:100]] = [str(schema.error_messages["unknown"])]
        elif value is not None:
            try:
                plain[name] = _plain(declared, value)
            except ValidationError as fault:
                errors[name] = [str(each) for each in fault.messages]
    if errors:
        return Decoded({}, errors)
    try:
        return Decoded(schema.load(plain))
    except ValidationError as fault:
        return Decoded({}, messages(fault))


def dump(schema: Schema, value_of: Callable[[str], Any]) -> dict[str, Any]:
    """Return the values of a record's fields as JSON; ``value_of`` returns each by its name."""
    return {name: _json(declared, value_of(name)) for name, declared in schema.fields.items()}


def _plain(declared: Any, value: Any) -> Any:
    """Return a JSON value as the field takes it; ``ValidationError`` for one of another kind."""
    if isinstance(declared, fields.RecordChoice):
        _check(type(value) is int, _("Kaydın kimliğini sayı olarak yazın."))
        return str(value) if -(10**18) < value < 10**18 else ""
    if isinstance(declared, fields.Boolean):
        _check(isinstance(value, bool), _("true ya da false yazın."))
    elif isinstance(declared, fields.Integer):
        _check(type(value) is int, _("Tam sayı yazın."))
    elif isinstance(declared, fields.ChoiceList):
        _check(isinstance(value, list) and all(isinstance(each, str) for each in value), _("Bir liste yazın."))
        _check(len(value) <= MOST, _("Bu kadar uzun bir liste alınamaz."))
    else:
        _check(isinstance(value, str), _("Bir metin yazın."))
    return value


def _check(right: bool, message: str) -> None:
    if not right:
        raise ValidationError(message)


def _json(declared: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(declared, fields.RecordChoice):
        return int(value)
    if isinstance(declared, fields.ChoiceList):
        return [str(each) for each in value]
    if isinstance(declared, (fields.Boolean, fields.Integer)):
        return value
    return str(value)
