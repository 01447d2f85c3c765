"""Which column of a table is what: told by its header, however it is spelled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kalem.i18n import gettext as _
from kalem.text import fold, nearest

from .reading import BadTable, Row, Table

_MARKS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Heading:
    """A column that a table may have."""

    #: What the importer calls it.
    name: str
    #: How people write it, the usual word first. Case, accents and marks make no difference.
    spelled: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True)
class Columns:
    """Where each known column of a table stands."""

    places: Mapping[str, int]

    def cells(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by the names of their columns. The row must be as wide as the headers."""
        return {name: row.cells[place] for name, place in self.places.items()}


def key(text: str) -> str:
    """Return a header or another visible name in the form in which two spellings of it are one."""
    return _MARKS.sub(" ", fold(text)).strip()


def matched(table: Table, headings: Sequence[Heading]) -> Columns:
    """Return where the columns are. Raises :class:`BadTable` with every header that is unknown, doubled or missing."""
    names = {key(word): each.name for each in headings for word in (*each.spelled, each.name)}
    words = {each.name: each.spelled[0] for each in headings}
    places: dict[str, int] = {}
    faults = []
    for place, header in enumerate(table.headers):
        if not header.strip():
            continue
        name = names.get(key(header))
        if name is None:
            near = nearest(header, [word for each in headings for word in each.spelled])
            meant = _("; “%(near)s” mi?", near=near) if near else ""
            faults.append(_("“%(header)s”: bilinmeyen sütun başlığı%(meant)s", header=_short(header), meant=meant))
        elif name in places:
            first = table.headers[places[name]].strip()
            faults.append(_("“%(header)s” ile “%(first)s” aynı sütun.", header=_short(header), first=_short(first)))
        else:
            places[name] = place
    missing = [words[each.name] for each in headings if each.needed and each.name not in places]
    if missing:
        faults.append(_("Eksik sütun: %(names)s.", names=", ".join(missing)))
    if faults:
        expected = ", ".join(f"{each.spelled[0]}{'*' if each.needed else ''}" for each in headings)
        raise BadTable(
            _("%(name)s: sütun başlıkları tanınmadı.", name=table.name),
            *faults,
            _("Beklenen başlıklar (yıldızlılar zorunlu): %(expected)s.", expected=expected),
        )
    return Columns(places)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"
