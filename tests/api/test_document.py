"""The OpenAPI document and the program say the same; whatever is sent, no answer is undocumented or tells too much."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.jobs.subscribing import told_in_every_way
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem.http.routing import permissions_in
from kalem.ledger import verify
from kalem.testing import TestOffice
from kalem.testing.programs import answering, program

#: Requests of each operation.
EXAMPLES = 150 if os.environ.get("KALEM_SOAK") else 6

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

#: Stands in what the narrow token may not read, and nowhere else.
CANARY = "Zümrüdüankakuşu"


@dataclass
class World:
    """An office with records, and what programs may know of it."""

    office: TestOffice
    schema: Any
    ids: list[int]
    steps: list[str]


@pytest.fixture
def world(offices: Offices, engine: str) -> Iterator[World]:
    with offices.open(engine, "karacabey") as office, office.running():
        answering(office)
        desk = Desk(office)
        seen = [desk.arrived(subject="Görünen"), desk.assigned(subject="Görünen başka")]
        hidden = [desk.letter(subject=CANARY, body=CANARY, addressee=CANARY), desk.dossier(subject=CANARY)]
        schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app=office.app)
        steps = ["register", "dossier", "director", "refer", "assign", "answer", "file", "submit", "yok"]
        yield World(office, schema, [each.id for each in (*seen, *hidden)], steps)


def document(office: TestOffice) -> dict[str, Any]:
    found: dict[str, Any] = program(office).get("/openapi.json").json
    return found


def test_every_address_is_in_the_document_and_the_reverse(office: TestOffice) -> None:
    api = answering(office)
    said = {
        (path.removeprefix("/api"), method.upper())
        for path, item in document(office)["paths"].items()
        for method in item
        if method in {"get", "post", "patch", "put", "delete"}
    }
    open_to_all = {"docs", "static"}
    with api.app_context():
        there = {
            (_spelt(rule.rule), method)
            for rule in api.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] not in open_to_all
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
    assert said == there
    assert permissions_in(api)


def test_names_are_good_for_programs_that_are_made_from_the_document(office: TestOffice) -> None:
    found = document(office)
    operations = [each for item in found["paths"].values() for name, each in item.items() if name != "parameters"]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []
    assert [name for name in found["components"]["schemas"] if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []
    tags = {each["name"] for each in found["tags"] if each["description"]}
    assert all(each["summary"] and set(each["tags"]) <= tags for each in operations)
    assert found["info"]["description"]
    assert found["webhooks"]["event"]["post"]["requestBody"]


def test_examples_are_what_the_shapes_take(office: TestOffice) -> None:
    found = document(office)
    tried = 0
    for name, shape in found["components"]["schemas"].items():
        for example in shape.get("examples", ()):
            tried += 1
            whole = {"$ref": f"#/components/schemas/{name}", "components": found["components"]}
            check = Draft202012Validator(whole)
            assert [fault.message for fault in check.iter_errors(example)] == [], name
    assert tried > 10


def test_of_two_fields_one_of_which_is_needed_the_document_asks_for_either(office: TestOffice) -> None:
    found = document(office)
    shape = {"$ref": "#/components/schemas/RegistryOutgoingForm", "components": found["components"]}
    check = Draft202012Validator(shape)
    least = {"subject": "Cevap", "addressee": "Valilik", "body": "Metin."}
    assert not check.is_valid(least)
    assert check.is_valid({**least, "file_plan_code": "050.02"})
    assert check.is_valid({**least, "dossier": 7})


def _spelt(rule: str) -> str:
    """Return a rule as OpenAPI writes it: ``/record/{record_id}``."""
    return re.sub(r"<(?:[^:<>]*(?:\([^)]*\))?:)?([a-z_]+)>", r"{\1}", rule)


# The library's own client does not close the answers that it read; a server does.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("scope", ["write", "read:registry.incoming"])
def test_no_answer_is_undocumented_or_tells_too_much(world: World, scope: str) -> None:
    holder = program(world.office, "mudur", scope)
    wide = scope == "write"
    for result in world.schema.get_all_operations():
        _try(world, result.ok(), holder.secret, wide=wide)
    assert verify() == []


@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
def test_nor_is_one_to_who_keeps_the_system(world: World) -> None:
    told_in_every_way(world.office, "Defter")
    holder = program(world.office, "sistem_yoneticisi")
    answered = set()
    known = [result.ok() for result in world.schema.get_all_operations()]
    # Who ends a subscription comes last: nothing else would be there any more.
    for operation in sorted(known, key=lambda each: each.method == "delete"):
        if operation.path.startswith(("/v1/webhooks", "/v1/plugins")):
            answered |= {(operation.path, code) for code in _try(world, operation, holder.secret, wide=True)}
    paths = {path for path, code in answered if code < 300}
    assert {"/v1/webhooks", "/v1/webhooks/{webhook_id}", "/v1/webhooks/{webhook_id}/deliveries", "/v1/plugins"} <= paths
    assert verify() == []


def _try(world: World, operation: Any, secret: str, *, wide: bool) -> set[int]:
    """Send requests of an operation; return the statuses that were answered."""
    found = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), data=st.data())
    def send(case: Any, data: Any) -> None:
        if "record_id" in case.path_parameters and data.draw(st.integers(0, 3)):
            case.path_parameters["record_id"] = data.draw(st.sampled_from(world.ids))
        if "step_id" in case.path_parameters and data.draw(st.integers(0, 3)):
            case.path_parameters["step_id"] = data.draw(st.sampled_from(world.steps))
        if "webhook_id" in case.path_parameters and data.draw(st.integers(0, 3)):
            case.path_parameters["webhook_id"] = 1
        if "If-Match" in case.headers and data.draw(st.booleans()):
            case.headers["If-Match"] = "*"
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=CHECKS)
        found.add(answer.status_code)
        if not wide:
            assert CANARY not in answer.text

    send()
    return found
