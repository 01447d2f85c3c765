"""Putting the enabled plugins together: those that work, in one order; the rest left out, with reasons."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

import pluggy

from kalem.context import Slot
from kalem.i18n import SOURCE, Text, speaking
from kalem.i18n import gettext as _
from kalem.text import nearest

from .calling import Hooks
from .discovery import Candidate
from .failure import BrokenPlugins, Failure
from .implementing import hook_faults
from .loading import FAULTS, Plugin, describe, load
from .markers import PROJECT
from .order import arrange, misfits

#: ``enabled``: it runs. ``failed``: the file enables it, but it is left out. ``missing``: it is enabled,
#: but no package brings it. ``installed``: the file does not enable it.
State = Literal["enabled", "failed", "missing", "installed"]


@dataclass(frozen=True, slots=True)
class Status:
    """What the administrator sees of one plugin."""

    id: str
    label: Text
    version: str
    distribution: str
    state: State
    failures: tuple[Failure, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it does not run, in the reader's language."""
        return tuple(failure.cause for failure in self.failures)


class Plugins(Hooks):
    """The plugins of one application; what is here never changes while the application runs."""

    def __init__(
        self,
        manager: pluggy.PluginManager,
        core: Collection[str],
        active: Sequence[Plugin],
        failures: Sequence[Failure],
        status: Sequence[Status],
    ) -> None:
        super().__init__(manager, (*core, *(plugin.id for plugin in active)))
        #: The plugins that run, in calling order.
        self.active = tuple(active)
        #: Why the others do not.
        self.failures = tuple(failures)
        #: Every plugin that is enabled or installed: the running ones in calling order, then the rest.
        self.status = tuple(status)

    def __contains__(self, plugin_id: object) -> bool:
        return any(plugin.id == plugin_id for plugin in self.active)

    def __getitem__(self, plugin_id: str) -> Plugin:
        """Return the running plugin with this id; `KeyError` when it does not run."""
        for plugin in self.active:
            if plugin.id == plugin_id:
                return plugin
        raise KeyError(plugin_id)


#: The running application's plugins.
assembled: Slot[Plugins] = Slot("kalem.plugins")


def settings_of(plugin_id: str) -> Any:
    """Return the settings of a plugin that runs in this office, as its schema loaded them; `KeyError` for another."""
    return assembled.get()[plugin_id].settings


#: Judges plugins together, as they would run; returns what is wrong, each with the plugin to blame.
Validator = Callable[[Plugins], Iterable[Failure]]


def assemble(
    enabled: Sequence[str],
    candidates: Sequence[Candidate],
    *,
    specs: Iterable[ModuleType],
    core: Mapping[str, object] | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    validators: Sequence[Validator] = (),
    broken: Iterable[Failure] = (),
    strict: bool = False,
) -> Plugins:
    """Put the ``enabled`` plugins together and return those that work.

    A plugin that fails is left out by putting the others together again without it, and with it every plugin
    that requires it; so no trace of it is left, and validators may be asked several times.

    ``enabled`` are the ids of the municipality's file, in its order; of ``candidates`` only those are
    imported. ``specs`` are the modules in which the rooms declare their hooks. ``core`` are the parts of the
    core that implement hooks, by name; they are called before all plugins, in the order given. ``settings``
    are the sections ``[plugin.<id>]``. ``broken`` are failures known from elsewhere. Raises `BrokenPlugins`
    for a fault of the core's own parts, and, when ``strict``, for any failure, with all of them.
    """
    with speaking(SOURCE):
        # The reasons are kept, and retold to each reader in his language.
        assembly = _Assembly(enabled, candidates, tuple(specs), core or {}, validators)
        assembly.leave_out(broken)
        assembly.load(settings or {})
        plugins = assembly.settle()
    if strict and plugins.failures:
        raise BrokenPlugins(plugins.failures)
    return plugins


