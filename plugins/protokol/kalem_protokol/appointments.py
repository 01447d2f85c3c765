"""Appointments (randevular): asked for, arranged with the director where the office's text says so, held or not."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from peewee import BooleanField, CharField, IntegerField

from kalem.plugin import (
    CalendarDate,
    Details,
    DetailsSchema,
    Ground,
    Office,
    Reason,
    Record,
    RecordType,
    Refusal,
    Refused,
    Schema,
    Section,
    State,
    Step,
    StepRun,
    UtcDateTime,
    ValidationError,
    Workflow,
    fields,
    local,
    moment_of,
    rule,
    settings_of,
    written,
)
from kalem.plugin import gettext as _
from kalem.plugin import lazy_gettext as _l

APPLICANTS = (
    ("citizen", _l("Vatandaş")), ("ngo", _l("Sivil toplum kuruluşu")),
    ("institution", _l("Kamu kurumu")), ("other", _l("Diğer")),
)  # fmt: skip
CHANNELS = (("phone", _l("Telefon")), ("in_person", _l("Gelerek")), ("written", _l("Yazılı")), ("email", _l("E-posta")))

#: The rule by which citizens' and associations' requests are arranged with the director.
JOINT = "appointment-with-director"


class Settings(Schema):
    """``[plugin.protokol]``."""

    slot_minutes = fields.Integer(label=_l("Bir randevunun süresi (dakika)"), min=5, max=480, load_default=20)


class Appointment(Details):
    """Details of an appointment; number, subject, unit, holder, state and due date live in the ledger."""

    who = CharField(max_length=120)
    organisation = CharField(max_length=160, null=True)
    applicant = CharField(max_length=12)
    phone = CharField(max_length=40, null=True)
    people = IntegerField(default=1)
    channel = CharField(max_length=12)
    wished_day = CalendarDate(null=True)
    wished_time = CharField(max_length=60, null=True)
    #: The slot that one side offers the other, and whether the director does; else the unit.
    offered_at = UtcDateTime(null=True)
    offered_by_head = BooleanField(null=True)
    #: The slot that was confirmed, from its first moment to before its last.
    starts_at = UtcDateTime(null=True, index=True)
    ends_at = UtcDateTime(null=True)

    class Meta:
        table_name = "protokol_appointment"


class AppointmentSchema(DetailsSchema):
    """What is asked for when someone wants an appointment; the last two are filled by the steps."""

    who = fields.String(label=_l("Görüşmek isteyen"), max=120, required=True, search=True, personal=True)
    organisation = fields.String(label=_l("Kurumu, kuruluşu"), max=160, search=True)
    applicant = fields.Choice(APPLICANTS, label=_l("Kim adına"), radio=True, required=True)
    phone = fields.String(label=_l("Telefon"), max=40, personal=True)
    people = fields.Integer(label=_l("Kaç kişi"), min=1, max=500, load_default=1)
    channel = fields.Choice(CHANNELS, label=_l("Geliş yolu"), required=True)
    wished_day = fields.Date(label=_l("İstediği gün"), future=True)
    wished_time = fields.String(label=_l("İstediği saat"), help=_l("14.30 ya da öğleden sonra"), max=60)
    offered_at = fields.Moment(label=_l("Önerilen gün ve saat"), dump_only=True)
    starts_at = fields.Moment(label=_l("Randevu"), dump_only=True)

    needed_when: ClassVar[dict[str, tuple[str, tuple[str, ...]]]] = {
        "organisation": ("applicant", ("ngo", "institution")),
    }


class Slot(Schema):
    """Asks for a day and a time."""

    day = fields.Date(label=_l("Gün"), future=True, required=True)
    time = fields.Time(label=_l("Saat"), required=True)
    note = fields.Text(label=_l("Not"), max=1000)


class PassOn(Schema):
    """Asks which other official will see the visitor."""

    official = fields.String(label=_l("Görüşecek yetkili"), max=160, required=True)
    note = fields.Text(label=_l("Not"), max=1000)


class Outcome(Schema):
    """Asks what was talked about and promised."""

    note = fields.Text(label=_l("Görüşmenin sonucu"), max=2000)


def slot_of(values: Mapping[str, Any]) -> datetime:
    """Return the moment that a :class:`Slot` names."""
    return moment_of(values["day"], values["time"])


def opening(details: Any) -> dict[str, Any]:
    """Return the slot with which the form opens: the one offered, else the wished day."""
    if details.offered_at is None:
        return {"day": details.wished_day}
    moment = local(details.offered_at)
    return {"day": moment.date(), "time": moment.time()}


@rule(JOINT, label=_l("Vatandaş ve STK'nin görüşme isteğine birim tek başına gün vermez; müdürle birlikte düzenler"))
def with_director(run: StepRun) -> Iterator[Refusal]:
    """A slot for a citizen or an association is confirmed by one side after the other, unit or director, offered it."""
    details, written_down = run.details, run.step is None
    if details.applicant not in ("citizen", "ngo") or (written_down and details.starts_at is None):
        return
    if details.offered_by_head is None:
        yield Refusal(
            _("Vatandaş ve STK isteğine birim tek başına gün veremez."),
            _("“Müdüre ilet” adımıyla bir gün ve saat önerin; müdürle birlikte kesinleşir."),
        )
    elif not written_down and details.offered_by_head == run.as_head:
        yield Refusal(_("Bu saati siz önerdiniz; öbür taraf onaylar."), _("Karşı tarafın onayını bekleyin."))
    elif not (run.judging or written_down) and slot_of(run.values) != details.offered_at:
        yield Refusal(
            _("Birlikte kararlaştırılan saat bu değil: %(when)s önerildi.", when=written(details.offered_at)),
            _("Önerilen saati onaylayın ya da başka bir saat önerin."),
        )


@rule("appointment-over", label=_l("Randevunun sonucu, saati gelince yazılır"), setting=_l("Kurumun ayarı."))
def over(run: StepRun) -> Iterator[Refusal]:
    """Whether the visitor came is written when the time has come."""
    if run.now < run.details.starts_at:
        yield Refusal(_("Randevunun saati gelmedi."), _("Görüşmeden sonra yazın."))


def asked(run: StepRun) -> None:
    """Let the request wait for the unit whose work appointments are, whoever took it in."""
    run.hand_to_owner()
    run.change(due=run.details.wished_day)


def offer(run: StepRun) -> None:
    """Offer a slot to the other side."""
    run.detail(offered_at=coming(run), offered_by_head=run.as_head)
    run.say(slot=written(run.details.offered_at))
    (run.hand_to_unit if run.as_head else run.hand_to_head)()


def confirm(run: StepRun) -> None:
    """Put the appointment into the calendar, where nothing else stands there."""
    starts = coming(run)
    ends = starts + timedelta(minutes=settings_of("protokol")["slot_minutes"])
    run.alone("protokol.calendar")
    taken = (
        Appointment.select(Appointment.starts_at)
        .join(Record)
        .where((Record.office == run.office.id) & Record.state.in_(("confirmed", "held")))
        .where((Appointment.starts_at < ends) & (Appointment.ends_at > starts))
        .first()
    )
    if taken is not None:
        raise Refused(
            Refusal(
                _("%(when)s dolu.", when=written(taken.starts_at)),
                _("Başka bir saat seçin."),
                Ground("setting", source="plugin.protokol.slot_minutes", text=_("Bir saate tek randevu verilir.")),
            )
        )
    run.detail(starts_at=starts, ends_at=ends)
    run.change(due=local(starts).date())
    run.say(slot=written(starts))
    run.hand_to_unit()


def coming(run: StepRun) -> datetime:
    """Return the slot that the form names; refused when it has passed."""
    moment = slot_of(run.values)
    if moment <= run.now:
        raise ValidationError({"time": [_("Bu saat geçti.")]})
    return moment


def move(run: StepRun) -> None:
    """Free the slot; a new one is arranged as the first was."""
    run.say(slot=written(run.details.starts_at))
    run.detail(starts_at=None, ends_at=None, offered_at=None, offered_by_head=None)
    run.hand_to_unit()


STATES = (
    State("requested", _l("İstek alındı"), tone="now", icon="calendar-plus"),
    State("with_director", _l("Müdürün onayında"), tone="soon", icon="person-lines-fill"),
    State("proposed", _l("Müdür gün önerdi"), tone="now", icon="calendar-week"),
    State("confirmed", _l("Randevu verildi"), tone="note", icon="calendar-check"),
    State("held", _l("Görüşüldü"), final=True, tone="done", icon="check-circle"),
    State("missed", _l("Gelmedi"), final=True, icon="person-x"),
    State("refused", _l("Uygun görülmedi"), final=True, icon="x-circle"),
    State("passed_on", _l("Başka yetkiliye yönlendirildi"), final=True, tone="done", icon="arrow-right-circle"),
    State("cancelled", _l("İptal edildi"), final=True, icon="x-circle"),
)

_OPEN = "requested, with_director, proposed"
_CONFIRM, _WORK = "protokol.appointment.confirm", "protokol.appointment.work"

#: Only where the office arranges appointments with its director.
WITH_DIRECTOR = (
    Step("pass", _l("Müdüre ilet"), "requested, proposed -> with_director", permission=_WORK, form=Slot,
         values=opening, effect=offer, style="primary", told=_l("gün önerip müdüre iletti"), icon="calendar-week"),
    Step("propose", _l("Başka gün öner"), "with_director -> proposed", permission=_CONFIRM, form=Slot,
         values=opening, effect=offer, told=_l("başka gün önerdi"), icon="calendar-week"),
)  # fmt: skip

STEPS = (
    Step("confirm", _l("Randevu ver"), f"{_OPEN} -> confirmed", permission=_CONFIRM, form=Slot, values=opening,
         rules=(with_director,), effect=confirm, style="primary", told=_l("randevuyu verdi"), icon="calendar-check"),
    Step("refuse", _l("Uygun görme"), f"{_OPEN} -> refused", permission=_CONFIRM, form=Reason, style="back",
         told=_l("uygun görmedi"), icon="x-circle"),
    Step("pass_on", _l("Başka yetkiliye yönlendir"), f"{_OPEN} -> passed_on", permission=_CONFIRM, form=PassOn,
         effect=lambda run: run.say(to=run.values["official"]), told=_l("başka yetkiliye yönlendirdi")),
    Step("held", _l("Görüşüldü"), "confirmed -> held", by="owner", permission=_WORK, form=Outcome, rules=(over,),
         style="primary", told=_l("görüşmenin yapıldığını yazdı"), icon="check-circle"),
    Step("missed", _l("Gelmedi"), "confirmed -> missed", by="owner", permission=_WORK, rules=(over,),
         told=_l("gelmediğini yazdı"), icon="person-x"),
    Step("move", _l("Saatini değiştir"), "confirmed -> requested", by="owner", permission=_CONFIRM, form=Reason,
         effect=move, told=_l("saati boşalttı"), icon="calendar-week"),
    Step("cancel", _l("İptal et"), f"{_OPEN}, confirmed -> cancelled", by="owner", permission=_WORK, form=Reason,
         style="back", told=_l("randevuyu iptal etti"), icon="x-circle"),
)  # fmt: skip


def draw(office: Office) -> Workflow:
    """Draw the workflow for ``office``: with the director's part where its file says so."""
    return Workflow(STATES, (*WITH_DIRECTOR, *STEPS) if JOINT in office.rules else STEPS)


appointment = RecordType(
    id="protokol.appointment",
    model=Appointment,
    schema=AppointmentSchema,
    capability="appointment",
    label=_l("Randevu"),
    plural=_l("Randevular"),
    icon="calendar-event",
    register="protokol.appointment",
    number_prefix="R-",
    columns=("number", "who", "organisation", "subject", "starts_at", "state"),
    facts=("starts_at", "offered_at", "who", "organisation", "applicant", "phone", "people", "wished_day",
           "wished_time", "channel"),
    sections=(
        Section(_l("Görüşmek isteyen"), ("who", "organisation", "applicant", "phone", "people", "channel")),
        Section(_l("Görüşme"), ("subject", "wished_day", "wished_time", "confidentiality")),
    ),
    upheld=(with_director,),
    created=asked,
    workflow=draw,
)  # fmt: skip
