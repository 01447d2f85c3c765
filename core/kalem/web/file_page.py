"""The municipality's file as it was applied: its versions, their texts, and what each changed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound

from kalem.app import AppliedFile
from kalem.http.routing import page
from kalem.i18n import gettext as _
from kalem.i18n import joined, retold
from kalem.ledger import Entry
from kalem.organisation import municipality

from .administration import tabs
from .view import Choice, Field, FileLine, FileVersion, Filters, Link, Page, Tab

#: Versions of one page.
SHOWN = 20
#: Changes of a version that the list tells; its own page tells all.
TOLD = 6
#: Unchanged lines around a change.
AROUND = 3
#: Newest versions that one can be compared with.
COMPARED = 100

#: Part of an address that stands for a version's number; no larger number reaches a database.
NUMBER = "<int(max=2147483647):number>"


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("file_page", __name__)
    page(made, "/yonetim/dosya", permission="system.manage")(show)
    page(made, f"/yonetim/dosya/{NUMBER}", permission="system.manage")(version)
    return made


def show() -> str:
    """Show the versions, newest first."""
    before = request.args.get("before", "")
    cursor = int(before) if before.isascii() and before.isdecimal() and len(before) < 10 else None
    query: Any = _listed().order_by(AppliedFile.number.desc()).limit(SHOWN + 1)
    if cursor is not None:
        query = query.where(AppliedFile.number < cursor)
    found: list[AppliedFile] = list(query)
    rows = found[:SHOWN]
    told = _changes(rows)
    older = url_for("file_page.show", before=rows[-1].number) if len(found) > SHOWN else ""
    newer = url_for("file_page.show") if cursor is not None else ""
    versions = tuple(_shown(each, _short(told.get(each.number, ()))) for each in rows)
    return render_template(
        "admin/file.html",
        tabs=tabs(),
        name=municipality.get().name,
        current=_shown(_newest(), ()),
        versions=versions,
        page=Page(len(rows), older, newer),
    )


def version(number: int) -> str:
    """Show one version: its text, or what differs from the version before it or from another one."""
    found = _version(number)
    numbers = [row.number for row in _numbers()]
    other = _other(number, numbers)
    older = _version(other) if other is not None and request.args.get("view") != "whole" else None
    lines = tuple(_whole(found.text) if older is None else _differences(older.text, found.text))
    told = _changes([found]).get(number, ())
    return render_template(
        "admin/file_version.html",
        tabs=tabs(),
        crumbs=(
            Link(_("Belediye dosyası"), url_for("file_page.show")),
            Link(_("%(number)s. sürüm", number=number), ""),
        ),
        version=_shown(found, told, lines),
        views=_views(number, other, older is None),
        compare=_compare(number, older.number, numbers) if older is not None else None,
    )


def _listed() -> Any:
    """Select versions without their texts."""
    columns = (AppliedFile.id, AppliedFile.number, AppliedFile.digest, AppliedFile.applied_at, AppliedFile.applied_by)
    return AppliedFile.select(*columns)


def _newest() -> Any:
    return _listed().order_by(AppliedFile.number.desc()).first()


def _numbers() -> Sequence[Any]:
    return list(AppliedFile.select(AppliedFile.number).order_by(AppliedFile.number.desc()).limit(COMPARED))


def _version(number: int) -> AppliedFile:
    found: AppliedFile | None = AppliedFile.get_or_none(AppliedFile.number == number)
    if found is None:
        raise NotFound
    return found


def _other(number: int, numbers: Sequence[int]) -> int | None:
    """Return the version to compare with: the one of the address, else the one before; None for the first."""
    wanted = request.args.get("against", "")
    chosen = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else None
    if chosen is not None and chosen in numbers and chosen != number:
        return chosen
    return next((each for each in numbers if each < number), None)


def _shown(each: Any, changes: Iterable[str], lines: tuple[FileLine, ...] = ()) -> FileVersion:
    return FileVersion(
        each.number,
        each.applied_at,
        retold(each.applied_by),
        each.digest,
        url=url_for("file_page.version", number=each.number),
        changes=tuple(changes),
        lines=lines,
    )


def _changes(rows: Sequence[Any]) -> dict[int, tuple[str, ...]]:
    """Return by version's number what applying it changed, as the plan told it, from the entries; in one query."""
    wanted = {str(row.id): int(row.number) for row in rows}
    if not wanted:
        return {}
    earliest = min(row.applied_at for row in rows)
    entries = Entry.select(Entry.text).where(
        (Entry.subject == "municipality")
        & (Entry.subject_id == 1)
        & (Entry.action == "apply")
        & (Entry.at >= earliest)
        & Entry.text.is_null(False)
    )
    found = {}
    # The entry is written in the version's own transaction, after the row's moment: the first ones are theirs.
    for entry in entries.order_by(Entry.seq).limit(len(wanted) + SHOWN):
        text = json.loads(entry.text or "{}")
        written = {row[2] for row in text["rows"] if row[:2] == ["+", "applied_file"]}
        for id in written & wanted.keys():
            found[wanted[id]] = tuple(_told(line) for line in text.get("note", "").splitlines())
    return found


def _told(line: str) -> str:
    """Return a change as the plan told it, behind its mark, in the reader's language."""
    mark, blank, text = line.partition(" ")
    return joined((mark, blank, retold(text)))


def _short(changes: Sequence[str]) -> tuple[str, ...]:
    if len(changes) <= TOLD:
        return tuple(changes)
    return (*changes[: TOLD - 1], _("ve %(count)s değişiklik daha", count=len(changes) - TOLD + 1))


def _views(number: int, other: int | None, whole: bool) -> tuple[Tab, ...]:
    if other is None:
        return ()
    return (
        Tab(_("Değişen satırlar"), url_for("file_page.version", number=number, against=other), not whole),
        Tab(_("Bütünü"), url_for("file_page.version", number=number, view="whole"), whole),
    )


def _compare(number: int, other: int, numbers: Sequence[int]) -> Filters:
    choices = tuple(
        Choice(str(each), _("%(number)s. sürümle karşılaştır", number=each)) for each in numbers if each != number
    )
    box = Field("against", "karsilastir", "select", _("Karşılaştırılan sürüm"), value=str(other), choices=choices)
    return Filters(url_for("file_page.version", number=number), (box,))


def _whole(text: str) -> Iterator[FileLine]:
    for number, line in enumerate(text.splitlines(), 1):
        yield FileLine(line, number)


def _differences(old: str, new: str) -> Iterator[FileLine]:
    """Yield the lines that differ, each with some around it; a line without a number parts two places."""
    before, after = old.splitlines(), new.splitlines()
    groups = SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND)
    for at, group in enumerate(groups):
        if at:
            yield FileLine("⋯")
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                for number in range(new_from, new_to):
                    yield FileLine(after[number], number + 1)
                continue
            for number in range(old_from, old_to):
                yield FileLine(before[number], None, "-")
            for number in range(new_from, new_to):
                yield FileLine(after[number], number + 1, "+")
