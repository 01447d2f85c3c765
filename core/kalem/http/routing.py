"""Routes and who may open them: every page declares a permission, or says in words that it needs none."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App

from kalem.context import Slot
from kalem.i18n import gettext as _
from kalem.organisation import Actor

V = TypeVar("V", bound=Callable[..., Any])

#: A page for everybody, signed in or not.
PUBLIC = "public"
#: A page for everybody who is signed in; what it shows is for its view to narrow.
SIGNED_IN = "signed-in"

#: The application's pages: by endpoint the permissions of which one is asked for.
permissions: Slot[dict[str, frozenset[str]]] = Slot("kalem.web.permissions")

#: The pages on which forms stand that may be kept: by the endpoint that takes the form.
form_pages: Slot[dict[str, str]] = Slot("kalem.web.form_pages")

#: The part of a rule that stands for a record's id; no larger number reaches a database.
RECORD = "<int(max=9223372036854775807):record_id>"

_VARIABLE = re.compile(r"<[^>]*>")


class UndeclaredRoute(RuntimeError):
    """A route was registered without saying who may open it; the application does not start."""


@dataclass(frozen=True)
class Route:
    """A page of a plugin. Its address begins with ``/<plugin id>/``."""

    rule: str
    #: The view function; it finds who is there in ``flask.g.actor``.
    view: Callable[..., Any]
    #: One of these permissions, separated by blanks, is asked for; or ``signed-in``; or ``public``. Never empty.
    permission: str = ""
    methods: Sequence[str] = ("GET",)
    #: Name for ``url_for``, after the plugin's id and a dot; the view's own name when empty.
    endpoint: str = ""

    @property
    def name(self) -> str:
        """The name for ``url_for``, without the plugin's id."""
        return self.endpoint or str(self.view.__name__)


def page(
    blueprint: Blueprint,
    rule: str,
    *,
    permission: str,
    methods: Sequence[str] = ("GET",),
    endpoint: str = "",
    form: str = "",
) -> Callable[[V], V]:
    """Register the decorated view. One of the ``permission`` words, separated by blanks, is asked for.

    ``signed-in`` and ``public`` ask for less; one without any is :class:`UndeclaredRoute`.

    For a POST whose form holds no secret, ``form`` is the name (as ``endpoint``) of the page on which that form stands:
    what comes after its sender's session has ended is kept for him, and the page, which is drawn with
    :mod:`kalem.web.kept_forms`, shows it to him again.
    """

    def register(view: V) -> V:
        add(blueprint, Route(rule, view, permission, tuple(methods), endpoint), form=form)
        return view

    return register


def add(blueprint: Blueprint, route: Route, *, defaults: Mapping[str, Any] | None = None, form: str = "") -> None:
    """Register ``route`` with ``blueprint``, and its permissions with the application that takes the blueprint.

    ``defaults`` are what the view is called with beside the variables of the address; ``form`` as for :func:`page`.
    """
    words = frozenset(route.permission.split())
    if not words:
        raise UndeclaredRoute(_("%(rule)s: sayfanın yetkisi bildirilmemiş", rule=route.rule))

    def note(state: BlueprintSetupState) -> None:
        permissions_in(state.app)[f"{state.name}.{route.name}"] = words
        if form:
            pages: dict[str, str] = state.app.extensions.setdefault(form_pages.name, {})
            pages[f"{state.name}.{route.name}"] = f"{state.name}.{form}"

    given: dict[str, Any] = {"defaults": dict(defaults)} if defaults else {}
    blueprint.add_url_rule(route.rule, route.name, route.view, methods=list(route.methods), **given)
    blueprint.record(note)


def declare(app: Flask, endpoint: str, permission: str) -> None:
    """Say who may open a route that another library registered (its style sheets and scripts)."""
    permissions_in(app)[endpoint] = frozenset(permission.split())


def opens(actor: Actor, words: frozenset[str]) -> bool:
    """Whether a page that asks for one of ``words`` is open to who is signed in."""
    return not words.isdisjoint({PUBLIC, SIGNED_IN}) or any(map(actor.may, words))


def check(app: Flask) -> None:
    """Raise :class:`UndeclaredRoute` when any route of ``app`` has no permission."""
    known = permissions_in(app)
    open_ones = sorted(str(rule) for rule in app.url_map.iter_rules() if not known.get(rule.endpoint))
    if open_ones:
        raise UndeclaredRoute(_("yetkisi bildirilmemiş adresler: %(rules)s", rules=", ".join(open_ones)))


def permissions_in(app: App) -> dict[str, frozenset[str]]:
    """Return the pages of ``app`` outside its context, to write in while it is put together."""
    found: dict[str, frozenset[str]] = app.extensions.setdefault(permissions.name, {})
    return found


def addresses(rule: str, methods: Iterable[str]) -> list[str]:
    """Return what a rule takes, one name a method, whatever its variables are called: two equal ones collide."""
    plain = _VARIABLE.sub("<>", rule)
    return [f"{method.upper()} {plain}" for method in methods]
