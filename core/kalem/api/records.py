"""Records: listed, created, read, mended; their history, links and notes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Flask, Response, jsonify, request, url_for
from werkzeug.http import parse_etags

from kalem.http.routing import RECORD
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.ledger import Entry, EntryText
from kalem.ledger.tracking import table_of
from kalem.organisation import Actor
from kalem.organisation.directory import directory
from kalem.records import (
    Details,
    Listing,
    Record,
    RecordType,
    Schema,
    fields,
    get_visible,
    history,
    jsoncodec,
    linked,
    types,
    visible_ids,
)
from kalem.records.reading_log import opened
from kalem.workflow import correct, create, load
from kalem.workflow import note as write_note
from kalem.workflow.flows import flow_of

from . import bodies, telling
from .describing import any_of, component, of, page_of, ref, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .paging import Paging, cursor, cut, number_in
from .problems import Problem, invalid
from .types import type_or_404
from .visit import actor as who
from .visit import writer

#: Years of registers that can be asked for.
FIRST_YEAR, LAST_YEAR = 1900, 2200

_YES = (("true", _l("Evet")), ("false", _l("Hayır")))


class Asked(Paging):
    """What of a list is asked for."""

    q = fields.String(label=_l("Aranan sözcükler"), max=200)
    state = fields.String(label=_l("Durum"), max=60)
    unit = fields.String(label=_l("Birim"), help=_l("Belediye dosyasındaki kimliği."), max=60)
    year = fields.Integer(label=_l("Defterin yılı"), min=FIRST_YEAR, max=LAST_YEAR)
    open = fields.Choice(_YES, label=_l("Yalnız bitmemiş olanlar"))
    since = fields.Date(label=_l("İlk kayıt günü"))
    until = fields.Date(label=_l("Son kayıt günü"))


class Creation(Schema):
    """How a record is created."""

    plain = fields.Choice(
        _YES,
        label=_l("Yalnız kayıt aç"),
        help=_l("Türün, kaydederken birlikte atılan adımları varsa onları atma."),
    )
    allow_similar = fields.Choice(
        _YES, label=_l("Benzeri olsa da aç"), help=_l("Verilmezse, benzer bir kayıt varken 409 döner.")
    )


class Note(Schema):
    """What is noted."""

    note = fields.Text(label=_l("Not"), required=True, max=1000)


class Mending(Schema):
    """Why a record is mended."""

    reason = fields.Text(label=_l("Düzeltmenin gerekçesi"), required=True, max=500)


def register(app: Flask) -> None:
    """Register the operations of this module: those of lists once for each record type."""
    record, known = ref("Record"), list(types.get().values())
    operations = [each for type in known for each in _of_type(type)]
    parts = any_of(component(type.id, "part") for type in known)
    reason = {"type": "string", "minLength": 1, "maxLength": 500}
    operations += [
        Operation(
            f"/record/{RECORD}", show, "read", _l("Kaydı oku"), [Answer(shape=record, etag=True)], if_none_match=True
        ),
        Operation(
            f"/record/{RECORD}", mend, "correct", _l("Kaydı düzelt"), [Answer(shape=record, etag=True)], method="PATCH",
            body=of(values=parts, reason=reason), if_match=True,
            description=_l("Yalnız değişen alanlar gönderilir; null alanı boşaltır. Eski değerler hareketlerde kalır."),
        ),
        Operation(
            f"/record/{RECORD}/history", tell_history, "history", _l("Hareketler, yeniden eskiye"),
            [Answer(shape=page_of(ref("Entry")))], query=telling.ready(Paging),
        ),
        Operation(
            f"/record/{RECORD}/links", tell_links, "links", _l("Bağlı kayıtlar"),
            [Answer(shape=of(items=several(ref("Link"))))],
        ),
        Operation(
            f"/record/{RECORD}/notes", note, "note", _l("Kayda not düş"), [Answer(201)], method="POST",
            body=of(note={"type": "string", "minLength": 1, "maxLength": 1000}), once=True,
        ),
    ]  # fmt: skip
    register_operations(app, "records", _l("Kayıtlar"), operations)


def _of_type(type: RecordType) -> list[Operation]:
    found = ref(component(type.id, "record"))
    at = {"type_id": type.id}
    return [
        Operation(
            f"/records/{type.id}", index, telling.endpoint("list", type.id).partition(".")[2], type.plural,
            [Answer(shape=page_of(found))], query=telling.ready(Asked), defaults=at, problems=(404,),
            description=_l("Yeniden eskiye; anahtarın sahibinin okuyabildikleri."),
        ),
        Operation(
            f"/records/{type.id}", add, telling.endpoint("create", type.id).partition(".")[2],
            _Said(type), [Answer(201, found, etag=True, location=True)], method="POST",
            query=telling.ready(Creation), body=of(values=ref(component(type.id, "form"))), once=True, defaults=at,
            problems=(404, 409),
            description=_l("Benzeri varsa 409 ve similar; Idempotency-Key ile yinelenirse aynı kayıt döner."),
        ),
    ]  # fmt: skip


class _Said:
    """The words of creating a record of a type, in the reader's language."""

    def __init__(self, type: RecordType) -> None:
        self._type = type

    def __str__(self) -> str:
        return _("%(label)s: kayıt aç", label=self._type.label)


