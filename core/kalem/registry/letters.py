"""Letters that the office writes: outgoing ones, and those between directorates (kurum içi); what is kept and asked."""

from typing import ClassVar

from peewee import BigAutoField, BigIntegerField, CharField, IntegerField, TextField

from kalem.db import CalendarDate, Model, UtcDateTime
from kalem.i18n import lazy_gettext as _l
from kalem.records import Details, DetailsSchema, Schema, fields

from .channels import OUTGOING
from .dossiers import open_dossiers
from .fileplan import FilePlanCode
from .offices import directorates

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

    needed_unless: ClassVar[dict[str, str]] = {"file_plan_code": "dossier"}

    addressee = fields.String(
        label=_l("Muhatap"), required=True, wide=True, suggest="correspondents", search=True, personal=True
    )
    file_plan_code = FilePlanCode(
        label=_l("Dosya planı kodu"),
        help=_l("Konu dosyası seçerseniz boş kalabilir: dosyanın kodu yazılır."),
        search=True,
    )
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
