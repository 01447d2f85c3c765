"""What ``kalem.testing.contract`` says of plugins: nothing of the example, and each mistake of a careless one."""

import dataclasses
from types import ModuleType

import pytest
from peewee import CharField, IntegerField
from tests.support.offices import Offices

from kalem import db
from kalem.plugin import Details, DetailsSchema, Manifest, RecordType, Section, State, Step, Workflow, fields, hookimpl
from kalem.plugins import Candidate
from kalem.testing import contract

from .office import file_with, running, with_installed

pytestmark = pytest.mark.xdist_group("example_plugin")


class Careless(Details):
    colour = CharField(max_length=20)
    size = IntegerField(null=True, index=True)

    class Meta:
        table_name = "savruk_thing"


class CarelessSchema(DetailsSchema):
    colour = fields.String(label="Renk")
    weight = fields.Integer(label="Ağırlık")


THING = RecordType(
    id="savruk.thing",
    model=Careless,
    schema=CarelessSchema,
    capability="thing-keeping",
    label="Eşya",
    plural="Eşya",
    columns=("subject", "colr"),
    sections=(Section("Eşya", ("colour", "depth")),),
    workflow=Workflow(
        (State("open", "Açık"), State("lost", "Kayıp", final=True), State("closed", "Kapalı", final=True)),
        (Step("close", "Kapat", "open -> closed"),),
    ),
)


def careless(type: RecordType = THING) -> Candidate:
    def load() -> object:
        module = ModuleType("kalem_savruk")
        module.manifest = Manifest(id="savruk", label="Savruk", api=">=1,<2")
        module.kalem_record_types = hookimpl(lambda: [type])
        return module

    return Candidate("savruk", "kalem-savruk", "1", load)


@pytest.mark.usefixtures("example_plugin")
def test_the_example_and_the_offices_own_plugins_hold_it(offices: Offices, engine: str) -> None:
    with running(offices, engine, file_with("ornek")) as (office, _failures):
        own = [plugin.id for plugin in office.app.extensions["kalem.plugins"].active]

        assert "ornek" in own
        assert {plugin_id: contract(plugin_id) for plugin_id in own} == {plugin_id: [] for plugin_id in own}


def test_each_mistake_is_told_in_a_sentence(offices: Offices, engine: str) -> None:
    with running(offices, engine, file_with("savruk"), candidates=with_installed(careless())):
        db.current().execute_sql("CREATE TABLE savruk_thing (record_id BIGINT PRIMARY KEY, colour TEXT, old INTEGER)")

        assert sorted(contract("savruk")) == sorted(
            [
                "savruk_thing.size sütunu göçlerde yok",
                "savruk_thing.old sütunu modelde yok",
                "savruk_thing tablosunun dizini modelle göçlerde bir değil: size",
                "savruk_thing.colour boş kalabilir mi, model ile göçler ayrı söylüyor",
                "savruk.thing: 'thing-keeping' hiçbir maddede geçemez; sözlükte yok",
                "savruk.thing: gösterilecek colr alanı yok",
                "savruk.thing: gösterilecek depth alanı yok",
                "savruk.thing: formdaki weight alanının sütunu yok",
                "savruk.thing: lost durumuna hiçbir adım götürmez",
            ]
        )


def test_without_its_table_only_that_is_told(offices: Offices) -> None:
    right = dataclasses.replace(THING, capability="custody-ledger", columns=("subject",), sections=(), created=print)
    with running(offices, "sqlite", file_with("savruk"), candidates=with_installed(careless(right))):
        assert contract("savruk") == ["savruk_thing tablosu göçlerde yok"]


def test_of_a_plugin_that_does_not_run_the_reason_is_told(offices: Offices) -> None:
    with running(offices, "sqlite", file_with("savruk")):
        assert contract("savruk") == ["böyle bir eklenti kurulu değil."]
        assert contract("baska") == ["baska etkin değil"]
