"""Each way in which a plugin can be broken, in the real office: named with its reason, and left out."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from peewee import CharField
from tests.support import packages
from tests.support.desk import Desk
from tests.support.offices import Offices

from kalem import db, ledger
from kalem.app import dress
from kalem.app.factory import parts
from kalem.plugin import (
    Details,
    DetailsSchema,
    Manifest,
    Model,
    Record,
    RecordType,
    Route,
    State,
    Step,
    StepRun,
    Workflow,
    hookimpl,
    rule,
)
from kalem.plugins import BrokenPlugins, Candidate, discover
from kalem.records import types
from kalem.testing import TestOffice
from kalem.web import FACE

from .office import assert_no_trace, assert_works, file_with, reasons, running, web, with_installed

pytestmark = pytest.mark.xdist_group("broken_plugins")

#: The one that is broken.
ID = "bozuk"
#: A plugin that pip installed before it, and which is in order.
WHOLE = "saglam"

MANIFEST = """\
from kalem.plugin import Manifest, hookimpl
manifest = Manifest(id="{id}", label="{id}", api=">=1,<2"{more})
"""

TYPE = """\
from peewee import CharField
from kalem.plugin import Details, DetailsSchema, RecordType, State, Step, Workflow


class Thing(Details):
    colour = CharField(max_length=20, null=True)

    class Meta:
        table_name = "{id}_thing"


@hookimpl
def kalem_record_types():
    return [
        RecordType(
            id="{id}.thing",
            model=Thing,
            schema=DetailsSchema,
            capability="custody-ledger",
            label="Eşya",
            plural="Eşya",
            workflow=Workflow(
                (State("open", "Açık"), State("closed", "Kapalı", final=True)),
                (Step("close", "Kapat", "open -> closed"),),
            ),
        )
    ]
"""

MIGRATION = """\
from peewee import BigAutoField, CharField, ForeignKeyField, Model


def up(migrator, db):
    class Record(Model):
        id = BigAutoField()

        class Meta:
            database = db
            table_name = "record"

    class Thing(Model):
        record = ForeignKeyField(Record, primary_key=True, backref="+", on_delete="RESTRICT")
        colour = CharField(max_length=20, null=True)

        class Meta:
            database = db
            table_name = "{id}_thing"

    db.create_tables([Thing])
