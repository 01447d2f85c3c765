"""The referral screen (havale): the letters that wait for the person who refers, one after another or many at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from kalem.db import StaleRow
from kalem.http.once import Repeated
from kalem.http.routing import page
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.organisation import Actor, municipality
from kalem.organisation.directory import directory, names_of, reachable
from kalem.records import NotFound, Record, details_of, get_visible, types, waiting_for
from kalem.records.attachments import Attachment, attachments_of
from kalem.records.codec import Decoded
from kalem.records.filekinds import kind_of_type
from kalem.refusal import Refused
from kalem.registry.handling import before_referral
from kalem.workflow import Refer, explain, referrals_of, take

from . import forms, kept_forms, once, view
from .components import write_date
from .display import Words, due_of, secrecy_of
from .readings import looked_at
from .record_pages import file_view
from .refusals import views as refusal_views

#: What is referred here.
TYPE = "registry.incoming"
#: The step that refers.
STEP = "refer"

#: Most letters that one page shows, and that one form refers.
MOST = 200
#: How many of the letters behind the one in hand are shown.
BEHIND = 8

#: Keys that tick a target. Left out are those that the page uses itself: g, j, k, n.
KEYS = "123456789abcçdefhıilmoöpqrsştuüvwxyz0"

#: Largest number that a database keeps as an id.
LARGEST = 2**63 - 1


@dataclass
class Outcome:
    """What became of a form that refers one letter or several."""

    #: Numbers of the letters that went.
    gone: list[str] = field(default_factory=list)
    #: By record id why a letter stayed.
    refusals: dict[int, tuple[view.RefusalView, ...]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing stayed behind."""
        return not self.refusals and not self.errors

    def complain(self, message: str) -> None:
        """Note a message that belongs to no letter of the list, once."""
        if message not in self.errors:
            self.errors.append(message)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("referral", __name__)
    page(made, "/havale", permission="registry.refer")(show)
    page(made, "/havale", permission="registry.refer", methods=("POST",), form="show")(send)
    return made


def show() -> str:
    """Show the letter in hand, or, with ``view=many``, all that wait."""
    queue = waiting_letters(g.actor)
    decoded = kept_forms.again(Refer, forms.opened(Refer), url_for("referral.send"))
    if _many():
        chosen = [number for number, _version in _pairs(kept_forms.values("record"))]
        return _draw_many(queue, decoded, Outcome(), chosen)
    return _draw_one(queue, _in_hand(queue), decoded, Outcome())


def send() -> Response | tuple[str, int]:
    """Refer the chosen letters: each in a transaction of its own, and what became of each is told."""
    queue = waiting_letters(g.actor)
    decoded = forms.sent(Refer)
    chosen = list(_chosen())
    outcome = Outcome()
    if not chosen:
        outcome.complain(_("Önce listeden en az bir evrak seçin."))
    if not (decoded.raw["action"] or decoded.raw["information"]):
        outcome.complain(_("Evrakın kime havale edileceğini seçin."))
    declared: Mapping[str, Any] = forms.ready(Refer).fields
    for name, told in decoded.errors.items():
        # What stands at its field may be out of sight there.
        of_targets = name in ("action", "information")
        for message in told:
            outcome.complain(message if of_targets else joined((declared[name].label, ": ", message)))
    if not outcome.errors and not decoded.errors:
        for record_id, version in chosen:
            _refer(record_id, version, decoded, outcome)
    if outcome.gone:
        flash(_told(outcome.gone, decoded), "done")
    if outcome.whole and not decoded.errors:
        return redirect(_following(queue, [number for number, _version in chosen]), 303)
    left = waiting_letters(g.actor) if outcome.gone else queue
    if _many():
        return _draw_many(left, decoded, outcome, [number for number, _version in chosen]), 422
    return _draw_one(left, _in_hand(left), decoded, outcome), 422


def waiting_letters(actor: Actor, limit: int = MOST) -> list[Record]:
    """Return the incoming documents that wait for ``actor`` to be referred, the most pressing first, in two queries."""
    states = sorted({state for office in municipality.get().offices.values() for state in before_referral(office)})
    return waiting_for(actor, where=(Record.type == TYPE) & Record.state.in_(states), limit=limit)


def _refer(record_id: int, version: int, decoded: Decoded, outcome: Outcome) -> None:
    """Refer one letter, and note what became of it."""
    try:
        record = get_visible(g.actor, record_id)
        if record.type != TYPE:
            raise NotFound(record_id)
    except NotFound:
        outcome.complain(_("Seçtiğiniz evraktan biri yok ya da size açık değil."))
        return
    name, form = record.number or record.subject, once.sent(str(record_id))
    try:
        take(record_id, STEP, g.actor, decoded.values, version=version, also=once.keeper(form))
    except (Refused, StaleRow, Repeated) as stopped:
        if once.earlier(form) is not None:
            outcome.gone.append(name)
        else:
            _complain(record_id, name, stopped, outcome)
    except ValidationError as fault:
        for told in forms.wrong(decoded, fault).errors.values():
            outcome.complain(joined(told, " "))
    else:
        outcome.gone.append(name)


