"""The cards that plugins put on pages. One that fails is shown as such, and the page goes on."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from kalem.http.faults import number
from kalem.organisation import Actor
from kalem.plugins import Outcome, assembled
from kalem.records import Details, Record

from .hooks import kalem_desk_cards, kalem_record_panels
from .view import Chain, Panel

T = TypeVar("T")


def desk_cards(actor: Actor) -> tuple[Panel, ...]:
    """Return the cards of the desk."""
    return tuple(_cards(assembled.get().collect(kalem_desk_cards, actor=actor), Panel))


def record_cards(record: Record, details: Details, actor: Actor) -> tuple[Panel | Chain, ...]:
    """Return the cards of a record's page."""
    outcomes = assembled.get().collect(kalem_record_panels, record=record, details=details, actor=actor)
    return tuple(_cards(outcomes, Panel, Chain))


def _cards(outcomes: Sequence[Outcome[Sequence[T]]], *kinds: type) -> list[T | Panel]:
    found: list[T | Panel] = []
    for outcome in outcomes:
        fault = outcome.error or _misfit(outcome.value, kinds)
        if fault is None:
            found += outcome.value
        else:
            found.append(_broken(outcome.plugin_id, fault))
    return found


def _misfit(value: object, kinds: tuple[type, ...]) -> BaseException | None:
    if isinstance(value, Collection) and all(isinstance(each, kinds) for each in value):
        return None
    return TypeError(f"{type(value).__name__} is no list of {kinds[0].__name__}")


def _broken(plugin_id: str, fault: BaseException) -> Panel:
    plugins = assembled.get()
    label = str(plugins[plugin_id].manifest.label) if plugin_id in plugins else "Kalem"
    return Panel(f"{plugin_id}-hata", label, plugin=label, error=number(fault, plugin_id))
