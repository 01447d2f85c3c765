"""Help for judging what plugins declare: duplicates, foreign names, hooks that raise while they declare.

A *validator* takes the plugins as they would run and returns the failures it finds. It judges one thing
(routes, tables, permissions, record types, migrations …) and blames the plugin that comes later in the order:
the core and earlier plugins were there first.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

from kalem.i18n import gettext as _

from .calling import Hooks
from .failure import Failure
from .loading import describe

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Declared(Generic[T]):
    """One thing (a route, a record type …), and the plugin or part of the core that declares it."""

    owner: str
    item: T


def declared(
    plugins: Hooks, spec: Callable[P, Collection[T]], *args: P.args, **kwargs: P.kwargs
) -> tuple[list[Declared[T]], list[Failure]]:
    """Return what the answers to ``spec`` hold, each with its owner; an error or a wrong answer becomes a failure.

    Of a mapping the keys are taken: they are the names. The hook is called once for all who ask.
    """
    found: list[Declared[T]] = []
    failures = []
    for outcome in plugins.collect_once(spec, *args, **kwargs):
        if outcome.error is not None:
            reason = _("%(hook)s hata verdi: %(error)s", hook=spec.__name__, error=describe(outcome.error))
            failures.append(Failure(outcome.plugin_id, reason))
        elif isinstance(outcome.value, str) or not isinstance(outcome.value, Collection):
            kind = type(outcome.value).__name__
            reason = _("%(hook)s bir liste döndürmeliydi, %(kind)s döndürdü.", hook=spec.__name__, kind=kind)
            failures.append(Failure(outcome.plugin_id, reason))
        else:
            found += [Declared(outcome.plugin_id, item) for item in outcome.value]
    return found, failures


def duplicates(kind: str, names: Iterable[Declared[str]]) -> list[Failure]:
    """Return a failure for each name that is already taken, by an earlier owner or by the same one.

    ``kind`` is the Turkish word for what is named (``adres``, ``tablo``, ``izin``, ``kayıt türü``).
    """
    owners: dict[str, str] = {}
    failures = []
    for name in names:
        first = owners.get(name.item)
        if first is None:
            owners[name.item] = name.owner
        elif first == name.owner:
            failures.append(
                Failure(name.owner, _("%(kind)s iki kez bildirilmiş: %(name)s", kind=kind, name=name.item))
            )
        else:
            reason = _(
                "%(kind)s daha önce %(owner)s bildirdi: %(name)s", kind=kind, owner=first, name=name.item
            )
            failures.append(Failure(name.owner, reason))
    return failures


def foreign_names(kind: str, prefix: str, names: Iterable[Declared[str]]) -> list[Failure]:
    """Return a failure for each name that does not start with ``prefix``, in which ``{}`` is the owner's id.

    Call it for plugins only (`Plugins.active`); the core's own names need no prefix.
    """
    return [
        Failure(
            name.owner,
            _(
                "%(kind)s adı %(prefix)s ile başlamalı: %(name)s",
                kind=kind,
                prefix=prefix.format(name.owner),
                name=name.item,
            ),
        )
        for name in names
        if not name.item.startswith(prefix.format(name.owner))
    ]
