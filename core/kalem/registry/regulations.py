"""The register of regulations: laws, regulations, circulars, decisions and rulings that the office works under."""

from peewee import CharField, TextField

from kalem.db import CalendarDate
from kalem.i18n import lazy_gettext as _l
from kalem.records import Details, DetailsSchema, RecordType, Schema, Section, State, Step, Workflow, fields
from kalem.workflow import StepRun

KINDS = (
    ("law", _l("Kanun")),
    ("regulation", _l("Yönetmelik")),
    ("directive", _l("Yönerge")),
    ("circular", _l("Genelge")),
    ("notice", _l("Tebliğ")),
    ("decision", _l("Karar")),
    ("ruling", _l("Yargı kararı")),
)


class Regulation(Details):
    """One text in the register; its title is the record's subject."""

    kind = CharField(max_length=20, index=True)
    official_number = CharField(max_length=80, null=True)
    accepted = CalendarDate(null=True)
    published = CalendarDate(null=True)
    in_force = CalendarDate(null=True)
    repealed = CalendarDate(null=True)
    summary = TextField(null=True)

    class Meta:
        table_name = "registry_regulation"


class RegulationSchema(DetailsSchema):
    """What is kept of a text. The text itself is attached."""

    subject = fields.String(label=_l("Adı"), required=True, wide=True)
    kind = fields.Choice(KINDS, label=_l("Türü"), required=True)
    official_number = fields.String(label=_l("Sayısı"), max=80, search=True)
    accepted = fields.Date(label=_l("Kabul tarihi"))
    published = fields.Date(label=_l("Yayım tarihi"))
    in_force = fields.Date(label=_l("Yürürlük tarihi"))
    summary = fields.Text(label=_l("Özet"), search=True)


class RepealForm(Schema):
    """Asks when and why a text lost its force."""

    repealed = fields.Date(label=_l("Yürürlükten kalkma tarihi"), required=True, past=True)
    note = fields.Text(label=_l("Dayanak"), required=True, max=500)


def _repeal(run: StepRun) -> None:
    run.detail(repealed=run.values["repealed"])


def _created(run: StepRun) -> None:
    run.change(holders="")


regulation = RecordType(
    id="registry.regulation",
    model=Regulation,
    schema=RegulationSchema,
    capability="regulation-register",
    label=_l("Mevzuat"),
    plural=_l("Mevzuat"),
    icon="book",
    columns=("subject", "kind", "official_number", "in_force", "state"),
    facts=("kind", "official_number", "in_force"),
    sections=(
        Section(_l("Metin"), ("subject", "kind", "official_number", "confidentiality", "summary")),
        Section(_l("Tarihler"), ("accepted", "published", "in_force")),
    ),
    created=_created,
    workflow=Workflow(
        (
            State("in_force", _l("Yürürlükte"), tone="now", icon="check-circle"),
            State("repealed", _l("Yürürlükten kalktı"), final=True, icon="x-circle"),
        ),
        (
            Step(
                "repeal",
                _l("Yürürlükten kaldır"),
                "in_force -> repealed",
                by="owner",
                permission="registry.regulation.create",
                form=RepealForm,
                effect=_repeal,
                told=_l("yürürlükten kalktığını yazdı"),
                icon="x-circle",
            ),
        ),
    ),
)
