"""The plugin that pip installed from a package of its own, in an office."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playhouse.schema_diff import diff_models
from tests.support.databases import connected

from kalem.app.assembly import Parts, migrations, put_together
from kalem.db import migrate, slot
from kalem.plugins import discover
from kalem.web import FACE

from .office import file_with

pytestmark = [pytest.mark.usefixtures("example_plugin"), pytest.mark.xdist_group("example_plugin")]

ROOT = Path(__file__).parents[2]


def office(*enabled: str, settings: Mapping[str, Any] | None = None) -> Parts:
    """Put together an office that enables these plugins besides its own."""
    return put_together(file_with(*enabled, settings=settings), faces=[FACE], strict=True)


def test_pip_installs_the_whole_package_and_leaves_the_checkout_clean(example_site: Path) -> None:
    assert (example_site / "kalem_ornek" / "migrations" / "0001_suggestion.py").is_file()
    assert not list((ROOT / "tests" / "example_plugin").glob("build"))


def test_it_is_found_without_being_imported() -> None:
    [candidate] = [candidate for candidate in discover() if candidate.id == "ornek"]

    assert (candidate.distribution, candidate.version) == ("kalem-ornek", "1.2.0")
    assert "kalem_ornek" not in sys.modules


def test_installed_is_not_enabled() -> None:
    parts = office()

    assert "ornek.suggestion" not in parts.types
    assert [status.state for status in parts.plugins.status if status.id == "ornek"] == ["installed"]


def test_an_office_that_enables_it_has_all_that_it_brings() -> None:
    parts = office("ornek")

    assert [(each.id, each.label, each.version, each.state) for each in parts.plugins.status if each.id == "ornek"] == [
        ("ornek", "Öneriler", "1.2.0", "enabled")
    ]
    assert "ornek.suggestion" in parts.types
    assert {"ornek_suggestion", "ornek_support"} <= set(parts.models)
    assert {"ornek.suggestion.create", "ornek.suggestion.work", "ornek.suggestion.decide"} <= set(parts.permissions)
    assert {"ornek-not-ones-own", "ornek-reason-in-words"} <= set(parts.rules)
    documents = parts.workflows["ozel_kalem", "registry.incoming"]
    assert documents.step("ornek.idea").label == "Öneri notu düş"
    assert "ornek.idea" not in {step.id for step in parts.workflows["ozel_kalem", "registry.outgoing"].flow.steps}


@pytest.mark.parametrize(("section", "days"), [({}, 10), ({"answer_days": 30}, 30)])
def test_its_settings_come_from_the_file(section: dict[str, int], days: int) -> None:
    settings = office("ornek", settings={"ornek": section}).plugins["ornek"].settings

    assert settings == {"answer_days": days}


def test_its_migrations_make_the_tables_of_its_models(database_url: str) -> None:
    parts = office("ornek")
    own = [model for table, model in parts.models.items() if table.startswith("ornek_")]
    app = Flask("office")
    with connected(database_url) as database, app.app_context():
        slot.put(app, database)
        migrate(database, migrations(parts.plugins))

        assert len(own) == 2
        assert not diff_models(database, own)
