"""What a view hands to a template: plain objects, nothing that could reach a database.

A view builds these from records, workflow and organisation; the templates know no other type. Texts arrive
translated and finished, dates and times as ``date`` and ``datetime`` (the filters of :mod:`kalem.web.components`
write them), addresses as ready URLs. Which template takes which object stands at each template's head.

Styles are the words of ``kalem.css``: ``""`` plain, ``"now"`` in hand, ``"soon"`` near or blocked, ``"late"`` past
or wrong, ``"done"`` finished, ``"note"`` for your information.

They are frozen, but for what stands in every row of a page: making a frozen one takes five times as long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from markupsafe import Markup

Style = Literal["", "now", "soon", "late", "done", "note"]

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


# What stands everywhere ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A named address; without a URL it is only the name (the last crumb)."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the side menu or of the new-record menu.

    ``count`` is what waits there (``None`` or 0 shows nothing, a string such as ``"1000+"`` is shown as it is);
    ``key`` is the letter that opens it after *g*.
    """

    label: str
    url: str
    icon: str = ""
    count: int | str | None = None
    current: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Menu lines under one heading; an empty ``label`` has no heading."""

    label: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in person in the top bar: name, the title shown under it, links, where to sign out (POST)."""

    name: str
    title: str
    sign_out_url: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """In how many seconds the session ends, how many before that it is warned of, and where it is prolonged.

    ``sign_in_url`` is where one signs in again, in another window.
    """

    left: int
    warn: int
    url: str
    sign_in_url: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around a page. ``base.html`` reads it from the template variable ``shell``.

    ``user_key`` tells drafts of two people on one machine apart and is never shown; ``single_keys`` off silences the
    one-letter shortcuts (WCAG 2.1.4); ``narrow`` folds the menu and ``narrow_url`` toggles it; ``theme`` is
    ``"light"``, ``"dark"`` or ``""`` for the system's; ``printed`` says on paper whose office, by whom and when.
    ``session`` tells scripts when the session ends (None: nothing is said of it).
    """

    municipality: str
    home_url: str
    search_url: str
    menu: tuple[MenuGroup, ...]
    account: Account
    user_key: str
    new: tuple[MenuItem, ...] = ()
    query: str = ""
    narrow: bool = False
    narrow_url: str = ""
    single_keys: bool = True
    theme: str = ""
    printed: str = ""
    session: SessionEnd | None = None


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word, with an icon of its own shape. Colour comes third."""

    label: str
    style: Style = ""
    icon: str = "circle"


@dataclass(slots=True)
class Due:
    """The last day of a record. ``open`` off: the record is finished, the date is only told, never called late."""

    on: date
    open: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; ``wide`` takes the whole row, ``note`` stands small after the value.

    ``code``: the value is for machines, such as an address or an id.
    """

    label: str
    value: str
    wide: bool = False
    url: str = ""
    note: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the same things, one of several beside each other."""

    label: str
    url: str
    current: bool = False
    count: int | str | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list we are: cursor pages, newest first, never a total. An empty URL is an end of the list."""

    shown: int
    older_url: str = ""
    newer_url: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What would stand here, and one way on."""

    title: str
    text: str = ""
    icon: str = "inbox"
    action: Link | None = None


# Forms --------------------------------------------------------------------------------------------------------------


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


# Steps and refusals -------------------------------------------------------------------------------------------------

GroundKind = Literal["rule", "setting", "right"]


@dataclass(frozen=True, slots=True)
class RefusalView:
    """Why a step is not possible and what to do about it.

    ``ground`` is *rule* (``article`` and ``clause_text`` tell which), *setting* (the office decided it, the text is
    silent; ``clause_text`` may tell the setting) or *right* (what role or unit is missing).
    """

    text: str
    ground: GroundKind
    cure: str = ""
    cure_url: str = ""
    article: str = ""
    clause_id: str = ""
    clause_text: str = ""
    clause_url: str = ""


@dataclass(slots=True)
class StepButton:
    """A step on a record. ``url`` takes a POST, or shows a form first when ``asks`` is set (then it is a link).

    ``style``: *primary* (one a page), *second*, *back* (the way back, at the far end). A step that is not allowed
    keeps its place with a lock; pressing it answers with its ``refusals``; ``title`` heads them
    ("Cevap henüz gönderilemez").
    """

    id: str
    label: str
    url: str
    style: Literal["primary", "second", "back"] = "second"
    icon: str = ""
    asks: bool = False
    allowed: bool = True
    title: str = ""
    refusals: tuple[RefusalView, ...] = ()

    @property
    def not_mine(self) -> bool:
        """Whether it is closed for want of a right alone: it is for others, now and later."""
        return bool(self.refusals) and all(each.ground == "right" for each in self.refusals)


