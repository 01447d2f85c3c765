"""The two marks of the hook contract: a room of the core declares a hook, a plugin implements it.

How a room declares and calls a hook (``kalem/<room>/hooks.py`` holds the declarations, and nothing else)::

    @hookspec
    def kalem_menu(actor: Actor) -> Sequence[MenuItem]:
        '''Menu items of a plugin for one user. …'''
        raise NotImplementedError

and, in the module of the same room that needs the answers, the one typed function through which all call it::

    def menu(actor: Actor) -> list[MenuItem]:
        items = []
        for outcome in assembled.get().collect(kalem_menu, actor=actor):
            if outcome.error is None:
                items += outcome.value
        return items

``collect`` takes the declaration itself, so the type checker knows arguments and answers, and no caller can
misspell a hook.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pluggy

F = TypeVar("F", bound=Callable[..., Any])

#: Name under which the marks are kept on functions, and first part of every hook's name.
PROJECT = "kalem"

_spec = pluggy.HookspecMarker(PROJECT)
_impl = pluggy.HookimplMarker(PROJECT)


def hookspec(function: F) -> F:
    """Mark ``function`` as the declaration of a hook: its name, its arguments, its result, its documentation.

    The function is never called; its body is ``raise NotImplementedError``.
    """
    return _spec(function)


def hookimpl(function: F) -> F:
    """Mark ``function`` of a plugin as the implementation of the hook of the same name.

    The function takes those of the hook's arguments that it needs, by name. The mark takes no options: hooks
    are called in the order of the plugins (``kalem plugins`` prints it); none may put itself before another.
    """
    return _impl(function)
