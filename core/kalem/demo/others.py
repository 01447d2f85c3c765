"""Records of types that a demo knows nothing of: forms filled by what they ask for, steps as they are offered."""

from datetime import timedelta
from random import Random
from typing import Any

from marshmallow import ValidationError

from kalem.context import today
from kalem.i18n import source
from kalem.records import Record, RecordType, Schema, fields
from kalem.text import fold
from kalem.workflow import offers
from kalem.workflow.judge import Offer

from .papers import DAY
from .play import Play, Story
from .words import INSTRUCTIONS, NEIGHBOURHOODS, RESULTS, WISHES, institution, person

#: Types of the core whose stories are told elsewhere.
OWN = "registry."

#: Most turns of one story: what began long ago has mostly come to its end.
TURNS = 14
#: How often one is left where it began.
LEFT_EARLY = 0.15
#: How often what usually comes next is done or, while it is not possible yet, waited for.
USUAL = 0.8


def strangers(play: Play) -> list[RecordType]:
    """Return the record types that plugins bring."""
    return [type for type in play.types() if not type.id.startswith(OWN)]


def story(play: Play, type: RecordType) -> Story:
    """Tell the story of a record of ``type``: opened by one who may, then whatever step is offered."""
    values = filled(play, type.schema())
    opened = values and play.open(type.id, play.with_right(type.permission_to_create), values)
    if not opened:
        return
    record = opened[0]
    left_early = play.random.random() < LEFT_EARLY
    for _turn in range(play.random.randint(0, 2) if left_early else TURNS):
        yield play.random.randint(30, 2 * DAY)
        if not _go_on(play, Record.get_by_id(record.id)):
            return


def _go_on(play: Play, record: Record) -> bool:
    """Let somebody take a step that leads on; False when nobody may take one."""
    usual = play.random.random() < USUAL
    for actor in play.behind(record.holders.split()):
        shown = [offer for offer in offers(record, actor) if not offer.step.begins]
        offered = [offer for offer in shown if offer.allowed]
        if usual and not any(map(_usual, offered)) and any(map(_usual, shown)):
            return True
        play.random.shuffle(offered)
        # What leads back is rarely done.
        for offer in sorted(offered, key=lambda offer: (_backward(offer), usual and not _usual(offer))):
            values = filled(play, offer.step.form()) if offer.step.form is not None else {}
            if values is not None and play.step(record, offer.step.id, values, [actor]) is not None:
                return True
    return False


def _usual(offer: Offer) -> bool:
    return offer.step.style == "primary"


def _backward(offer: Offer) -> bool:
    return offer.step.style == "back" or not offer.step.moves


def filled(play: Play, schema: Schema) -> dict[str, Any] | None:
    """Return what a form's schema loads when it is filled; None for one whose demands are not met."""
    plain = {name: _plain(play, field) for name, field in schema.fields.items() if not field.dump_only}
    try:
        loaded: dict[str, Any] = schema.load({name: value for name, value in plain.items() if value is not None})
    except ValidationError:
        return None
    return loaded


def _plain(play: Play, field: Any) -> Any:
    """Return a value for a field, by its kind and by the Turkish words of its label, whoever reads it."""
    random = play.random
    label = fold(source(field.label))
    match field:
        case fields.ChoiceList():
            options = [value for value, _label in field.options() if value.startswith("u")]
            return [random.choice(options)] if options and (field.required or "geregi" in label) else []
        case fields.Choice():
            options = [value for value, _label in field.options()]
            return None if not options else options[0] if "gizlilik" in label else random.choice(options)
        case fields.Boolean():
            return random.random() < 0.8
        case fields.Date():
            days = random.randint(1, 8)
            return (today() + timedelta(days=1 - days if field.past else days)).isoformat()
        case fields.Time():
            return f"{random.randint(9, 16):02}:{random.choice((0, 20, 40)):02}"
        case fields.Integer():
            return random.randint(max(field.min, 1), min(field.max, 12))
        case fields.String():
            return _words(random, label, play.file.province, long=field.multiline)[: field.max]
        case _:
            return None


def _words(random: Random, label: str, province: str | None, *, long: bool) -> str:
    if "mahalle" in label:
        return f"{random.choice(NEIGHBOURHOODS)} Mahallesi"
    if "telefon" in label:
        return f"0555 000 {random.randint(10, 99)} {random.randint(10, 99)}"
    if "saat" in label:
        return random.choice(("10.00", "11.30", "14.00", "15.30"))
    if "numara" in label or "sayi" in label:
        return str(random.randint(10_000, 99_999))
    if "kurum" in label or "kurulus" in label:
        return institution(random, province)
    if "konu" in label or "talep" in label or "istek" in label:
        return random.choice(WISHES)
    if long:
        return random.choice((*INSTRUCTIONS, *RESULTS))
    return person(random)