# Lists --------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class DeskRow:
    """One line of the desk: what it is, of what kind, until when, and the one step to take here."""

    id: int
    url: str
    number: str
    subject: str
    kind: str
    icon: str = "file-earmark-text"
    facts: tuple[str, ...] = ()
    due: Due | None = None
    badges: tuple[Badge, ...] = ()
    step: StepButton | None = None
    version: int = 0
    unread: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Desk rows under one heading ("Geciken", "Bugün"); ``count`` may say more than is shown."""

    label: str
    rows: tuple[DeskRow, ...]
    count: int | str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``role`` tells the cell's place: *number* heads the row, *main* holds the linked subject, *state* a badge, *due*
    a last day, *figure* a number to the right, *text* the rest. ``sort_url`` makes the heading a link; ``sorted`` is
    how it is sorted now.
    """

    label: str
    role: Literal["number", "main", "state", "due", "figure", "text"] = "text"
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(slots=True)
class Cell:
    """What stands in a cell: text with a small line under it, or a badge, or a last day.

    ``code`` and ``small_code``: the text, or the small line, is for machines, such as an id, a key or an address.
    """

    text: str = ""
    small: str = ""
    badge: Badge | None = None
    due: Due | None = None
    url: str = ""
    code: bool = False
    small_code: bool = False


@dataclass(slots=True)
class Row:
    """One line of a table; ``cells`` in the order of the columns. ``url`` is where the main cell leads."""

    cells: tuple[Cell, ...]
    url: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to compare. ``caption`` is read aloud, not seen; ``head`` heads every printed sheet."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filter line above a list, a GET form; ``clear_url`` is set while anything is filtered.

    ``links`` stand behind it: what can be done with the filters as they are.
    """

    action: str
    fields: tuple[Field, ...]
    clear_url: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A list as it is printed, all of its pages at once.

    ``filters`` are what it is narrowed by, in words; ``note`` tells what is not on it; ``back_url`` leads to the list.
    ``letterhead`` are the lines at its head, ``logo`` the address of the picture beside them.
    """

    filters: str
    back_url: str
    note: str = ""
    letterhead: tuple[str, ...] = ()
    logo: str = ""


@dataclass(slots=True)
class Hit:
    """One found record; ``snippet`` is escaped text with the found words in ``<mark>``."""

    url: str
    number: str
    subject: str
    kind: str
    icon: str = "file-earmark-text"
    facts: tuple[str, ...] = ()
    badge: Badge | None = None
    snippet: Markup | None = None


# The record page ----------------------------------------------------------------------------------------------------


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


# The director's referral screen -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of the letter: an image, or a PDF that the browser shows itself."""

    kind: Literal["image", "pdf"]
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ReferralTarget:
    """A unit or person to refer to. ``key`` is the one key that ticks it; ``note`` stands small below it."""

    value: str
    label: str
    key: str = ""
    note: str = ""
    outside: bool = False
    action: bool = False
    information: bool = False


@dataclass(frozen=True, slots=True)
class ReferralLetter:
    """A letter that waits for its referral."""

    id: int
    url: str
    number: str
    subject: str
    sender: str
    version: int
    facts: tuple[Fact, ...] = ()
    badges: tuple[Badge, ...] = ()
    due: Due | None = None
    previews: tuple[Preview, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()
    picked: bool = False
    open_url: str = ""
    refusals: tuple[RefusalView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One letter after another (``letter``, ``queue`` behind it), or many at once (``letter`` is ``None``).

    Posts ``record`` (id:version, one or many), ``action`` and ``information`` (target values) and the ``fields``
    (instruction, last day …) to ``action``. ``kept`` is the key of the kept form that is shown again.
    """

    action: str
    tabs: tuple[Tab, ...]
    targets: tuple[ReferralTarget, ...]
    fields: tuple[Field, ...]
    queue: tuple[ReferralLetter, ...]
    letter: ReferralLetter | None = None
    position: str = ""
    previous_url: str = ""
    next_url: str = ""
    errors: tuple[str, ...] = ()
    page: Page | None = None
    kept: str = ""


# Administration and account -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A titled table of an administration page, with what to say when it is empty and one way on."""

    id: str
    title: str
    table: Table
    empty: Empty
    link: Link | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PluginProblem:
    """Why a plugin does not run, what to do, and what stays whole."""

    title: str
    text: str
    cure: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LoadedItem:
    """One line of the loading order; ``took`` in milliseconds when it was measured."""

    label: str
    took: float | None = None


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the municipality's file, or of its comparison: ``mark`` is "" (as it was), "+" or "-"."""

    text: str
    number: int | None = None
    mark: Literal["", "+", "-"] = ""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A version of the municipality's file as applied: who, when, digest (hex), in force since, what it changed."""

    number: int
    applied_at: datetime
    by: str
    digest: str
    in_force: date | None = None
    url: str = ""
    note: str = ""
    changes: tuple[str, ...] = ()
    lines: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person on the administration and account pages."""

    name: str
    username: str
    badges: tuple[Badge, ...] = ()
    facts: tuple[Fact, ...] = ()
    cards: tuple[Card, ...] = ()
    steps: tuple[StepButton, ...] = ()
