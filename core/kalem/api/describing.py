"""JSON Schemas of what is sent and answered: fields as they are declared, and the shapes of the answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from kalem.i18n import lazy_gettext as _l
from kalem.records import Schema, fields

from .problems import KINDS

#: A JSON Schema.
Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
YES_OR_NO: Shape = {"type": "boolean"}
DAY: Shape = {"type": "string", "format": "date"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
ID: Shape = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}


class Words:
    """What a field is called, and its help, in the reader's language.

    Both are its description: programs that write a client name its parts after a title, in whatever language it is.
    """

    def __init__(self, *parts: object) -> None:
        self._parts = parts

    def __str__(self) -> str:
        return ": ".join(str(part) for part in self._parts if part)


def ref(name: str) -> Shape:
    """Return a reference to a named shape."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(shape: Shape) -> Shape:
    """Return ``shape`` or ``null``."""
    if "$ref" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    return {**shape, "type": [shape["type"], "null"]}


def several(shape: Shape) -> Shape:
    """Return a list of ``shape``."""
    return {"type": "array", "items": shape}


def of(**members: Shape) -> Shape:
    """Return an object with these members, all of which are there."""
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def page_of(shape: Shape) -> Shape:
    """Return one page of a list."""
    following = {**maybe(TEXT), "description": _l("Sonraki sayfanın adresi; son sayfada null.")}
    return of(items=several(shape), next=following)


# What is sent -------------------------------------------------------------------------------------------------------


def form_shape(schema: Schema, *, partial: bool = False) -> Shape:
    """Return the shape of what ``schema`` loads, with the least that it takes as the example; ``partial``: any part."""
    known = schema.load_fields
    needed = [] if partial else [name for name, each in known.items() if each.required]
    either = {} if partial else schema.either
    example = {name: _sample(known[name]) for name in [*needed, *either]}
    return {
        "type": "object",
        **({"examples": [example]} if example else {}),
        "properties": {name: field_shape(each) for name, each in known.items()},
        "required": needed,
        **({"allOf": [_one_of(pair) for pair in either.items()]} if either else {}),
        "additionalProperties": False,
    }


def _one_of(names: Iterable[str]) -> Shape:
    """Return that one of several fields must be there."""
    return {"anyOf": [{"required": [name]} for name in names]}


def field_shape(declared: Any) -> Shape:
    """Return the shape of what is sent for one field."""
    shape = bare_shape(declared)
    if not declared.required and "type" in shape:
        shape["type"] = [shape["type"], "null"]
        if "enum" in shape:
            shape["enum"] = [*shape["enum"], None]
    shape["description"] = Words(declared.label, declared.help)
    return shape


def _sample(declared: Any) -> Any:
    """Return a value that a field takes; what is chosen from a list of the moment is left for the reader to choose."""
    if isinstance(declared, fields.RecordChoice):
        return 1
    if isinstance(declared, (fields.Choice, fields.ChoiceList)):
        words = [] if callable(declared.choices) else [value for value, _label in declared.choices][:1]
        return words if isinstance(declared, fields.ChoiceList) else "".join(words)
    if isinstance(declared, fields.Boolean):
        return True
    if isinstance(declared, fields.Integer):
        return declared.min
    if isinstance(declared, fields.Date):
        return "2026-11-16"
    return "14:30" if isinstance(declared, fields.Time) else declared.label


def bare_shape(declared: Any) -> Shape:
    """Return the shape of a field's values, without its words."""
    if isinstance(declared, fields.RecordChoice):
        return dict(ID)
    if isinstance(declared, fields.Choice):
        return {"type": "string", **_enumerated(declared)}
    if isinstance(declared, fields.ChoiceList):
        return {"type": "array", "items": {"type": "string", **_enumerated(declared)}}
    if isinstance(declared, fields.Boolean):
        return dict(YES_OR_NO)
    if isinstance(declared, fields.Integer):
        return {"type": "integer", "minimum": declared.min, "maximum": declared.max}
    if isinstance(declared, fields.Date):
        return dict(DAY)
    if isinstance(declared, fields.Time):
        return {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:00)?$"}
    least = {"minLength": 1} if declared.required else {}
    return {"type": "string", **least, "maxLength": declared.max}


def _enumerated(declared: Any) -> Shape:
    """Return the values that a choice offers; those that depend on who asks are told where the form is asked for."""
    if callable(declared.choices):
        return {}
    options = list(declared.choices)
    return {"enum": [value for value, _label in options], "x-labels": dict(options)}


# What is answered ---------------------------------------------------------------------------------------------------


def values_shape(schema: Schema) -> Shape:
    """Return the shape of the values that stand in a record of the type."""
    declared: Mapping[str, Any] = schema.fields
    return of(**{name: {**maybe(_told(each)), "description": each.label} for name, each in declared.items()})


def _told(declared: Any) -> Shape:
    """Return the shape of a value that is told: older ones may lie outside of what is asked for today."""
    if isinstance(declared, (fields.RecordChoice, fields.Integer)):
        return NUMBER
    if isinstance(declared, fields.ChoiceList):
        return several(TEXT)
    if isinstance(declared, fields.Boolean):
        return YES_OR_NO
    if isinstance(declared, fields.Date):
        return DAY
    return MOMENT if isinstance(declared, fields.Moment) else TEXT


NAMED = of(id=TEXT, name=TEXT)

GROUND = of(
    kind={
        "type": "string",
        "enum": ["rule", "setting", "right"],
        "description": _l("rule: yönetmeliğin kuralı; setting: kurumun ayarı; right: eksik yetki."),
    },
    article=TEXT,
    source=TEXT,
    text=TEXT,
)

