"""Workflows as they run: a type's own states and steps, what plugins add, and the rules that the office's file ties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kalem.config import Office
from kalem.context import Slot
from kalem.i18n import gettext as _
from kalem.organisation import ground_of
from kalem.records import RecordType, Rule, State, Step, Workflow
from kalem.refusal import Ground

#: The application's workflows by office and record type.
workflows: Slot[dict[tuple[str, str], "Assembled"]] = Slot("kalem.workflows")

#: Ids of clauses or rules that are switched off: a test's way to show that a check is really what refuses.
rules_off: Slot[frozenset[str]] = Slot("kalem.rules_off")


@dataclass(frozen=True)
class TiedRule:
    """A rule that runs in an office, and the ground that its refusals name."""

    rule: Rule
    ground: Ground


class Conflict(Exception):
    """Two declarations cannot stand together; the message names both."""


@dataclass(frozen=True)
class Assembled:
    """The workflow of one record type in one office."""

    office: str
    type: str
    flow: Workflow
    #: Rules by step id; under the empty one those that what is written must keep.
    rules: Mapping[str, tuple[TiedRule, ...]]

    @property
    def initial(self) -> State:
        """The state in which a record begins."""
        return self.flow.initial

    def state(self, id: str) -> State:
        """Return a state."""
        return self.flow.state(id)

    def step(self, id: str) -> Step:
        """Return a step; ``KeyError`` when the office's workflow has none of that id."""
        return self.flow.step(id)

    def steps_from(self, state: str) -> list[Step]:
        """Return the steps that can begin in ``state``, as they were declared."""
        return [step for step in self.flow.steps if state in step.sources]


def resting_on(office: Office, rule: Rule) -> Ground | None:
    """Return what refusals of ``rule`` rest on in ``office``; None when the rule does not run there."""
    if rule.id not in office.rules:
        return Ground("setting", source=rule.id, text=rule.setting) if rule.setting else None
    return ground_of(office, rule.id)


def assemble(office: Office, type: RecordType, added: Mapping[str, Sequence[Step]], rules: Iterable[Rule]) -> Assembled:
    """Put together the workflow of ``type`` in ``office``. ``added`` are the steps of plugins, by plugin.

    Raises :class:`Conflict` naming both sides when an added step has an id that is taken or is not in its plugin's
    name space, or names a state that the type does not have.
    """
    own = type.drawn_for(office)
    steps = {step.id: (type.owner, step) for step in own.steps}
    for plugin, extra in added.items():
        for step in extra:
            if not step.id.startswith(f"{plugin}."):
                raise Conflict(
                    _(
                        "%(plugin)s: %(type)s türüne eklenen %(step)r adımının adı '%(plugin)s.' ile başlamalı",
                        plugin=plugin,
                        type=type.id,
                        step=step.id,
                    )
                )
            if step.id in steps:
                first = steps[step.id][0]
                raise Conflict(
                    _(
                        "%(plugin)s ve %(other)s: %(type)s türünde ikisi de %(step)r adımını veriyor",
                        plugin=plugin,
                        other=first,
                        type=type.id,
                        step=step.id,
                    )
                )
            steps[step.id] = (plugin, step)
    flow = Workflow(own.states, tuple(step for _owner, step in steps.values()))
    extra_rules = list(rules)
    tied = {"": _tied(office, type.upheld)}
    for step in flow.steps:
        guards = (rule for rule in extra_rules if _guards(rule, type.id, step.id))
        tied[step.id] = _tied(office, (*step.rules, *guards))
    return Assembled(office.id, type.id, flow, tied)


def _tied(office: Office, rules: Iterable[Rule]) -> tuple[TiedRule, ...]:
    grounds = {rule: resting_on(office, rule) for rule in rules}
    return tuple(TiedRule(rule, ground) for rule, ground in grounds.items() if ground is not None)


def _guards(rule: Rule, type: str, step: str) -> bool:
    return any(name in ("*", f"{type}:*", f"{type}:{step}") for name in rule.on)
