"""May this person take this step now? Yes, or every reason against it, each with its ground."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kalem.config import Office
from kalem.i18n import gettext as _
from kalem.organisation import Actor, Seat, ground_of, scope_refusal
from kalem.organisation.directory import names_of, titles_with
from kalem.organisation.permissions import missing_right
from kalem.records import Details, Record, RecordType, Step, words
from kalem.refusal import Ground, Refusal

from .assembled import Assembled, rules_off
from .run import StepRun

#: How many positions a refusal names.
NAMED = 3


@dataclass(frozen=True)
class Offer:
    """A step of a record, for one person."""

    step: Step
    #: As which position he would take it; None when he has no right to it.
    seat: Seat | None
    refusals: tuple[Refusal, ...]

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not self.refusals


def judge(
    record: Record,
    details: Details,
    type: RecordType,
    office: Office,
    flow: Assembled,
    step: Step,
    actor: Actor,
    values: dict[str, Any] | None = None,
    *,
    only: Seat | None = None,
) -> tuple[Offer, StepRun | None]:
    """Judge one step, and return the run to take it with, if there is one. ``only`` lets him act in no other seat.

    A person may hold several positions, or act for others: the first seat against which nothing stands is taken, his
    own before those he is lent. When something stands against each, the reasons of his best own seat are told.
    """
    wanted = (step.permission or type.permission_to_work).split()
    if record.state not in step.sources:
        state = flow.state(record.state).label
        return Offer(step, None, (_not_now(state),)), None
    seats = _with_permission(actor, wanted) if only is None else [only]
    if not seats or seats[0].permissions.isdisjoint(wanted):
        return Offer(step, None, (no_right(wanted[0], office, record.confidentiality),)), None
    judged: list[tuple[Offer, StepRun]] = []
    for seat in seats:
        run = StepRun(
            record=record, details=details, type=type, office=office, actor=actor, seat=seat, step=step, values=values
        )
        refusals = (*against(record, step.by, actor, seat, office), *broken(flow, run))
        judged.append((Offer(step, seat, refusals), run))
        if not refusals:
            break
    return min(judged, key=lambda pair: len(pair[0].refusals))


def may_change(
    record: Record, actor: Actor, office: Office, wanted: Sequence[str], by: str
) -> tuple[Seat | None, tuple[Refusal, ...]]:
    """Return as which position ``actor`` may change what stands in ``record``, or what stands against it.

    ``wanted`` are permissions of which he needs one; ``by`` is as in :class:`Step`, or ``holder or owner``.
    """
    seats = _with_permission(actor, wanted)
    if not seats:
        return None, (no_right(wanted[0], office, record.confidentiality),)
    judged = []
    for seat in seats:
        refusals = against(record, by, actor, seat, office)
        if not refusals:
            return seat, ()
        judged.append(refusals)
    return None, min(judged, key=len)


def against(record: Record, by: str, actor: Actor, seat: Seat, office: Office) -> tuple[Refusal, ...]:
    """Return what stands against ``seat`` changing ``record``, by steps or otherwise: its holder, and scopes."""
    return (*_performer(record, by, actor, seat), *_scope(record, by, actor, seat, office))


def _with_permission(actor: Actor, wanted: Sequence[str]) -> list[Seat]:
    return [seat for seat in actor.seats if not seat.permissions.isdisjoint(wanted)]


def no_right(permission: str, office: Office, level: int = 0) -> Refusal:
    """Return the refusal of one who has no position with ``permission``; ``level`` is the record's confidentiality."""
    titles = titles_with(permission, office.id, level)
    if not titles and level and (short := titles_with(permission, office.id)):
        cure = _(
            "%(title)s bu gizlilik derecesine yetkili değil; yetkisini, dereceye yetkili birine vekâletle verebilir.",
            title=short[0],
        )
    elif not titles:
        cure = _("Bu yetki hiçbir göreve verilmemiş; yönetici, belediye dosyasında bir role yazmalı.")
    elif len(titles) <= NAMED:
        cure = _("Bunu yapabilen: %(titles)s.", titles=", ".join(titles))
    else:
        named, rest = ", ".join(titles[:NAMED]), len(titles) - NAMED
        cure = _("Bunu yapabilen: %(titles)s ve %(rest)s görev daha.", titles=named, rest=rest)
    return Refusal(
        _("Bu adım için yetkiniz yok."),
        cure,
        missing_right(permission),
    )


def _not_now(state: str) -> Refusal:
    return Refusal(
        _("Kayıt şu an “%(state)s” durumunda; bu adım oradan atılamaz.", state=state),
        _("Sayfayı yenileyip kaydın son durumuna bakın."),
        Ground("setting", source="workflow", text=_("İş akışının sırası")),
    )


def _performer(record: Record, by: str, actor: Actor, seat: Seat) -> Iterator[Refusal]:
    """Yield the refusal of one for whom the step is not: it waits for others, or belongs to another unit."""
    if by == "holder" and not holds(record, actor, seat):
        yield Refusal(
            _("Bu kayıt şu an sizde değil."),
            _("Sırası gelen: %(names)s.", names=", ".join(names_of(words(record.holders))) or _("kimse")),
            Ground("right", source="holder", text=_("Adımı, kaydın kendisinde olduğu kişi atar.")),
        )


def _scope(record: Record, by: str, actor: Actor, seat: Seat, office: Office) -> Iterator[Refusal]:
    """Yield the refusal of a seat that may not act on the record's unit.

    A seat that its roles narrow is bound at every step; another only where the step is the owning unit's.
    """
    found = scope_refusal(seat, record.unit_id, given=not _personally(actor, seat).isdisjoint(words(record.holders)))
    if found is None:
        return
    rule, text = found
    cure = _("Kaydın şu anki birimi: %(names)s.", names=", ".join(names_of([f"u{record.unit_id}"])))
    if rule:
        yield Refusal(text, cure, ground_of(office, rule))
    elif by == "owner" or (by == "holder or owner" and not holds(record, actor, seat)):
        yield Refusal(text, cure, Ground("right", source="owner", text=_("Adımı, kaydın sahibi olan birim atar.")))


def holds(record: Record, actor: Actor, seat: Seat) -> bool:
    """Whether the record waits for ``actor`` in ``seat``: for him, his position, or his unit."""
    return not {*_personally(actor, seat), f"u{seat.unit_id}"}.isdisjoint(words(record.holders))


def _personally(actor: Actor, seat: Seat) -> set[str]:
    """Return what stands for ``actor`` in ``seat`` himself: his position, and, in a seat of his own, his person."""
    return {f"p{seat.position_id}", *((f"w{actor.user_id}",) if seat.delegation_id is None else ())}


def broken(flow: Assembled, run: StepRun) -> Iterator[Refusal]:
    """Yield what the office's rules have against a step, or, without one, against what is written."""
    off = rules_off.get()
    for tied in flow.rules.get(run.step_id, ()):
        if tied.rule.id in off or tied.ground.source in off:
            continue
        for refusal in tied.rule.check(run):
            yield refusal.on(tied.ground)
