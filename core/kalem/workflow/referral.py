"""Referral (havale): a superior hands a record to units or persons, for action or for information."""

from datetime import date
from typing import Any

from marshmallow import ValidationError
from peewee import BigAutoField, BigIntegerField, CharField, TextField

from kalem.db import CalendarDate, Model, UtcDateTime
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import lazy_pgettext
from kalem.organisation import ground_of, scope_refusal
from kalem.organisation.directory import directory, is_outside, names_of, reachable
from kalem.records import Schema, cleared, fields
from kalem.refusal import Refusal, Refused

from .run import StepRun, not_cleared


class Referral(Model):
    """One hand-over of a record to one unit, position or person."""

    id = BigAutoField()
    record_id = BigIntegerField(index=True)
    #: Principal: ``u12``, ``p7`` or ``w5``.
    target = CharField(max_length=24)
    #: Its name at the time.
    name = CharField(max_length=250)
    #: ``action`` (gereği) or ``information`` (bilgi).
    purpose = CharField(max_length=12)
    instruction = TextField(null=True)
    due = CalendarDate(null=True)
    by_user = BigIntegerField()
    by_name = CharField(max_length=250)
    at = UtcDateTime()
    #: ``open``, ``done``, ``returned``.
    state = CharField(max_length=12, default="open")
    #: Why it was sent back, or what came of it.
    answer = TextField(null=True)


class Refer(Schema):
    """To whom, what for, with which instruction and until when."""

    action = fields.ChoiceList(reachable, label=_l("Gereği için"), help=_l("İşi yapacak birim ya da kişi"))
    information = fields.ChoiceList(reachable, label=_l("Bilgi için"), load_default=list)
    note = fields.Text(label=_l("Talimat"), max=1000)
    due = fields.Date(label=lazy_pgettext("due", "Son gün"), future=True)


def refer(run: StepRun) -> None:
    """Hand the record over as the form says. The record then waits for those who are to act."""
    values = run.values
    action, information = list(values.get("action") or ()), list(values.get("information") or ())
    if not action and not information:
        raise ValidationError({"action": [_("Havale edilecek birimi ya da kişiyi seçin.")]})
    if set(action) & set(information):
        raise ValidationError({"information": [_("Aynı yer hem gereği hem bilgi için seçilmiş.")]})
    check_cleared(run, [*action, *information])
    check_within(run, action)
    for target, purpose in [*((t, "action") for t in action), *((t, "information") for t in information)]:
        write(run, target, purpose, values.get("note"), values.get("due"))
    run.say(to=", ".join(names_of(action)), information=", ".join(names_of(information)))
    hand_over(run, action, information, values.get("due"))


def hand_over(run: StepRun, action: list[str], information: list[str], due: date | None) -> None:
    """Let the record wait for those who act, and be read by all. The first unit here becomes the responsible one."""
    here = [target for target in action if not is_outside(target)]
    if here:
        responsible = directory().home_unit(here[0])
        if responsible is not None:
            run.change(unit_id=responsible)
        run.hand_to(*here)
    elif action:
        # Nobody of another directorate works here: the unit that holds the record sends it and writes the outcome.
        run.hand_to(f"u{run.record.unit_id}")
    run.grant(*(target for target in information if not is_outside(target)))
    if due is not None:
        run.change(due=due)


def write(run: StepRun, target: str, purpose: str, instruction: str | None, due: date | None) -> Referral:
    """Write one referral row in the step's entry."""
    return run.act.insert(
        Referral,
        record_id=run.record.id,
        target=target,
        name=", ".join(names_of([target])),
        purpose=purpose,
        instruction=instruction,
        due=due,
        by_user=run.actor.user_id,
        by_name=run.actor.name,
        at=run.now,
    )


def settle(run: StepRun, state: str, answer: str | None) -> None:
    """Mark the open referrals to action as ``done`` or ``returned``."""
    for referral in referrals_of(run.record.id):
        if referral.state == "open" and referral.purpose == "action":
            run.act.update(referral, state=state, answer=answer)


def referrals_of(record_id: int) -> list[Referral]:
    """Return a record's referrals, oldest first."""
    rows: Any = Referral.select().where(Referral.record_id == record_id).order_by(Referral.id)
    return list(rows)


def check_within(run: StepRun, targets: list[str]) -> None:
    """Refuse that a seat which its roles narrow to some units gives work to others; its holder may take it himself."""
    if run.seat.scope is None:
        return
    himself = {f"w{run.actor.user_id}", f"p{run.seat.position_id}"}
    for target in (each for each in targets if each not in himself):
        unit = directory().home_unit(target)
        found = scope_refusal(run.seat, unit, given=False) if unit is not None else None
        if found is not None and found[0]:
            rule, text = found
            raise Refused(
                Refusal(text, _("Kendi alanınızdaki bir birimi ya da kişiyi seçin."), ground_of(run.office, rule))
            )


def check_cleared(run: StepRun, targets: list[str]) -> None:
    """Refuse to hand a confidential record to one here who may not read it; another directorate keeps its own watch."""
    level = run.record.confidentiality
    short = [target for target in targets if not cleared(target, level) and not is_outside(target)]
    if short:
        names = ", ".join(names_of(short))
        raise Refused(not_cleared(_("Bu kaydın gizlilik derecesi, seçilen yerin yetkisini aşıyor: %(n)s.", n=names)))