def _complain(record_id: int, name: str, stopped: Exception, outcome: Outcome) -> None:
    if isinstance(stopped, Refused):
        outcome.refusals[record_id] = refusal_views(stopped.refusals)
    else:
        outcome.complain(
            _("%(number)s: siz bakarken başkası değiştirdi. Son durumuna bakıp yeniden deneyin.", number=name)
        )


def _told(gone: Sequence[str], decoded: Decoded) -> str:
    values = decoded.values
    to = ", ".join(names_of([*values.get("action", ()), *values.get("information", ())]))
    if len(gone) == 1:
        return _("%(number)s havale edildi: %(to)s.", number=gone[0], to=to)
    return _("%(count)s evrak havale edildi (%(numbers)s): %(to)s.", count=len(gone), numbers=", ".join(gone), to=to)


def _following(queue: Sequence[Record], done: Sequence[int]) -> str:
    """Return the page after a success: the list again, or the letter behind the one that went."""
    if _many():
        return url_for("referral.show", view="many")
    ids = [record.id for record in queue]
    at = ids.index(done[0]) if done[0] in ids else -1
    rest = [*ids[at + 1 :], *ids[: max(at, 0)]]
    return url_for("referral.show", record=rest[0]) if rest else url_for("referral.show")


# What is asked for ---------------------------------------------------------------------------------------------------


def _many() -> bool:
    return request.args.get("view") == "many"


def _in_hand(queue: Sequence[Record]) -> Record | None:
    """Return the letter of the address, else the first that waits; ``NotFound`` for what is no incoming document."""
    wanted = _number(request.args.get("record", ""))
    if wanted is None:
        return queue[0] if queue else None
    for record in queue:
        if record.id == wanted:
            return record
    record = get_visible(g.actor, wanted)
    if record.type != TYPE:
        raise NotFound(wanted)
    return record


def _chosen() -> Iterator[tuple[int, int]]:
    """Yield id and version of each letter of the form, once."""
    return _pairs(request.form.getlist("record"))


def _pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of id and version in ``texts``, each once; what is no such pair is not looked at."""
    for text in list(dict.fromkeys(texts))[:MOST]:
        number, _colon, version = text.partition(":")
        record_id, seen = _number(number), _number(version)
        if record_id is not None and seen is not None:
            yield record_id, seen


def _number(text: str) -> int | None:
    """Return an id that a database can hold, or None."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST else None


# What is shown -------------------------------------------------------------------------------------------------------


def _draw_one(queue: Sequence[Record], record: Record | None, decoded: Decoded, outcome: Outcome) -> str:
    if record is None:
        return _draw((), decoded, outcome, action="", tabs=_tabs(queue, many=False))
    ids = [each.id for each in queue]
    at = ids.index(record.id) if record.id in ids else -1
    behind = [each for each in [*queue[at + 1 :], *queue[: max(at, 0)]] if each.id != record.id]
    shown = [record, *behind[:BEHIND]]
    letters = _Letters(shown)
    refusals = outcome.refusals.get(record.id)
    if refusals is None:
        refusals = refusal_views(explain(record, STEP, g.actor).refusals)
    return _draw(
        tuple(_letter(each, letters, url_for("referral.show", record=each.id)) for each in shown[1:]),
        decoded,
        outcome,
        action=url_for("referral.send", record=record.id),
        tabs=_tabs(queue, many=False),
        letter=_whole_letter(record, letters, refusals),
        position=_("%(at)s. evrak, %(all)s bekleyen", at=at + 1, all=_count(queue)) if at >= 0 else "",
        previous_url=url_for("referral.show", record=ids[at - 1]) if at > 0 else "",
        next_url=url_for("referral.show", record=behind[0].id) if behind else "",
    )


def _draw_many(queue: Sequence[Record], decoded: Decoded, outcome: Outcome, chosen: Sequence[int] = ()) -> str:
    shown = list(queue)
    known = {record.id for record in shown}
    shown += [get_visible(g.actor, number) for number in outcome.refusals if number not in known]
    letters = _Letters(shown)
    picked = {*outcome.refusals} if outcome.gone else {*chosen}
    return _draw(
        tuple(
            _letter(
                each,
                letters,
                url_for("referral.show", record=each.id),
                picked=each.id in picked,
                refusals=outcome.refusals.get(each.id, ()),
            )
            for each in shown
        ),
        decoded,
        outcome,
        action=url_for("referral.send", view="many"),
        tabs=_tabs(queue, many=True),
        page=view.Page(len(shown)),
    )


