"""Taking in a document at the desk: written, registered, put in its dossier and handed up, in one transaction."""

from collections.abc import Callable
from typing import Any

from kalem.i18n import source
from kalem.organisation import Actor
from kalem.records import Record, types
from kalem.refusal import Refused
from kalem.workflow import StepRun, create, flow_of
from kalem.workflow.judge import judge

from .handling import intake_steps


def register(actor: Actor, values: dict[str, Any], *, also: Callable[[StepRun], None] | None = None) -> Record:
    """Write a new incoming document and take the office's intake steps with it, as far as the form fills them in.

    It is registered; with a dossier it is put there, and handed to those who refer. All is one entry, since it is one
    act of one person. ``also`` runs in the same transaction. Raises :class:`Refused` as the steps themselves do.
    """

    def go_on(run: StepRun) -> None:
        if also is not None:
            also(run)
        told = [run.act.about["told"]]
        for step_id in _steps(run):
            told.append(_take(run, step_id))
        run.say(told="; ".join(told))

    return create(types.get()["registry.incoming"], actor, values, also=go_on)


def _steps(run: StepRun) -> list[str]:
    """Return the intake steps up to the first that asks for what is not there."""
    order = intake_steps(run.office)
    wants_dossier = "dossier" in order and not run.values.get("dossier")
    return order[: order.index("dossier")] if wants_dossier else order


def _take(run: StepRun, step_id: str) -> str:
    """Take a step within the entry of the creation; return what the timeline says of it."""
    flow = flow_of(run.record)
    step = flow.step(step_id)
    # The entry names one seat, so each of its steps must be that seat's to take.
    offer, found = judge(
        run.record, run.details, run.type, run.office, flow, step, run.actor, run.values, only=run.seat
    )
    if offer.refusals or found is None:
        raise Refused(*offer.refusals)
    found.book, found.act = run.book, run.act
    if step.effect is not None:
        step.effect(found)
    run.change(state=step.target)
    to = run.act.about.pop("to", "")
    told = source(step.told)
    return f"{told} ({to})" if to else told
