"""Forms, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .frame import Fact

FieldKind = Literal[
    "text",  # one line
    "textarea",  # several lines; attrs["rows"], 3 unless told
    "date",  # Turkish text dd.mm.yyyy
    "time",  # Turkish text HH.MM
    "number",  # whole or decimal number, Turkish text
    "select",  # one of choices, in a list box
    "radio",  # one of choices, all seen
    "checkbox",  # yes or no; value "1" = ticked
    "checkboxes",  # several of choices; value is a tuple
    "suggest",  # free text with suggestions: choices now, suggest_url while typing
    "file",  # attrs["accept"], attrs["multiple"]
    "password",
    "email",
    "tel",
    "search",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what is sent, what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field, ready to draw.

    ``value`` is the text that the person typed or that stands in the record (a tuple for ``checkboxes``); ``error``
    the message at the field; ``wide`` takes both columns; ``attrs`` are further HTML attributes of the control
    (``rows``, ``accept``, ``autocomplete``, ``autofocus`` …). ``suggest_url`` answers ``?q=`` with a JSON list of
    strings or of ``{"value", "label"}``. ``hints`` makes the hint panel follow this field.
    """

    name: str
    id: str
    kind: FieldKind
    label: str
    help: str = ""
    value: str | tuple[str, ...] = ""
    error: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    attrs: Mapping[str, str | bool] = field(default_factory=dict)
    wide: bool = False
    suggest_url: str = ""
    hints: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together under a heading; an empty title has none."""

    title: str
    fields: tuple[Field, ...]
    help: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form, posted to ``action``.

    ``hidden`` are further values (the record's ``version`` among them; the CSRF token is added by the template).
    ``errors`` are messages that belong to no field. ``draft`` names the autosaved draft ("" = none): the page after a
    success carries it as ``flash(form.draft, "draft")`` and the draft is dropped; with ``confidential`` nothing is kept
    in the browser. ``save_next`` is the label of the
    second button, sent as ``next=1``; ``others`` are further buttons, sent as ``act``. ``hints_url``
    answers the form's values (GET) with ``form_hints.html``. ``kept`` says that it is shown again after a session had
    ended: the browser's draft stays out of it.
    """

    id: str
    action: str
    sections: tuple[Section, ...]
    submit: str
    cancel_url: str = ""
    save_next: str = ""
    others: tuple[Choice, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    draft: str = ""
    confidential: bool = False
    hints_url: str = ""
    kept: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in the order of the page."""
        return tuple(each for section in self.sections for each in section.fields)

    @property
    def problems(self) -> tuple[Field, ...]:
        """The fields that carry a message."""
        return tuple(each for each in self.fields if each.error)

    @property
    def multipart(self) -> bool:
        """Whether a file can be sent with it."""
        return any(each.kind == "file" for each in self.fields)

    @property
    def has_required(self) -> bool:
        """Whether the page must explain the asterisk."""
        return any(each.required for each in self.fields)


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """What a page says of a form that it shows again after its sender's session had ended.

    ``key`` gives it up ("" = it is there no more), ``page`` is the address without it; the ``files`` that were sent
    with it, by their names, are to be chosen again. ``draft`` is the browser's own of the same form.
    """

    key: str
    page: str
    files: tuple[str, ...] = ()
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that may be the same letter: its number, its address and why it looks the same."""

    number: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class RecentItem:
    """An earlier letter of the same sender."""

    number: str
    subject: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """The right side of a form: what this record will be, what may be the same, what came before it."""

    facts: tuple[Fact, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    recent: tuple[RecentItem, ...] = ()
