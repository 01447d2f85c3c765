"""What stands in a record, in words: of the row in the ledger and of the type's own fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask import url_for

from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.organisation.directory import names_of
from kalem.records import Details, Record, RecordType, fields, in_order, visible_ids, words
from kalem.records.schema import CONFIDENTIALITY
from kalem.workflow import workflows

from .components import write_date, write_time
from .forms import ready
from .view import Badge, Due, Fact, Style

#: What of a record stands in its own row, and how it is called.
LEDGER = ("number", "subject", "state", "unit", "due", "holders", "opened", "year")


#: Names that a list of them tells before it counts.
FEW = 3


class Words:
    """Words for the records of one page: the names that its fields point to are looked up together."""

    def __init__(self, type: RecordType, rows: Iterable[Details], actor: Actor, names: Sequence[str]) -> None:
        """``names`` are the fields that will be asked for; two queries when one points to records, else none."""
        self.type = type
        self.fields: Mapping[str, Any] = ready(type.schema).fields
        self._options: dict[str, dict[str, str]] = {}
        wanted = [name for name in names if isinstance(self.fields.get(name), fields.RecordChoice)]
        self.pointed: dict[int, Record] = {}
        if wanted:
            ids = {value for row in rows for name in wanted if (value := getattr(row, name, None)) is not None}
            self.pointed = _readable(actor, ids)

    def label(self, name: str) -> str:
        """Return what a field is called."""
        if name in LEDGER:
            return ledger_label(name)
        return str(self.fields[name].label) if name in self.fields else name

    def text(self, name: str, record: Record, details: Details | None) -> str:
        """Return the value of a column of the ledger or of a field of the type, as people write it."""
        if name in LEDGER:
            return ledger_text(name, record)
        return self.value(name, getattr(details, name, None))

    def value(self, name: str, value: Any) -> str:
        """Return ``value`` of the field ``name`` as people write it."""
        declared = self.fields.get(name)
        if value is None or value == "":
            return ""
        if isinstance(declared, fields.RecordChoice):
            pointed = self.pointed.get(int(value))
            return (pointed.number or pointed.subject) if pointed is not None else ""
        if isinstance(declared, (fields.Choice, fields.ChoiceList)):
            return ", ".join(self._option(name, declared, each) for each in _several(value))
        return _plain(declared, value)

    def url(self, name: str, details: Details | None) -> str:
        """Return the address of the record that the field points to; empty for another field, or where it is closed."""
        if not isinstance(self.fields.get(name), fields.RecordChoice):
            return ""
        value: int | None = getattr(details, name, None)
        return url_for("record_pages.show", record_id=value) if value in self.pointed else ""

    def fact(self, name: str, record: Record, details: Details | None, *, wide: bool = False) -> Fact:
        """Return the value with its label."""
        return Fact(self.label(name), self.text(name, record, details), wide=wide, url=self.url(name, details))

    def _option(self, name: str, declared: Any, value: Any) -> str:
        if name not in self._options:
            self._options[name] = {str(key): str(label) for key, label in declared.options()}
        return self._options[name].get(str(value), str(value))


def ledger_label(name: str) -> str:
    """Return what a column of the ledger is called."""
    return {
        "number": _("Sayı"),
        "subject": _("Konu"),
        "state": _("Durum"),
        "unit": _("Birim"),
        "due": _("Son gün"),
        "holders": _("Kimde"),
        "opened": _("Kayıt"),
        "year": _("Yıl"),
    }[name]


def ledger_text(name: str, record: Record) -> str:
    """Return a column of the ledger as people write it."""
    if name == "state":
        return state_of(record).label
    if name == "unit":
        return ", ".join(names_of([f"u{record.unit_id}"]))
    if name == "holders":
        return _few(words(record.holders))
    if name == "due":
        return write_date(record.due)
    if name == "opened":
        return write_date(record.opened_at)
    return str(getattr(record, name) or "")


def _few(principals: Sequence[str]) -> str:
    """Return the names of the first few, and how many more there are."""
    named = ", ".join(names_of(principals[:FEW]))
    rest = len(principals) - FEW
    return _("%(names)s ve %(rest)s yer daha", names=named, rest=rest) if rest > 0 else named


def state_of(record: Record) -> Badge:
    """Return the record's state; one of a type that is off is told by its id."""
    flow = workflows.get().get((record.office, record.type))
    if flow is None:
        return Badge(record.state)
    try:
        state = flow.state(record.state)
    except KeyError:
        return Badge(record.state)
    style: Style = state.tone  # type: ignore[assignment]
    return Badge(str(state.label), style, state.icon)


def due_of(record: Record) -> Due | None:
    """Return the record's last day."""
    return Due(record.due, open=record.closed_at is None) if record.due is not None else None


def secrecy_of(record: Record) -> tuple[Badge, ...]:
    """Return the mark of a confidential record."""
    if not record.confidentiality:
        return ()
    return (Badge(str(dict(CONFIDENTIALITY)[str(record.confidentiality)]), "late", "shield-lock"),)


def is_long(declared: Any) -> bool:
    """Whether a field holds a text that stands by itself, such as a letter's."""
    return isinstance(declared, fields.Text) and declared.max > fields.LONG


def _readable(actor: Actor, ids: Iterable[int]) -> dict[int, Record]:
    wanted = sorted(ids)
    if not wanted:
        return {}
    return {record.id: record for record in in_order(sorted(visible_ids(actor, wanted)))}


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (list, tuple)) else (value,)


def _plain(declared: Any, value: Any) -> str:
    if isinstance(value, bool):
        return _("Evet") if value else _("Hayır")
    if isinstance(value, datetime):
        return f"{write_date(value)} {write_time(value)}"
    if isinstance(value, date):
        return write_date(value)
    if isinstance(value, time):
        return value.strftime("%H.%M")
    told = getattr(declared, "told", str)
    return str(told(value))
