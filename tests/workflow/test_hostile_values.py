"""Hostile values in every field of every form: refused in Turkish at their place, or kept as they are."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError
from tests.support.desk import INCOMING, Desk

from kalem.context import today
from kalem.ledger import Entry
from kalem.records import NotFound, Record, Schema, fields, get_visible, types, visible
from kalem.search import current as search
from kalem.workflow import UnknownStep, begin, create, explain, take, workflows

ENGLISH = re.compile(
    r"\b(not|invalid|must|missing|valid|field|unknown|number|large|null|required|length|between)\b", re.I
)

DEEP: list[Any] = []
for _level in range(2000):
    DEEP = [DEEP]

#: What no field takes, whatever it asks for.
NEVER = {
    "NUL": "a\x00b",
    "escape": "\x1b[31mkırmızı",
    "bell": "\x07",
    "half a character": "a\ud800",
    "megabyte": "x" * 1_000_000,
    "megabyte of blanks": " " * 999_999 + "x",
    "list": ["a", "b"],
    "list of lists": [["a"]],
    "deep list": DEEP,
    "mapping": {"a": 1},
    "bytes": b"metin",
    "object": object(),
    "huge number": 2**70,
    "not a number": float("nan"),
    "infinite": float("inf"),
    "negative": -1,
    "tuple": (1, 2),
}

#: What is no day.
NO_DAYS = [
    "31.02.2026",
    "2026-02-31",
    "2026-13-01",
    "0000-00-00",
    "9999-12-31",
    "1899-12-31",
    "2201-01-01",
    "2026-11-18T10:00",
    "bugün",
    "2026-1-1",
    "２０２６-１１-１８",
    20261118,
    "-2026-11-18",
]

#: What a text field takes and keeps as it is; a page must escape it.
HARMLESS = [
    "<script>alert(1)</script>",
    "'; DROP TABLE record; --",
    "../../../etc/passwd",
    "{{ 7*7 }} ${7*7} %(ad)s %s {0}",
    "İIıi IĞDIR ığdır ŞİŞLİ şişli",
    "𝕬 👩‍👩‍👧 שלום",
    '=HYPERLINK("x")',
    "a\u0301bc",
]


def schemas() -> Iterator[tuple[str, type[Schema]]]:
    """Yield the form of each type and of each step of the running office."""
    for type in types.get().values():
        yield type.id, type.schema
    for (_office, type_id), flow in workflows.get().items():
        for step in flow.flow.steps:
            if step.form is not None:
                yield f"{type_id}:{step.id}", step.form


def plausible(field: Any) -> Any:
    """Return a value that the field takes."""
    if isinstance(field, fields.ChoiceList):
        return [option for option, _label in list(field.options())[:1]]
    if isinstance(field, fields.Choice):
        return next((option for option, _label in field.options()), None)
    if isinstance(field, fields.Date):
        return today().isoformat()
    if isinstance(field, fields.Integer):
        return field.min
    if isinstance(field, fields.Boolean):
        return True
    if isinstance(field, fields.Time):
        return "10:30"
    return "050.02" if getattr(field, "suggest", "") == "file-plan" else "Metin"


def filled(schema: type[Schema]) -> dict[str, Any]:
    return {name: plausible(field) for name, field in schema().load_fields.items()}


def messages(schema: type[Schema], values: Any) -> dict[str, list[str]]:
    """Return what the form says against the values; empty when it takes them."""
    try:
        schema().load(values)
    except ValidationError as fault:
        told = fault.messages
        assert isinstance(told, dict)
        return told
    return {}


def turkish(told: Any) -> bool:
    """Whether the messages are lists of sentences, and none of them English."""
    if isinstance(told, dict):
        return all(turkish(each) for each in told.values())
    return bool(told) and all(str(each).strip().endswith(".") and not ENGLISH.search(str(each)) for each in told)


@pytest.fixture(scope="module", autouse=True)
def _something_to_choose(desk: Desk) -> None:
    desk.dossier()


def test_what_is_plausible_is_taken(desk: Desk):
    refused = {name: messages(schema, filled(schema)) for name, schema in schemas()}
    # A person or unit both for action and for information is refused later, by the step.
    assert {name: told for name, told in refused.items() if told} == {}


@pytest.mark.parametrize("hostile", NEVER, ids=list(NEVER))
def test_what_no_field_takes(desk: Desk, hostile: str):
    value, wrong = NEVER[hostile], []
    for name, schema in schemas():
        for field in schema().load_fields:
            told = messages(schema, {**filled(schema), field: value})
            if field not in told:
                wrong.append(f"{name}.{field} took it")
            elif not turkish(told[field]):
                wrong.append(f"{name}.{field}: {told[field]}")
    assert wrong == []


@pytest.mark.parametrize("day", NO_DAYS)
def test_what_is_no_day(desk: Desk, day: Any):
    wrong = []
    for name, schema in schemas():
        for field, declared in schema().load_fields.items():
            if isinstance(declared, fields.Date):
                told = messages(schema, {**filled(schema), field: day})
                if field not in told or not turkish(told[field]):
                    wrong.append(f"{name}.{field}: {told.get(field)}")
    assert wrong == []


@pytest.mark.parametrize("empty", [None, "", "   ", "\u200b", "\u00a0"])
def test_what_is_needed_is_not_empty(desk: Desk, empty: Any):
    wrong = []
    for name, schema in schemas():
        for field, declared in schema().load_fields.items():
            told = messages(schema, {**filled(schema), field: empty})
            if declared.required and (field not in told or not turkish(told[field])):
                wrong.append(f"{name}.{field}: {told}")
    assert wrong == []


def test_what_is_missing_altogether(desk: Desk):
    for name, schema in schemas():
        needed = {field for field, declared in schema().load_fields.items() if declared.required}
        told = messages(schema, {})
        assert needed <= set(told), name
        assert turkish(told) or not told, (name, told)


@pytest.mark.parametrize("whole", [None, [], [[]], "text", 7, {"a" * 1000: 1}, {"": 1}, {"__class__": "x"}, {7: 1}])
def test_what_is_no_form_at_all(desk: Desk, whole: Any):
    for name, schema in schemas():
        told = messages(schema, whole)
        assert told, name
        assert turkish(told), (name, told)


@pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
def test_what_is_harmless_is_kept_as_it_is_and_found(desk: Desk, text: str):
    clerk, found = desk.actor("evrak_kayit"), types.get()["registry.incoming"]
    values = found.schema().load({**INCOMING, "subject": text, "sender": text, "their_number": text[:80]})
    record = Record.get_by_id(create(found, clerk, values).id)
    kept = unicodedata.normalize("NFC", text)
    assert record.subject == kept
    assert found.model.get_by_id(record.id).sender == kept
    assert record.id in search().find(text, clerk.principals) or not re.search(r"\w", text)


def test_turkish_letters_are_found_in_every_case(desk: Desk):
    clerk, found = desk.actor("evrak_kayit"), types.get()["registry.incoming"]
    values = found.schema().load({**INCOMING, "subject": "IĞDIR İLİNDEN GELEN KÂĞIT"})
    record = create(found, clerk, values)
    for words in ("ığdır", "IĞDIR", "Iğdır ilinden", "iğdir", "kağıt", "KÂĞIT", "İLİNDEN"):
        assert record.id in search().find(words, clerk.principals), words


@pytest.mark.parametrize("number", [-1, 0, 2**31, 2**63 - 1, 2**63, 2**64, 10**30])
def test_numbers_of_no_record(desk: Desk, number: int):
    actor = desk.actor("mudur")
    with pytest.raises(NotFound):
        get_visible(actor, number)
    with pytest.raises(NotFound):
        take(number, "refer", actor, {"action": [], "information": []})
    assert all(record.id < number for record in visible(actor, before=number))


@pytest.mark.parametrize("step", ["", "refer ", "REFER", "register; drop", "__init__", "arrived", "x" * 10_000])
def test_steps_that_are_none(desk: Desk, step: str):
    record, before = desk.arrived(), Entry.select().count()
    with pytest.raises(UnknownStep):
        take(record.id, step, desk.actor("evrak_kayit"), {})
    with pytest.raises(UnknownStep):
        explain(record, step, desk.actor("evrak_kayit"))
    assert Entry.select().count() == before


def test_a_record_of_another_type_is_not_begun(desk: Desk):
    record, outgoing = desk.assigned(), types.get()["registry.regulation"]
    with pytest.raises(UnknownStep):
        begin(outgoing, desk.actor("protokol_personeli"), {}, record.id, "answer")
    with pytest.raises(UnknownStep):
        begin(types.get()["registry.outgoing"], desk.actor("protokol_personeli"), {}, record.id, "conclude")


@pytest.mark.parametrize(
    "target", ["w0", "w999999", "u999999", "p1", "u1.3", "s1.0", "w1 w2", "", "u", "w-1", "w１", "baskan", "u1\x00"]
)
def test_principals_that_are_not_offered(desk: Desk, target: str):
    record = desk.ready()
    for field in ("action", "information"):
        with pytest.raises(ValidationError) as caught:
            desk.do(record, "refer", "mudur", **{"action": [desk.unit("medya")], field: [target]})
        assert turkish(caught.value.messages[field])
    assert Record.get_by_id(record.id).state == "with_director"


def test_nobody_twice_and_not_nobody(desk: Desk):
    record = desk.ready()
    unit = desk.unit("medya")
    for values in ({}, {"action": []}, {"action": [], "information": []}, {"action": [unit], "information": [unit]}):
        with pytest.raises(ValidationError) as caught:
            desk.do(record, "refer", "mudur", **values)
        assert turkish(caught.value.messages)
    assert desk.do(record, "refer", "mudur", action=[unit, unit]).holders == unit


def test_a_letter_is_not_dated_in_the_future(desk: Desk):
    with pytest.raises(ValidationError) as caught:
        desk.arrived(their_date=date(2200, 12, 31).isoformat())
    assert turkish(caught.value.messages["their_date"])