"""


def source(plugin_id: str, *, more: str = "", migration: str = MIGRATION) -> dict[str, str]:
    """Return the modules of a plugin with one record type."""
    init = MANIFEST.format(id=plugin_id, more=more) + TYPE.format(id=plugin_id)
    return {"__init__.py": init, "migrations/0001_first.py": migration.format(id=plugin_id)}


#: The packages that pip installs: what their modules hold, and what is said of them. ``None``: nothing, they run.
PACKAGES: Mapping[str, Mapping[str, str]] = {
    WHOLE: source(WHOLE),
    "bozuk_import": {"__init__.py": "raise RuntimeError('no such luck')\n"},
    "bozuk_library": {"__init__.py": "import kalem_needs_this_absent_library\n"},
    "bozuk_requires": source("bozuk_requires", more=', requires=("saglm",)'),
    "bozuk_api": source("bozuk_api")
    | {"__init__.py": MANIFEST.format(id="bozuk_api", more="").replace(">=1,<2", ">=7")},
    "bozuk_migration": source(
        "bozuk_migration",
        migration=MIGRATION + "    db.execute_sql('INSERT INTO bozuk_migration_thing VALUES (1, 2, 3)')\n",
    ),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workshop = tmp_path_factory.mktemp("broken")
    folders = [packages.package(workshop / "written", name, modules) for name, modules in PACKAGES.items()]
    return packages.install(workshop, *folders)


@pytest.fixture
def installed(site: Path) -> Iterator[None]:
    """Let the packages be installed during the test."""
    with packages.importable(site, [f"kalem_{name}" for name in PACKAGES]):
        yield


@pytest.mark.parametrize(
    ("plugin_id", "reason"),
    [
        ("bozuk_import", "yüklenirken hata verdi: RuntimeError: no such luck (__init__.py:1)"),
        ("bozuk_library", "gereken Python modülü kurulu değil: kalem_needs_this_absent_library"),
        ("bozuk_requires", "gerektirdiği eklenti kurulu değil: saglm (saglam mi?)"),
        ("bozuk_api", "eklenti arayüzünün >=7 sürümü için yazılmış; bu Kalem 1.1 sunuyor."),
        ("bozuk_absent", "böyle bir eklenti kurulu değil; bozuk_"),
    ],
)
@pytest.mark.usefixtures("installed")
def test_an_installed_plugin_that_cannot_be_loaded_is_named_and_left_out(
    offices: Offices, engine: str, plugin_id: str, reason: str
) -> None:
    with running(offices, engine, file_with(WHOLE, plugin_id)) as (office, _failures):
        assert reason in reasons(plugin_id)
        assert WHOLE in parts.get().plugins
        assert "saglam.thing" in types.get()
        assert db.current().table_exists("saglam_thing")
        assert_no_trace(office, plugin_id)
        assert_works(office)
        with pytest.raises(BrokenPlugins, match=plugin_id):
            strict(office, plugin_id)


@pytest.mark.usefixtures("installed")
def test_a_failing_migration_leaves_no_table_and_the_others_are_migrated(offices: Offices, engine: str) -> None:
    with running(offices, engine, file_with("bozuk_migration", WHOLE)) as (office, [failure]):
        assert failure.plugin_id == "bozuk_migration"
        assert failure.reason.startswith("göçü başarısız: ")
        assert "Uygulanmamış göç: bozuk_migration/0001_first." in reasons("bozuk_migration")
        assert db.current().table_exists("saglam_thing")
        assert_no_trace(office, "bozuk_migration")
        assert_works(office)
        with pytest.raises(BrokenPlugins, match="bozuk_migration: Uygulanmamış göç"):
            strict(office, "bozuk_migration")


@pytest.mark.usefixtures("installed")
def test_a_plugin_whose_migration_is_pending_waits_for_the_command(offices: Offices, engine: str) -> None:
    with running(offices, engine, file_with(WHOLE), migrate=False) as (office, _failures):
        assert reasons(WHOLE) == "Uygulanmamış göç: saglam/0001_first. `kalem migrate` çalıştırın."
        assert_no_trace(office, WHOLE)
        assert_works(office)
        with pytest.raises(BrokenPlugins, match="saglam"):
            strict(office, WHOLE)


def strict(office: TestOffice, plugin_id: str, candidates: Sequence[Candidate] | None = None) -> None:
    """Start the office as tests and CI do."""
    dress(office.app, file_with(plugin_id), "1", faces=[FACE], candidates=candidates, strict=True)


# Plugins that are in order by themselves, and not in this office.


def plugin(plugin_id: str = ID, **hooks: Callable[..., Any]) -> Candidate:
    """Return an installed plugin whose hooks are these functions."""

    def load() -> object:
        module = ModuleType(f"kalem_{plugin_id}")
        module.manifest = Manifest(id=plugin_id, label=plugin_id, api=">=1,<2")
        for name, hook in hooks.items():
            setattr(module, name, hookimpl(hook))
        return module

    return Candidate(plugin_id, f"kalem-{plugin_id}", "1", load)


class Thing(Details):
    colour = CharField(max_length=20, null=True)

    class Meta:
        table_name = "bozuk_thing"


class Foreign(Details):
    class Meta:
        table_name = "registry_incoming"


class Alien(Model):
    class Meta:
        table_name = "equipment"


LIFE = Workflow(
    (State("open", "Açık"), State("closed", "Kapalı", final=True)), (Step("close", "Kapat", "open -> closed"),)
)


def kind(id: str = "bozuk.thing", model: type[Details] = Thing, workflow: object = LIFE) -> RecordType:
    return RecordType(
        id=id,
        model=model,
        schema=DetailsSchema,
        capability="custody-ledger",
        label="Eşya",
        plural="Eşya",
        workflow=workflow,
    )


def raising(*_args: object, **_kwargs: object) -> Any:
    raise ZeroDivisionError("division by zero")


def raising_hook() -> list[RecordType]:
    return raising()


def raising_steps(type_id: str) -> list[Step]:
    return raising(type_id)


def step(id: str = "bozuk.look", move: str = "referred", permission: str = "registry.work", **more: Any) -> Step:
    return Step(id, "Bak", move, permission=permission, **more)


def on_incoming(*steps: Step) -> Callable[..., list[Step]]:
    def kalem_steps(type_id: str) -> list[Step]:
        return list(steps) if type_id == "registry.incoming" else []

    return kalem_steps


@rule("registered-first", label="Kayıttan önce olmaz.")
def same_rule(_run: StepRun) -> Iterator[Any]:
    yield from ()


def seen() -> str:
    return ""


def route(rule: str = "/bozuk/list", permission: str = "signed-in", **more: Any) -> Callable[[], list[Route]]:
    return lambda: [Route(rule, seen, permission, **more)]


BROKEN: dict[str, tuple[dict[str, Callable[..., Any]], str]] = {
    "misspelt hook": (
        {"kalem_record_type": lambda: []},
        "kalem_record_type adında bir kanca yok; kalem_record_types mi?",
    ),
    "unknown argument": ({"kalem_steps": lambda kind: [kind]}, "kalem_steps bilinmeyen bir değer istiyor: kind"),
    "hook that raises": (
        {"kalem_record_types": raising_hook},
        "kalem_record_types hata verdi: ZeroDivisionError: division by zero (test_broken.py:",
    ),
    "hook with an argument that raises": (
        {"kalem_steps": raising_steps},
        "kalem_steps hata verdi: ZeroDivisionError: division by zero (test_broken.py:",
    ),
    "no record type": (
        {"kalem_record_types": lambda: ["thing"]},
        "kalem_record_types yanlış türde bir şey verdi: 'thing'",
    ),
    "no list": ({"kalem_record_types": lambda: 3}, "kalem_record_types bir liste döndürmeliydi, int döndürdü."),
    "no table": ({"kalem_models": lambda: [ModuleType]}, "kalem_models yanlış türde bir şey verdi"),
    "permissions without labels": (
        {"kalem_permissions": lambda: ["bozuk.look"]},
        "kalem_permissions her iznin adını da vermeli",
    ),
    "duplicate record type": (
        {"kalem_record_types": lambda: [kind("registry.incoming")]},
        "kayıt türü daha önce registry bildirdi: registry.incoming",
    ),
    "record type twice": (
        {"kalem_record_types": lambda: [kind(), kind()]},
        "kayıt türü iki kez bildirilmiş: bozuk.thing",
    ),
    "foreign record type": (
        {"kalem_record_types": lambda: [kind("esya.thing")]},
        "kayıt türü adı bozuk. ile başlamalı: esya.thing",
    ),
    "duplicate table": (
        {"kalem_record_types": lambda: [kind(model=Foreign)]},
        "tablo daha önce registry bildirdi: registry_incoming",
    ),
    "table of the core": ({"kalem_models": lambda: [Record]}, "tablo daha önce kalem bildirdi: record"),
    "foreign table": ({"kalem_models": lambda: [Alien]}, "tablo adı bozuk_ ile başlamalı: equipment"),
    "duplicate permission": (
        {"kalem_permissions": lambda: {"registry.sign": "İmza"}},
        "izin daha önce registry bildirdi: registry.sign",
    ),
    "foreign permission": (
        {"kalem_permissions": lambda: {"esya.sign": "İmza"}},
        "izin adı bozuk. ile başlamalı: esya.sign",
    ),
    "duplicate rule": (
        {"kalem_record_types": lambda: [kind(workflow=guarded())]},
        "kural daha önce registry bildirdi: registered-first",
    ),
    "step in another's name": (
        {"kalem_steps": on_incoming(step("refer"))},
        "registry.incoming türüne eklenen 'refer' adımının adı 'bozuk.' ile başlamalı",
    ),
    "step twice": ({"kalem_steps": on_incoming(step(), step())}, "ikisi de 'bozuk.look' adımını veriyor"),
    "step to nowhere": ({"kalem_steps": on_incoming(step(move="referred -> lost"))}, "'lost' diye bir durum yok"),
    "step that nobody may take": (
        {"kalem_steps": on_incoming(step(permission="registry.wrok"))},
        "registry.incoming:bozuk.look adımı, olmayan bir izin istiyor: registry.wrok",
    ),
    "workflow that cannot be drawn": (
        {"kalem_record_types": lambda: [kind(workflow=raising)]},
        "bağlanırken hata verdi: ZeroDivisionError: division by zero (test_broken.py:",
    ),
    "duplicate route": ({"kalem_routes": lambda: [Route("/bozuk/a", seen, "public")] * 2}, "iki kez bildirilmiş"),
    "route of the core": ({"kalem_routes": route("/")}, "adres"),
    "foreign route": ({"kalem_routes": route("/esya/list")}, "adres adı /bozuk/ ile başlamalı: /esya/list"),
    "route without permission": ({"kalem_routes": route(permission="")}, "adresin yetkisi bildirilmemiş: /bozuk/list"),
    "route with an unknown permission": (
        {"kalem_routes": route(permission="bozuk.look")},
        "/bozuk/list adresi, olmayan bir yetki istiyor: bozuk.look",
    ),
    "malformed route": ({"kalem_routes": route("/bozuk/<list")}, "/bozuk/<list adresi kurulamıyor: ValueError"),
}


def guarded() -> Workflow:
    return Workflow(LIFE.states, (Step("close", "Kapat", "open -> closed", rules=(same_rule,)),))


@pytest.mark.parametrize("how", BROKEN)
def test_a_plugin_that_does_not_fit_is_named_and_left_out(offices: Offices, how: str) -> None:
    hooks, reason = BROKEN[how]
    candidates = with_installed(plugin(**hooks))
    with running(offices, "sqlite", file_with(ID), candidates=candidates) as (office, _failures):
        assert reason in reasons(ID)
        assert_no_trace(office, ID)
        assert_works(office)
        with pytest.raises(BrokenPlugins, match=ID):
            strict(office, ID, candidates)


def test_of_two_plugins_with_the_same_names_the_first_stays(offices: Offices, engine: str) -> None:
    first = plugin(
        "bozuk_a", kalem_permissions=lambda: {"bozuk_a.look": "Bakma"}, kalem_models=lambda: [table("bozuk_a")]
    )
    later = plugin(
        "bozuk_a_b", kalem_permissions=lambda: {"bozuk_a.look": "Bakma"}, kalem_models=lambda: [table("bozuk_a")]
    )
    with running(offices, engine, file_with("bozuk_a", "bozuk_a_b"), candidates=with_installed(first, later)) as (
        _office,
        _failures,
    ):
        assert "bozuk_a" in parts.get().plugins
        assert "tablo daha önce bozuk_a bildirdi: bozuk_a_thing" in reasons("bozuk_a_b")
        assert "izin daha önce bozuk_a bildirdi: bozuk_a.look" in reasons("bozuk_a_b")


def table(plugin_id: str) -> type[Model]:
    return type("Thing", (Model,), {"Meta": type("Meta", (), {"table_name": f"{plugin_id}_thing"})})


def test_a_hook_that_raises_at_the_second_call_only_changes_nothing(offices: Offices) -> None:
    calls = []

    def kalem_permissions() -> dict[str, str]:
        calls.append(1)
        return {"bozuk.look": "Bakma"} if len(calls) == 1 else raising()

    candidates = with_installed(plugin(kalem_permissions=kalem_permissions))
    with running(offices, "sqlite", file_with(ID), candidates=candidates, migrate=False):
        assert "bozuk.look" in parts.get().permissions
        assert len(calls) == 1


#: What a page hook may do wrong.
ANSWERS: dict[str, Callable[[], Any]] = {"raises": raising, "is a number": lambda: 3, "holds a number": lambda: [3]}


@pytest.mark.parametrize("how", ANSWERS)
@pytest.mark.parametrize("hook", ["kalem_menu", "kalem_desk_cards", "kalem_record_panels"])
def test_a_hook_of_a_page_that_fails_costs_its_own_answer_only(
    offices: Offices, caplog: pytest.LogCaptureFixture, hook: str, how: str
) -> None:
    candidates = with_installed(plugin(**{hook: lambda: ANSWERS[how]()}))
    with running(offices, "sqlite", file_with(ID), candidates=candidates) as (office, _failures):
        letter = Desk(office).referred("basin_yayin")
        browser = web(office, "basin_yayin_sorumlusu")
        pages = [browser.get("/"), browser.get(f"/record/{letter.id}")]

    assert [page.status_code for page in pages] == [200, 200]
    assert "bozuk" in caplog.text
    shown = [f"{ID} eklentisi bu kartı gösteremedi" in page.text for page in pages]
    assert shown == [hook == "kalem_desk_cards", hook == "kalem_record_panels"]
    caplog.clear()


def test_a_page_of_a_plugin_that_raises_is_an_error_page_and_the_others_go_on(
    offices: Offices, caplog: pytest.LogCaptureFixture
) -> None:
    routes = [Route("/bozuk/list", raising, "signed-in", endpoint="list")]
    with running(offices, "sqlite", file_with(ID), candidates=with_installed(plugin(kalem_routes=lambda: routes))) as (
        office,
        _failures,
    ):
        browser = web(office, "mudur")
        page = browser.get("/bozuk/list")

        assert page.status_code == 500
        assert "Traceback" not in page.text
        assert "ZeroDivisionError" not in page.text
        assert browser.get("/").status_code == 200
    caplog.clear()


def test_an_effect_that_raises_leaves_nothing_behind(offices: Offices, engine: str) -> None:
    steps = on_incoming(step(effect=half_done))
    with running(offices, engine, file_with(ID), candidates=with_installed(plugin(kalem_steps=steps))) as (
        office,
        _failures,
    ):
        letter = Desk(office).referred("basin_yayin")
        before = (letter.subject, letter.version, len(list(ledger.history("record", letter.id))))
        with pytest.raises(ZeroDivisionError):
            Desk(office).do(letter, "bozuk.look", "basin_yayin_personeli")

        after = Record.get_by_id(letter.id)
        assert (after.subject, after.version, len(list(ledger.history("record", letter.id)))) == before
        assert ledger.verify() == []


def half_done(run: StepRun) -> None:
    run.change(subject="Yarım")
    raising()


def test_nothing_of_the_broken_was_imported_by_discovery(site: Path) -> None:
    with packages.importable(site, []):
        found = {candidate.id for candidate in discover()}

        assert set(PACKAGES) <= found
        assert "kalem_bozuk_import" not in sys.modules
