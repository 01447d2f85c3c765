"""Incoming documents (gelen evrak): what is written down of one. What happens to it stands in ``handling``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from peewee import BigIntegerField, CharField, IntegerField, Query, TextField, Value

from kalem.db import CalendarDate, Prepared
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import lazy_pgettext
from kalem.organisation import Actor, municipality
from kalem.records import (
    Details,
    DetailsSchema,
    Record,
    RecordType,
    Section,
    fields,
    in_order,
    visible_ids,
)
from kalem.text import fold
from kalem.workflow import StepRun

from . import handling, intake
from .channels import INCOMING
from .correspondents import remember
from .dossiers import open_dossiers
from .fileplan import FilePlanCode
from .offices import directorate_names, registrars

#: Earlier documents that a warning names, and those that are looked at for that.
FEW, MOST = 5, 200

#: Kinds of incoming documents.
KINDS = (
    ("letter", _l("Resmî yazı")),
    ("petition", _l("Dilekçe")),
    ("information", _l("Bilgi edinme başvurusu")),
    ("invitation", _l("Davet")),
    ("other", _l("Diğer")),
)


class IncomingDocument(Details):
    """Details of an incoming document."""

    channel = CharField(max_length=20)
    sender = CharField(max_length=250)
    #: The sender folded, with the number on the letter: by these two a second copy is noticed.
    sender_key = CharField(max_length=250, index=True, default="")
    kind = CharField(max_length=20)
    their_date = CalendarDate()
    their_number = CharField(max_length=80, null=True)
    their_number_key = CharField(max_length=80, null=True, index=True)
    file_plan_code = CharField(max_length=24, null=True)
    #: The dossier's record id.
    dossier = BigIntegerField(null=True, index=True)
    annexes = IntegerField(default=0)
    #: Of a document that was registered before the register was kept here: to whom it was referred, and what else the
    #: old register says of it.
    old_referral = TextField(null=True)
    old_remarks = TextField(null=True)

    class Meta:
        table_name = "registry_incoming"


class IncomingSchema(DetailsSchema):
    """What is written in the register of incoming documents."""

    channel = fields.Choice(INCOMING, label=_l("Geliş yolu"), radio=True, required=True, wide=True)
    sender = fields.String(
        label=_l("Gönderen"),
        help=_l("Adın ilk harflerini yazın; önceki gönderenler çıkar."),
        required=True,
        wide=True,
        suggest="correspondents",
        search=True,
        personal=True,
    )
    kind = fields.Choice(KINDS, label=_l("Evrak türü"), load_default="letter")
    their_date = fields.Date(label=_l("Evrak tarihi"), past=True, required=True)
    their_number = fields.String(
        label=_l("Evrak sayısı"), help=_l("Yazının üzerindeki sayı. Dilekçede boş kalabilir."), max=80, search=True
    )
    file_plan_code = FilePlanCode(label=_l("Dosya planı kodu"), search=True)
    dossier = fields.RecordChoice(open_dossiers, label=_l("Konu dosyası"))
    annexes = fields.Integer(label=_l("Ek sayısı"), max=999, load_default=0)
    old_referral = fields.Text(label=_l("Eski defterdeki havale"), dump_only=True, search=True)
    old_remarks = fields.Text(label=_l("Eski defterdeki açıklama"), dump_only=True, search=True)


def _created(run: StepRun) -> None:
    remember(run, run.details.sender)
    run.hand_to(*registrars(run.office), permission="registry.register")


def _derive(run: StepRun) -> None:
    run.detail(**keys_of(run.details.sender, run.details.their_number))


def keys_of(sender: str, their_number: str | None) -> dict[str, str | None]:
    """Return the columns by which a second copy of a document is noticed."""
    return {
        "sender_key": fold(sender)[:250],
        "their_number_key": fold(their_number)[:80] if their_number else None,
    }


def _similar(actor: Actor, values: Mapping[str, Any]) -> list[Record]:
    return duplicates(actor, values.get("sender") or "", values.get("their_number") or "", values.get("their_date"))


def _awaited(records: Sequence[Record]) -> dict[int, str]:
    """Return the usual next step of documents that are worked on; while the answer is under way there is none."""
    worked_on = [record.id for record in records if record.state in ("referred", "assigned")]
    names = directorate_names()
    answers = {
        number: "answer_internal" if fold(sender) in names else "answer"
        for number, sender in _senders.rows(documents=worked_on)
    }
    # While a file is judged the program runs under none, and nobody asks which step of the intake is next.
    offices = municipality.get().offices if municipality.is_put else {}
    early = {
        record.id: handling.awaited_step(offices[record.office], record.state)
        for record in records
        if record.office in offices
    }
    return {
        **answers,
        **{number: step for number, step in early.items() if step},
        **{record.id: "" for record in records if record.state == "answering"},
    }


@Prepared
def _senders(documents: list[Value]) -> Query:
    columns = (IncomingDocument.record, IncomingDocument.sender)
    return IncomingDocument.select(*columns).where(IncomingDocument.record.in_(documents))


incoming = RecordType(
    id="registry.incoming",
    model=IncomingDocument,
    schema=IncomingSchema,
    capability="incoming-registration",
    fulfils=("incoming-registration", "auto-numbering", "referral", "task-assignment", "document-control"),
    label=_l("Gelen evrak"),
    plural=lazy_pgettext("plural", "Gelen evrak"),
    icon="box-arrow-in-down",
    columns=("number", "opened", "subject", "sender", "holders", "state", "due"),
    filters=("state", "unit", "year"),
    facts=("sender", "holders", "opened", "channel"),
    sections=(
        Section(_l("Gönderen"), ("channel", "sender", "their_date", "their_number")),
        Section(_l("Evrak"), ("subject", "kind", "confidentiality", "file_plan_code", "dossier", "annexes")),
    ),
    workflow=handling.draw,
    create_permission="registry.register",
    correct_permission="registry.correct",
    derive=_derive,
    created=_created,
    save=intake.register,
    save_only=_l("Ön kayıt yap"),
    similar=_similar,
    similar_by=("sender", "their_number", "their_date"),
    scanned=True,
    takes_over=True,
    awaited=_awaited,
)


def duplicates(actor: Actor, sender: str, their_number: str, their_date: date | None) -> list[Record]:
    """Return earlier documents that ``actor`` may read with the same number from the same sender, newest first."""
    if not their_number.strip():
        return []
    number, party = fold(their_number)[:80], fold(sender)[:250]
    ids = [id for (id,) in _same.rows(number=number, sender=party, date=their_date, most=MOST)]
    seen = visible_ids(actor, ids) if ids else set()
    return in_order([id for id in ids if id in seen][:FEW])


@Prepared
def _same(number: Value, sender: Value, date: Value | None, most: Value) -> Query:
    same = (IncomingDocument.their_number_key == number) & (IncomingDocument.sender_key == sender)
    if date is not None:
        same &= IncomingDocument.their_date == date
    newest_first = IncomingDocument.record.desc()
    return IncomingDocument.select(IncomingDocument.record).where(same).order_by(newest_first).limit(most)
