"""What stands in records, as programs are told it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from flask import Response, jsonify, request, url_for

from kalem.organisation import Actor, Seat
from kalem.organisation.directory import directory
from kalem.records import (
    Details,
    Record,
    RecordType,
    Schema,
    details_of,
    fields,
    in_order,
    jsoncodec,
    types,
    visible_ids,
    words,
)
from kalem.workflow import workflows


@cache
def ready(schema: type[Schema]) -> Schema:
    """Return an instance of ``schema``, made once: it holds nothing of a request."""
    return schema()


def endpoint(name: str, type_id: str) -> str:
    """Return the router's name of an operation on the list of a record type: each type has its own."""
    return f"records.{name}_{type_id.replace('.', '_')}"


def row(record: Record) -> dict[str, Any]:
    """Return the record's row in the ledger; no query but those of the request's directory."""
    return {
        "id": record.id,
        "type": record.type,
        "number": record.number,
        "subject": record.subject,
        "confidentiality": str(record.confidentiality),
        "state": {"id": record.state, "name": _state(record)},
        "office": record.office,
        "unit": unit(record.unit_id),
        "holders": [named(each) for each in words(record.holders)],
        "due": record.due.isoformat() if record.due is not None else None,
        "opened_at": moment(record.opened_at),
        "closed_at": moment(record.closed_at),
        "version": record.version,
        "url": url_for("records.read", record_id=record.id),
    }


def whole(record: Record, details: Details | None, actor: Actor) -> dict[str, Any]:
    """Return a record with the values of its form; ``details`` are None where its type is off."""
    return whole_ones([record], {record.id: details} if details is not None else {}, actor)[0]


def whole_ones(records: Sequence[Record], details: Mapping[int, Details], actor: Actor) -> list[dict[str, Any]]:
    """Return records with the values of their forms; two queries more where some point to other records.

    What points to a record that ``actor`` may not read points nowhere.
    """
    open_to = _readable(records, details, actor)
    return [{**row(each), "values": _values(each, details.get(each.id), open_to)} for each in records]


def with_details(records: Sequence[Record], actor: Actor) -> list[dict[str, Any]]:
    """Return records of one type that is on, with the values of their forms."""
    return whole_ones(records, details_of(types.get()[records[0].type], records) if records else {}, actor)


def named(principal: str) -> dict[str, str]:
    """Return ``u12``, ``p7`` or ``w5`` with its name."""
    return {"id": principal, "name": directory().name(principal)}


def unit(number: int) -> dict[str, str]:
    """Return a unit by the file's id, with its name."""
    found = directory().units[number]
    return {"id": found.slug, "name": found.name}


def seat(found: Seat) -> dict[str, Any]:
    """Return as what somebody acts."""
    return {
        "position": found.slug,
        "title": found.title,
        "unit": found.unit_slug,
        "office": found.office,
        "deputy_for": found.for_user,
    }


def moment(value: Any) -> str | None:
    """Return a moment as ISO 8601 in UTC."""
    return value.isoformat() if value is not None else None


def asked(schema: Schema, shape_of: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """Return what a form asks for, with the choices that are there for who asks, and ``shape_of`` each field."""
    return [
        {
            "name": name,
            "label": str(declared.label),
            "help": str(declared.help or ""),
            "required": bool(declared.required),
            "schema": _spoken(shape_of(declared)),
            "choices": _choices(declared),
        }
        for name, declared in _labelled(schema)
    ]


def page(items: list[dict[str, Any]], following: str | None) -> Response:
    """Return one page of a list; ``following`` is the cursor of the next one."""
    address = None
    if following is not None:
        values: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(), "after": following}
        address = url_for(str(request.endpoint), **values)
    response = jsonify(items=items, next=address)
    if address is not None:
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


def _labelled(schema: Schema) -> Iterable[tuple[str, Any]]:
    return schema.load_fields.items()


def _choices(declared: Any) -> list[dict[str, Any]] | None:
    """Return what can be chosen, each as it is sent."""
    if not isinstance(declared, (fields.Choice, fields.ChoiceList)):
        return None
    sent = int if isinstance(declared, fields.RecordChoice) else str
    return [{"value": sent(value), "label": str(label)} for value, label in declared.options()]


def _spoken(shape: Any) -> Any:
    """Return a shape whose words are in the reader's language."""
    if isinstance(shape, dict):
        return {name: _spoken(each) for name, each in shape.items()}
    if isinstance(shape, list):
        return [_spoken(each) for each in shape]
    return shape if shape is None or isinstance(shape, (bool, int)) else str(shape)


def _state(record: Record) -> str:
    flow = workflows.get().get((record.office, record.type))
    found = flow.flow.by_id.get(record.state) if flow is not None else None
    return str(found.label) if found is not None else record.state


def _values(record: Record, details: Details | None, open_to: set[int]) -> dict[str, Any] | None:
    type = types.get().get(record.type)
    if type is None or details is None:
        return None
    asked_for = type.form_values(record, details)
    schema = ready(type.schema)

    def value_of(name: str) -> Any:
        value = asked_for[name] if name in asked_for else getattr(details, name, None)
        points = isinstance(schema.fields[name], fields.RecordChoice)
        return None if points and value not in open_to else value

    return jsoncodec.dump(schema, value_of)


def _readable(records: Sequence[Record], details: Mapping[int, Details], actor: Actor) -> set[int]:
    wanted = {
        value
        for record in records
        if record.id in details
        for name in _pointing(types.get()[record.type])
        if (value := getattr(details[record.id], name, None)) is not None
    }
    return {each.id for each in in_order(sorted(visible_ids(actor, sorted(wanted))))} if wanted else set()


def _pointing(type: RecordType) -> list[str]:
    return [name for name, declared in ready(type.schema).fields.items() if isinstance(declared, fields.RecordChoice)]
