"""What the web adds to the assembling of an office: its hooks, and its judgement of what plugins bring for them."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask

from kalem.app.assembly import Face
from kalem.app.declarations import permissions_of, types_of
from kalem.http.routing import PUBLIC, SIGNED_IN, Route, add, addresses, declare
from kalem.i18n import gettext as _
from kalem.plugins import Declared, Failure, Plugins, declared, duplicates, foreign_names
from kalem.plugins.loading import describe

from . import builtin, hooks
from .hooks import kalem_routes
from .pages import core_blueprints


def judge_routes(plugins: Plugins) -> list[Failure]:
    """Return what is wrong with the plugins' routes: no permission, an unknown one, a foreign or a taken address."""
    routes, failures = declared(plugins, kalem_routes)
    wrong = [each for each in routes if not isinstance(each.item, Route)]
    failures += [Failure(each.owner, _("kalem_routes adres olmayan bir şey verdi.")) for each in wrong]
    if failures:
        return failures
    known = {PUBLIC, SIGNED_IN, *_permissions(plugins)}
    for each in routes:
        failures += _judge_permission(each, known)
        failures += _judge_form(each)
    names = [Declared(each.owner, each.item.rule) for each in routes]
    failures += foreign_names(_("adres"), "/{}/", names)
    failures += duplicates(_("adres"), [*_core_addresses(), *_addresses(routes)])
    failures += duplicates(_("sayfa adı"), [Declared(each.owner, f"{each.owner}.{each.item.name}") for each in routes])
    return failures


def register(app: Flask, plugins: Plugins) -> None:
    """Register the routes, templates and static files of every running plugin, under its own id."""
    by_owner: dict[str, list[Route]] = {}
    for each in declared(plugins, kalem_routes)[0]:
        by_owner.setdefault(each.owner, []).append(each.item)
    for plugin in plugins.active:
        templates, static = plugin.folder("templates"), plugin.folder("static")
        routes = by_owner.get(plugin.id, [])
        if not (templates or static or routes):
            continue
        blueprint = Blueprint(
            plugin.id,
            plugin.manifest.id,
            root_path=str(templates or static or app.root_path),
            template_folder=str(templates) if templates else None,
            static_folder=str(static) if static else None,
            static_url_path=f"/{plugin.id}/static" if static else None,
        )
        for route in routes:
            add(blueprint, route)
        app.register_blueprint(blueprint)
        if static:
            declare(app, f"{plugin.id}.static", PUBLIC)


def _permissions(plugins: Plugins) -> Iterable[str]:
    return permissions_of(plugins, types_of(plugins))


def _judge_permission(each: Declared[Route], known: Iterable[str]) -> list[Failure]:
    words = each.item.permission.split()
    if not words:
        return [Failure(each.owner, _("adresin yetkisi bildirilmemiş: %(rule)s", rule=each.item.rule))]
    return [
        Failure(each.owner, _("%(rule)s adresi, olmayan bir yetki istiyor: %(id)s", rule=each.item.rule, id=word))
        for word in words
        if word not in known
    ]


def _judge_form(each: Declared[Route]) -> list[Failure]:
    """Try the route in an application that has nothing else: what Flask refuses is told before the office starts."""
    blueprint = Blueprint(each.owner, "kalem.web")
    try:
        blueprint.add_url_rule(each.item.rule, each.item.name, each.item.view, methods=list(each.item.methods))
        Flask("kalem.web", static_folder=None).register_blueprint(blueprint)
    except Exception as error:
        reason = _("%(rule)s adresi kurulamıyor: %(error)s", rule=each.item.rule, error=describe(error))
        return [Failure(each.owner, reason)]
    return []


def _addresses(routes: Iterable[Declared[Route]]) -> list[Declared[str]]:
    return [
        Declared(each.owner, address) for each in routes for address in addresses(each.item.rule, each.item.methods)
    ]


class _Addresses(Flask):
    """Keeps what blueprints ask for, without all that it takes to find a page by its address."""

    def __init__(self) -> None:
        super().__init__("kalem.web", static_folder=None)
        self.asked: list[tuple[str, Iterable[str]]] = []

    def add_url_rule(self, rule: str, *_named: Any, methods: Iterable[str] | None = None, **_options: Any) -> None:
        """Keep an address and its methods."""
        self.asked.append((rule, methods or ("GET",)))


def _core_addresses() -> list[Declared[str]]:
    """Return what the core's own pages take."""
    empty = _Addresses()
    for blueprint in core_blueprints():
        empty.register_blueprint(blueprint)
    return [Declared("kalem", address) for rule, methods in empty.asked for address in addresses(rule, methods)]


#: The web as a face of the office.
FACE = Face(specs=(hooks,), validators=(judge_routes,), core={"web": builtin})
