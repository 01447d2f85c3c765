"""Taking steps: with one press, or after a form; refused ones say why."""

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from kalem.db import StaleRow
from kalem.http.once import Once, Repeated
from kalem.http.refusals import told
from kalem.http.routing import RECORD, SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.http.visit import came_from
from kalem.i18n import gettext as _
from kalem.organisation import Actor
from kalem.records import Details, NotFound, Record, RecordType, Schema, Step, get_visible, types
from kalem.records.codec import Decoded
from kalem.refusal import Refusal, Refused
from kalem.workflow import explain, take
from kalem.workflow import load as load_record
from kalem.workflow.flows import step_of

from . import once, record_pages
from .display import Words, due_of, secrecy_of, state_of
from .forms import STALE, Answer, drawn, loose_errors, opened, ready, sent, wrong
from .kept_forms import again, put_back
from .readings import looked_at
from .refusals import button, views
from .view import Form, Link, RecordView
from .wanted import number_in


class Nothing(Schema):
    """The form of a step that asks for nothing."""


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("step_pages", __name__)
    page(made, f"/record/{RECORD}/step/<step_id>", permission=SIGNED_IN)(show)
    page(made, f"/record/{RECORD}/step/<step_id>", permission=SIGNED_IN, methods=("POST",), form="show")(press)
    page(made, f"/record/{RECORD}/explain/<step_id>", permission=SIGNED_IN)(why)
    return made


def show(record_id: int, step_id: str) -> Answer:
    """Show the form of a step, or why it is not possible now."""
    actor = who()
    record = get_visible(actor, record_id)
    step = step_of(record, step_id)
    refusals = explain(record, step_id, actor).refusals
    if refusals:
        return _page(record, step, None, actor, refusals=refusals)
    if step.begins:
        origin: dict[str, Any] = {"for": record.id, "step": step.id}
        return redirect(url_for("record_forms.new", type_id=step.begins, **origin))
    values = step.values(load_record(record)[1]) if step.values is not None else {}
    schema = _form(step)
    return _page(record, step, again(schema, opened(schema, values), _address(record, step)), actor)


def press(record_id: int, step_id: str) -> Answer:
    """Take a step, once for each form. What stands in the way comes back with what was typed."""
    actor, form = who(), once.sent()
    try:
        record = get_visible(actor, record_id)
    except NotFound:
        # By the step itself it may be closed to him.
        if once.earlier(form) is None:
            raise
        return _repeated(record_id, step_id)
    step = step_of(record, step_id)
    try:
        answer = _press(record, step, actor, form)
    except Repeated:
        return _repeated(record_id, step_id)
    # What was seen in the same version and sent with the same words was his own press, from whichever window.
    if isinstance(answer, AnyResponse) or once.earlier(form) is None:
        return answer
    return _repeated(record_id, step_id)


def _repeated(record_id: int, step_id: str) -> AnyResponse:
    once.tell()
    flash(f"step:{record_id}:{step_id}", "draft")
    return redirect(_onward(record_id))


def _press(record: Record, step: Step, actor: Actor, form: Once | None) -> Answer:
    decoded = sent(_form(step))
    record_id, step_id = record.id, step.id
    version = number_in(request.form.get("version", "")) or 0
    if decoded.errors:
        refusals = explain(record, step_id, actor).refusals
        asked = None if refusals else decoded
        return _page(record, step, asked, actor, version=version, refusals=refusals), 422
    try:
        values = decoded.values if step.form else None
        taken = take(record_id, step_id, actor, values, version=version, also=once.keeper(form))
    except ValidationError as fault:
        return _page(record, step, wrong(decoded, fault), actor, version=version), 422
    except StaleRow:
        return _stale(record, step, decoded, actor)
    except Refused as refused:
        return _refused(record, step, decoded, actor, refused.refusals, version)
    flash(f"step:{record_id}:{step_id}", "draft")
    flash(_done(taken, step), "done")
    return redirect(_onward(record_id))