# Lists --------------------------------------------------------------------------------------------------------------


def index(type_id: str) -> Response:
    """List the records of a type, newest first."""
    type, actor = type_or_404(type_id), who()
    asked = bodies.query(telling.ready(Asked))
    limit, since, until = asked["limit"], asked.get("since"), asked.get("until")
    if since and until and since > until:
        raise invalid({"until": [_("İlk gün (%(since)s) son günden (%(until)s) sonra.", since=since, until=until)]})
    listing = Listing(
        type.id,
        q=asked.get("q") or "",
        state=asked.get("state") or "",
        unit_id=_unit(asked.get("unit")),
        year=asked.get("year"),
        open_only=asked.get("open") == "true",
        since=since,
        until=until,
    )
    found, last = cut(listing.records(actor, before=number_in(asked), limit=limit + 1), limit)
    # Unlike the rows of a page, these carry every field of the records.
    opened(actor, found, "list")
    return telling.page(telling.with_details(found, actor), cursor(listing.after(last)) if last is not None else None)


def _unit(slug: str | None) -> int | None:
    """Return the unit that is asked for; a problem for one that there is not: all would be another answer."""
    if not slug:
        return None
    known = directory().unit_by_slug
    if slug not in known:
        raise invalid({"unit": [_("Böyle bir birim yok.")]})
    return known[slug].id


# One record ---------------------------------------------------------------------------------------------------------


def add(type_id: str) -> Response:
    """Create a record, once for each key."""
    type = type_or_404(type_id)
    actor = writer(type.id)
    asked, sent = bodies.query(telling.ready(Creation)), bodies.json_object()
    values = bodies.right(jsoncodec.load(telling.ready(type.schema), values_in(sent, only=("values",))))

    def write(keep: Any) -> None:
        _refuse_similar(type, actor, values, asked.get("allow_similar") == "true")

        def also(run: Any) -> None:
            keep(run.record.id, "record")

        if type.save is not None and asked.get("plain") != "true":
            made.append(type.save(actor, values, also=also))
        else:
            made.append(create(type, actor, values, also=also))

    made: list[Record] = []
    earlier = bodies.once(sent, write)
    return created(made[0] if earlier is None else get_visible(actor, earlier.record_id), actor)


def show(record_id: int) -> Response:
    """Read a record, or hear that it is still the version that one has."""
    actor = who()
    record = get_visible(actor, record_id)
    tags = parse_etags(request.headers.get("If-None-Match"))
    if tags.star_tag or tags.contains_weak(str(record.version)):
        response = Response(status=304)
        response.set_etag(str(record.version))
        return response
    return told(record, actor)


def mend(record_id: int) -> Response:
    """Mend what was mistyped; what is not sent stays."""
    record = get_visible(who(), record_id)
    actor = writer(record.type)
    flow_of(record)
    version = bodies.seen(record)
    sent = bodies.json_object()
    type, details = load(record)
    schema = telling.ready(type.schema)
    reason = bodies.right(
        jsoncodec.load(telling.ready(Mending), {"reason": sent.get("reason")} if "reason" in sent else {})
    )["reason"]
    merged = {**standing(type, record, details), **values_in(sent, only=("values", "reason"))}
    values = bodies.right(jsoncodec.load(schema, merged))
    return told(correct(record_id, actor, values, reason, version=version), actor)


def note(record_id: int) -> Response:
    """Add a note to a record's history, once for each key."""
    record = get_visible(who(), record_id)
    actor = writer(record.type)
    sent = bodies.json_object()
    text = bodies.right(jsoncodec.load(telling.ready(Note), sent))["note"]
    bodies.once(sent, lambda keep: write_note(record_id, actor, text, also=lambda: keep(record_id, "note")))
    return Response(status=201)


def told(record: Record, actor: Actor, status: int = 200) -> Response:
    """Return a record as the answer, with its version. Every answer that shows one record whole is made here."""
    opened(actor, record, "api")
    details: Details | None = load(record)[1] if record.type in types.get() else None
    response = jsonify(telling.whole(record, details, actor))
    response.status_code = status
    response.set_etag(str(record.version))
    return response


def created(record: Record, actor: Actor) -> Response:
    """Return a record that was just created."""
    response = told(record, actor, 201)
    response.headers["Location"] = url_for("records.read", record_id=record.id)
    return response


