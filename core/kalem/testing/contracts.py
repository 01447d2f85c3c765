"""What every plugin must hold, whatever it does: one call in an author's test."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from peewee import BlobField, FloatField, JSONField
from playhouse.schema_diff import diff_models

from kalem import db
from kalem.app.factory import parts
from kalem.config import capabilities
from kalem.db import Model
from kalem.i18n import gettext as _
from kalem.records import DetailsSchema, RecordType, Workflow

#: Columns whose values have no single spelling: an entry could not tell them.
UNSPELLED = (BlobField, FloatField, JSONField)

#: Columns of every record's row that a list or a page can show.
OF_THE_ROW = frozenset({"number", "subject", "state", "unit", "due", "holders", "opened", "confidentiality", "year"})


def contract(plugin_id: str) -> list[str]:
    """Return what the plugin breaks in the running office, a sentence each; empty when all is well.

    It runs; the tables that its migrations made are those of its models; each record type's capability is in the
    vocabulary of clauses, its lists and pages name fields that there are, what its form asks for has a column, and each
    state can be reached.
    """
    found = parts.get()
    if plugin_id not in found.plugins:
        reasons = [reason for each in found.plugins.status if each.id == plugin_id for reason in each.reasons]
        return reasons or [_("%(id)s etkin değil", id=plugin_id)]
    own = [model for table, model in found.models.items() if table.startswith(f"{plugin_id}_")]
    types = [type for type in found.types.values() if type.owner == plugin_id]
    return [
        *_tables(own),
        *(sentence for type in types for sentence in _types(type)),
        *(
            _("%(type)s: %(state)s durumuna hiçbir adım götürmez", type=type_id, state=state)
            for (_office, type_id), assembled in found.workflows.items()
            if type_id.partition(".")[0] == plugin_id
            for state in _unreached(assembled.flow, found.types[type_id])
        ),
    ]


def _tables(models: Sequence[type[Model]]) -> Iterator[str]:
    """Yield where a table is not what its model says: tables, columns, indexes, and which columns may be empty."""
    database = db.current()
    drift = diff_models(database, models)
    absent = {model._meta.table_name for model in drift.create_tables}
    for table in sorted(absent):
        yield _("%(table)s tablosu göçlerde yok", table=table)
    for field in drift.add_columns:
        yield _("%(table)s.%(name)s sütunu göçlerde yok", table=field.model._meta.table_name, name=field.column_name)
    for table, name in drift.drop_columns:
        yield _("%(table)s.%(name)s sütunu modelde yok", table=table, name=name)
    for index in (*drift.add_indexes, *drift.drop_indexes):
        where = ", ".join(index.columns or (index.name,))
        yield _("%(table)s tablosunun dizini modelle göçlerde bir değil: %(where)s", table=index.table, where=where)
    for model in models:
        if model._meta.table_name in absent:
            continue
        nullable = {column.name: column.null for column in database.get_columns(model._meta.table_name)}
        for name, field in model._meta.columns.items():
            if isinstance(field, UNSPELLED):
                where = f"{model._meta.table_name}.{name}"
                yield _("%(where)s: bu tür bir değerin defterde tek bir yazılışı yok", where=where)
            if not field.primary_key and nullable.get(name, field.null) != field.null:
                where = f"{model._meta.table_name}.{name}"
                yield _("%(where)s boş kalabilir mi, model ile göçler ayrı söylüyor", where=where)


def _types(type: RecordType) -> Iterator[str]:
    if type.capability not in capabilities():
        yield _("%(type)s: %(word)r hiçbir maddede geçemez; sözlükte yok", type=type.id, word=type.capability)
    fields = type.schema().fields
    columns = type.model._meta.fields
    known = {*OF_THE_ROW, *fields}
    shown = [*type.columns, *type.filters, *type.facts, *(name for part in type.sections for name in part.fields)]
    for name in dict.fromkeys(shown):
        if name not in known:
            yield _("%(type)s: gösterilecek %(name)s alanı yok", type=type.id, name=name)
    for name in _asked(fields):
        if name not in columns and type.created is None and type.derive is None:
            yield _("%(type)s: formdaki %(name)s alanının sütunu yok", type=type.id, name=name)


def _asked(fields: dict[str, Any]) -> Iterable[str]:
    return (name for name, field in fields.items() if not field.dump_only and name not in DetailsSchema().fields)


def _unreached(flow: Workflow, type: RecordType) -> list[str]:
    """Return the states to which no way leads from the first; a type that chooses its first itself is believed."""
    if type.created is not None:
        return []
    reached = [flow.initial.id]
    for state in reached:  # grows while it is walked
        reached += [
            step.target for step in flow.steps if state in step.sources and step.target and step.target not in reached
        ]
    return [state.id for state in flow.states if state.id not in reached and not state.closed]
