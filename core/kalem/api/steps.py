"""Steps: which are possible now and why the others are not, and taking them."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, jsonify

from kalem.http.refusals import told as told_refusal
from kalem.http.routing import RECORD
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Actor
from kalem.records import Record, RecordType, Schema, Step, get_visible, jsoncodec, types
from kalem.refusal import Refused
from kalem.workflow import Offer, begin, explain, load, offers, take, workflows
from kalem.workflow.flows import step_of

from . import bodies, telling
from .describing import OFFER, any_of, component, field_shape, of, ref, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .records import created, told, values_in
from .types import type_or_404
from .visit import actor as who
from .visit import writer

#: The part of an address that stands for a step.
STEP = "<step_id>"


class Nothing(Schema):
    """The form of a step that asks for nothing."""


def register(app: Flask) -> None:
    """Register the operations of this module, and name the forms of all steps in the document."""
    offer, record = ref("Offer"), ref("Record")
    explained = of(**OFFER["properties"], fields=several(ref("Field")), values={"type": "object"})
    address = f"/record/{RECORD}/steps"
    operations = [
        Operation(address, index, "list", _l("Adımlar: atılabilenler, ötekiler nedeniyle"), [
            Answer(shape=of(items=several(offer)))
        ]),
        Operation(f"{address}/{STEP}", show, "read", _l("Bir adım: formu, ya da neden atılamadığı"), [
            Answer(shape=explained)
        ], problems=(422,), description=_l("`kalem explain` ile aynı yanıt; dayanaklarıyla.")),
        Operation(f"{address}/{STEP}", press, "take", _l("Adımı at"), [
            Answer(200, record, etag=True), Answer(201, record, etag=True, location=True)
        ], method="POST", body=of(values=any_of(forms())), if_match=True, once=True,
            description=_l("201: adım yeni bir kayıt açtı (begins); yanıt o kayıttır.")),
    ]  # fmt: skip
    register_operations(app, "steps", _l("Adımlar"), operations)


def forms() -> dict[str, Schema | None]:
    """Return the names of what steps ask for, each with its form; None for those of a record that a step begins."""
    return {
        component(step.begins, "form") if step.begins else component(type_id, f"{step.id}.step"): (
            None if step.begins else schema_of(step)
        )
        for (_office, type_id), flow in workflows.get().items()
        for step in flow.flow.steps
    }


def index(record_id: int) -> Response:
    """List the steps that begin in the record's state."""
    actor = who()
    return jsonify(items=[_offer(each) for each in offers(get_visible(actor, record_id), actor)])


def show(record_id: int, step_id: str) -> Response:
    """Tell all about one step: whether it may be taken, every reason against it, what it asks for."""
    actor = who()
    record = get_visible(actor, record_id)
    offer = explain(record, step_id, actor)
    step = offer.step
    schema = schema_of(step)
    values = step.values(load(record)[1]) if step.values is not None else {}
    known = {name: each for name, each in schema.load_fields.items() if name in values}
    return jsonify(
        **_offer(offer),
        fields=telling.asked(schema, field_shape),
        values={name: each for name, each in jsoncodec.dump(schema, values.get).items() if name in known},
    )


def press(record_id: int, step_id: str) -> Response:
    """Take a step, once for each key."""
    record = get_visible(who(), record_id)
    actor = writer(record.type)
    step = step_of(record, step_id)
    sent = bodies.json_object()
    made: list[Record] = []

    def write(keep: Any) -> None:
        # A request that took effect before is answered as it was: the version has gone on since.
        version = bodies.seen(record)
        values = _values(record, step, sent, actor)

        def also(run: Any) -> None:
            keep(run.record.id, "begun" if step.begins else "taken")

        if step.begins:
            made.append(begin(_begun(step), actor, values, record.id, step.id, version=version, also=also))
        else:
            form = values if step.form is not None else None
            made.append(take(record.id, step.id, actor, form, version=version, also=also))

    if step.begins:
        writer(_begun(step).id)
    earlier = bodies.once(sent, write)
    found = made[0] if earlier is None else get_visible(actor, earlier.record_id)
    return created(found, actor) if step.begins else told(found, actor)


def _values(record: Record, step: Step, sent: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Return what was sent for a step; where it is wrong, what stands against the step itself is told first."""
    decoded = jsoncodec.load(schema_of(step), values_in(sent, only=("values",)))
    if decoded.errors:
        refusals = explain(record, step.id, actor).refusals
        if refusals:
            raise Refused(*refusals)
    return bodies.right(decoded)


def schema_of(step: Step) -> Schema:
    """Return what a step asks for: its own form, or that of the record which it begins."""
    if step.begins:
        return telling.ready(types.get()[step.begins].schema)
    return telling.ready(step.form or Nothing)


def _begun(step: Step) -> RecordType:
    """Return the type of the record that a step begins; ``NotFound`` where the token is blind to it."""
    return type_or_404(step.begins)


def _offer(offer: Offer) -> dict[str, Any]:
    step = offer.step
    return {
        "id": step.id,
        "label": str(step.label),
        "allowed": offer.allowed,
        "begins": step.begins or None,
        "asks": step.form is not None or bool(step.begins),
        "acts_as": telling.seat(offer.seat) if offer.seat is not None else None,
        "refusals": [told_refusal(each) for each in offer.refusals],
    }
