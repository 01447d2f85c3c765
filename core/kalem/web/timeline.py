"""The history of a record as people read it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import retold, translated
from kalem.ledger import Entry, EntryText, canonical
from kalem.ledger.entry import read
from kalem.ledger.tracking import table_of
from kalem.organisation import Actor
from kalem.records import Record, RecordType, fields, in_order, visible_ids
from kalem.records.schema import CONFIDENTIALITY
from kalem.workflow import workflows

from .display import Words, ledger_label
from .view import Change, TimelineItem

#: Entries that a page shows before one asks for the rest.
LIMIT = 60

#: What an entry tells besides, that needs a word before it.
_BEFORE = {
    "information": _l("bilgi için"),
    "version": _l("sürüm"),
    "because": _l("ilgili kayıt"),
    "dossier": _l("dosya"),
}

#: What an entry tells in words of the program.
_WORDS = ("result", "channel")

_ICONS = {
    "create": "plus-circle",
    "correct": "pencil",
    "note": "chat-left-text",
    "attach": "paperclip",
    "import": "clock-history",
}


def entries_of(record: Record, *, everything: bool) -> list[Entry]:
    """Return the newest entries of a record, one more than the page shows; or all. One query."""
    query = (
        Entry.select().where((Entry.subject == "record") & (Entry.subject_id == record.id)).order_by(Entry.seq.desc())
    )
    return list(query if everything else query.limit(LIMIT + 1))


def holds_together(entries: Sequence[Entry]) -> bool:
    """Whether the given entries, newest first, are as they were written and tied to one another.

    A text that was lawfully destroyed is not there to be compared; its digest still ties the chain.
    """
    for at, entry in enumerate(entries):
        if entry.text is not None and canonical.digest(entry.salt, entry.text) != entry.digest:
            return False
        older = entries[at + 1] if at + 1 < len(entries) else None
        if older is None and entry.seq > 1:
            return True
        if canonical.link(older.chain if older is not None else "", entry.digest) != entry.chain:
            return False
    return True


def items(
    entries: Sequence[Entry], record: Record, type: RecordType | None, said: Words | None, actor: Actor
) -> tuple[TimelineItem, ...]:
    """Return the lines of the history, newest first; of other records it names those that ``actor`` may read."""
    icons = _step_icons(record)
    texts = [_text(entry) for entry in entries]
    causes = _causes(filter(None, texts), actor)
    return tuple(
        _item(entry, text, icons.get(entry.action, ""), type, said, causes)
        for entry, text in zip(entries, texts, strict=True)
    )


def _text(entry: Entry) -> EntryText | None:
    """Return what an entry says; None where its text is gone or was made unreadable."""
    try:
        return read(entry)
    except ValueError:
        return None


def _causes(texts: Iterable[EntryText], actor: Actor) -> Mapping[str, str]:
    """Return how the records are called that entries name, by their subject in the ledger; those one may read."""
    subjects = {told.partition(":") for text in texts for told in text.about.values()}
    ids = [int(number) for kind, _colon, number in subjects if kind == "record" and number.isdecimal()]
    readable = in_order(sorted(visible_ids(actor, ids)))
    return {f"record:{other.id}": other.number or other.subject for other in readable}


def _item(
    entry: Entry,
    text: EntryText | None,
    icon: str,
    type: RecordType | None,
    said: Words | None,
    causes: Mapping[str, str],
) -> TimelineItem:
    if text is None:
        gone = entry.text is None
        told = _("bu hareketin metni, imha kararıyla silinmiş") if gone else _("bu hareketin metni okunamıyor")
        return TimelineItem(_("Kalem"), told, entry.at, "eraser" if gone else "exclamation-triangle")
    return TimelineItem(
        who=who(text),
        text=_sentence(text, causes),
        at=entry.at,
        icon=icon or _ICONS.get(entry.action, "dot"),
        note=note_of(text),
        on_behalf=_capacity(text.by),
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


def _sentence(text: EntryText, causes: Mapping[str, str]) -> str:
    """Return what was done: the act, then what it was about."""
    named = {name: causes.get(value) if value.startswith("record:") else value for name, value in text.about.items()}
    about = {name: value for name, value in named.items() if value is not None}
    told = _in_words(about.pop("told", "")) or text.action
    about.update({name: translated(about[name]) for name in _WORDS if name in about})
    order = sorted(about, key=lambda name: (name in _BEFORE, name != "to", name))
    rest = "; ".join(f"{_BEFORE[name]} {about[name]}" if name in _BEFORE else about[name] for name in order)
    return f"{told}: {rest}" if rest else told


def _in_words(told: str) -> str:
    """Return what was done in the reader's language: one act or several, behind one perhaps for whom it then waited."""
    whole = translated(told)
    return whole if whole != told else "; ".join(map(_act, told.split("; ")))


def _act(told: str) -> str:
    said, bracket, rest = told.partition(" (")
    whole = translated(told)
    return whole if whole != told else f"{translated(said)}{bracket}{rest}"


def _capacity(by: Mapping[str, str]) -> str:
    """Return as what the person acted, and for whom."""
    if by.get("for_title"):
        return _("%(title)s yerine, vekâleten", title=by["for_title"])
    return by.get("title", "")


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
