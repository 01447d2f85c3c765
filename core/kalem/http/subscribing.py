"""What a webhook's subscription is asked for, by a page and by a program alike."""

from collections.abc import Mapping
from typing import Any

from kalem import jobs
from kalem.i18n import lazy_gettext as _l
from kalem.jobs import Webhook, Wish
from kalem.organisation.directory import directory
from kalem.records import Schema, fields, types
from kalem.text import sort_key
from kalem.workflow import workflows

#: What happens to records without being a step of theirs, and the trial, of which no record is told.
ACTS: Mapping[str, object] = {
    "create": _l("Kayıt açma"),
    "correct": _l("Düzeltme"),
    "note": _l("Not"),
    "attach": _l("Dosya ekleme"),
    "detach": _l("Eki kaldırma"),
    jobs.TEST: _l("Deneme"),
}


def people() -> list[tuple[str, str]]:
    """Return who can be the owner: the active people in Turkish order, each with what he holds."""
    known = directory()
    active = sorted((user for user in known.people.values() if user.active), key=lambda user: user.sort_key)
    return [
        (str(user.id), ", ".join((user.name, *(seat.title for seat in known.seats_of.get(user.id, ())))))
        for user in active
    ]


def record_types() -> list[tuple[str, str]]:
    """Return the record types of the office."""
    return [(type.id, str(type.plural)) for type in types.get().values()]


def actions() -> list[tuple[str, str]]:
    """Return the actions that can be asked for, in Turkish order; steps that bear one id share a line."""
    labels: dict[str, dict[str, None]] = {}
    for flow in workflows.get().values():
        for step in flow.flow.steps:
            labels.setdefault(step.id, {})[str(step.label)] = None
    found = [(id, " / ".join(names)) for id, names in labels.items()]
    found += [(id, str(label)) for id, label in ACTS.items() if id not in labels and id != jobs.TEST]
    return sorted(found, key=lambda each: sort_key(each[1]))


class Subscription(Schema):
    """Asks what a subscription is to be."""

    label = fields.String(label=_l("Adı"), help=_l("Listede görünür: alan programın adı gibi."), required=True, max=120)
    owner = fields.Choice(
        people,
        label=_l("Kimin adına"),
        help=_l("Bu kişinin bildirim anında okuyamadığı kaydın hareketi bildirilmez."),
        required=True,
    )
    url = fields.String(
        label=_l("Adres"),
        help=_l("https ile başlar; bildirimler buraya POST ile gönderilir."),
        required=True,
        max=jobs.LONGEST_URL,
        wide=True,
    )
    types = fields.ChoiceList(record_types, label=_l("Kayıt türleri"), help=_l("Hiçbiri seçilmezse hepsi."), wide=True)
    actions = fields.ChoiceList(actions, label=_l("Hareketler"), help=_l("Hiçbiri seçilmezse hepsi."), wide=True)


class Ending(Schema):
    """Asks why a subscription ends."""

    note = fields.Text(label=_l("Gerekçe"), max=1000)


def standing(webhook: Webhook) -> dict[str, Any]:
    """Return what stands in a subscription, as its form is sent; types and actions that are no longer offered are not.

    An owner who left stands there all the same: another one must be chosen.
    """
    return {
        "label": webhook.label,
        "owner": str(webhook.owner_id),
        "url": webhook.url,
        "types": _offered(webhook.types, record_types()),
        "actions": _offered(webhook.actions, actions()),
    }


def wish(values: Mapping[str, Any], standing: Webhook | None = None) -> Wish:
    """Return what the form asks for.

    What a ``standing`` subscription asks for and nobody offers at present (a plugin is off) it goes on asking for:
    without it an empty list would be left, and that means all.
    """
    kept = (_others(standing.types, record_types()), _others(standing.actions, actions())) if standing else ([], [])
    chosen = (values.get("types") or []) + kept[0], (values.get("actions") or []) + kept[1]
    return Wish(values["label"], values["url"], int(values["owner"]), *map(tuple, chosen))


def _offered(chosen: str, offered: list[tuple[str, str]]) -> list[str]:
    known = dict(offered)
    return [word for word in chosen.split() if word in known]


def _others(chosen: str, offered: list[tuple[str, str]]) -> list[str]:
    known = dict(offered)
    return [word for word in chosen.split() if word not in known]
