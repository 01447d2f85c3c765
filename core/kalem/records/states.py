"""What a record type's author declares of its workflow: states and steps. Running them is the workflow room's work."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kalem.i18n import gettext as _

from .schema import Schema

#: An effect or a check is given the run of the step (``kalem.workflow.StepRun``).
StepFunction = Callable[[Any], Any]

#: The id of the state of records that were done with before they were kept here, in a register that was taken over. No
#: step leads to it or from it; lists show what stands in it after all else.
PAST = "past"

_MOVE = re.compile(r"^\s*([a-z_]+(?:\s*,\s*[a-z_]+)*)\s*(?:->\s*([a-z_]+)\s*)?$")


@dataclass(frozen=True)
class State:
    """A place in a record's life."""

    id: str
    label: str
    #: A record in a final state is closed: it leaves the desks.
    final: bool = False
    #: In a sealed state what was written no longer changes: no correction, no other file. Final states are sealed.
    sealed: bool = False
    #: No step leads to a closed state: it is there for the records that are in it.
    closed: bool = False
    #: How it is shown: ``""``, ``now``, ``soon``, ``late``, ``done`` or ``note``.
    tone: str = ""
    #: Name of a Bootstrap icon.
    icon: str = "circle"


@dataclass(frozen=True)
class Rule:
    """A named check that a clause of the regulation may ask for.

    The municipality's file switches it on and ties it to the clause. ``check`` is given the run and yields a
    :class:`kalem.refusal.Refusal` for each reason against the step.
    """

    id: str
    check: StepFunction
    #: One sentence for the administrator: what the rule asks for.
    label: str
    #: ``type:step`` of further steps that it guards; the steps that name it in their declaration need not be listed.
    on: tuple[str, ...] = ()
    #: When the file does not tie the rule to a clause: ``""`` leaves it off; a sentence runs it as a setting of the
    #: office, and is the ground that a refusal then names.
    setting: str = ""


def rule(id: str, *, label: str, on: tuple[str, ...] = (), setting: str = "") -> Callable[[StepFunction], Rule]:
    """Declare the decorated generator as a rule."""

    def declare(check: StepFunction) -> Rule:
        return Rule(id, check, label, on, setting)

    return declare


@dataclass(frozen=True)
class Step:
    """Something that can be done with a record, and where it leads."""

    id: str
    #: A verb that names the act: ``Havale et``.
    label: str
    #: ``received, returned -> referred``, or ``answered`` alone for a step that stays where it is.
    move: str
    #: Who: ``holder`` (the record waits for him), ``owner`` (a member of the owning unit) or ``permitted`` (anyone with
    #: the permission who can read the record).
    by: str = "holder"
    #: The permission asked for (one of several, separated by blanks); the type's own ``<type>.work`` when empty.
    permission: str = ""
    #: What is asked for; None for a step that needs no words.
    form: type[Schema] | None = None
    #: Returns the plain values with which the form opens, given the record's details; None: it opens empty.
    values: Callable[[Any], Mapping[str, Any]] | None = None
    rules: tuple[Rule, ...] = ()
    #: Changes what the step changes; runs in the transaction, after all checks.
    effect: StepFunction | None = None
    #: Says whether the step makes sense for this row at all; a step that does not is not shown. Must not query.
    when: StepFunction | None = None
    #: Record type whose empty form the step opens: the step is taken when that record is saved, and the two are linked.
    begins: str = ""
    #: ``primary``, ``second`` or ``back``.
    style: str = "second"
    #: What the timeline says: ``havale etti``.
    told: str = ""
    icon: str = "arrow-right-circle"
    sources: tuple[str, ...] = field(init=False)
    target: str = field(init=False)

    def __post_init__(self) -> None:
        match = _MOVE.match(self.move)
        if match is None:
            what = _("%(id)s: %(move)r adım değil; 'a, b -> c' ya da 'a' bekleniyordu", id=self.id, move=self.move)
            raise ValueError(what)
        object.__setattr__(self, "sources", tuple(part.strip() for part in match[1].split(",")))
        object.__setattr__(self, "target", match[2] or "")

    @property
    def moves(self) -> bool:
        """Whether the step leads to another state."""
        return bool(self.target)


@dataclass(frozen=True)
class Workflow:
    """The states and steps of a record type, as its author declares them. The first state is where a record begins."""

    states: tuple[State, ...]
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        known = {state.id for state in self.states}
        for step in self.steps:
            for name in (*step.sources, *((step.target,) if step.target else ())):
                if name not in known:
                    raise ValueError(_("%(id)s: %(state)r diye bir durum yok", id=step.id, state=name))
        for state in self.states:
            if not state.final and not any(state.id in step.sources and step.moves for step in self.steps):
                raise ValueError(_("%(id)s: bu durumdan çıkan adım yok", id=state.id))

    @property
    def initial(self) -> State:
        """The state in which a record begins."""
        return self.states[0]

    def state(self, id: str) -> State:
        """Return a state; ``KeyError`` when there is none."""
        return self.by_id[id]

    @property
    def by_id(self) -> Mapping[str, State]:
        """The states by their id."""
        return {state.id: state for state in self.states}

    def step(self, id: str) -> Step:
        """Return a step; ``KeyError`` when there is none."""
        for step in self.steps:
            if step.id == id:
                return step
        raise KeyError(id)
