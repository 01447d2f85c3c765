"""Judging a plugin's hook implementations before it is registered, so that all mistakes are found at once."""

import inspect
from collections.abc import Callable

import pluggy

from kalem.i18n import gettext as _
from kalem.text import nearest

from .calling import argument_names, declared_hooks
from .failure import Failure
from .loading import Plugin


def hook_faults(manager: pluggy.PluginManager, plugin: Plugin) -> list[Failure]:
    """Return what would never be called or could not be: misspelt hooks, missing marks, unknown arguments."""
    hooks = declared_hooks(manager)
    reasons = []
    for name in dir(plugin.module):
        marked = manager.parse_hookimpl_opts(plugin.module, name) is not None
        if marked and name not in hooks:
            reasons.append(_unknown_hook(name, hooks))
        elif marked:
            reasons += _unknown_arguments(name, getattr(plugin.module, name), argument_names(hooks[name]))
        elif name in hooks and inspect.isroutine(getattr(plugin.module, name)):
            reasons.append(_("%(hook)s başına @hookimpl yazılmamış.", hook=name))
    return [Failure(plugin.id, reason) for reason in reasons]


def _unknown_hook(name: str, hooks: dict[str, pluggy.HookCaller]) -> str:
    if meant := nearest(name, hooks):
        return _("%(hook)s adında bir kanca yok; %(meant)s mi?", hook=name, meant=meant)
    return _("%(hook)s adında bir kanca yok.", hook=name)


def _unknown_arguments(name: str, function: Callable[..., object], known: tuple[str, ...]) -> list[str]:
    needed = [
        each.name
        for each in inspect.signature(function).parameters.values()
        if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    ]
    return [
        _(
            "%(hook)s bilinmeyen bir değer istiyor: %(argument)s (verilenler: %(known)s)",
            hook=name,
            argument=argument,
            known=", ".join(known) or _("yok"),
        )
        for argument in needed
        if argument not in known
    ]
