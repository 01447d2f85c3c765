"""The core's own pages. Each module makes its blueprint in a function: nothing is registered at import."""

from collections.abc import Callable

from flask import Blueprint

from . import (
    account,
    corrections,
    delegations,
    desk,
    exports,
    file_page,
    files,
    health,
    kept_forms,
    people,
    person_pages,
    plugins_page,
    readings_page,
    record_forms,
    record_lists,
    record_pages,
    referral,
    registers_page,
    registry,
    regulation_page,
    saved_views,
    search_page,
    second_step,
    session_page,
    sign_in,
    step_pages,
    suggestions,
    tokens,
    units_page,
    webhooks,
)

#: What makes the blueprints, in the order in which their addresses are registered.
MAKERS: tuple[Callable[[], Blueprint], ...] = (
    health.blueprint,
    sign_in.blueprint,
    session_page.blueprint,
    desk.blueprint,
    record_lists.blueprint,
    saved_views.blueprint,
    registers_page.blueprint,
    exports.blueprint,
    record_forms.blueprint,
    corrections.blueprint,
    record_pages.blueprint,
    step_pages.blueprint,
    files.blueprint,
    kept_forms.blueprint,
    registry.blueprint,
    search_page.blueprint,
    suggestions.blueprint,
    referral.blueprint,
    delegations.blueprint,
    account.blueprint,
    tokens.blueprint,
    regulation_page.blueprint,
    second_step.blueprint,
    people.blueprint,
    person_pages.blueprint,
    readings_page.blueprint,
    units_page.blueprint,
    plugins_page.blueprint,
    webhooks.blueprint,
    file_page.blueprint,
)


def core_blueprints() -> list[Blueprint]:
    """Return new blueprints of all of the core's pages."""
    return [make() for make in MAKERS]
