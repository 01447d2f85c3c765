"""Letters that the office writes: outgoing ones, and those between directorates (kurum içi)."""

from typing import Any

from peewee import BigAutoField, BigIntegerField, CharField, IntegerField, TextField

from kalem.context import today
from kalem.db import CalendarDate, Model, UtcDateTime
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import lazy_pgettext
from kalem.organisation.directory import directory
from kalem.records import (
    Details,
    DetailsSchema,
    Link,
    Reason,
    Record,
    RecordType,
    Rule,
    Schema,
    Section,
    State,
    Step,
    Workflow,
    cleared,
    fields,
)
from kalem.workflow import StepRun
from kalem.workflow.engine import follow

from . import chain, rules
from .channels import OUTGOING
from .correspondents import remember
from .dossiers import open_dossiers
from .fileplan import FilePlanCode
from .handling import DossierForm, known_dossier, put_away, void
from .offices import directorates, registrars
from .signing import RULES

#: Longest letter, in characters.
BODY = 60_000


class Letter(Details):
    """Details of a letter."""

    #: ``external`` or ``internal`` (between directorates): it decides the sign chain.
    addressees = CharField(max_length=12, default="external")
    addressee = CharField(max_length=250)
    #: The directorate it goes to, where it is one of the municipality's.
    addressee_unit = BigIntegerField(null=True)
    file_plan_code = CharField(max_length=24, null=True)
    dossier = BigIntegerField(null=True, index=True)
    body = TextField(default="")
    #: Number of the draft that ``body`` is.
    draft = IntegerField(default=1)

    class Meta:
        table_name = "registry_letter"


class Draft(Model):
    """A version of a letter's text. Every version stays."""

    id = BigAutoField()
    record_id = BigIntegerField()
    no = IntegerField()
    body = TextField()
    by_user = BigIntegerField()
    by_name = CharField(max_length=250)
    at = UtcDateTime()

    class Meta:
        table_name = "registry_draft"
        indexes = ((("record_id", "no"), True),)


class Dispatch(Model):
    """The proof that a letter left: by which way, to whom, when, under which number of the carrier."""

    id = BigAutoField()
    record_id = BigIntegerField(index=True)
    channel = CharField(max_length=20)
    sent_on = CalendarDate()
    tracking = CharField(max_length=80, null=True)
    received_by = CharField(max_length=250, null=True)
    by_user = BigIntegerField()
    by_name = CharField(max_length=250)
    at = UtcDateTime()

    class Meta:
        table_name = "registry_dispatch"


class OutgoingSchema(DetailsSchema):
    """A letter to someone outside the municipality."""

    addressee = fields.String(
        label=_l("Muhatap"), required=True, wide=True, suggest="correspondents", search=True, personal=True
    )
    file_plan_code = FilePlanCode(label=_l("Dosya planı kodu"), required=True, search=True)
    dossier = fields.RecordChoice(open_dossiers, label=_l("Konu dosyası"))
    body = fields.Text(label=_l("Metin"), max=BODY, required=True, search=True, personal=True)


def directorate_choices() -> list[tuple[str, str]]:
    """Return the municipality's other directorates, as ``(id, name)``."""
    return [(str(unit.id), unit.name) for unit in directorates()]


class InternalSchema(OutgoingSchema):
    """A letter to another directorate of the municipality."""

    addressee = fields.Choice(directorate_choices, label=_l("Müdürlük"), required=True)  # type: ignore[assignment]


class BodyForm(Schema):
    """Asks for a new version of the text."""

    body = fields.Text(label=_l("Metin"), max=BODY, required=True)
    note = fields.String(label=_l("Ne değişti?"))


class DispatchForm(Schema):
    """Asks how the letter left."""

    channel = fields.Choice(OUTGOING, label=_l("Gönderiliş yolu"), radio=True, required=True, wide=True)
    sent_on = fields.Date(label=_l("Gönderiliş tarihi"), past=True, required=True)
    tracking = fields.String(label=_l("Takip ya da barkod numarası"), max=80)
    received_by = fields.String(label=_l("Teslim alan"))


def _derive_external(run: StepRun) -> None:
    run.detail(addressees="external")
    remember(run, run.details.addressee)
    _redraft(run)


def _derive_internal(run: StepRun) -> None:
    unit = directory().units[int(run.values["addressee"])]
    run.detail(addressees="internal", addressee=unit.name, addressee_unit=unit.id)
    _redraft(run)


def _internal_values(details: Details) -> dict[str, Any]:
    """Return the form's values of an internal letter: the directorate is chosen by its unit."""
    letter: Any = details
    return {
        **{name: getattr(letter, name) for name in ("file_plan_code", "dossier", "body")},
        "addressee": str(letter.addressee_unit),
    }


def _created(run: StepRun) -> None:
    _keep_draft(run, run.details.body)
    run.hand_to(run.author)


def _redraft(run: StepRun) -> None:
    """Keep the text that a correction changed as a version of its own."""
    if run.act.action == "correct":
        last = Draft.get((Draft.record_id == run.record.id) & (Draft.no == run.details.draft))
        if last.body != run.details.body:
            run.detail(draft=run.details.draft + 1)
            _keep_draft(run, run.details.body)


def _keep_draft(run: StepRun, body: str) -> None:
    run.act.insert(
        Draft,
        record_id=run.record.id,
        no=run.details.draft,
        body=body,
        by_user=run.actor.user_id,
        by_name=run.actor.name,
        at=run.now,
    )


def _rewrite(run: StepRun) -> None:
    run.detail(body=run.values["body"], draft=run.details.draft + 1)
    _keep_draft(run, run.values["body"])
    run.say(version=str(run.details.draft))


