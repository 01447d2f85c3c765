"""A room with two hooks, and plugins made in a line."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from kalem.plugins import Candidate, Manifest, Plugins, assemble, hookimpl, hookspec


@hookspec
def kalem_things() -> Sequence[str]:
    """Return names of things."""
    raise NotImplementedError


@hookspec
def kalem_greet(name: str, loud: bool) -> str:
    """Greet somebody."""
    raise NotImplementedError


room = ModuleType("room")
room.kalem_things = kalem_things
room.kalem_greet = kalem_greet


def fake(
    plugin_id: str,
    *hooks: Callable[..., Any],
    things: Sequence[str] = (),
    distribution: str = "",
    **manifest: Any,
) -> Candidate:
    """Return an installed plugin; ``hooks`` are marked here, ``things`` answer ``kalem_things``."""

    def load() -> object:
        module = ModuleType(f"kalem_{plugin_id}")
        module.manifest = Manifest(
            **{"id": plugin_id, "label": plugin_id.title(), "api": ">=1,<2"} | manifest
        )
        for hook in hooks:
            setattr(module, hook.__name__, hookimpl(hook))
        if things:
            module.kalem_things = hookimpl(lambda: list(things))
        return module

    return installed(plugin_id, load, distribution)


def installed(plugin_id: str, load: Callable[[], object], distribution: str = "") -> Candidate:
    """Return an installed plugin that ``load`` imports."""
    return Candidate(plugin_id, distribution or f"kalem-{plugin_id}", "3.1", load)


def put_together(*candidates: Candidate, enabled: Sequence[str] | None = None, **options: Any) -> Plugins:
    """Assemble ``candidates``, all of them enabled in this order unless ``enabled`` says otherwise."""
    ids = [candidate.id for candidate in candidates] if enabled is None else enabled
    return assemble(ids, candidates, specs=[room], **options)


def ids(plugins: Plugins) -> list[str]:
    """Return the ids of the running plugins, in order."""
    return [plugin.id for plugin in plugins.active]


def reasons(plugins: Plugins, plugin_id: str) -> str:
    """Return why ``plugin_id`` does not run."""
    return "\n".join(status for each in plugins.status if each.id == plugin_id for status in each.reasons)
