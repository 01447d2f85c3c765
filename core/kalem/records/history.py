"""The history of a record: its entries, whether they hold together, and what each says in a sentence."""

from collections.abc import Iterable, Mapping, Sequence

from kalem.i18n import gettext as _
from kalem.i18n import joined, translated
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import Entry, EntryText, canonical
from kalem.ledger.entry import read
from kalem.organisation import Actor

from .record import Record
from .scope import in_order, visible_ids

#: What an entry tells besides, that needs a word before it.
_BEFORE = {
    "information": _l("bilgi için"),
    "version": _l("sürüm"),
    "because": _l("ilgili kayıt"),
    "dossier": _l("dosya"),
}

#: What an entry tells in words of the program.
_WORDS = ("result", "channel")


def entries_of(record: Record, *, before: int | None = None, limit: int | None = None) -> list[Entry]:
    """Return at most ``limit`` of a record's entries, newest first, in one query; ``before`` is a place in its chain.

    The caller has made sure that the reader may read the record.
    """
    query = Entry.select().where((Entry.subject == "record") & (Entry.subject_id == record.id))
    if before is not None:
        query = query.where(Entry.seq < before)
    query = query.order_by(Entry.seq.desc())
    return list(query if limit is None else query.limit(limit))


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


def text_of(entry: Entry) -> EntryText | None:
    """Return what an entry says; None where its text is gone or was made unreadable."""
    try:
        return read(entry)
    except ValueError:
        return None


def missing_text(entry: Entry) -> str:
    """Return what is said in place of an entry's text that is not there."""
    gone = entry.text is None
    return _("bu hareketin metni, imha kararıyla silinmiş") if gone else _("bu hareketin metni okunamıyor")


def causes(texts: Iterable[EntryText | None], actor: Actor) -> Mapping[str, str]:
    """Return how the records are called that entries name, by their subject in the ledger; those one may read."""
    subjects = {told.partition(":") for text in texts if text is not None for told in text.about.values()}
    ids = [int(number) for kind, _colon, number in subjects if kind == "record" and number.isdecimal()]
    readable = in_order(sorted(visible_ids(actor, ids)))
    return {f"record:{other.id}": other.number or other.subject for other in readable}


def sentence(text: EntryText, causes: Mapping[str, str]) -> str:
    """Return what was done: the act, then what it was about."""
    named = {name: causes.get(value) if value.startswith("record:") else value for name, value in text.about.items()}
    about = {name: value for name, value in named.items() if value is not None}
    told = _in_words(about.pop("told", "")) or text.action
    about.update({name: translated(about[name]) for name in _WORDS if name in about})
    order = sorted(about, key=lambda name: (name in _BEFORE, name != "to", name))
    rest = joined((joined((_BEFORE.get(name, ""), about[name]), " ") for name in order), "; ")
    return joined((told, rest), ": ")


def _in_words(told: str) -> str:
    """Return what was done in the reader's language: one act or several, behind one perhaps for whom it then waited."""
    whole = translated(told)
    return whole if whole != told else joined(map(_act, told.split("; ")), "; ")


def _act(told: str) -> str:
    said, bracket, rest = told.partition(" (")
    whole = translated(told)
    return whole if whole != told else joined((translated(said), bracket, rest))


def capacity(by: Mapping[str, str]) -> str:
    """Return as what the person acted, and for whom."""
    if by.get("for_title"):
        return _("%(title)s yerine, vekâleten", title=by["for_title"])
    return by.get("title", "")
