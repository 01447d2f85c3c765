"""Record types: their fields, states and steps, so that a program can fill any form without knowing it before."""

from typing import Any

from flask import Flask, Response, jsonify, url_for

from kalem.i18n import lazy_gettext as _l
from kalem.records import NotFound, RecordType, types
from kalem.workflow import workflows

from . import telling
from .describing import TEXT, YES_OR_NO, field_shape, maybe, of, ref, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .visit import actor, key


def register(app: Flask) -> None:
    """Register the operations of this module."""
    listed = {
        "id": TEXT, "label": TEXT, "plural": TEXT, "url": TEXT, "records": TEXT,
        "create_permission": TEXT, "writable": YES_OR_NO,
    }  # fmt: skip
    state = of(id=TEXT, label=TEXT, final=YES_OR_NO)
    step = of(id=TEXT, label=TEXT, sources=several(TEXT), target=maybe(TEXT), begins=maybe(TEXT), office=TEXT)
    found = of(**listed, fields=several(ref("Field")), states=several(state), steps=several(step))
    register_operations(
        app,
        "types",
        _l("Kayıt türleri"),
        [
            Operation("/types", index, "list", _l("Kayıt türleri"), [Answer(shape=of(items=several(of(**listed))))]),
            Operation(
                "/types/<type_id>",
                show,
                "read",
                _l("Bir kayıt türünün alanları, durumları, adımları"),
                [Answer(shape=found)],
                description=_l("Seçenekler (choices), anahtarın sahibine bugün açık olanlardır."),
            ),
        ],
    )


def type_or_404(type_id: str) -> RecordType:
    """Return a record type of the office to which the token is not blind; ``NotFound`` for another."""
    found, bounds = types.get().get(type_id), actor().types
    if found is None or (bounds is not None and type_id not in bounds):
        raise NotFound(type_id)
    return found


def index() -> Response:
    """List the types that the token sees."""
    bounds = actor().types
    return jsonify(items=[_listed(each) for each in types.get().values() if bounds is None or each.id in bounds])


def show(type_id: str) -> Response:
    """Tell all about a type."""
    type = type_or_404(type_id)
    flows = {office: flow for (office, id), flow in workflows.get().items() if id == type.id}
    states = {state.id: state for flow in flows.values() for state in flow.flow.states}
    return jsonify(
        **_listed(type),
        fields=telling.asked(telling.ready(type.schema), field_shape),
        states=[{"id": each.id, "label": str(each.label), "final": each.final} for each in states.values()],
        steps=[
            {
                "id": step.id,
                "label": str(step.label),
                "sources": list(step.sources),
                "target": step.target or None,
                "begins": step.begins or None,
                "office": office,
            }
            for office, flow in flows.items()
            for step in flow.flow.steps
        ],
    )


def _listed(type: RecordType) -> dict[str, Any]:
    return {
        "id": type.id,
        "label": str(type.label),
        "plural": str(type.plural),
        "url": url_for("types.read", type_id=type.id),
        "records": url_for(telling.endpoint("list", type.id)),
        "create_permission": type.permission_to_create,
        "writable": key().scopes.may_write(type.id),
    }
