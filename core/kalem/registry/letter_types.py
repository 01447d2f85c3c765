"""The record types of letters: to somebody outside, and to another directorate."""

from typing import Any

from kalem.i18n import lazy_gettext as _l
from kalem.i18n import lazy_pgettext
from kalem.organisation.directory import directory
from kalem.records import Details, DetailsSchema, RecordType, Rule, Section
from kalem.workflow import StepRun

from . import chain, rules
from .correspondents import remember
from .dossiers import Dossier
from .letter_steps import WORKFLOW, keep_draft
from .letters import Draft, InternalSchema, Letter, OutgoingSchema


def _derive_external(run: StepRun) -> None:
    run.detail(addressees="external")
    remember(run, run.details.addressee)
    _settle(run)


def _derive_internal(run: StepRun) -> None:
    unit = directory().units[int(run.values["addressee"])]
    run.detail(addressees="internal", addressee=unit.name, addressee_unit=unit.id)
    _settle(run)


def _internal_values(details: Details) -> dict[str, Any]:
    """Return the form's values of an internal letter: the directorate is chosen by its unit."""
    letter: Any = details
    return {
        **{name: getattr(letter, name) for name in ("file_plan_code", "dossier", "body")},
        "addressee": str(letter.addressee_unit),
    }


def _created(run: StepRun) -> None:
    keep_draft(run, run.details.body)
    run.hand_to(run.author)


def _settle(run: StepRun) -> None:
    """Complete what was written: the code of the dossier where none was given, and a text that changed as a version."""
    if run.details.file_plan_code is None:
        run.detail(file_plan_code=Dossier.get(Dossier.record == run.details.dossier).file_plan_code)
    if run.act.action == "correct":
        last = Draft.get((Draft.record_id == run.record.id) & (Draft.no == run.details.draft))
        if last.body != run.details.body:
            run.detail(draft=run.details.draft + 1)
            keep_draft(run, run.details.body)


def _type(
    id: str,
    schema: type[DetailsSchema],
    derive: Any,
    values: Any,
    label: str,
    plural: str,
    icon: str,
    upheld: tuple[Rule, ...] = (),
) -> RecordType:
    return RecordType(
        id=id,
        model=Letter,
        schema=schema,
        capability="outgoing-letter",
        fulfils=("outgoing-letter", "paraf-imza-chain", "dispatch"),
        label=label,
        plural=plural,
        icon=icon,
        columns=("number", "opened", "subject", "addressee", "holders", "state"),
        filters=("state", "unit", "year"),
        facts=("addressee", "holders", "opened"),
        sections=(
            Section(_l("Yazı"), ("addressee", "subject", "file_plan_code", "dossier", "confidentiality")),
            Section(_l("Metin"), ("body",)),
        ),
        workflow=WORKFLOW,
        awaited=chain.awaited,
        create_permission="registry.draft",
        correct_permission="registry.draft",
        correct_by="holder",
        upheld=upheld,
        derive=derive,
        created=_created,
        values=values,
    )


outgoing = _type(
    "registry.outgoing",
    OutgoingSchema,
    _derive_external,
    None,
    _l("Giden evrak"),
    lazy_pgettext("plural", "Giden evrak"),
    "send",
    upheld=(rules.not_a_directorate,),
)
internal = _type(
    "registry.internal",
    InternalSchema,
    _derive_internal,
    _internal_values,
    _l("Kurum içi yazı"),
    _l("Kurum içi yazılar"),
    "arrow-left-right",
)
