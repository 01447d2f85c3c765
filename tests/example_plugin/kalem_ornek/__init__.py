# docs: manifest
"""Örnek: suggestions of the staff, and what becomes of them."""

from collections.abc import Mapping, Sequence

from kalem.plugin import (
    Actor,
    Event,
    Manifest,
    MenuItem,
    Model,
    Panel,
    Record,
    RecordType,
    Route,
    Rule,
    Step,
    hookimpl,
)

manifest = Manifest(id="ornek", label="Öneriler", api=">=1,<2", settings="schemas:Settings")


# docs: kalem_record_types
@hookimpl
def kalem_record_types() -> list[RecordType]:
    from .suggestions import suggestion

    return [suggestion]


# docs: kalem_models
@hookimpl
def kalem_models() -> Sequence[type[Model]]:
    from .suggestions import Support

    return [Support]


# docs: kalem_permissions
@hookimpl
def kalem_permissions() -> Mapping[str, str]:
    return {"ornek.suggestion.decide": "Önerilere karar verme"}


# docs: kalem_rules
@hookimpl
def kalem_rules() -> Sequence[Rule]:
    from .documents import reason_in_words

    return [reason_in_words]


# docs: kalem_steps
@hookimpl
def kalem_steps(type_id: str) -> Sequence[Step]:
    from .documents import STEPS

    return STEPS.get(type_id, ())


# docs: kalem_routes
@hookimpl
def kalem_routes() -> Sequence[Route]:
    from .pages import ROUTES

    return ROUTES


# docs: kalem_menu
@hookimpl
def kalem_menu(actor: Actor) -> Sequence[MenuItem]:
    from .pages import menu

    return menu(actor)


# docs: kalem_record_panels
@hookimpl
def kalem_record_panels(record: Record) -> Sequence[Panel]:
    from .pages import support_card

    return support_card(record)


# docs: kalem_desk_cards
@hookimpl
def kalem_desk_cards(actor: Actor) -> Sequence[Panel]:
    from .pages import desk_card

    return desk_card(actor)


# docs: kalem_entry_written
@hookimpl
def kalem_entry_written(event: Event) -> None:
    from .board import announce

    announce(event)
