"""Forms that stand beside others on a page: drawn from a schema, refusals of the rooms below at their fields."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.records import Schema, fields
from kalem.records.codec import Decoded
from kalem.refusal import Refusal, Refused

from . import forms
from .kept_forms import again, put_back
from .view import Choice, Field, Form, Section

#: Under this name stand the messages that belong to no field.
WHOLE = "_schema"

#: More characters than any password has; what is longer is not looked at.
MOST_SECRET = 1000


class Secret(fields.String):
    """A password: taken as it was typed, never shown again."""

    kind = "password"

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        """``autocomplete`` tells the browser's keeper of passwords whether this one is ``current`` or ``new``."""
        self.autocomplete = autocomplete
        super().__init__(max=MOST_SECRET, **kwargs)

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return str(value)[:MOST_SECRET]


def form(
    id: str,
    schema: type[Schema],
    decoded: Decoded,
    action: str,
    submit: str,
    *,
    cancel_url: str = "",
    hidden: Mapping[str, str] | None = None,
    others: tuple[Choice, ...] = (),
    focus: bool = False,
) -> Form:
    """Return ``schema`` drawn as the form ``id``; its fields carry the form's id, so several stand on one page."""
    made = forms.ready(schema)
    decoded = again(schema, decoded, action)
    drawn = (forms.field(made, name, decoded, autofocus=focus and at == 0) for at, name in enumerate(made.load_fields))
    whole = Form(
        id,
        action,
        (Section("", tuple(_own(each, id, made) for each in drawn)),),
        submit,
        cancel_url=cancel_url,
        others=others,
        hidden=hidden or {},
        errors=forms.loose_errors(schema, decoded),
    )
    return put_back(whole)


def button(id: str, action: str, submit: str, help: str = "") -> Form:
    """Return a form that asks nothing."""
    return Form(id, action, (Section("", (), help),) if help else (), submit)


def refused(decoded: Decoded, refusals: Iterable[Refusal] | Refused, schema: type[Schema]) -> Decoded:
    """Return ``decoded`` with each refusal at the field that it names, the others for the whole form."""
    known = forms.ready(schema).load_fields
    errors: dict[str, list[str]] = {}
    for each in refusals.refusals if isinstance(refusals, Refused) else refusals:
        errors.setdefault(each.field if each.field in known else WHOLE, []).append(said(each))
    return Decoded({}, errors, decoded.raw)


def said(refusal: Refusal) -> str:
    """Return a refusal in one line: what is not possible, on which ground, what to do."""
    parts = [refusal.message]
    ground = refusal.ground
    if ground is not None and ground.kind == "rule":
        parts.append(_("Dayanak: %(article)s.", article=ground.article))
    elif ground is not None and ground.text:
        parts.append(ground.text if ground.text.endswith(".") else joined((ground.text, ".")))
    return joined((*parts, refusal.cure), " ")


def _own(each: Field, form_id: str, schema: Schema) -> Field:
    declared: Any = schema.load_fields[each.name]
    attrs = dict(each.attrs)
    if isinstance(declared, Secret):
        attrs["autocomplete"] = f"{declared.autocomplete}-password"
    return replace(each, id=f"{form_id}-{each.name}", attrs=attrs)
