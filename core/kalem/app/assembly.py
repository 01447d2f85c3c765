"""Putting an office together: plugins, record types, tables, permissions, rules, workflows; and judging them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from kalem.config import Municipality
from kalem.db import Migrations, Model
from kalem.plugins import Candidate, Failure, Plugins, Validator, assemble, discover
from kalem.records import RecordType, Rule
from kalem.workflow import Assembled
from kalem.workflow import assemble as assemble_workflow

from .declarations import CORE, SPECS, added_steps, models_of, permissions_of, rules_of, types_of
from .judging import judge


@dataclass(frozen=True)
class Face:
    """What a face (the web, later the API) adds to the assembling: its hooks, and its judgement of what they bring."""

    specs: tuple[ModuleType, ...] = ()
    validators: tuple[Validator, ...] = ()
    core: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Parts:
    """What the plugins and the core bring, put together for one municipality."""

    plugins: Plugins
    types: dict[str, RecordType]
    models: dict[str, type[Model]]
    permissions: dict[str, str]
    rules: dict[str, Rule]
    workflows: dict[tuple[str, str], Assembled]


def put_together(
    municipality: Municipality,
    *,
    candidates: Sequence[Candidate] | None = None,
    faces: Iterable[Face] = (),
    validators: Sequence[Validator] = (),
    strict: bool = False,
) -> Parts:
    """Return the parts of ``municipality``'s application.

    A plugin that fails is left out, or, when ``strict``, stops all. Raises ``BrokenPlugins``.
    """
    faces = tuple(faces)
    built: list[Parts] = []

    def judged(found: Plugins) -> list[Failure]:
        """Judge what the plugins declare, and build the office from it: what was judged is what runs."""
        failures = judge(found, municipality)
        if not failures:
            built.append(_built(found, municipality))
        return failures

    core = dict(CORE)
    for face in faces:
        core.update(face.core or {})
    assemble(
        municipality.plugins,
        discover() if candidates is None else candidates,
        specs=(*SPECS, *(spec for face in faces for spec in face.specs)),
        core=core,
        settings=municipality.settings,
        validators=(judged, *validators, *(each for face in faces for each in face.validators)),
        strict=strict,
    )
    return built[-1]


def _built(plugins: Plugins, municipality: Municipality) -> Parts:
    types = types_of(plugins)
    return Parts(
        plugins=plugins,
        types=types,
        models=models_of(plugins, types),
        permissions=permissions_of(plugins, types),
        rules=_rules(plugins, types, municipality),
        workflows=dict(_workflows(plugins, types, municipality)),
    )


def migrations(plugins: Plugins) -> list[Migrations]:
    """Return the migrations of the core and of each running plugin that has some, in order."""
    found = [core_migrations()]
    for plugin in plugins.active:
        folder = plugin.folder("migrations")
        if folder is not None:
            found.append(Migrations(plugin.id, folder))
    return found


def core_migrations() -> Migrations:
    """Return the core's own migrations."""
    return Migrations("core", Path(__file__).parent.parent / "migrations")


def _rules(plugins: Plugins, types: Mapping[str, RecordType], municipality: Municipality) -> dict[str, Rule]:
    found = {each.item.id: each.item for each in rules_of(plugins)}
    for type in types.values():
        found.update({rule.id: rule for rule in type.upheld})
        steps = [step for added in added_steps(plugins, type.id).values() for step in added]
        for office in municipality.offices.values():
            for step in (*type.drawn_for(office).steps, *steps):
                found.update({rule.id: rule for rule in step.rules})
    return found


def _workflows(
    plugins: Plugins, types: Mapping[str, RecordType], municipality: Municipality
) -> Iterable[tuple[tuple[str, str], Assembled]]:
    rules = [each.item for each in rules_of(plugins)]
    for type in types.values():
        added = added_steps(plugins, type.id)
        for office in municipality.offices.values():
            yield (office.id, type.id), assemble_workflow(office, type, added, rules)
