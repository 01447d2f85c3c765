"""Requests of mukhtars (muhtar talepleri): taken electronically, forwarded, fulfilled or not, told, closed."""

from collections.abc import Iterator
from typing import ClassVar

from peewee import BooleanField, CharField, TextField

from kalem.plugin import (
    CalendarDate,
    Details,
    DetailsSchema,
    Reason,
    RecordType,
    Refer,
    Refusal,
    Schema,
    Section,
    State,
    Step,
    StepRun,
    ValidationError,
    Workflow,
    fields,
    local,
    refer,
    rule,
    settle,
)
from kalem.plugin import gettext as _
from kalem.plugin import lazy_gettext as _l

#: Ways by which a request arrives as an electronic record.
ELECTRONIC = (("electronic", _l("Elektronik talep sayfası")), ("mbs", _l("Muhtar Bilgi Sistemi")))
#: Ways by which it is only heard or read, and has to be entered.
HEARD = (("phone", _l("Telefon")), ("oral", _l("Sözlü")), ("written", _l("Dilekçe")))
#: Ways by which the mukhtar is told the result.
TOLD_BY = (*ELECTRONIC, *HEARD)


class MukhtarRequest(Details):
    """Details of a request; number, subject, unit, holder, state and due date live in the ledger."""

    neighbourhood = CharField(max_length=120, index=True)
    mukhtar = CharField(max_length=120, null=True)
    channel = CharField(max_length=12)
    #: Number in the Ministry's Muhtar Bilgi Sistemi.
    outside_number = CharField(max_length=40, null=True, index=True)
    #: The wish in full; what was only noted on paper has none before it is entered.
    wish = TextField(null=True)
    fulfilled = BooleanField(null=True)
    reason = TextField(null=True)
    told_on = CalendarDate(null=True)
    told_by = CharField(max_length=12, null=True)

    class Meta:
        table_name = "muhtarlik_request"


class MukhtarRequestSchema(DetailsSchema):
    """What is asked for when a request comes in; the last four are filled by the steps."""

    neighbourhood = fields.String(label=_l("Mahalle"), max=120, required=True, search=True)
    mukhtar = fields.String(label=_l("Muhtarın adı"), max=120, search=True, personal=True)
    channel = fields.Choice((*ELECTRONIC, *HEARD), label=_l("Geliş yolu"), radio=True, required=True, wide=True)
    outside_number = fields.String(
        label=_l("MBS numarası"), help=_l("Muhtar Bilgi Sistemi'nden geldiyse"), max=40, search=True
    )
    wish = fields.Text(
        label=_l("Talep"),
        help=_l("Telefonla, sözlü ya da dilekçeyle gelen talepte sonra, elektronik kayda alırken yazılabilir."),
        search=True,
        personal=True,
    )
    fulfilled = fields.Boolean(label=_l("Yerine getirildi mi?"), ask=True, dump_only=True)
    reason = fields.Text(label=_l("Gerekçe"), dump_only=True)
    told_on = fields.Date(label=_l("Muhtara bildirildi"), dump_only=True)
    told_by = fields.Choice(TOLD_BY, label=_l("Bildirim yolu"), dump_only=True)

    needed_when: ClassVar[dict[str, tuple[str, tuple[str, ...]]]] = {
        "outside_number": ("channel", ("mbs",)),
        "wish": ("channel", tuple(channel for channel, _label in ELECTRONIC)),
    }


class Entry(Schema):
    """Asks for the whole wish of a request that was only noted."""

    wish = fields.Text(label=_l("Talep"), required=True)


class Conclude(Schema):
    """Asks whether the request was fulfilled, and why not."""

    fulfilled = fields.Boolean(label=_l("Yerine getirildi mi?"), ask=True, required=True)
    reason = fields.Text(label=_l("Gerekçe"), help=_l("Yerine getirilmediyse zorunlu"))

    needed_unless: ClassVar[dict[str, str]] = {"reason": "fulfilled"}


class Tell(Schema):
    """Asks when and how the mukhtar was told."""

    told_on = fields.Date(label=_l("Bildirim tarihi"), past=True, required=True)
    told_by = fields.Choice(TOLD_BY, label=_l("Bildirim yolu"), required=True)
    note = fields.Text(label=_l("Not"), max=1000)


@rule(
    "mukhtar-request-electronic",
    label=_l("Muhtar talebi elektronik kaydı olmadan birime iletilmez, yerine gelip gelmediği yazılmadan kapanmaz"),
)
def electronic(run: StepRun) -> Iterator[Refusal]:
    """A request is forwarded from its electronic record only, and closed only as fulfilled or not fulfilled."""
    if run.record.number is None or not run.details.wish:
        yield Refusal(
            _("Talebin elektronik kaydı yok; yalnız not edilmiş."), _("Önce “Elektronik kayda al” adımıyla kaydedin.")
        )
    if run.step_id == "close" and run.details.fulfilled is None:
        yield Refusal(
            _("Talebin yerine getirilip getirilmediği yazılmadı."), _("Önce “Sonuçlandır” adımıyla sonucu yazın.")
        )


