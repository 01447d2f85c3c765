"""The history of a record as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kalem.i18n import gettext as _
from kalem.i18n import retold
from kalem.ledger import Entry, EntryText
from kalem.ledger.tracking import table_of
from kalem.organisation import Actor
from kalem.records import Record, RecordType, fields, history
from kalem.records.schema import CONFIDENTIALITY
from kalem.workflow import workflows

from .display import Words, ledger_label
from .view import Change, TimelineItem

#: Entries that a page shows before one asks for the rest.
LIMIT = 60

_ICONS = {
    "create": "plus-circle",
    "correct": "pencil",
    "note": "chat-left-text",
    "attach": "paperclip",
    "import": "clock-history",
}


def entries_of(record: Record, *, everything: bool) -> list[Entry]:
    """Return the newest entries of a record, one more than the page shows; or all. One query."""
    return history.entries_of(record, limit=None if everything else LIMIT + 1)


def items(
    entries: Sequence[Entry], record: Record, type: RecordType | None, said: Words | None, actor: Actor
) -> tuple[TimelineItem, ...]:
    """Return the lines of the history, newest first; of other records it names those that ``actor`` may read."""
    icons = _step_icons(record)
    texts = [history.text_of(entry) for entry in entries]
    causes = history.causes(texts, actor)
    return tuple(
        _item(entry, text, icons.get(entry.action, ""), type, said, causes)
        for entry, text in zip(entries, texts, strict=True)
    )


def _item(
    entry: Entry,
    text: EntryText | None,
    icon: str,
    type: RecordType | None,
    said: Words | None,
    causes: Mapping[str, str],
) -> TimelineItem:
    if text is None:
        icon = "eraser" if entry.text is None else "exclamation-triangle"
        return TimelineItem(_("Kalem"), history.missing_text(entry), entry.at, icon)
    return TimelineItem(
        who=who(text),
        text=history.sentence(text, causes),
        at=entry.at,
        icon=icon or _ICONS.get(entry.action, "dot"),
        note=note_of(text),
        on_behalf=history.capacity(text.by),
        changes=tuple(_changes(text, type, said)) if entry.action == "correct" else (),
    )


def who(text: EntryText) -> str:
    """Return who wrote an entry; the program's own hand in the reader's language."""
    name = text.by.get("name", "")
    return name if "user_id" in text.by else retold(name)


def note_of(text: EntryText) -> str:
    """Return the note of an entry: a person's as he wrote it, the program's own in the reader's language."""
    return text.note if "user_id" in text.by else retold(text.note)


def _step_icons(record: Record) -> Mapping[str, str]:
    flow = workflows.get().get((record.office, record.type))
    return {step.id: step.icon for step in flow.flow.steps} if flow is not None else {}


def _changes(text: EntryText, type: RecordType | None, said: Words | None) -> Iterator[Change]:
    """Yield what a correction changed, of what the form shows."""
    for kind, table, _key, columns in text.rows:
        if kind != "~":
            continue
        for name, (old, new) in columns.items():
            if table == "record" and name == "subject":
                yield Change(ledger_label("subject"), old or "", new or "")
            elif table == "record" and name == "confidentiality":
                labels = dict(CONFIDENTIALITY)
                yield Change(_("Gizlilik"), str(labels.get(old, "")), str(labels.get(new, "")))
            elif type is not None and said is not None and table == table_of(type.model) and name in said.fields:
                yield Change(
                    said.label(name),
                    said.value(name, _read(said.fields[name], old)),
                    said.value(name, _read(said.fields[name], new)),
                )


def _read(declared: Any, text: str | None) -> Any:
    """Return the value of a column from its canonical text."""
    if text is None:
        return None
    if isinstance(declared, fields.Boolean):
        return text == "true"
    if isinstance(declared, fields.Date):
        return date.fromisoformat(text)
    if isinstance(declared, fields.Moment):
        return datetime.fromisoformat(text)
    return text