class _Assembly:
    """The state of one `assemble`: what is loaded, and what has failed so far."""

    def __init__(
        self,
        enabled: Sequence[str],
        candidates: Sequence[Candidate],
        specs: tuple[ModuleType, ...],
        core: Mapping[str, object],
        validators: Sequence[Validator],
    ) -> None:
        self.enabled = tuple(dict.fromkeys(enabled))
        self.installed = {candidate.id: candidate for candidate in candidates}
        counts = Counter(candidate.id for candidate in candidates)
        self.doubles = {candidate.id for candidate in candidates if counts[candidate.id] > 1}
        self.candidates = candidates
        self.specs = specs
        self.core = core
        self.validators = validators
        self.loaded: dict[str, Plugin] = {}
        self.failures: list[Failure] = []

    def leave_out(self, failures: Iterable[Failure]) -> bool:
        """Note ``failures``; return whether there were any."""
        before = len(self.failures)
        self.failures += failures
        return len(self.failures) > before

    def load(self, settings: Mapping[str, Mapping[str, Any]]) -> None:
        for plugin_id in self.enabled:
            try:
                self.loaded[plugin_id] = load(self._candidate(plugin_id), settings.get(plugin_id, {}))
            except BrokenPlugins as broken:
                self.leave_out(broken.failures)

    def _candidate(self, plugin_id: str) -> Candidate:
        if plugin_id in self.core:
            reason = _("bu kimlik çekirdeğin bir bölümünün adıdır.")
        elif plugin_id in self.doubles:
            packages = ", ".join(each.distribution for each in self.candidates if each.id == plugin_id)
            reason = _("aynı kimliği birden çok paket getiriyor: %(packages)s", packages=packages)
        elif candidate := self.installed.get(plugin_id):
            return candidate
        elif meant := nearest(plugin_id, self.installed):
            reason = _("böyle bir eklenti kurulu değil; %(meant)s mi?", meant=meant)
        else:
            reason = _("böyle bir eklenti kurulu değil.")
        raise BrokenPlugins([Failure(plugin_id, reason)])

    def settle(self) -> Plugins:
        """Leave out what fails, round by round, until all that is left stands."""
        while True:
            failed = {failure.plugin_id for failure in self.failures}
            standing = [plugin for plugin in self.loaded.values() if plugin.id not in failed]
            if self.leave_out(misfits(standing, self.enabled, self.installed)):
                continue
            active = arrange(standing)
            manager = self._manager()
            if self.leave_out(fault for plugin in active for fault in hook_faults(manager, plugin)):
                continue
            plugins, found = self._judged(active)
            if not found:
                return plugins
            if strangers := [failure for failure in found if failure.plugin_id not in plugins]:
                raise BrokenPlugins(strangers)
            self.leave_out(found)

    def _judged(self, active: Sequence[Plugin]) -> tuple[Plugins, list[Failure]]:
        plugins = self._built(active)
        found: list[Failure] = []
        try:
            for validate in self.validators:
                found += validate(plugins)
        except FAULTS as error:
            # What was found already is told, and may be what this stumbles over; else the culprit is looked for.
            return plugins, found or [self._culprit(active, error)]
        return plugins, found

    def _verdict(self, plugins: Plugins) -> list[Failure]:
        return [failure for validate in self.validators for failure in validate(plugins)]

    def _culprit(self, active: Sequence[Plugin], error: BaseException) -> Failure:
        """Return the failure of the plugin with which judging begins to raise; raise when it is the core's own."""
        self._verdict(self._built([]))
        for count, plugin in enumerate(active, start=1):
            try:
                self._verdict(self._built(active[:count]))
            except FAULTS as fault:
                return Failure(plugin.id, _("bağlanırken hata verdi: %(error)s", error=describe(fault)))
        raise error

    def _built(self, active: Sequence[Plugin]) -> Plugins:
        manager = self._manager()
        for plugin in active:
            manager.register(plugin.module, plugin.id)
        manager.check_pending()
        return Plugins(manager, self.core, active, self.failures, self._status(active))

    def _manager(self) -> pluggy.PluginManager:
        manager = pluggy.PluginManager(PROJECT)
        for room in self.specs:
            manager.add_hookspecs(room)
        for name, part in self.core.items():
            manager.register(part, name)
        return manager

    def _status(self, active: Sequence[Plugin]) -> list[Status]:
        running = [plugin.id for plugin in active]
        idle = sorted(set(self.installed).difference(self.enabled))
        ids = dict.fromkeys([*running, *self.enabled, *idle])
        return [self._status_of(plugin_id, running) for plugin_id in ids]

    def _status_of(self, plugin_id: str, running: Collection[str]) -> Status:
        plugin, candidate = self.loaded.get(plugin_id), self.installed.get(plugin_id)
        state: State = "installed"
        if plugin_id in running:
            state = "enabled"
        elif plugin_id in self.enabled:
            state = "failed" if candidate else "missing"
        return Status(
            id=plugin_id,
            label=plugin.manifest.label if plugin else plugin_id,
            version=plugin.version if plugin else candidate.version if candidate else "",
            distribution=candidate.distribution if candidate else "",
            state=state,
            failures=tuple(failure for failure in self.failures if failure.plugin_id == plugin_id),
        )