def _draw(queue: tuple[view.ReferralLetter, ...], decoded: Decoded, outcome: Outcome, **parts: Any) -> str:
    made = forms.ready(Refer)
    referral = view.ReferralView(
        targets=tuple(_targets(decoded)),
        fields=(_low(forms.field(made, "note", decoded)), forms.field(made, "due", decoded)),
        queue=queue,
        errors=tuple(outcome.errors),
        kept=kept_forms.shown_in(url_for("referral.send")),
        **parts,
    )
    return render_template("referral.html", referral=referral, empty=_empty(), pressed=bool(outcome.refusals))


def _low(note: view.Field) -> view.Field:
    """Return the box of the instruction, low enough for the button to stand in sight below it."""
    return replace(note, attrs={**note.attrs, "rows": "2"})


def _empty() -> view.Empty:
    return view.Empty(
        _("Havale bekleyen evrak yok"),
        _("Kaydedilip sunulan evrak burada sıraya girer."),
        "signpost-split",
        view.Link(_("İşlerime dön"), url_for("desk.show")),
    )


def _tabs(queue: Sequence[Record], *, many: bool) -> tuple[view.Tab, ...]:
    return (
        view.Tab(_("Tek tek"), url_for("referral.show"), not many, _count(queue)),
        view.Tab(_("Toplu"), url_for("referral.show", view="many"), many),
    )


def _count(queue: Sequence[Record]) -> int | str:
    return f"{MOST}+" if len(queue) >= MOST else len(queue)


def _targets(decoded: Decoded) -> Iterator[view.ReferralTarget]:
    """Yield everyone to refer to: units here, other directorates, persons; the first ones have a key each."""
    known = directory()
    action, information = set(decoded.raw.get("action", ())), set(decoded.raw.get("information", ()))
    for at, (principal, label) in enumerate(reachable()):
        number = int(principal[1:])
        outside, note = False, ""
        if principal.startswith("u"):
            outside = known.units[number].outside
        else:
            label, note = known.people[number].name, known.seats_of[number][0].title
        yield view.ReferralTarget(
            principal,
            label,
            KEYS[at] if at < len(KEYS) else "",
            note,
            outside,
            action=principal in action,
            information=principal in information,
        )


class _Letters:
    """What stands in the letters of one page, read in one query."""

    def __init__(self, records: Sequence[Record]) -> None:
        type = types.get()[TYPE]
        self.details = details_of(type, records)
        self.words = Words(type, self.details.values(), g.actor, ())

    def text(self, name: str, record: Record) -> str:
        return self.words.text(name, record, self.details.get(record.id))


def _letter(record: Record, letters: _Letters, open_url: str, **more: Any) -> view.ReferralLetter:
    return view.ReferralLetter(
        record.id,
        url_for("record_pages.show", record_id=record.id),
        record.number or _("Sayısız"),
        record.subject,
        letters.text("sender", record),
        record.version,
        badges=secrecy_of(record),
        due=due_of(record),
        open_url=open_url,
        **more,
    )


def _whole_letter(record: Record, letters: _Letters, refusals: tuple[view.RefusalView, ...]) -> view.ReferralLetter:
    looked_at(record)
    files = [each for each in attachments_of(record.id) if each.removed_at is None]
    return _letter(
        record,
        letters,
        "",
        facts=tuple(_facts(record, letters)),
        previews=tuple(_preview(files)),
        attachments=tuple(map(file_view, files)),
        refusals=refusals,
    )


def _facts(record: Record, letters: _Letters) -> Iterator[view.Fact]:
    yield view.Fact(_("Gönderen"), letters.text("sender", record))
    arrived = joined((write_date(record.opened_at), letters.text("channel", record)), ", ")
    yield view.Fact(_("Geliş"), arrived)
    theirs = ", ".join(filter(None, (letters.text("their_date", record), letters.text("their_number", record))))
    yield view.Fact(_("Evrak tarihi ve sayısı"), theirs)
    yield view.Fact(_("Evrak türü"), letters.text("kind", record))
    for each in referrals_of(record.id):
        if each.state == "returned":
            yield view.Fact(_("İade eden: %(name)s", name=each.name), each.answer or "", wide=True)


def _preview(files: Sequence[Attachment]) -> Iterator[view.Preview]:
    """Yield the first file that a browser can show: the scanned paper before what came with it."""
    for each in sorted(files, key=lambda file: file.kind != "scan"):
        kind = kind_of_type(each.media_type)
        if kind.inline:
            url = url_for("files.show", record_id=each.record_id, attachment_id=each.id)
            yield view.Preview("pdf" if kind.content == "pdf" else "image", url, each.name)
            return
