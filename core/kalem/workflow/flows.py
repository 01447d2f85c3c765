"""A record in its workflow: which one it is, where the record stands in it, whether it may still change."""

from typing import Any

from kalem.config import Office
from kalem.i18n import gettext as _
from kalem.organisation import municipality
from kalem.records import Details, Record, RecordType, Step, types
from kalem.refusal import Ground, Refusal, Refused

from .assembled import Assembled, workflows


class UnknownStep(LookupError):
    """The office's workflow has no such step."""


def flow_of(record: Record) -> Assembled:
    """Return the workflow of ``record``; :class:`Refused` when the plugin of its type is off: it is only read then."""
    if record.type not in types.get():
        raise Refused(
            Refusal(
                _("Bu kayıt yalnız okunur: türünü veren eklenti kapalı."),
                _("Yönetici, eklentiyi belediye dosyasında açmalı."),
                Ground("setting", source="municipality.plugins", text=_("Kurumun açtığı eklentiler")),
            )
        )
    return workflows.get()[record.office, record.type]


def step_of(record: Record, step_id: str) -> Step:
    """Return a step of the record's workflow, whatever its state; :class:`UnknownStep` when there is none so called."""
    flow = flow_of(record)
    try:
        return flow.step(step_id)
    except KeyError:
        raise UnknownStep(step_id) from None


def office_of(record: Record) -> Office:
    """Return the office whose record it is."""
    return municipality.get().offices[record.office]


def sealed_by(record: Record) -> Refusal | None:
    """Return why what is written in ``record`` no longer changes; None while it may be mended."""
    state = flow_of(record).state(record.state)
    if not (state.final or state.sealed):
        return None
    return Refusal(
        _("“%(state)s” durumundaki kayıt ve ekleri değişmez.", state=state.label),
        _("Gerekirse kayda not düşün."),
        Ground("setting", source="workflow", text=_("İş akışı: bu durumda yazılanlar kesindir.")),
    )


def load(record: Record) -> tuple[RecordType, Details]:
    """Return a record's type and its details; ``KeyError`` when the type's plugin is off."""
    type = types.get()[record.type]
    model: Any = type.model
    return type, model.get(model.record == record.id)
