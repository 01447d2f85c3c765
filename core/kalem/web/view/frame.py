"""What stands everywhere: links, the menu, the frame of a page, badges and facts, tabs, what an empty place says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Style = Literal["", "now", "soon", "late", "done", "note"]


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
