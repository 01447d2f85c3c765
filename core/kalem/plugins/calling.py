"""Calling hooks: in one order everywhere, and with each plugin answering for itself."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar, cast

import pluggy

from .loading import FAULTS

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger("kalem.plugins")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What one plugin answered to one call of a hook."""

    plugin_id: str
    _value: R | None = None
    #: What its implementation raised; None when it answered.
    error: BaseException | None = None

    @property
    def value(self) -> R:
        """The answer; raises `error` when there is one."""
        if self.error is not None:
            raise self.error
        return cast(R, self._value)


@dataclass(frozen=True, slots=True)
class _Implementation:
    plugin_id: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]

    def __call__(self, given: dict[str, Any]) -> Any:
        answer = self.function(**{name: given[name] for name in self.arguments})
        # An implementation written with `yield` must raise here, where its plugin is known.
        return list(answer) if isinstance(answer, Iterator) else answer


class Hooks:
    """The implementations of every hook, in calling order."""

    def __init__(self, manager: pluggy.PluginManager, order: tuple[str, ...]) -> None:
        """``order`` holds the names under which the callees are registered with ``manager``."""
        self._arguments: dict[str, tuple[str, ...]] = {}
        self._implementations: dict[str, list[_Implementation]] = {}
        self._answers: dict[tuple[Any, ...], list[Outcome[Any]]] = {}
        rank = {name: position for position, name in enumerate(order)}
        for name, hook in declared_hooks(manager).items():
            self._arguments[name] = arguments = argument_names(hook)
            found = [
                _Implementation(each.plugin_name, each.function, _taken(each, arguments))
                for each in hook.get_hookimpls()
            ]
            self._implementations[name] = sorted(found, key=lambda each: rank[each.plugin_id])

    def collect(self, spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Outcome[R]]:
        """Call the hook that ``spec`` declares and return each plugin's answer or error, in order.

        An implementation that raises costs its own answer only; the error is logged. None is no answer and is
        left out. Not for work inside a write transaction, where an error must not be swallowed.
        """
        outcomes = list(self._outcomes(spec, args, kwargs))
        for outcome in outcomes:
            if outcome.error is not None:
                logger.error(
                    "plugin %s failed in %s", outcome.plugin_id, spec.__name__, exc_info=outcome.error
                )
        return outcomes

    def collect_once(self, spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> list[Outcome[R]]:
        """Call the hook like `collect`, the first time; return the same answers ever after.

        For hooks that declare what a plugin consists of: what was judged is then what runs.
        """
        key = (spec.__name__, args, tuple(sorted(kwargs.items())))
        if key not in self._answers:
            self._answers[key] = self.collect(spec, *args, **kwargs)
        return self._answers[key]

    def implementers(self, spec: Callable[..., Any]) -> tuple[str, ...]:
        """Return who implements the hook that ``spec`` declares, in calling order."""
        return tuple(each.plugin_id for each in self._implementations[spec.__name__])

    def ask(self, plugin_id: str, spec: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call one plugin's implementation of the hook, and return what it answers or raise what it raises.

        For work that is done for each plugin by itself. `KeyError` when ``plugin_id`` does not implement it.
        """
        name = spec.__name__
        given = dict(zip(self._arguments[name], args, strict=False)) | kwargs
        for implementation in self._implementations[name]:
            if implementation.plugin_id == plugin_id:
                return cast(R, implementation(given))
        raise KeyError(plugin_id)

    def _outcomes(
        self, spec: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Iterator[Outcome[R]]:
        name = spec.__name__
        given = dict(zip(self._arguments[name], args, strict=False)) | kwargs
        for implementation in self._implementations[name]:
            try:
                answer = implementation(given)
            except FAULTS as error:
                yield Outcome(implementation.plugin_id, error=error)
            else:
                if answer is not None:
                    yield Outcome(implementation.plugin_id, answer)


def declared_hooks(manager: pluggy.PluginManager) -> dict[str, pluggy.HookCaller]:
    """Return the hooks that a room declares, by name."""
    return {
        name: hook
        for name, hook in vars(manager.hook).items()
        if isinstance(hook, pluggy.HookCaller) and hook.spec
    }


def argument_names(hook: pluggy.HookCaller) -> tuple[str, ...]:
    """Return the arguments that the hook's declaration names."""
    return tuple(hook.spec.argnames) if hook.spec else ()


def _taken(implementation: pluggy.HookImpl, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of ``arguments`` that ``implementation`` takes, with or without a default."""
    return tuple(name for name in arguments if name in (*implementation.argnames, *implementation.kwargnames))
