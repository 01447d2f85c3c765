"""What the core and the plugins declare, gathered: record types, tables, permissions, rules, added steps."""

from collections.abc import Mapping, Sequence
from types import ModuleType

from kalem.db import Model
from kalem.i18n import lazy_gettext as _l
from kalem.importing import FileImport, ImportedRow
from kalem.jobs import FOLLOWED as FOLLOWED_BY_JOBS
from kalem.jobs import hooks as job_hooks
from kalem.ledger import tracking
from kalem.ledger.numbers import Number
from kalem.organisation import FOLLOWED
from kalem.plugins import Declared, Plugins, declared
from kalem.records import Link, Record, RecordType, Rule, Step, Workflow
from kalem.records import hooks as record_hooks
from kalem.records.attachments import Attachment
from kalem.records.hooks import kalem_models, kalem_record_types
from kalem.registry import builtin as registry
from kalem.workflow import builtin as workflow
from kalem.workflow import hooks as workflow_hooks
from kalem.workflow.hooks import kalem_permissions, kalem_rules, kalem_steps

from .applied import AppliedFile

#: Parts of the core that implement hooks; they come before all plugins.
CORE: Mapping[str, object] = {"kalem": workflow, "registry": registry}

#: Modules in which the rooms up to here declare their hooks.
SPECS: tuple[ModuleType, ...] = (record_hooks, workflow_hooks, job_hooks)

#: Tables of the core that the ledger follows.
FOLLOWED_BY_CORE: tuple[type[Model], ...] = (
    *FOLLOWED,
    *FOLLOWED_BY_JOBS,
    AppliedFile,
    Record,
    Number,
    Attachment,
    Link,
    FileImport,
    ImportedRow,
)


def types_of(plugins: Plugins) -> dict[str, RecordType]:
    """Return every record type by its id."""
    return {each.item.id: each.item for each in declared(plugins, kalem_record_types)[0]}


def models_of(plugins: Plugins, types: Mapping[str, RecordType]) -> dict[str, type[Model]]:
    """Return every table that the ledger follows, by its name."""
    own = [each.item for each in declared(plugins, kalem_models)[0]]
    return tracking.by_table([*FOLLOWED_BY_CORE, *(type.model for type in types.values()), *own])


def permissions_of(plugins: Plugins, types: Mapping[str, RecordType]) -> dict[str, str]:
    """Return every permission there is, with its label: declared ones, and those that follow from record types."""
    found: dict[str, str] = {}
    for outcome in plugins.collect_once(kalem_permissions):
        if outcome.error is None:
            found.update(outcome.value)
    for type in types.values():
        found.setdefault(type.permission_to_create, _l("%(label)s: kayıt açma", label=type.label))
        if isinstance(type.workflow, Workflow) and any(not step.permission for step in type.workflow.steps):
            found.setdefault(type.permission_to_work, _l("%(label)s: işlem yapma", label=type.label))
    return found


def rules_of(plugins: Plugins) -> list[Declared[Rule]]:
    """Return the rules that are declared by themselves, and not at a step."""
    return declared(plugins, kalem_rules)[0]


def added_steps(plugins: Plugins, type_id: str) -> dict[str, Sequence[Step]]:
    """Return the steps that plugins add to a record type, by plugin."""
    return {
        outcome.plugin_id: list(outcome.value)
        for outcome in plugins.collect_once(kalem_steps, type_id=type_id)
        if outcome.error is None
    }