def _submit(run: StepRun) -> None:
    chain.begin(run, run.details.addressees)


def _initial(run: StepRun) -> None:
    item = chain.turn_of(run.seat.slug, chain.items_of(run.record.id))
    if item is not None:
        chain.mark(run, item)
    chain.pass_on(run)


def _sign(run: StepRun) -> None:
    for item in chain.items_of(run.record.id):
        if item.kind == chain.SIGNATURE:
            chain.mark(run, item)
    run.give_number("internal" if run.details.addressees == "internal" else "outgoing")
    run.hand_to(*registrars(run.office), permission="registry.dispatch")


def _refuse(run: StepRun) -> None:
    chain.refuse(run.act, run.record.id)
    author = f"w{run.record.created_by}"
    # Where he has left, his unit goes on with it.
    run.hand_to(author if cleared(author, 0) else f"u{run.record.unit_id}", permission="registry.draft")


def _dispatch(run: StepRun) -> None:
    run.act.insert(
        Dispatch,
        record_id=run.record.id,
        channel=run.values["channel"],
        sent_on=run.values["sent_on"],
        tracking=run.values.get("tracking"),
        received_by=run.values.get("received_by"),
        by_user=run.actor.user_id,
        by_name=run.actor.name,
        at=run.now,
    )
    run.say(to=run.details.addressee, channel=dict(OUTGOING)[run.values["channel"]])
    run.hand_to(*registrars(run.office), permission="registry.file")
    for record in _answered(run.record.id):
        follow(
            run,
            record,
            "answered",
            told=_l("cevap yazısını gönderdi"),
            to=registrars(run.office),
            permission="registry.file",
            state="answered",
            # The answer is out; until when it was wanted stays with each referral.
            due=None,
        )


def _answered(letter_id: int) -> list[Record]:
    """Return the open documents that the letter answers."""
    answers: Any = Link.select(Link.target_id).where((Link.source_id == letter_id) & (Link.kind == "reply"))
    return list(Record.select().where(Record.id.in_(answers) & (Record.state == "answering")))


_CHAIN_RULES = (RULES["internal"], RULES["external"])

_WORKFLOW = Workflow(
    (
        State("draft", _l("Taslak"), tone="now", icon="pencil"),
        State("in_chain", _l("Paraf ve imzada"), sealed=True, tone="soon", icon="pen"),
        State("signed", _l("İmzalandı"), sealed=True, tone="note", icon="patch-check"),
        State("sent", _l("Gönderildi"), sealed=True, tone="done", icon="send-check"),
        State("filed", _l("Dosyasına kaldırıldı"), final=True, tone="done", icon="archive"),
        State("voided", _l("İptal"), final=True, icon="x-circle"),
    ),
    (
        Step(
            "submit",
            _l("Parafa ve imzaya sun"),
            "draft -> in_chain",
            permission="registry.draft",
            effect=_submit,
            style="primary",
            told=_l("paraf ve imzaya sundu"),
            icon="send",
        ),
        Step(
            "rewrite",
            _l("Yeni sürüm yaz"),
            "draft",
            permission="registry.draft",
            form=BodyForm,
            effect=_rewrite,
            told=_l("metnin yeni sürümünü yazdı"),
            icon="pencil-square",
        ),
        Step(
            "initial",
            _l("Parafla"),
            "in_chain",
            by="permitted",
            permission="registry.initial",
            rules=_CHAIN_RULES,
            effect=_initial,
            when=lambda run: "initial" in waiting_kinds(run),
            style="primary",
            told=_l("parafladı"),
            icon="pen",
        ),
        Step(
            "sign",
            _l("İmzala"),
            "in_chain -> signed",
            by="permitted",
            permission="registry.sign",
            rules=_CHAIN_RULES,
            effect=_sign,
            style="primary",
            told=_l("imzaladı"),
            icon="pen",
        ),
        Step(
            "refuse",
            _l("Geri çevir"),
            "in_chain -> draft",
            by="permitted",
            permission="registry.initial registry.sign",
            form=Reason,
            rules=_CHAIN_RULES,
            effect=_refuse,
            style="back",
            told=_l("gerekçesiyle geri çevirdi"),
            icon="arrow-return-left",
        ),
        Step(
            "dispatch",
            _l("Gönder"),
            "draft, in_chain, signed -> sent",
            by="permitted",
            permission="registry.dispatch",
            form=DispatchForm,
            values=lambda _letter: {"sent_on": today()},
            rules=(*_CHAIN_RULES, rules.numbered),
            effect=_dispatch,
            style="primary",
            told=_l("gönderdi"),
            icon="send-check",
        ),
        Step(
            "file",
            _l("Dosyasına kaldır"),
            "sent -> filed",
            by="permitted",
            permission="registry.file",
            form=DossierForm,
            values=known_dossier,
            rules=(*_CHAIN_RULES, rules.numbered),
            effect=put_away,
            style="primary",
            told=_l("dosyasına kaldırdı"),
            icon="archive",
        ),
        Step(
            "void",
            _l("Yazıyı iptal et"),
            "draft, in_chain, signed -> voided",
            by="permitted",
            permission="registry.void",
            form=Reason,
            effect=void,
            style="back",
            told=_l("yazıyı iptal etti"),
            icon="x-circle",
        ),
    ),
)


def waiting_kinds(run: StepRun) -> set[str]:
    """Return which kinds of items the letter's chain still waits for."""
    return {item.kind for item in chain.items_of(run.record.id) if item.state == "waiting"}


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
        workflow=_WORKFLOW,
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
