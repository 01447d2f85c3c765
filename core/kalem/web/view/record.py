"""The record page: attachments, history, the chain, what plugins add, all of it together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from .forms import Form
from .frame import Badge, Due, Fact, Link
from .steps import RefusalView, StepButton


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One attached file. ``size`` in bytes; ``preview_url`` opens it in the browser, ``url`` downloads it."""

    name: str
    url: str
    size: int
    icon: str = "file-earmark"
    note: str = ""
    preview_url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A corrected value: both texts stay visible."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One entry: who did what and when, with the note as it was written.

    ``text`` follows the name ("evrakı gelen evrak defterine kaydetti."); ``on_behalf`` tells as what or for whom
    the person acted ("Özel Kalem Müdürüne vekâleten").
    """

    who: str
    text: str
    at: datetime
    icon: str = "dot"
    note: str = ""
    on_behalf: str = ""
    links: tuple[Link, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainItem:
    """One place of a sign chain: ``who`` stands bold before ``what`` ("E. Şahin" "hazırladı")."""

    who: str
    what: str
    state: Literal["done", "now", "waiting", "refused"] = "waiting"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Initials and signature of one letter, and why these people."""

    title: str
    items: tuple[ChainItem, ...]
    number: str = ""
    url: str = ""
    why: RefusalView | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    """A record that belongs to this one; ``kind`` is the word of the tie ("Cevap", "İlgi")."""

    kind: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A card that a plugin brings.

    ``side`` puts it beside a record's work instead of below it. With ``error`` set (an error number) the card could not
    be drawn: the page names the ``plugin`` and goes on.
    """

    id: str
    title: str
    body: Markup | None = None
    link: Link | None = None
    plugin: str = ""
    error: str = ""
    side: bool = False


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record's own page.

    ``facts`` stand in the head, ``details`` in the card; ``text`` is the letter itself. ``chain_note`` says whether the
    entries hold together, ``chain_broken`` that they do not. ``attach_form`` has one file field.
    """

    number: str
    kind: str
    subject: str
    version: int
    crumbs: tuple[Link, ...] = ()
    badges: tuple[Badge, ...] = ()
    due: Due | None = None
    facts: tuple[Fact, ...] = ()
    steps: tuple[StepButton, ...] = ()
    details: tuple[Fact, ...] = ()
    correct_url: str = ""
    notice: str = ""
    text: str = ""
    text_title: str = ""
    attachments: tuple[AttachmentView, ...] = ()
    attach_form: Form | None = None
    entries: tuple[TimelineItem, ...] = ()
    older_entries_url: str = ""
    #: Where it stands who opened the record; empty for who may not see that.
    readings_url: str = ""
    chain_note: str = ""
    chain_broken: bool = False
    note_url: str = ""
    #: What stands in its line already, and the key of the kept form that it comes from.
    note_typed: str = ""
    note_kept: str = ""
    chains: tuple[Chain, ...] = ()
    links: tuple[LinkView, ...] = ()
    panels: tuple[Panel, ...] = ()
    side_panels: tuple[Panel, ...] = ()