REFUSAL = of(message=TEXT, cure=TEXT, field=maybe(TEXT), ground=maybe(ref("Ground")))

PROBLEM: Shape = {
    "type": "object",
    "description": _l("RFC 9457 sorun bildirimi."),
    "properties": {
        "type": {"type": "string", "enum": [f"urn:kalem:problem:{kind}" for kind in KINDS]},
        "title": TEXT,
        "status": NUMBER,
        "detail": TEXT,
        "instance": TEXT,
        "errors": {
            "type": "object",
            "additionalProperties": several(TEXT),
            "description": _l("Alan adına göre iletiler."),
        },
        "refusals": {
            **several(ref("Refusal")),
            "description": _l("Sayfaların söylediği nedenler: ileti, çözüm, dayanak."),
        },
        "similar": several(ref("RecordRow")),
        "number": {**TEXT, "description": _l("Yöneticiye bildirilecek hata numarası.")},
    },
    "required": ["type", "title", "status", "instance"],
    "additionalProperties": False,
    "examples": [
        {
            "type": "urn:kalem:problem:refused",
            "title": _l("Bu şimdi yapılamaz"),
            "status": 422,
            "detail": _l("Bu adım için yetkiniz yok."),
            "instance": "/api/v1/record/12/steps/refer",
            "refusals": [
                {
                    "message": _l("Bu adım için yetkiniz yok."),
                    "cure": _l("Sistem yöneticinize başvurun."),
                    "field": None,
                    "ground": {"kind": "right", "article": "", "source": "registry.refer", "text": ""},
                }
            ],
        }
    ],
}

_ROW: Mapping[str, Shape] = {
    "id": ID,
    "type": TEXT,
    "number": {**maybe(TEXT), "description": _l("Sayısı; kaydedilmeden önce null.")},
    "subject": TEXT,
    "confidentiality": TEXT,
    "state": ref("Named"),
    "office": TEXT,
    "unit": ref("Named"),
    "holders": {**several(ref("Named")), "description": _l("Kimde: u birim, p görev, w kişi.")},
    "due": maybe(DAY),
    "opened_at": maybe(MOMENT),
    "closed_at": maybe(MOMENT),
    "version": {**NUMBER, "description": _l("ETag değeri.")},
    "url": TEXT,
}


def row_with(values: Shape) -> Shape:
    """Return the shape of a record with the values of its form."""
    return of(**_ROW, values=values)


OFFER = of(
    id=TEXT,
    label=TEXT,
    allowed=YES_OR_NO,
    begins={**maybe(TEXT), "description": _l("Adımın açtığı kaydın türü: values, o türün alanlarıdır.")},
    asks=YES_OR_NO,
    acts_as=maybe(ref("Seat")),
    refusals=several(ref("Refusal")),
)

FIELD = of(
    name=TEXT,
    label=TEXT,
    help=TEXT,
    required=YES_OR_NO,
    schema={"type": "object"},
    choices={
        **maybe(several(of(value={"type": ["string", "integer"]}, label=TEXT))),
        "description": _l("Gönderilebilecek değerler; seçmeli değilse null."),
    },
)

SEAT = of(
    position=TEXT,
    title=TEXT,
    unit=maybe(TEXT),
    office=maybe(TEXT),
    deputy_for={**maybe(TEXT), "description": _l("Vekâletle: adına işlem yapılan kişi.")},
)

ENTRY = of(
    seq=NUMBER,
    action=TEXT,
    at=MOMENT,
    by=of(name=TEXT, title=TEXT, capacity=TEXT),
    told={**TEXT, "description": _l("Sayfanın söylediği cümle.")},
    note=TEXT,
    about={"type": "object", "additionalProperties": TEXT},
    changes={
        **several(of(field=TEXT, before=maybe(TEXT), after=maybe(TEXT))),
        "description": _l("Düzeltmenin değiştirdiği alanlar."),
    },
)

ATTACHMENT = of(
    id=ID,
    name=TEXT,
    size={**NUMBER, "description": _l("Bayt.")},
    sha256=TEXT,
    media_type=TEXT,
    kind={"type": "string", "enum": ["scan", "attachment"]},
    added_at=MOMENT,
    removed_at=maybe(MOMENT),
    removed_reason=maybe(TEXT),
    url=TEXT,
)

LINK = of(
    kind={**TEXT, "description": _l("reply: cevabı; reference: ilgisi.")},
    outward={**YES_OR_NO, "description": _l("Bu kayıt ötekine mi işaret ediyor?")},
    record=ref("RecordRow"),
)

#: The named shapes of all answers but those of the record types.
SHAPES: Mapping[str, Shape] = {
    "Problem": PROBLEM,
    "Refusal": REFUSAL,
    "Ground": GROUND,
    "Named": NAMED,
    "Seat": SEAT,
    "RecordRow": of(**_ROW),
    "Record": row_with(
        {"type": ["object", "null"], "description": _l("Türün alanları; türü veren eklenti kapalıysa null.")}
    ),
    "Offer": OFFER,
    "Field": FIELD,
    "Entry": ENTRY,
    "Attachment": ATTACHMENT,
    "Link": LINK,
}


def component(type_id: str, part: str) -> str:
    """Return the name of a shape of a record type: ``RegistryIncomingForm``; a class's name in any language."""
    words = f"{type_id}.{part}".replace("_", ".").replace("-", ".").split(".")
    return "".join(word[:1].upper() + word[1:] for word in words)


def any_of(names: Iterable[str]) -> Shape:
    """Return one of several named shapes."""
    found = list(dict.fromkeys(names))
    return {"anyOf": [ref(name) for name in found]} if found else {"type": "object"}
