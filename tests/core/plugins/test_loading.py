"""Plugins that are broken by themselves."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields, validates_schema

from kalem.plugins import Failure, Manifest, Plugins, assembled, settings_of

from .fakes import fake, ids, installed, put_together, reasons


class Settings(Schema):
    slot_minutes = fields.Integer(load_default=15)
    opens = fields.Date(required=True)

    @validates_schema
    def slots_are_short(self, data: dict[str, int], **_rest: object) -> None:
        if data["slot_minutes"] > 60:
            raise ValidationError("Randevu bir saati geçemez.")


def import_error() -> object:
    raise RuntimeError("no such luck")


def exits() -> object:
    sys.exit("bye")


def needs_a_library() -> object:
    import kalem_needs_this_absent_library  # noqa: F401


def without_manifest() -> object:
    return ModuleType("kalem_bad")


def with_another_id() -> object:
    module = ModuleType("kalem_bad")
    module.manifest = Manifest(id="other", label="Başka", api=">=1")
    return module


def bad_manifest() -> object:
    Manifest(id="bad", label="", api="soon")


@pytest.mark.parametrize(
    ("load", "word"),
    [
        (import_error, "RuntimeError: no such luck (test_loading.py:"),
        (exits, "SystemExit: bye"),
        (needs_a_library, "kurulu değil: kalem_needs_this_absent_library"),
        (without_manifest, "`manifest = Manifest(…)` yok"),
        (with_another_id, "kimlik ayrı: other"),
        (bad_manifest, "`label` boş"),
        (bad_manifest, "`api` = 'soon'"),
    ],
)
def test_a_plugin_that_cannot_be_imported_is_left_out_and_the_others_run(
    load: Callable[[], object], word: str
) -> None:
    plugins = put_together(fake("first"), installed("bad", load), fake("last"))

    assert ids(plugins) == ["first", "last"]
    assert word in reasons(plugins, "bad")


def test_a_plugin_for_another_interface_is_left_out() -> None:
    plugins = put_together(fake("new", api=">=2,<3"), fake("last"))

    assert ids(plugins) == ["last"]
    assert ">=2,<3" in reasons(plugins, "new")
    assert "1.1" in reasons(plugins, "new")


def test_settings_are_what_the_schema_makes_of_the_section() -> None:
    plugins = put_together(
        fake("randevu", settings=Settings),
        settings={"randevu": {"opens": date(2026, 1, 5), "slot_minutes": 20}},
    )

    assert plugins["randevu"].settings == {"opens": date(2026, 1, 5), "slot_minutes": 20}


def test_a_plugin_reads_its_settings_of_the_running_office() -> None:
    plugins = put_together(fake("randevu", settings=Settings), settings={"randevu": {"opens": "2026-01-05"}})
    app = Flask("office")
    assembled.put(app, plugins)

    with app.app_context():
        assert settings_of("randevu")["slot_minutes"] == 15
        with pytest.raises(KeyError):
            settings_of("other")


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ({}, {"plugin.randevu.opens"}),
        ({"opens": "yarın", "slot_minutes": "uzun"}, {"plugin.randevu.opens", "plugin.randevu.slot_minutes"}),
        ({"opens": "2026-01-05", "slot_minuts": 3}, {"plugin.randevu.slot_minuts"}),
        ({"opens": "2026-01-05", "slot_minutes": 90}, {"plugin.randevu"}),
    ],
)
def test_wrong_settings_are_named_by_their_keys(section: dict[str, object], keys: set[str]) -> None:
    plugins = put_together(fake("randevu", settings=Settings), fake("last"), settings={"randevu": section})

    assert ids(plugins) == ["last"]
    assert {failure.key for failure in plugins.failures} == keys


def test_settings_of_a_plugin_that_has_none_are_refused() -> None:
    plugins = put_together(fake("randevu"), settings={"randevu": {"slot_minutes": 3}})

    assert [failure.key for failure in plugins.failures] == ["plugin.randevu"]


@pytest.mark.parametrize(
    "settings", ["nowhere:Settings", "schemas:Nothing", "schemas:NoSchema", "broken:Settings"]
)
def test_a_settings_schema_that_cannot_be_had_is_a_failure(
    package: Callable[[str], Plugins], settings: str
) -> None:
    plugins = package(settings)

    assert ids(plugins) == []
    assert "ayar şeması çalışmadı" in reasons(plugins, "onpaper")


def test_a_settings_schema_is_found_inside_the_package(package: Callable[[str], Plugins]) -> None:
    assert package("schemas:Settings")["onpaper"].settings == {"colour": "mavi"}


def test_a_plugin_knows_its_folders(package: Callable[[str], Plugins]) -> None:
    plugin = package("schemas:Settings")["onpaper"]

    folder = plugin.folder("migrations")

    assert folder is not None
    assert folder.name == "migrations"
    assert plugin.folder("templates") is None


def test_a_failure_reads_as_a_sentence() -> None:
    assert str(Failure("mali", "olmadı", "plugin.mali.x")) == "mali: plugin.mali.x: olmadı"
    assert str(Failure("mali", "olmadı")) == "mali: olmadı"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Plugins]:
    """Return what assembles a plugin that is a real package, with its settings at the given place."""
    folder = tmp_path / "kalem_onpaper"
    (folder / "migrations").mkdir(parents=True)
    (folder / "schemas.py").write_text(
        "from marshmallow import Schema, fields\n"
        "class Settings(Schema):\n    colour = fields.String(load_default='mavi')\n"
        "NoSchema = 3\n"
    )
    (folder / "broken.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def assembled(settings: str) -> Plugins:
        (folder / "__init__.py").write_text(
            "from kalem.plugin import Manifest\n"
            f"manifest = Manifest(id='onpaper', label='Kağıt', api='>=1', settings={settings!r})\n"
        )

        def load() -> object:
            import kalem_onpaper

            return kalem_onpaper

        return put_together(installed("onpaper", load))

    yield assembled
    for name in [name for name in sys.modules if name.partition(".")[0] == "kalem_onpaper"]:
        del sys.modules[name]
