"""Record types: what a plugin (or the core) declares, and the application's set of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kalem.config import Office
from kalem.context import Slot
from kalem.organisation import Actor

from .record import Details, Record
from .schema import DetailsSchema
from .states import Rule, Workflow


@dataclass(frozen=True)
class Section:
    """A group of fields under a heading of the form."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class RecordType:
    """A kind of record: model, schema, workflow and words. All generic pages are made from it."""

    #: ``<plugin>.<noun>``; the noun alone is never enough, two plugins may both have a ``request``.
    id: str
    model: type[Details]
    schema: type[DetailsSchema]
    #: The workflow, or a function that draws it for an office from its file (the order of intake steps).
    workflow: Workflow | Callable[[Office], Workflow]
    #: What one record is called, on its page and in sentences; and what many are, in menus, lists and files. Turkish
    #: often has one word for both, English seldom: ``lazy_pgettext("plural", "Gelen evrak")`` is then the second.
    label: str
    plural: str
    #: The capability whose owner this type belongs to.
    capability: str
    icon: str = "file-earmark"
    #: The capabilities that working with this type fulfils, each shown by a marked test; None: the one it belongs to.
    fulfils: tuple[str, ...] | None = None
    #: What a list shows: names of ledger columns (``number``, ``subject``, ``state``, ``unit``, ``due``, ``holders``,
    #: ``opened``) or of the schema's fields.
    columns: tuple[str, ...] = ("number", "subject", "holders", "state", "due")
    #: What a list can be narrowed by: ``state``, ``unit``, ``year``.
    filters: tuple[str, ...] = ("state",)
    #: Facts under the heading of the record page: names as in ``columns``.
    facts: tuple[str, ...] = ("holders", "opened")
    sections: tuple[Section, ...] = ()
    #: Key of the register whose number a record takes when it is created; None when a step takes it, or nothing does.
    register: str | None = None
    #: Whether records of an old register are taken over, in the state :data:`~kalem.records.states.PAST`.
    takes_over: bool = False
    #: Stands before the number: ``M-`` makes ``M-2026/156``.
    number_prefix: str = ""
    #: Rules that what stands in a record keeps: asked when it is created and when it is corrected, not at steps.
    upheld: tuple[Rule, ...] = ()
    #: Called in the transaction of a creation and of a correction, to fill columns that follow from the form's values.
    derive: Callable[[Any], None] | None = None
    #: Called with the run of the creation, in its transaction, to fill what the form does not ask for.
    created: Callable[[Any], None] | None = None
    #: Returns the plain values for the form of a record, where they are not the details' own columns.
    values: Callable[[Details], Mapping[str, Any]] | None = None
    #: Called when the form of a new record is saved, instead of plain creation, with the actor, the values and what to
    #: run in the same transaction: creation and the steps that go with it at once. The form then offers plain creation
    #: too, in the words of ``save_only``.
    save: Callable[..., Record] | None = None
    save_only: str = ""
    #: Returns records that may be the same thing as the form's values (some may be missing), of those the actor may
    #: read; the form then warns. ``similar_by`` are the fields on which that depends.
    similar: Callable[[Actor, Mapping[str, Any]], Sequence[Record]] | None = None
    similar_by: tuple[str, ...] = ()
    #: Whether the paper itself is scanned and kept with the record.
    scanned: bool = False
    #: Returns which step each of the given records awaits, by id, where its state leaves several; an empty text for
    #: none. For desks: at most one query, whatever the number of records.
    awaited: Callable[[Sequence[Record]], Mapping[int, str]] | None = None
    #: Permission to create; ``<id>.create`` when empty.
    create_permission: str = ""
    #: Permission to mend a mistyped record; that to create when empty.
    correct_permission: str = ""
    #: Who mends it: ``owner`` (a member of the owning unit) or ``holder`` (the record waits for him), as in a step.
    correct_by: str = "owner"

    @property
    def owner(self) -> str:
        """The plugin (or room) that the type belongs to."""
        return self.id.partition(".")[0]

    def form_values(self, record: Record, details: Details) -> dict[str, Any]:
        """Return what stands in a record as plain values for its form."""
        if self.values is not None:
            found = dict(self.values(details))
        else:
            declared = self.schema._declared_fields
            found = {name: getattr(details, name, None) for name, each in declared.items() if not each.dump_only}
        return {**found, "subject": record.subject, "confidentiality": record.confidentiality}

    def drawn_for(self, office: Office) -> Workflow:
        """Return the workflow as its author declares it for ``office``."""
        return self.workflow if isinstance(self.workflow, Workflow) else self.workflow(office)

    @cached_property
    def personal(self) -> bool:
        """Whether its records carry personal data: one of its fields says so."""
        return any(getattr(each, "personal", False) for each in self.schema._declared_fields.values())

    @property
    def fulfilled(self) -> tuple[str, ...]:
        """The capabilities that working with this type fulfils."""
        return (self.capability,) if self.fulfils is None else self.fulfils

    @property
    def permission_to_create(self) -> str:
        """The permission that creating a record of this type asks for."""
        return self.create_permission or f"{self.id}.create"

    @property
    def permission_to_correct(self) -> str:
        """The permission that mending a record of this type asks for."""
        return self.correct_permission or self.permission_to_create

    @property
    def permission_to_work(self) -> str:
        """The permission that steps ask for which name none."""
        return f"{self.id}.work"


#: The application's record types by id, those of plugins that are on included.
types: Slot[dict[str, RecordType]] = Slot("kalem.records.types")
