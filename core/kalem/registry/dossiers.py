"""Dossiers (konu dosyası): documents kept together under one subject and file plan code."""

from typing import Any

from peewee import CharField, IntegerField

from kalem.context import today
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import acting, municipality
from kalem.organisation.directory import directory
from kalem.records import (
    Details,
    DetailsSchema,
    Record,
    RecordType,
    State,
    Step,
    Workflow,
    fields,
    join,
    visible_ids,
    words,
)
from kalem.records.schema import CONFIDENTIALITY
from kalem.workflow import StepRun

from .fileplan import FilePlanCode


class Dossier(Details):
    """A dossier of a year; its title is the record's subject."""

    file_plan_code = CharField(max_length=24, index=True)
    year = IntegerField()

    class Meta:
        table_name = "registry_dossier"


class DossierSchema(DetailsSchema):
    """What opens a dossier."""

    subject = fields.String(label=_l("Dosyanın konusu"), required=True, wide=True)
    # Everybody sees its title where he chooses a dossier; what is secret are the documents in it.
    confidentiality = fields.Choice(CONFIDENTIALITY[:1], label=_l("Gizlilik"), load_default="0")
    file_plan_code = FilePlanCode(label=_l("Dosya planı kodu"), required=True, search=True)
    year = fields.Integer(label=_l("Yıl"), min=1950, max=2200, load_default=lambda: today().year)


def open_dossiers(code: str = "") -> list[tuple[str, str]]:
    """Return the open dossiers that who is there may read, as ``(id, label)``, newest year first; of one ``code``."""
    # The type too: without it the embedded engine looks through all records for those in this state.
    wanted: Any = (Record.type == dossier.id) & (Record.state == "open")
    if code:
        wanted &= Dossier.file_plan_code == code
    rows = list(
        Dossier.select(Dossier, Record)
        .join(Record)
        .where(wanted)
        .order_by(Dossier.year.desc(), Dossier.file_plan_code, Record.subject)
    )
    actor = acting()
    open_to = None if actor is None else visible_ids(actor, [row.record_id for row in rows])
    return [(str(row.record_id), label(row)) for row in rows if open_to is None or row.record_id in open_to]


def label(dossier: Dossier) -> str:
    """Return how people name a dossier."""
    return f"{dossier.year}/{dossier.file_plan_code} {dossier.record.subject}"


def _kept_by_all(run: StepRun) -> None:
    """A dossier waits for nobody, and everybody of the office finds it."""
    units = (directory().unit_by_slug[name] for name in municipality.get().subtree(run.office.unit))
    run.change(holders="", readers=join(words(run.record.readers), (f"u{unit.id}" for unit in units)))


dossier = RecordType(
    id="registry.dossier",
    model=Dossier,
    schema=DossierSchema,
    capability="filing-plan",
    # Sorting into dossiers is here; the archive's part of the filing plan is not.
    fulfils=(),
    label=_l("Konu dosyası"),
    plural=_l("Konu dosyaları"),
    icon="folder",
    columns=("file_plan_code", "subject", "year", "state"),
    facts=("file_plan_code", "year", "unit"),
    create_permission="registry.file",
    created=_kept_by_all,
    workflow=Workflow(
        (
            State("open", _l("Açık"), tone="now", icon="folder2-open"),
            State("closed", _l("Kapandı"), final=True, tone="done", icon="folder-check"),
        ),
        (
            Step(
                "close",
                _l("Dosyayı kapat"),
                "open -> closed",
                by="owner",
                permission="registry.file",
                told=_l("dosyayı kapattı"),
                icon="folder-check",
            ),
        ),
    ),
)
