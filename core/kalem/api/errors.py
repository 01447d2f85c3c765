"""Every error of the application as a problem, never as a page or a stack trace."""

from typing import Any

from flask import Flask, Response, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError

from kalem.app import FileChanged
from kalem.db import StaleRow
from kalem.http.faults import number
from kalem.http.once import KeyReused
from kalem.i18n import gettext as _
from kalem.records import NotFound
from kalem.records.codec import messages
from kalem.records.unfit import UnfitFile
from kalem.refusal import Refused
from kalem.workflow import UnknownStep

from .problems import Problem, answer, invalid

#: The problem of each error that the framework raises by itself; every other one below 500 is a malformed request.
_OF_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}


def install(app: Flask) -> None:
    """Answer every error of ``app`` with a problem."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _http)
    for unknown in (NotFound, UnknownStep):
        app.register_error_handler(unknown, lambda _fault: answer(Problem("not-found")))
    app.register_error_handler(StaleRow, _stale)
    app.register_error_handler(FileChanged, lambda _fault: answer(Problem("file-changed")))
    app.register_error_handler(Refused, lambda fault: answer(Problem("refused", refusals=fault.refusals)))
    app.register_error_handler(ValidationError, lambda fault: answer(invalid(messages(fault))))
    app.register_error_handler(UnfitFile, lambda fault: answer(invalid({"files": [str(fault)]})))
    app.register_error_handler(KeyReused, _reused)
    app.register_error_handler(InternalServerError, _broken)


def _http(fault: HTTPException) -> Response:
    kind = _OF_STATUS.get(fault.code or 400, "malformed")
    allowed = fault.get_headers() if kind == "method-not-allowed" else []
    return answer(Problem(kind, headers={name: value for name, value in allowed if name == "Allow"}))


def _stale(_fault: StaleRow) -> Response:
    kind = "stale" if "If-Match" in request.headers else "conflict"
    return answer(Problem(kind, _("Kaydı yeniden okuyun, değişikliğinizi son sürüme göre yeniden gönderin.")))


def _reused(_fault: KeyReused) -> Response:
    return answer(Problem("key-reused", _("Her yeni istek için yeni bir anahtar üretin.")))


def _broken(fault: InternalServerError) -> Any:
    made = number(fault.original_exception or fault)
    return answer(Problem("broken", _("Yöneticiye bu numarayı bildirin: %(number)s", number=made), number=made))