def standing(type: RecordType, record: Record, details: Details) -> dict[str, Any]:
    """Return what stands in a record as its form would be sent unchanged.

    What was chosen from a list and stands on it no more is left out: a correction leaves it as it is.
    """
    schema, values = telling.ready(type.schema), type.form_values(record, details)
    plain = jsoncodec.dump(schema, lambda name: values.get(name))
    return {
        name: plain[name]
        for name, declared in schema.load_fields.items()
        if not isinstance(declared, fields.RecordChoice) or str(plain[name]) in dict(declared.options())
    }


def values_in(sent: Mapping[str, Any], *, only: tuple[str, ...]) -> Mapping[str, Any]:
    """Return what stands under ``values``; nothing else than ``only`` may be sent."""
    errors = {str(name)[:100]: [_("Bilinmeyen alan.")] for name in sent if name not in only}
    values = sent.get("values")
    if not isinstance(values, dict):
        errors["values"] = [_("Alanları bir JSON nesnesi olarak yazın.")]
        raise invalid(errors)
    if errors:
        raise invalid(errors)
    return values


def _refuse_similar(type: RecordType, actor: Actor, values: Mapping[str, Any], allowed: bool) -> None:
    same = type.similar(actor, values) if type.similar is not None and not allowed else ()
    if same:
        raise Problem(
            "similar",
            _("Farklı bir kayıtsa isteği allow_similar=true ile yineleyin."),
            similar=[telling.row(each) for each in same],
        )


# History and links --------------------------------------------------------------------------------------------------


def tell_history(record_id: int) -> Response:
    """List the entries of a record, newest first, as its page tells them."""
    actor = who()
    record = get_visible(actor, record_id)
    asked = bodies.query(telling.ready(Paging))
    opened(actor, record, "api")
    limit = asked["limit"]
    found, last = cut(history.entries_of(record, before=number_in(asked), limit=limit + 1), limit)
    texts = [history.text_of(entry) for entry in found]
    causes = history.causes(texts, actor)
    told = _Changes(record, texts, actor)
    items = [_entry(entry, text, told, causes) for entry, text in zip(found, texts, strict=True)]
    return telling.page(items, cursor(last.seq) if last is not None else None)


def _entry(entry: Entry, text: EntryText | None, changes: "_Changes", causes: Mapping[str, str]) -> dict[str, Any]:
    by = text.by if text is not None else {}
    return {
        "seq": entry.seq,
        "action": entry.action,
        "at": telling.moment(entry.at),
        "by": {"name": by.get("name", ""), "title": by.get("title", ""), "capacity": history.capacity(by)},
        "told": history.sentence(text, causes) if text is not None else history.missing_text(entry),
        "note": text.note if text is not None else "",
        "about": _about(text, causes) if text is not None else {},
        "changes": changes.of(text) if text is not None and entry.action == "correct" else [],
    }


def _about(text: EntryText, causes: Mapping[str, str]) -> dict[str, str]:
    named = {name: causes.get(value) if value.startswith("record:") else value for name, value in text.about.items()}
    return {name: value for name, value in named.items() if value is not None}


class _Changes:
    """What corrections changed, of what the form shows. Records that the reader may not read are not named by them."""

    def __init__(self, record: Record, texts: Sequence[EntryText | None], actor: Actor) -> None:
        """At most one query, whatever the number of entries."""
        type = types.get().get(record.type)
        self._own = table_of(type.model) if type is not None else ""
        self._fields: Mapping[str, Any] = telling.ready(type.schema).fields if type is not None else {}
        changes = [each for text in texts if text is not None for each in self._all(text)]
        pointed = {int(id) for name, *ids in changes if self._points(name) for id in ids if id}
        self._open_to = visible_ids(actor, sorted(pointed)) if pointed else set()

    def of(self, text: EntryText) -> list[dict[str, Any]]:
        """Return the changes of one entry."""
        return [
            {"field": name, "before": self._told(name, before), "after": self._told(name, after)}
            for name, before, after in self._all(text)
        ]

    def _all(self, text: EntryText) -> Iterator[tuple[str, str | None, str | None]]:
        for kind, table, _key, columns in text.rows:
            for name, pair in columns.items() if kind == "~" else ():
                of_row = table == "record" and name in ("subject", "confidentiality")
                if of_row or (table == self._own and name in self._fields):
                    yield (name, *pair)

    def _points(self, name: str) -> bool:
        return isinstance(self._fields.get(name), fields.RecordChoice)

    def _told(self, name: str, value: str | None) -> str | None:
        return None if value and self._points(name) and int(value) not in self._open_to else value


def tell_links(record_id: int) -> Response:
    """List the records to which one is tied, of those that may be read."""
    actor = who()
    record = get_visible(actor, record_id)
    return jsonify(
        items=[
            {"kind": kind, "outward": outward, "record": telling.row(other)}
            for kind, outward, other in linked(actor, record)
        ]
    )
