"""A schema's fields as the page draws them, and what a browser sends back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from marshmallow import ValidationError, missing
from werkzeug.wrappers import Response

from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.records import Schema, codec, fields
from kalem.records.codec import Decoded
from kalem.records.schema import ready as ready
from kalem.records.types import Section as Group

from .view import Choice, Field, FieldKind, Section

#: What changed meanwhile, said at the form whose values are still there.
STALE = _l(
    "Bu kaydı siz yazarken başkası değiştirdi; henüz kaydedilmedi. Kaydın son durumuna bakın; "
    "yeniden kaydederseniz sizin yazdığınız geçerli olur."
)

#: What a page of a form answers: another page, this one, or this one with a status.
Answer = Response | str | tuple[str, int]


def sent(schema: type[Schema]) -> Decoded:
    """Return what the browser sent, understood by ``schema``."""
    return codec.form(ready(schema), request.form)


def opened(schema: type[Schema], values: Mapping[str, Any] | None = None) -> Decoded:
    """Return a form as it opens: with ``values``, and the schema's defaults for the rest."""
    made = ready(schema)
    first = {name: field.load_default for name, field in made.load_fields.items() if _has_default(field)}
    plain = {name: value() if callable(value) else value for name, value in first.items()}
    return Decoded({}, {}, codec.shown(made, {**plain, **(values or {})}))


def wrong(decoded: Decoded, fault: ValidationError) -> Decoded:
    """Return ``decoded`` with the messages that a step gave while it was taken."""
    return Decoded({}, codec.messages(fault), decoded.raw)


def drawn(
    schema: type[Schema], decoded: Decoded, groups: Sequence[Group] = (), *, hinted: Sequence[str] = ()
) -> tuple[Section, ...]:
    """Return the form's sections. Fields that no group names come last, under no heading.

    The first field takes the cursor unless there is something to mend. ``hinted`` fields bring the hints up to date.
    """
    made = ready(schema)
    named = [name for group in groups for name in group.fields if name in made.load_fields]
    rest = tuple(name for name in made.load_fields if name not in named)
    first = (named or [*rest, ""])[0]
    parts = [(str(group.title), [name for name in group.fields if name in made.load_fields]) for group in groups]
    if rest:
        parts.append(("", list(rest)))
    return tuple(
        Section(
            title,
            tuple(
                field(made, name, decoded, autofocus=name == first and not decoded.errors, hints=name in hinted)
                for name in names
            ),
        )
        for title, names in parts
        if names
    )


def field(made: Schema, name: str, decoded: Decoded, *, autofocus: bool = False, hints: bool = False) -> Field:
    """Return one field with what was typed in it and what is wrong with that."""
    declared: Any = made.load_fields[name]
    kind = _kind(declared)
    typed = decoded.raw.get(name, [])
    attrs: dict[str, str | bool] = {}
    if kind == "textarea":
        attrs["rows"] = _rows(declared.max)
    if autofocus:
        attrs["autofocus"] = True
    suggest = declared.suggest if isinstance(declared, fields.String) else ""
    return Field(
        name,
        name,
        kind,
        str(declared.label),
        help=str(declared.help or ""),
        value=tuple(typed) if kind == "checkboxes" else (typed[0] if typed else ""),
        error=joined(decoded.errors.get(name, ()), " "),
        required=bool(declared.required),
        choices=_choices(declared),
        attrs=attrs,
        wide=bool(declared.wide),
        suggest_url=url_for("suggestions.show", name=suggest) if suggest else "",
        hints=hints,
    )


def loose_errors(schema: type[Schema], decoded: Decoded) -> tuple[str, ...]:
    """Return the messages that belong to no field of the form."""
    known = ready(schema).load_fields
    return tuple(message for name, told in decoded.errors.items() if name not in known for message in told)


def _kind(declared: Any) -> FieldKind:
    kind: FieldKind = declared.kind
    return "suggest" if kind == "text" and declared.suggest else kind


def _choices(declared: Any) -> tuple[Choice, ...]:
    if isinstance(declared, fields.Boolean):
        return (Choice("true", _("Evet")), Choice("false", _("Hayır"))) if declared.ask else ()
    if isinstance(declared, (fields.Choice, fields.ChoiceList)):
        return tuple(Choice(str(value), str(label)) for value, label in declared.options())
    return ()


def _rows(longest: int) -> str:
    if longest <= 500:
        return "2"
    if longest <= 1000:
        return "3"
    return "5" if longest <= fields.LONG else "18"


def _has_default(declared: Any) -> bool:
    return declared.load_default is not missing
