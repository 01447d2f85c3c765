"""What a person sees when something goes wrong: in words, with a number where it is our fault, never a stack trace."""

from typing import Any

from flask import Flask, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from kalem.app import FileChanged
from kalem.db import StaleRow
from kalem.http.faults import number
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.logs import request_id
from kalem.organisation import municipality
from kalem.records import NotFound
from kalem.refusal import Refused
from kalem.workflow import UnknownStep

from .components import write_size
from .refusals import views
from .shell import shell
from .view import Link

Answer = tuple[str, int]


def install(app: Flask) -> None:
    """Answer every error of ``app`` with a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _fault: page(400))
    for unknown in (NotFound, UnknownStep):
        app.register_error_handler(unknown, lambda _fault: page(404))
    app.register_error_handler(StaleRow, lambda _fault: page(409, back=_back()))
    app.register_error_handler(FileChanged, lambda _fault: page(503))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(InternalServerError, _broken)


def page(status: int, **values: Any) -> Answer:
    """Return the error page of ``status``. What is forbidden and what is not there look alike."""
    shown = 404 if status in (401, 403, 404) else status
    frame = _shell() if status >= 500 else shell()
    # What is forbidden and what is not there answer in the same words, to the letter.
    id = request_id() if shown != 404 else ""
    values = {"municipality": municipality.get().name, "request_id": id, **values}
    return render_template("error.html", status=shown, shell=frame, **values), shown


def _http(fault: HTTPException) -> Any:
    if fault.response is not None or fault.code is None or fault.code < 400:
        return fault
    if fault.code == 413:
        return page(413, limit=write_size(request.max_content_length))
    return page(404 if fault.code == 410 else fault.code)


def _refused(fault: Refused) -> Answer:
    """Tell every ground; to who is not signed in, what he may know of it."""
    if shell() is None:
        return page(422, reasons=[joined((each.message, each.cure), " ") for each in fault.refusals])
    back = _back() or Link(_("İşlerime dön"), url_for("desk.show"))
    refusals = views(fault.refusals)
    return render_template("refused.html", title=_("Bu şimdi yapılamaz"), refusals=refusals, back=back), 422


def _broken(fault: InternalServerError) -> Answer:
    original = fault.original_exception or fault
    return page(500, number=number(original))


def _back() -> Link | None:
    record_id = (request.view_args or {}).get("record_id")
    if record_id is None:
        return None
    return Link(_("Kaydın son durumunu aç"), url_for("record_pages.show", record_id=record_id))


def _shell() -> Any:
    """Return the frame of the page, or none where even that cannot be drawn."""
    try:
        return shell()
    except Exception:
        g.kalem_shell = None
        return None
