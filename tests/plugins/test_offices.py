"""The two plugins in two offices from the same code: owners, steps, clauses, tables; and switched off."""

import dataclasses
from typing import Any

import pytest
from flask import Flask
from playhouse.schema_diff import diff_models
from tests.support.databases import connected
from tests.support.desk import Desk
from tests.support.offices import Offices, municipality

from kalem.app import dress
from kalem.app.assembly import Parts, migrations, put_together
from kalem.app.duties import duties
from kalem.config import Municipality
from kalem.db import migrate, slot
from kalem.ledger import history, verify
from kalem.organisation import municipality as in_force
from kalem.plugins import BrokenPlugins, settings_of
from kalem.records import Record, get_visible, types, visible
from kalem.refusal import Refused
from kalem.workflow import correct, explain, note, offers, take, workflows
from kalem.workflow.ownership import owners

PLUGINS = {"muhtarlik": "muhtarlik.request", "protokol": "protokol.appointment"}

REQUEST = {
    "muhtarlik.request": {"subject": "Yol", "neighbourhood": "Bahçe", "channel": "electronic", "wish": "Yol bozuk."},
    "protokol.appointment": {"subject": "Yol", "who": "Zeynep Aydın", "applicant": "citizen", "channel": "phone"},
}


def parts(name: str, **changes: Any) -> tuple[Municipality, Parts]:
    file = dataclasses.replace(municipality(name), **changes)
    return file, put_together(file, strict=True)


def test_the_same_code_gives_each_office_its_own_owner_and_steps(offices: Offices) -> None:
    seen = {}
    for name in ("karacabey", "siverek"):
        with offices.open("sqlite", name) as office, office.running():
            flow = workflows.get()["ozel_kalem", "protokol.appointment"].flow
            seen[name] = (
                owners(in_force.get().offices["ozel_kalem"], "appointment"),
                "pass" in {step.id for step in flow.steps},
                "muhtarlik.request" in types.get(),
            )

    assert seen == {
        "karacabey": (("protokol",), False, True),
        "siverek": (("halkla_iliskiler", "mudur", "sekreterlik"), True, False),
    }


@pytest.mark.parametrize(
    ("name", "clause", "by"),
    [
        ("karacabey", "karacabey-m14-3", "muhtarlik.request"),
        ("karacabey", "karacabey-m14-6", "muhtarlik.request"),
        ("karacabey", "karacabey-m12-6-2", "protokol.appointment"),
        ("siverek", "siverek-m10-a", "protokol.appointment"),
        ("siverek", "siverek-m5-h", "protokol.appointment"),
    ],
)
def test_the_clause_is_fulfilled_by_the_plugins_records(name: str, clause: str, by: str) -> None:
    [duty] = [duty for duty in duties(*parts(name)) if duty.id == clause]

    assert (duty.status, duty.by) == ("fulfilled", by)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_switched_off_its_clauses_miss_it(plugin: str) -> None:
    on = {duty.id for duty in duties(*parts("karacabey")) if duty.by == PLUGINS[plugin] and duty.status == "fulfilled"}
    file, found = parts("karacabey", plugins=tuple(each for each in PLUGINS if each != plugin))

    assert on
    assert {duty.status for duty in duties(file, found) if duty.id in on} == {"missing"}
    assert PLUGINS[plugin] not in found.types
    assert not [name for name in (*found.permissions, *found.models) if name.startswith(plugin)]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_records_of_a_plugin_that_is_off_are_read_and_nothing_else(offices: Offices, engine: str, plugin: str) -> None:
    type_id, who = PLUGINS[plugin], f"{plugin}_personeli"
    with offices.open(engine, "karacabey") as office, office.running():
        desk = Desk(office)
        record = desk.create(type_id, who, REQUEST[type_id])
        file = municipality("karacabey")
        dress(office.app, dataclasses.replace(file, plugins=tuple(p for p in file.plugins if p != plugin)), "2")

        assert type_id not in types.get()
        actor = desk.actor(who)
        assert get_visible(actor, record.id).subject == "Yol"
        assert record.id in {each.id for each in visible(actor)}
        assert [entry.action for entry, _text in history("record", record.id)] == ["create"]
        assert offers(record, actor) == []
        for act in (
            lambda: take(record.id, "cancel", actor, {"note": "x"}),
            lambda: explain(record, "cancel", actor),
            lambda: correct(record.id, actor, {"subject": "Su"}, "yanlış", version=record.version),
            lambda: note(record.id, actor, "not"),
        ):
            with pytest.raises(Refused) as caught:
                act()
            [refusal] = caught.value.refusals
            assert refusal.ground is not None
            assert (refusal.ground.kind, refusal.ground.source) == ("setting", "municipality.plugins")
        assert Record.get_by_id(record.id).version == record.version
        assert not list(verify())

        dress(office.app, file, "3")
        assert [offer.step.id for offer in offers(record, actor) if offer.allowed]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_migrations_make_the_tables_of_the_models(database_url: str, plugin: str) -> None:
    _file, found = parts("karacabey")
    own = [model for table, model in found.models.items() if table.startswith(f"{plugin}_")]
    app = Flask("office")
    with connected(database_url) as database, app.app_context():
        slot.put(app, database)
        migrate(database, migrations(found.plugins))

        assert len(own) == 1
        assert not diff_models(database, own)


def test_a_slots_length_comes_from_the_file(offices: Offices) -> None:
    with offices.open("sqlite", "siverek") as office, office.running():
        assert settings_of("protokol") == {"slot_minutes": 20}
        with pytest.raises(KeyError):
            settings_of("muhtarlik")
    _file, found = parts("siverek", settings={})
    assert found.plugins["protokol"].settings == {"slot_minutes": 20}


@pytest.mark.parametrize("wrong", [0, "yirmi", 100_000])
def test_a_wrong_length_is_told_with_its_key(wrong: object) -> None:
    with pytest.raises(BrokenPlugins) as caught:
        parts("siverek", settings={"protokol": {"slot_minutes": wrong}})

    [failure] = caught.value.failures
    assert failure.key == "plugin.protokol.slot_minutes"
