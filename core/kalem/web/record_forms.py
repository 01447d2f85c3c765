"""The form of a new record, also of one that a step of another begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kalem.db import StaleRow
from kalem.http.once import Once, Repeated
from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Actor
from kalem.output.words import state_label
from kalem.records import Record, RecordType, Step, codec, get_visible
from kalem.records.codec import Decoded
from kalem.records.unfit import UnfitFile
from kalem.refusal import Refusal, Refused
from kalem.workflow import StepRun, UnknownStep, begin, create, explain
from kalem.workflow import load as load_record
from kalem.workflow.creation import seat_to_create
from kalem.workflow.flows import step_of

from . import once, uploads
from .components import write_date
from .forms import Answer, drawn, loose_errors, opened, ready, sent, wrong
from .kept_forms import again, put_back
from .refusals import views
from .uploads import Uploads
from .view import Choice, Duplicate, Fact, Form, Hints, Link, Section
from .wanted import number_in, type_or_404

#: What changed meanwhile, said at the form of a new record that is written together with a change of another.
STALE_SOURCE = _l(
    "Siz kaydederken ilgili kaydı başkası değiştirdi; yazdıklarınız henüz kaydedilmedi. "
    "O kaydın son durumuna bakın, sonra yeniden kaydedin."
)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("record_forms", __name__)
    page(made, "/records/<type_id>/new", permission=SIGNED_IN)(new)
    page(made, "/records/<type_id>/new", permission=SIGNED_IN, methods=("POST",), form="new")(save)
    page(made, "/records/<type_id>/hints", permission=SIGNED_IN)(hints)
    return made


@dataclass(frozen=True)
class Source:
    """The record whose step opens the form, and the step."""

    record: Record
    step: Step

    @property
    def opening(self) -> Mapping[str, Any]:
        """The values that the new record takes over."""
        if self.step.values is None:
            return {}
        return self.step.values(load_record(self.record)[1])


def new(type_id: str) -> Answer:
    """Show the empty form."""
    type, actor = type_or_404(type_id), who()
    source = _source(type, actor)
    refusals = _against(type, actor, source)
    if refusals:
        return _refused(type, refusals, source), 422
    values = source.opening if source else {}
    decoded = again(type.schema, opened(type.schema, _known(type, values)), _address(type, source))
    return _page(type, decoded, source, uploads.kept(actor, _boxes(type)), actor)


def save(type_id: str) -> Answer:
    """Write the record, once for each form, or show the form again with what is wrong."""
    type, actor = type_or_404(type_id), who()
    source, form = _source(type, actor), once.sent()
    try:
        answer = _save(type, actor, source, form)
    except Repeated:
        answer = _doubted(type, actor, source, form)
    made = once.repeated(form) if not isinstance(answer, Response) else None
    if made is None:
        return answer
    once.tell()
    flash(_draft(type, source), "draft")
    return redirect(url_for("record_pages.show", record_id=made.record_id))


def _doubted(type: RecordType, actor: Actor, source: Source | None, form: Once | None) -> Answer:
    """Return the form again where the same words were written before."""
    made = once.earlier(form)
    same = (get_visible(actor, made.record_id),) if made is not None else ()
    return _page(type, sent(type.schema), source, uploads.kept(actor, _boxes(type)), actor, same=same), 409


def _save(type: RecordType, actor: Actor, source: Source | None, form: Once | None) -> Answer:
    decoded = sent(type.schema)
    refusals = _against(type, actor, source)
    if refusals and _against(type, actor, None):
        return _refused(type, refusals, source), 422
    if refusals:
        # He may write such records, but this step is closed to him by now: what he typed stays.
        return _page(type, decoded, source, uploads.kept(actor, _boxes(type)), actor, refusals=refusals), 422
    files = uploads.read(actor, _boxes(type))
    if decoded.errors or files.errors:
        return _page(type, decoded, source, files, actor), 422
    same = _similar(type, actor, decoded.values)
    if same and request.form.get("sure") != _mark(same):
        return _page(type, decoded, source, files, actor, same=same), 422
    try:
        record = _write(type, actor, decoded.values, source, files, form)
    except StaleRow:
        return _page(type, decoded, source, files, actor, errors=(str(STALE_SOURCE),)), 409
    except ValidationError as fault:
        return _page(type, wrong(decoded, fault), source, files, actor), 422
    except UnfitFile as unfit:
        return _page(type, decoded, source, files.wrong("files", str(unfit)), actor), 422
    except Refused as refused:
        return _page(type, decoded, source, files, actor, refusals=refused.refusals), 422
    flash(_draft(type, source), "draft")
    flash(_saved(record), "done")
    if request.form.get("next"):
        return redirect(url_for("record_forms.new", type_id=type.id))
    return redirect(url_for("record_pages.show", record_id=record.id))


def hints(type_id: str) -> str:
    """Return the hint panel for what is typed so far."""
    type, actor = type_or_404(type_id), who()
    typed = MultiDict((name, value[:500]) for name, value in request.args.items(multi=True))
    values = _partly(type, typed)
    return render_template("form_hints.html", hints=_hints(type, _similar(type, actor, values)))


def _source(type: RecordType, actor: Actor) -> Source | None:
    """Return the record and the step that the address names; ``NotFound`` or ``UnknownStep`` for what is not there."""
    number = request.values.get("for", "")
    if not number:
        return None
    record = get_visible(actor, number_in(number) or 0)
    step = step_of(record, request.values.get("step", ""))
    if step.begins != type.id:
        raise UnknownStep(step.id)
    return Source(record, step)


def _against(type: RecordType, actor: Actor, source: Source | None) -> tuple[Refusal, ...]:
    if source is not None:
        refusals = explain(source.record, source.step.id, actor).refusals
        if refusals:
            return refusals
    try:
        seat_to_create(type, actor)
    except Refused as refused:
        return refused.refusals
    return ()


def _write(
    type: RecordType, actor: Actor, values: dict[str, Any], source: Source | None, files: Uploads, form: Once | None
) -> Record:
    keep, add_files = once.keeper(form), files.adder(actor)

    def also(run: StepRun) -> None:
        keep(run)
        add_files(run)

    if source is not None:
        return begin(type, actor, values, source.record.id, source.step.id, also=also)
    if type.save is not None and request.form.get("act") != "plain":
        return type.save(actor, values, also=also)
    return create(type, actor, values, also=also)


def _similar(type: RecordType, actor: Actor, values: Mapping[str, Any]) -> tuple[Record, ...]:
    return tuple(type.similar(actor, values)) if type.similar is not None else ()


def _mark(same: tuple[Record, ...]) -> str:
    return ",".join(str(record.id) for record in same)


def _known(type: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in ready(type.schema).load_fields}


def _partly(type: RecordType, typed: "MultiDict[str, str]") -> dict[str, Any]:
    """Return those of the typed values that can be understood alone."""
    decoded = codec.form(ready(type.schema), typed)
    declared = ready(type.schema).load_fields
    found = {}
    for name in type.similar_by:
        text = "".join(decoded.raw.get(name, [])[:1])
        try:
            found[name] = declared[name].deserialize(codec.plain_of(declared[name], [text])) if text else None
        except ValidationError:
            found[name] = None
    return found


def _page(
    type: RecordType,
    decoded: Decoded,
    source: Source | None,
    files: Uploads,
    actor: Actor,
    *,
    same: tuple[Record, ...] = (),
    errors: tuple[str, ...] = (),
    refusals: tuple[Refusal, ...] = (),
) -> str:
    list_url = url_for("record_lists.show", type_id=type.id)
    back = url_for("record_pages.show", record_id=source.record.id) if source else list_url
    hidden = {**once.hidden(), **files.hidden(actor), **({"sure": _mark(same)} if same else {})}
    boxes = tuple(files.field(box, _box_label(type, box)) for box in _boxes(type))
    form = Form(
        "kayit",
        _address(type, source),
        (*drawn(type.schema, decoded, type.sections, hinted=type.similar_by), Section(_("Dosyalar"), boxes)),
        _("Kaydet"),
        cancel_url=back,
        save_next="" if source else _("Kaydet, yenisine geç"),
        others=(Choice("plain", str(type.save_only)),) if type.save_only and not source else (),
        hidden=hidden,
        errors=(*loose_errors(type.schema, decoded), *_doubt(same), *errors),
        draft=_draft(type, source),
        confidential=source is not None and source.record.confidentiality > 0,
        hints_url=url_for("record_forms.hints", type_id=type.id) if type.similar is not None else "",
    )
    return render_template(
        "record_form.html",
        title=_("Yeni kayıt: %(kind)s", kind=type.label),
        lead=_lead(source) if source else "",
        crumbs=(Link(str(type.plural), list_url), Link(_("Yeni kayıt"), "")),
        form=put_back(form),
        hints=_hints(type, same),
        refusals=views(refusals),
    )


def _refused(type: RecordType, refusals: tuple[Refusal, ...], source: Source | None) -> str:
    back = (
        Link(_("Kayda dön"), url_for("record_pages.show", record_id=source.record.id))
        if source
        else Link(_("Listeye dön"), url_for("record_lists.show", type_id=type.id))
    )
    return render_template(
        "refused.html", title=_("%(kind)s şimdi açılamaz", kind=type.label), refusals=views(refusals), back=back
    )


def _address(type: RecordType, source: Source | None) -> str:
    if source is None:
        return url_for("record_forms.save", type_id=type.id)
    origin: dict[str, Any] = {"for": source.record.id, "step": source.step.id}
    return url_for("record_forms.save", type_id=type.id, **origin)


def _lead(source: Source) -> str:
    named = " ".join(filter(None, (source.record.number, source.record.subject)))
    return joined((source.step.label, named), ": ")


def _draft(type: RecordType, source: Source | None) -> str:
    return f"new:{type.id}" + (f":{source.record.id}:{source.step.id}" if source else "")


def _boxes(type: RecordType) -> tuple[str, ...]:
    return ("scan", "files") if type.scanned else ("files",)


def _box_label(type: RecordType, box: str) -> str:
    if box == "scan":
        return _("Taranmış evrak")
    return _("Ekleri") if type.scanned else _("Ekler")


def _doubt(same: tuple[Record, ...]) -> tuple[str, ...]:
    if not same:
        return ()
    return (_("Aynı kayıt daha önce açılmış olabilir. Farklıysa yeniden kaydedin; o zaman açılır."),)


def _hints(type: RecordType, same: tuple[Record, ...]) -> Hints:
    facts = [Fact(_("Tür"), str(type.label))]
    if type.register or type.save is not None:
        facts.append(Fact(_("Sayı"), _("Kaydedince verilir")))
    duplicates = tuple(
        Duplicate(
            record.number or _("Sayısız"),
            url_for("record_pages.show", record_id=record.id),
            f"{record.subject} ({write_date(record.opened_at)})",
        )
        for record in same
    )
    return Hints(tuple(facts), duplicates)


def _saved(record: Record) -> str:
    if record.number:
        return _("Kaydedildi: %(number)s", number=record.number)
    return _("Kayıt açıldı. Durumu: %(state)s.", state=state_label(record))