def why(record_id: int, step_id: str) -> Response:
    """Return as JSON whether the person may take a step, and every reason against it with its ground."""
    actor = who()
    record = get_visible(actor, record_id)
    offer = explain(record, step_id, actor)
    return jsonify(
        step=step_id,
        label=str(offer.step.label),
        allowed=offer.allowed,
        refusals=[told(each) for each in offer.refusals],
    )


def _form(step: Step) -> type[Schema]:
    return step.form or Nothing


def _address(record: Record, step: Step) -> str:
    return url_for("step_pages.press", record_id=record.id, step_id=step.id)


def _onward(record_id: int) -> str:
    """Return where the work goes on: on the desk when the step was taken there, else on the record's page."""
    desk = url_for("desk.show")
    origin = came_from()
    return (
        origin if origin == desk or origin.startswith(f"{desk}?") else url_for("record_pages.show", record_id=record_id)
    )


def _done(record: Record, step: Step) -> str:
    named = record.number or record.subject
    return _("“%(step)s” yapıldı: %(record)s", step=step.label, record=named)


def _stale(record: Record, step: Step, decoded: Decoded, actor: Actor) -> Answer:
    """Answer who saw an older version: his words stay, the record's present state stands beside them."""
    if step.form is None:
        flash(
            _("“%(step)s” yapılmadı: bu kaydı sizden önce başkası değiştirdi. Son durumu aşağıda.", step=step.label),
            "late",
        )
        return record_pages.drawn(record, actor), 409
    refusals = explain(record, step.id, actor).refusals
    return _page(record, step, decoded, actor, refusals=refusals, errors=(str(STALE),)), 409


def _refused(
    record: Record, step: Step, decoded: Decoded, actor: Actor, refusals: tuple[Refusal, ...], version: int
) -> Answer:
    if step.form is None:
        pressed = button(record, step, refusals)
        return record_pages.drawn(record, actor, pressed=pressed), 422
    return _page(record, step, decoded, actor, version=version, refusals=refusals), 422


def _page(
    record: Record,
    step: Step,
    decoded: Decoded | None,
    actor: Actor,
    *,
    version: int | None = None,
    refusals: tuple[Refusal, ...] = (),
    errors: tuple[str, ...] = (),
) -> str:
    """Return the step's page: with a form unless ``decoded`` is None, or he has no position that takes such steps."""
    looked_at(record)
    type = types.get()[record.type]
    back = url_for("record_pages.show", record_id=record.id)
    form = None
    if decoded is not None and any(map(actor.may, (step.permission or type.permission_to_work).split())):
        schema = _form(step)
        form = Form(
            "adim",
            _address(record, step),
            drawn(schema, decoded),
            str(step.label),
            cancel_url=back,
            hidden={"version": str(record.version if version is None else version), **once.hidden()},
            errors=(*loose_errors(schema, decoded), *errors),
            draft=f"step:{record.id}:{step.id}" if step.form is not None else "",
            confidential=record.confidentiality > 0,
        )
    return render_template(
        "step_form.html",
        title=str(step.label),
        record=_beside(record, type, load_record(record)[1], actor),
        form=put_back(form) if form is not None else None,
        refusals=views(refusals),
        record_url=back,
    )


def _beside(record: Record, type: RecordType, details: Details, actor: Actor) -> RecordView:
    """Return what of the record stands beside the form."""
    said = Words(type, [details], actor, tuple(ready(type.schema).fields))
    lists = Link(str(type.plural), url_for("record_lists.show", type_id=type.id))
    here = Link(record.number or record.subject, url_for("record_pages.show", record_id=record.id))
    return RecordView(
        record.number or "",
        str(type.label),
        record.subject,
        record.version,
        crumbs=(lists, here),
        badges=(state_of(record), *secrecy_of(record)),
        due=due_of(record),
        facts=record_pages.head_facts(record, type, details, said),
    )