@rule("mukhtar-result-told", label=_l("Sonuç muhtara bildirilmeden talep kapanmaz"))
def result_told(run: StepRun) -> Iterator[Refusal]:
    """The mukhtar is told the result before the request is closed."""
    if run.details.told_on is None:
        yield Refusal(_("Sonuç muhtara bildirilmedi."), _("Önce “Muhtara bildir” adımıyla bildirimi yazın."))


def received(run: StepRun) -> None:
    """Take what arrived electronically as entered at once; the rest waits for its entry."""
    if run.details.channel in dict(ELECTRONIC):
        run.give_number("muhtarlik.request", "M-")
        run.change(state="received")


def enter(run: StepRun) -> None:
    """Make the electronic record of a request that was only noted."""
    run.detail(wish=run.values["wish"])
    run.give_number("muhtarlik.request", "M-")


def forward(run: StepRun) -> None:
    """Refer the request; earlier referrals are over."""
    settle(run, "done", None)
    refer(run)


def send_back(run: StepRun) -> None:
    """Return a wrong referral to the unit whose work mukhtars' requests are."""
    settle(run, "returned", run.values["note"])
    run.hand_to_owner()


def conclude(run: StepRun) -> None:
    """Keep the result; what is left is to tell it."""
    run.detail(**run.values)
    settle(run, "done", run.values.get("reason"))
    run.say(result=_l("yerine getirildi") if run.values["fulfilled"] else _l("yerine getirilmedi"))
    run.hand_to_owner()


def tell(run: StepRun) -> None:
    """Keep that the mukhtar was told; not before he asked."""
    if run.values["told_on"] < local(run.record.opened_at).date():
        raise ValidationError({"told_on": [_("Talep bu günden sonra geldi.")]})
    run.detail(told_on=run.values["told_on"], told_by=run.values["told_by"])


#: Whoever a request was referred to may work on it, with the right that all work on referred documents asks for.
_REFERRED = "muhtarlik.request.work registry.work"

mukhtar_request = RecordType(
    id="muhtarlik.request",
    model=MukhtarRequest,
    schema=MukhtarRequestSchema,
    capability="mukhtar-request",
    label=_l("Muhtar talebi"),
    plural=_l("Muhtar talepleri"),
    icon="geo-alt",
    columns=("number", "neighbourhood", "subject", "holders", "state", "due"),
    facts=("neighbourhood", "mukhtar", "channel", "outside_number", "wish", "fulfilled", "reason", "told_on"),
    sections=(
        Section(_l("Muhtar"), ("neighbourhood", "mukhtar", "channel", "outside_number")),
        Section(_l("Talep"), ("subject", "wish", "confidentiality")),
    ),
    created=received,
    workflow=Workflow(
        (
            State("noted", _l("Elektronik kayıt bekliyor"), tone="soon", icon="pencil"),
            State("received", _l("Alındı"), tone="now", icon="inbox"),
            State("referred", _l("Birime iletildi"), tone="note", icon="arrow-right-circle"),
            State("answered", _l("Sonuçlandı"), tone="done", icon="check-circle"),
            State("closed", _l("Kapandı"), final=True, tone="done", icon="archive"),
        ),
        (
            Step("enter", _l("Elektronik kayda al"), "noted -> received", by="owner", form=Entry, effect=enter,
                 values=lambda details: {"wish": details.wish}, style="primary",
                 told=_l("elektronik kayda aldı"), icon="journal-check"),
            Step("refer", _l("Birime ilet"), "noted, received, referred -> referred", by="owner", form=Refer,
                 rules=(electronic,), effect=forward, style="primary", told=_l("birime iletti")),
            Step("conclude", _l("Sonuçlandır"), "received, referred -> answered", permission=_REFERRED, form=Conclude,
                 effect=conclude, told=_l("sonuçlandırdı"), icon="check-circle"),
            Step("return", _l("Havaleyi iade et"), "referred -> received", permission=_REFERRED, form=Reason,
                 effect=send_back, style="back", told=_l("havaleyi iade etti"), icon="arrow-return-left"),
            Step("tell", _l("Muhtara bildir"), "answered", by="owner", form=Tell, effect=tell, style="primary",
                 told=_l("sonucu muhtara bildirdi"), icon="chat-left-text"),
            Step("close", _l("Kapat"), "noted, received, referred, answered -> closed", by="owner",
                 rules=(electronic, result_told), told=_l("talebi kapattı"), icon="archive"),
        ),
    ),
)  # fmt: skip
