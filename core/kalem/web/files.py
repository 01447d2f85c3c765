"""Attachments: shown, downloaded, added to a record that is there, marked as removed."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from kalem.http.faults import number
from kalem.http.once import Repeated
from kalem.http.routing import RECORD, SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.i18n import ngettext, pgettext
from kalem.records import Schema, fields, get_visible
from kalem.records.attachments import MOST_REASON, find
from kalem.records.serving import serving
from kalem.records.storage import storage
from kalem.records.unfit import UnfitFile
from kalem.refusal import Refused
from kalem.workflow.attaching import attach, remove, seat_to_attach

from . import errors, once, record_pages, uploads
from .forms import drawn, opened, sent
from .readings import looked_at
from .refusals import views
from .uploads import Uploads
from .view import Form, Link

#: The part of a rule that stands for an attachment's id.
ATTACHMENT = "<int(max=9223372036854775807):attachment_id>"

#: Files that are told by their names when they were added.
MOST_NAMED = 5


class Removal(Schema):
    """Asks why a file does not belong to the record."""

    reason = fields.Text(label=_l("Neden kaldırılıyor?"), required=True, max=MOST_REASON)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("files", __name__)
    page(made, f"/record/{RECORD}/files", permission=SIGNED_IN, methods=("POST",))(add_to)
    page(made, f"/record/{RECORD}/files/{ATTACHMENT}", permission=SIGNED_IN)(show)
    page(made, f"/record/{RECORD}/files/{ATTACHMENT}/remove", permission=SIGNED_IN)(ask)
    page(made, f"/record/{RECORD}/files/{ATTACHMENT}/remove", permission=SIGNED_IN, methods=("POST",))(take_out)
    return made


def show(record_id: int, attachment_id: int) -> Response | tuple[str, int]:
    """Send a file of a record that the person may read; with ``download`` never to be shown in place."""
    record = get_visible(who(), record_id)
    attachment = find(who(), record_id, attachment_id)
    served = serving(attachment, download=bool(request.args.get("download")))
    try:
        # Records share a file of the same content: its own time would tell that somebody else added it too.
        response = send_file(
            storage.get().path(attachment.sha256),
            mimetype=served.media_type,
            etag=attachment.sha256,
            last_modified=attachment.added_at,
            max_age=0,
        )
    except FileNotFoundError as fault:
        back = Link(_("Kayda dön"), url_for("record_pages.show", record_id=record_id))
        return errors.page(410, number=number(fault), back=back)
    response.headers.update(served.headers)
    looked_at(record, attachment_id)
    return response


def add_to(record_id: int) -> AnyResponse | tuple[str, int]:
    """Add the chosen files to a record."""
    actor = who()
    record = get_visible(actor, record_id)
    # From who may add none, none is taken in: ``attach`` then says why.
    may = seat_to_attach(record, actor) is not None
    received = uploads.read(actor, ("files",)) if may else Uploads()
    wrong = tuple((received.errors or {}).values())
    if may and not received.files and not wrong:
        wrong = (_("Eklenecek bir dosya seçin."),)
    if wrong:
        return record_pages.drawn(record, actor, files=wrong), 422
    form = once.line(" ".join(each.sha256 for _kind, each in received.files))
    try:
        added = attach(
            record_id,
            actor,
            [each for _kind, each in received.files],
            also=lambda _added: form.keep(record_id) if form is not None else None,
        )
        flash(_("Eklendi: %(files)s", files=_named([each.name for each in added])), "done")
    except UnfitFile as unfit:
        return record_pages.drawn(record, actor, files=(str(unfit),)), 422
    except Repeated:
        once.tell()
    return redirect(url_for("record_pages.show", record_id=record_id, _anchor="ekler"))


def ask(record_id: int, attachment_id: int) -> str:
    """Ask why a file does not belong to the record."""
    return _page(record_id, attachment_id, _form(record_id, attachment_id))


def take_out(record_id: int, attachment_id: int) -> AnyResponse | tuple[str, int]:
    """Mark a file as removed."""
    decoded = sent(Removal)
    form = _form(record_id, attachment_id, wrong=True)
    if decoded.errors:
        return _page(record_id, attachment_id, form), 422
    try:
        remove(record_id, attachment_id, who(), decoded.values["reason"])
    except Refused as refused:
        return render_template(
            "refused.html",
            title=_("Ek kaldırılamadı"),
            refusals=views(refused.refusals),
            back=Link(_("Kayda dön"), url_for("record_pages.show", record_id=record_id)),
        ), 422
    flash(_("Ek kaldırıldı; dosyası ve gerekçesi kayıtta duruyor."), "done")
    return redirect(url_for("record_pages.show", record_id=record_id, _anchor="ekler"))


def _named(names: Sequence[str]) -> str:
    """Return what was added as it is told on the next page: many long names fit into no cookie."""
    return ", ".join(names) if len(names) <= MOST_NAMED else ngettext("%(num)s dosya", "%(num)s dosya", len(names))


def _form(record_id: int, attachment_id: int, *, wrong: bool = False) -> Form:
    return Form(
        "kaldir",
        url_for("files.take_out", record_id=record_id, attachment_id=attachment_id),
        drawn(Removal, sent(Removal) if wrong else opened(Removal)),
        _("Eki kaldır"),
        cancel_url=url_for("record_pages.show", record_id=record_id),
    )


def _page(record_id: int, attachment_id: int, form: Form) -> str:
    attachment = find(who(), record_id, attachment_id)
    return render_template(
        "record_form.html",
        title=_("Eki kaldır"),
        lead=attachment.name,
        form=form,
        crumbs=(
            Link(pgettext("record", "Kayıt"), url_for("record_pages.show", record_id=record_id)),
            Link(_("Eki kaldır"), ""),
        ),
    )
