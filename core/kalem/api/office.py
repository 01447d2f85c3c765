"""The office itself: units, positions and people to name in forms, suggestions, duties, plugins."""

from typing import Any

from flask import Flask, Response, jsonify

from kalem import jobs
from kalem.app import duties as duties_of
from kalem.app.factory import parts
from kalem.http.suggesting import SOURCES
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import municipality
from kalem.organisation.directory import directory
from kalem.plugins import assembled
from kalem.records import NotFound, Schema, fields

from . import bodies, telling
from .describing import MOMENT, NUMBER, TEXT, YES_OR_NO, maybe, of, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .visit import actor, keeper, whole


class Typed(Schema):
    """What was typed so far."""

    q = fields.String(label=_l("Yazılan"), required=True, max=100)


def register(app: Flask) -> None:
    """Register the operations of this module: none is there for a token that record types bound."""
    unit = of(id=TEXT, principal=TEXT, name=TEXT, office=maybe(TEXT), parent=maybe(TEXT), outside=YES_OR_NO)
    position = of(id=TEXT, principal=TEXT, title=TEXT, unit=maybe(TEXT), holders=several(of(id=TEXT, name=TEXT)))
    person = of(id=TEXT, name=TEXT, positions=several(TEXT))
    duty = of(id=TEXT, article=TEXT, capability=TEXT, owner=TEXT, kind=TEXT, status=TEXT, by=TEXT, summary=TEXT)
    heard = of(waiting=NUMBER, given_up=NUMBER, failing_since=maybe(MOMENT), error=TEXT)
    heard["description"] = _l("Hareketleri dinleyen eklentide bildirimlerin durumu; ötekilerde null.")
    plugin = of(
        id=TEXT, label=TEXT, version=TEXT, distribution=TEXT, state=TEXT, reasons=several(TEXT), events=maybe(heard)
    )

    def listed(name: str, view: Any, label: str, shape: Any, permission: str = "signed-in") -> Operation:
        found = [Answer(shape=of(items=several(shape)))]
        return Operation(f"/{name}", view, name, label, found, permission=permission, problems=(404,))

    operations = [
        listed("units", units, _l("Birimler"), unit),
        listed("positions", positions, _l("Görevler ve bugün yürütenler"), position),
        listed("people", people, _l("Bugün görevi olan kişiler"), person),
        listed("duties", duties, _l("Yönetmeliğin maddeleri: ne ile karşılanıyor?"), duty),
        listed("plugins", plugins, _l("Eklentiler"), plugin, "system.manage"),
        Operation(
            "/plugins/<plugin_id>/resend-given-up",
            retell,
            "retell_plugin",
            _l("Eklentiye vazgeçilenleri yeniden bildir"),
            [Answer(shape=of(number=NUMBER))],
            method="POST",
            permission="system.manage",
            problems=(422,),
        ),
        Operation(
            "/suggestions/<name>",
            suggest,
            "suggest",
            _l("Alanlar için öneriler: muhataplar, dosya planı kodları"),
            [Answer(shape=of(items=several(TEXT)))],
            query=telling.ready(Typed),
        ),
    ]
    register_operations(app, "office", _l("Kurum"), operations)


def units() -> Response:
    """List the units that are not closed."""
    whole()
    known = directory().units
    found = sorted((each for each in known.values() if each.closed_at is None), key=lambda each: each.sort_key)
    return jsonify(
        items=[
            {
                "id": each.slug,
                "principal": f"u{each.id}",
                "name": each.name,
                "office": each.office,
                "parent": known[each.parent_id].slug if each.parent_id is not None else None,
                "outside": each.outside,
            }
            for each in found
        ]
    )


def positions() -> Response:
    """List the positions that are not closed, each with who holds it today."""
    whole()
    known = directory()
    return jsonify(
        items=[
            {
                "id": each.slug,
                "principal": f"p{each.id}",
                "title": each.title,
                "unit": known.units[each.unit_id].slug if each.unit_id is not None else None,
                "holders": [telling.named(f"w{user}") for user in known.holders.get(each.id, ())],
            }
            for each in known.positions.values()
            if each.closed_at is None
        ]
    )


def people() -> Response:
    """List the people who hold a position today."""
    whole()
    known = directory()
    found = sorted((each for each in known.people.values() if each.active), key=lambda each: each.sort_key)
    return jsonify(
        items=[
            {"id": f"w{each.id}", "name": each.name, "positions": [seat.slug for seat in known.seats_of[each.id]]}
            for each in found
            if known.seats_of.get(each.id)
        ]
    )


def duties() -> Response:
    """List every clause of the regulations, and what fulfils it."""
    whole()
    names = ("id", "article", "capability", "owner", "kind", "status", "by", "summary")
    found = duties_of(municipality.get(), parts.get())
    return jsonify(items=[{name: str(getattr(each, name)) for name in names} for each in found])


def plugins() -> Response:
    """List the plugins that are enabled or installed."""
    whole()
    heard = jobs.plugins_health()
    return jsonify(
        items=[
            {
                "id": each.id,
                "label": str(each.label),
                "version": each.version,
                "distribution": each.distribution,
                "state": each.state,
                "reasons": list(each.reasons),
                "events": _events(heard[each.id]) if each.id in heard else None,
            }
            for each in assembled.get().status
        ]
    )


def _events(health: jobs.Health) -> dict[str, Any]:
    return {
        "waiting": health.waiting,
        "given_up": health.given_up,
        "failing_since": telling.moment(health.failing_since),
        "error": health.error,
    }


def retell(plugin_id: str) -> Response:
    """Tell a plugin again what was given up."""
    return jsonify(number=jobs.retell_plugin(keeper(), plugin_id))


def suggest(name: str) -> Response:
    """List what may be meant by what was typed; nothing for less than two letters."""
    whole()
    source, wanted = SOURCES.get(name, (None, ()))
    if source is None or (wanted and not any(map(actor().may, wanted))):
        raise NotFound(name)
    typed = bodies.query(telling.ready(Typed))["q"]
    return jsonify(items=source(typed) if len(typed) > 1 else [])
