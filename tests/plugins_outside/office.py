"""Karacabey's real office with further plugins, as the administrator would run it."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.support.desk import Desk
from tests.support.offices import Offices, municipality

from kalem import db
from kalem.app import dress, migrate_all
from kalem.app.assembly import put_together
from kalem.app.factory import parts
from kalem.config import Municipality
from kalem.plugins import Candidate, Failure, discover
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web import FACE


def file_with(
    *enabled: str,
    may: Mapping[str, Sequence[str]] | None = None,
    settings: Mapping[str, Any] | None = None,
    rules: Mapping[str, str] | None = None,
) -> Municipality:
    """Return Karacabey's file with further plugins, permissions by role, settings by plugin, and rules."""
    file = municipality("karacabey")
    roles = {
        id: dataclasses.replace(role, may=role.may | set((may or {}).get(id, ()))) for id, role in file.roles.items()
    }
    office = file.offices["ozel_kalem"]
    return dataclasses.replace(
        file,
        plugins=(*file.plugins, *enabled),
        roles=roles,
        settings={**file.settings, **(settings or {})},
        offices={"ozel_kalem": dataclasses.replace(office, rules={**office.rules, **(rules or {})})},
    )


@contextmanager
def running(
    offices: Offices,
    engine: str,
    file: Municipality,
    *,
    candidates: Sequence[Candidate] | None = None,
    migrate: bool = True,
    strict: bool = False,
) -> Iterator[tuple[TestOffice, tuple[Failure, ...]]]:
    """Run the office of ``file``; yield it, and the plugins whose migration failed."""
    with offices.open(engine, "karacabey", faces=[FACE]) as office, office.running():
        failures: tuple[Failure, ...] = ()
        if migrate:
            failures = migrate_all(put_together(file, candidates=candidates, faces=[FACE]).plugins).failures
        dress(office.app, file, "1", faces=[FACE], candidates=candidates, strict=strict)
        yield office, failures


def with_installed(*fakes: Candidate) -> list[Candidate]:
    """Return what is installed here, and ``fakes``."""
    return [*discover(), *fakes]


def reasons(plugin_id: str) -> str:
    """Return why a plugin does not run, as the administrator reads it."""
    return "\n".join(
        reason for status in parts.get().plugins.status if status.id == plugin_id for reason in status.reasons
    )


def assert_no_trace(office: TestOffice, plugin_id: str) -> None:
    """Fail when the office has a table, type, permission, rule, step or address of the plugin."""
    found = parts.get()
    assert plugin_id not in found.plugins
    tables = [*db.current().get_tables(), *found.models]
    assert [name for name in tables if name.startswith((f"{plugin_id}_", f"migrations_{plugin_id}"))] == []
    steps = [step.id for flow in found.workflows.values() for step in flow.flow.steps]
    names = [*found.types, *found.permissions, *steps]
    assert [name for name in names if name.startswith(f"{plugin_id}.")] == []
    assert [rule for rule in found.rules if rule.startswith(f"{plugin_id}-")] == []
    web(office)
    assert [str(rule) for rule in office.app.url_map.iter_rules() if str(rule).startswith(f"/{plugin_id}/")] == []


def assert_works(office: TestOffice) -> None:
    """Fail when the office does not register and refer a letter, or does not show it to the one who has it."""
    letter = Desk(office).referred("basin_yayin", subject="Bozuk eklentiye rağmen")
    assert letter.number is not None
    assert "Bozuk eklentiye rağmen" in web(office, "basin_yayin_sorumlusu").get("/").text
    running = [plugin.id for plugin in parts.get().plugins.active]
    assert set(municipality("karacabey").plugins) <= set(running)


def web(office: TestOffice, position: str | None = None) -> Client:
    """Return a browser's stand-in."""
    return client(office, position)
