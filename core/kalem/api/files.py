"""Attachments: listed, sent in, handed out, marked as removed."""

from typing import Any, BinaryIO, cast

from flask import Flask, Response, jsonify, request, send_file, url_for

from kalem.http.faults import number
from kalem.http.routing import RECORD
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.records import Schema, fields, get_visible
from kalem.records.attachments import MOST_FILES, MOST_REASON, Attachment, Kind, attachments_of, find, receive
from kalem.records.filekinds import KINDS, OTHER
from kalem.records.reading_log import opened
from kalem.records.serving import serving
from kalem.records.storage import storage
from kalem.workflow.attaching import attach, remove, seat_to_attach

from . import bodies, telling
from .describing import of, ref, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .problems import Problem, invalid
from .visit import actor as who
from .visit import writer

#: The part of an address that stands for an attachment's id.
ATTACHMENT = "<int(max=9223372036854775807):attachment_id>"


class Removal(Schema):
    """Why a file does not belong to the record."""

    reason = fields.Text(label=_l("Neden kaldırılıyor?"), required=True, max=MOST_REASON)


def register(app: Flask) -> None:
    """Register the operations of this module."""
    one, listed = ref("Attachment"), Answer(shape=of(items=several(ref("Attachment"))))
    address = f"/record/{RECORD}/attachments"
    form = {
        "type": "object",
        "properties": {
            "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1},
            "kind": {"type": "string", "enum": ["attachment", "scan"]},
        },
        "required": ["files"],
        "additionalProperties": False,
    }
    media_types = sorted({kind.media_type for kind in (*KINDS, OTHER)})
    operations = [
        Operation(address, index, "list", _l("Ekler, kaldırılanlar da"), [listed]),
        Operation(
            address, add, "create", _l("Ek gönder"), [Answer(201, listed.shape)], method="POST", once=True,
            request_body={"required": True, "content": {"multipart/form-data": {"schema": form}}},
            description=_l("scan, evrakın taranmış hâli; attachment, ekleri. Biri en çok 25 MB."),
        ),
        Operation(f"{address}/{ATTACHMENT}", show, "read", _l("Bir ekin bilgisi"), [Answer(shape=one)]),
        Operation(
            f"{address}/{ATTACHMENT}/content", content, "content", _l("Ekin kendisi"),
            [Answer(shape={}, media_types=media_types)], if_none_match=True, problems=(410,),
        ),
        Operation(
            f"{address}/{ATTACHMENT}/removal", take_out, "remove", _l("Eki kaldır"), [Answer(shape=one)],
            method="POST", body=of(reason={"type": "string", "minLength": 1, "maxLength": MOST_REASON}),
            description=_l("Dosya silinmez; nedeniyle birlikte kayıtta durur."),
        ),
    ]  # fmt: skip
    register_operations(app, "files", _l("Ekler"), operations)


def index(record_id: int) -> Response:
    """List the attachments of a record."""
    record = get_visible(who(), record_id)
    return _listed(attachments_of(record.id))


def add(record_id: int) -> Response:
    """Take files in and add them to a record, once for each key."""
    record = get_visible(who(), record_id)
    actor = writer(record.type)
    if request.mimetype != "multipart/form-data":
        raise Problem("unsupported-media-type", _("Dosyaları multipart/form-data olarak gönderin."))
    bodies.not_packed()
    if seat_to_attach(record, actor) is None:
        # From who may add none, none is taken in: this says why.
        attach(record.id, actor, [])
    kind = _kind()
    sent = [each for each in request.files.getlist("files") if each.filename]
    if not sent or len(sent) > MOST_FILES:
        raise invalid({"files": [_("1 ile %(most)s arasında dosya gönderin.", most=MOST_FILES)]})
    received = [receive(cast(BinaryIO, each.stream), str(each.filename)) for each in sent]
    made: list[Attachment] = []

    def write(keep: Any) -> None:
        def also(added: list[Attachment]) -> None:
            keep(record.id, " ".join(str(each.id) for each in added))

        made.extend(attach(record.id, actor, received, kind=kind, also=also))

    earlier = bodies.once([kind, [[each.name, each.sha256] for each in received]], write)
    if earlier is not None:
        ids = set(earlier.made.split())
        made = [each for each in attachments_of(get_visible(actor, earlier.record_id).id) if str(each.id) in ids]
    response = _listed(made)
    response.status_code = 201
    return response


def show(record_id: int, attachment_id: int) -> Response:
    """Tell about an attachment."""
    return jsonify(_told(find(who(), record_id, attachment_id)))


def content(record_id: int, attachment_id: int) -> Response:
    """Hand out a file of a record that may be read."""
    attachment = find(who(), record_id, attachment_id)
    opened(who(), get_visible(who(), record_id), "attachment", attachment_id=attachment_id)
    served = serving(attachment, download=True)
    try:
        response = send_file(
            storage.get().path(attachment.sha256),
            mimetype=served.media_type,
            etag=attachment.sha256,
            conditional=False,
            max_age=0,
        )
    except FileNotFoundError as fault:
        made = number(fault)
        raise Problem("gone", _("Yöneticiye bu numarayı bildirin: %(number)s", number=made), number=made) from fault
    response.headers.update(served.headers)
    response.headers.pop("Last-Modified", None)
    response.make_conditional(request, accept_ranges=False)
    return response


def take_out(record_id: int, attachment_id: int) -> Response:
    """Mark a file as removed, with the reason."""
    find(who(), record_id, attachment_id)
    actor = writer(get_visible(who(), record_id).type)
    reason = bodies.body(telling.ready(Removal))["reason"]
    remove(record_id, attachment_id, actor, reason)
    return jsonify(_told(find(actor, record_id, attachment_id)))


def _kind() -> Kind:
    unknown = [name for name in (*request.form, *request.files) if name not in ("files", "kind")]
    errors = {name[:100]: [_("Bilinmeyen alan.")] for name in unknown}
    kind = request.form.get("kind", "attachment")
    if kind not in ("attachment", "scan"):
        errors["kind"] = [_("attachment ya da scan yazın.")]
    if errors:
        raise invalid(errors)
    return cast(Kind, kind)


def _listed(found: list[Attachment]) -> Response:
    return jsonify(items=[_told(each) for each in found])


def _told(each: Attachment) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "size": each.size,
        "sha256": each.sha256,
        "media_type": each.media_type,
        "kind": each.kind,
        "added_at": telling.moment(each.added_at),
        "removed_at": telling.moment(each.removed_at),
        "removed_reason": each.removed_reason,
        "url": url_for("files.content", record_id=each.record_id, attachment_id=each.id),
    }
