"""The director's referral screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .forms import Field
from .frame import Badge, Due, Fact, Page, Tab
from .record import AttachmentView
from .steps import RefusalView


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
