"""What stands in a record, in words and as values: of the row in the ledger and of the type's own fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from kalem.context import local
from kalem.i18n import LazyString, joined, lazy_pgettext
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Actor
from kalem.organisation.directory import names_of
from kalem.records import Details, Record, RecordType, State, fields, in_order, types, visible_ids, words
from kalem.records.schema import ready
from kalem.text.dates import day_of, write_date, write_time
from kalem.workflow import workflows

from .sheets import Kind, Value

#: What of a record stands in its own row, and how it is called.
LEDGER = ("number", "subject", "state", "unit", "due", "holders", "opened", "year")

#: Names that a list of them tells before it counts.
FEW = 3


class Words:
    """Words for some records of one type: the names that their fields point to are looked up together."""

    def __init__(self, type: RecordType, rows: Iterable[Details], actor: Actor, names: Sequence[str]) -> None:
        """``names`` are the fields that will be asked for; two queries when one points to records, else none."""
        self.type = type
        self.fields: Mapping[str, Any] = ready(type.schema).fields
        #: What of these stands in the record's row: a column of the type's own by the same name, as a dossier's year,
        #: is the type's.
        self.ledger = frozenset(LEDGER).difference(type.model._meta.fields)
        self._options: dict[str, dict[str, str]] = {}
        #: Names of holders and units as they were told before: many rows of a page have the same.
        self._named: dict[tuple[str, Any], str] = {}
        wanted = [name for name in names if isinstance(self.fields.get(name), fields.RecordChoice)]
        self.pointed: dict[int, Record] = {}
        if wanted:
            ids = {value for row in rows for name in wanted if (value := getattr(row, name, None)) is not None}
            self.pointed = _readable(actor, ids)

    def label(self, name: str) -> str:
        """Return what a field is called."""
        if name in self.ledger:
            return ledger_label(name)
        return str(self.fields[name].label) if name in self.fields else name

    def text(self, name: str, record: Record, details: Details | None) -> str:
        """Return the value of a column of the ledger or of a field of the type, as people write it."""
        if name in ("holders", "unit"):
            key = name, record.holders if name == "holders" else record.unit_id
            if key not in self._named:
                self._named[key] = ledger_text(name, record)
            return self._named[key]
        if name in self.ledger:
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
            return joined((self._option(name, declared, each) for each in _several(value)), ", ")
        return _plain(declared, value)

    def kind(self, name: str) -> Kind:
        """Return what a column holds: it decides how wide it is and how it is written."""
        if name in self.ledger:
            return {"subject": "long", "due": "date", "opened": "date", "year": "number"}.get(name, "text")  # type: ignore[return-value]
        declared = self.fields.get(name)
        for cls, kind in _KINDS:
            if isinstance(declared, cls):
                return kind
        return "text"

    def cell(self, name: str, record: Record, details: Details | None) -> Value:
        """Return a column as a spreadsheet reckons with it: days and numbers as such, all else in words."""
        kind = self.kind(name)
        if name in self.ledger:
            raw = {"due": record.due, "opened": record.opened_at, "year": record.year}.get(name)
        else:
            raw = getattr(details, name, None)
        if kind == "date":
            return day_of(raw) if isinstance(raw, date) else None
        if kind == "moment":
            return local(raw).replace(tzinfo=None, microsecond=0) if isinstance(raw, datetime) else None
        if kind == "time":
            return raw if isinstance(raw, time) else None
        if kind == "number" and isinstance(raw, int):
            return raw
        return self.text(name, record, details) or None

    def _option(self, name: str, declared: Any, value: Any) -> str:
        if name not in self._options:
            self._options[name] = {str(key): str(label) for key, label in declared.options()}
        return self._options[name].get(str(value), str(value))


#: How the values of fields are written, the first that fits.
_KINDS: tuple[tuple[type, Kind], ...] = (
    (fields.Date, "date"),
    (fields.Moment, "moment"),
    (fields.Time, "time"),
    (fields.Integer, "number"),
    (fields.Text, "long"),
)


_LABELS: Mapping[str, LazyString] = {
    "number": _l("Sayı"),
    "subject": _l("Konu"),
    "state": _l("Durum"),
    "unit": _l("Birim"),
    "due": lazy_pgettext("due", "Son gün"),
    "holders": _l("Kimde"),
    "opened": lazy_pgettext("day", "Kayıt"),
    "year": _l("Yıl"),
}


def ledger_label(name: str) -> str:
    """Return what a column of the ledger is called."""
    return str(_LABELS[name])


def ledger_text(name: str, record: Record) -> str:
    """Return a column of the ledger as people write it."""
    if name == "state":
        return state_label(record)
    if name == "unit":
        return ", ".join(names_of([f"u{record.unit_id}"]))
    if name == "holders":
        return _few(words(record.holders))
    if name == "due":
        return write_date(record.due)
    if name == "opened":
        return write_date(record.opened_at)
    return str(getattr(record, name) or "")


def state_in(record: Record) -> State | None:
    """Return the record's state as its workflow draws it; None for a type that is off and a state that is gone."""
    flow = workflows.get().get((record.office, record.type))
    if flow is None:
        return None
    try:
        return flow.state(record.state)
    except KeyError:
        return None


def state_label(record: Record) -> str:
    """Return what the record's state is called; its id where nothing calls it any more."""
    state = state_in(record)
    return str(state.label) if state is not None else record.state


def kind_label(record: Record) -> str:
    """Return what a record is, in words; the id of a type that is off."""
    type = types.get().get(record.type)
    return str(type.label) if type is not None else record.type


def _few(principals: Sequence[str]) -> str:
    """Return the names of the first few, and how many more there are."""
    named = ", ".join(names_of(principals[:FEW]))
    rest = len(principals) - FEW
    return _("%(names)s ve %(rest)s yer daha", names=named, rest=rest) if rest > 0 else named


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
