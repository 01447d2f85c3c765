"""The form that mends what was mistyped in a record."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import ValidationError

from kalem.db import StaleRow
from kalem.http.routing import RECORD, SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.organisation import Actor
from kalem.records import Record, RecordType, Schema, fields, get_visible, types
from kalem.records.codec import Decoded
from kalem.refusal import Refusal, Refused
from kalem.workflow import correct
from kalem.workflow import load as load_record
from kalem.workflow.correction import seat_to_correct
from kalem.workflow.flows import sealed_by

from .forms import STALE, Answer, drawn, loose_errors, opened, sent, wrong
from .kept_forms import again, put_back
from .readings import looked_at
from .refusals import views
from .view import Form, Link
from .wanted import number_in


class Mending(Schema):
    """Asks why a record is mended."""

    mending_reason = fields.Text(
        label=_l("Düzeltmenin gerekçesi"), help=_l("Eski değerler hareketlerde görünür kalır."), required=True, max=500
    )


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("corrections", __name__)
    page(made, f"/record/{RECORD}/correct", permission=SIGNED_IN)(show)
    page(made, f"/record/{RECORD}/correct", permission=SIGNED_IN, methods=("POST",), form="show")(save)
    return made


def show(record_id: int) -> Answer:
    """Show a record's form with what stands in it, or why nothing is to be mended."""
    actor = who()
    record = get_visible(actor, record_id)
    refusals = _against(record, actor)
    if refusals:
        return _refused(record, refusals)
    type = types.get()[record.type]
    values = type.form_values(record, load_record(record)[1])
    action = _address(record)
    decoded, why = again(type.schema, opened(type.schema, values), action), again(Mending, opened(Mending), action)
    return _page(record, type, decoded, why, record.version)


def save(record_id: int) -> Answer:
    """Write the correction, or show the form again with what is wrong."""
    actor = who()
    record = get_visible(actor, record_id)
    refusals = _against(record, actor)
    if refusals:
        return _refused(record, refusals), 422
    type = types.get()[record.type]
    decoded, why = sent(type.schema), sent(Mending)
    version = number_in(request.form.get("version", "")) or 0
    if decoded.errors or why.errors:
        return _page(record, type, decoded, why, version), 422
    try:
        correct(record_id, actor, decoded.values, why.values["mending_reason"], version=version)
    except StaleRow:
        return _page(record, type, decoded, why, record.version, errors=(str(STALE),)), 409
    except ValidationError as fault:
        return _page(record, type, wrong(decoded, fault), why, version), 422
    except Refused as refused:
        return _page(record, type, decoded, why, version, refusals=refused.refusals), 422
    flash(f"mend:{record_id}", "draft")
    flash(_("Kayıt düzeltildi; eski değerler hareketlerde duruyor."), "done")
    return redirect(url_for("record_pages.show", record_id=record_id))


def _against(record: Record, actor: Actor) -> tuple[Refusal, ...]:
    """Return why ``actor`` mends nothing in ``record``; :class:`Refused` when its type is off."""
    sealed = sealed_by(record)
    return (sealed,) if sealed is not None else seat_to_correct(record, actor)[1]


def _refused(record: Record, refusals: tuple[Refusal, ...]) -> str:
    back = Link(_("Kayda dön"), url_for("record_pages.show", record_id=record.id))
    return render_template("refused.html", title=_("Kayıt düzeltilemez"), refusals=views(refusals), back=back)


def _page(
    record: Record,
    type: RecordType,
    decoded: Decoded,
    why: Decoded,
    version: int,
    *,
    errors: tuple[str, ...] = (),
    refusals: tuple[Refusal, ...] = (),
) -> str:
    looked_at(record)
    back = url_for("record_pages.show", record_id=record.id)
    form = Form(
        "duzeltme",
        _address(record),
        (*drawn(type.schema, decoded, type.sections), *drawn(Mending, why)),
        _("Düzeltmeyi kaydet"),
        cancel_url=back,
        hidden={"version": str(version)},
        errors=(*loose_errors(type.schema, decoded), *errors),
        draft=f"mend:{record.id}",
        confidential=record.confidentiality > 0,
    )
    return render_template(
        "record_form.html",
        title=_("Kaydı düzelt"),
        lead=" ".join(filter(None, (record.number, record.subject))),
        crumbs=(
            Link(str(type.plural), url_for("record_lists.show", type_id=type.id)),
            Link(record.number or "…", back),
        ),
        form=put_back(form),
        refusals=views(refusals),
    )


def _address(record: Record) -> str:
    return url_for("corrections.save", record_id=record.id)
