"""Steps as buttons, and refusals as the page tells them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, cast

from flask import url_for

from kalem.i18n import joined
from kalem.records import Record, Step
from kalem.refusal import Refusal
from kalem.workflow import Offer

from .grounds import clause_url
from .view import GroundKind, RefusalView, StepButton


def buttons(record: Record, offers: Iterable[Offer]) -> tuple[StepButton, ...]:
    """Return the steps of a record; the first open one that leads on is the page's loudest button."""
    found: list[StepButton] = []
    loud = False
    for offer in offers:
        first = offer.allowed and not loud and offer.step.style == "primary"
        loud = loud or first
        found.append(button(record, offer.step, offer.refusals, loud=first))
    return tuple(found)


def button(record: Record, step: Step, refusals: Sequence[Refusal] = (), *, loud: bool = False) -> StepButton:
    """Return a step of ``record`` as a button."""
    style: Literal["primary", "second", "back"] = "primary" if loud else "back" if step.style == "back" else "second"
    return StepButton(
        step.id,
        str(step.label),
        url_for("step_pages.show", record_id=record.id, step_id=step.id),
        style,
        step.icon,
        asks=step.form is not None or bool(step.begins),
        allowed=not refusals,
        refusals=views(refusals),
    )


def views(refusals: Iterable[Refusal]) -> tuple[RefusalView, ...]:
    """Return refusals as the page tells them; those of one ground are told together."""
    found: list[RefusalView] = []
    for each in map(view, refusals):
        last = found[-1] if found else None
        if last is not None and (last.ground, last.clause_id) == (each.ground, each.clause_id):
            found[-1] = replace(each, text=joined((last.text, last.cure, each.text), " "))
        else:
            found.append(each)
    return tuple(found)


def view(refusal: Refusal) -> RefusalView:
    """Return one refusal; one without a ground rests on the office's own order."""
    ground = refusal.ground
    return RefusalView(
        refusal.message,
        cast(GroundKind, ground.kind) if ground is not None else "setting",
        cure=refusal.cure,
        article=ground.article if ground is not None else "",
        clause_id=ground.source if ground is not None else "",
        clause_text=ground.text if ground is not None else "",
        clause_url=clause_url(ground.source) if ground is not None and ground.kind == "rule" else "",
    )
