"""Problem details (RFC 9457): how every "no" is told to a program."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, request

from kalem.http.refusals import told
from kalem.i18n import gettext as _
from kalem.i18n import lazy_gettext as _l
from kalem.refusal import Refusal

#: The media type of every error.
MEDIA_TYPE = "application/problem+json"

#: What stands before the word of a problem in its ``type``.
URN = "urn:kalem:problem:"

#: Each problem by the last word of its ``type``: the status that it is answered with, and its title. The words stay.
KINDS: Mapping[str, tuple[int, str]] = {
    "malformed": (400, _l("İstek anlaşılamadı")),
    "unauthorized": (401, _l("Erişim anahtarı gerekir")),
    "forbidden": (403, _l("Erişim anahtarının kapsamı yetmiyor")),
    "not-found": (404, _l("Böyle bir şey yok")),
    "method-not-allowed": (405, _l("Bu adres bu yöntemi tanımıyor")),
    "conflict": (409, _l("Başkası daha önce değiştirdi")),
    "similar": (409, _l("Aynı kayıt daha önce açılmış olabilir")),
    "gone": (410, _l("Dosyanın kendisi yok")),
    "stale": (412, _l("Kayıt, gördüğünüz sürümde değil")),
    "too-large": (413, _l("İstek çok büyük")),
    "unsupported-media-type": (415, _l("İçeriğin türü uygun değil")),
    "invalid": (422, _l("Gönderilen değerler uygun değil")),
    "refused": (422, _l("Bu şimdi yapılamaz")),
    "key-reused": (422, _l("Bu Idempotency-Key başka bir istekle kullanıldı")),
    "version-required": (428, _l("Hangi sürümü değiştirdiğinizi yazın")),
    "broken": (500, _l("Bizden kaynaklanan bir hata oldu")),
    "file-changed": (503, _l("Belediye dosyası değişti; program yeniden başlatılmalı")),
}


class Problem(Exception):
    """Why a request is answered with an error; nothing was written."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Mapping[str, Sequence[str]] | None = None,
        refusals: Iterable[Refusal] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        """``errors`` are messages by field; ``more`` are members of the problem's own."""
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.refusals = tuple(refusals)
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(f"{kind}: {detail}")


def answer(problem: Problem) -> Response:
    """Return the answer that tells ``problem``."""
    status, title = KINDS[problem.kind]
    body: dict[str, Any] = {"type": URN + problem.kind, "title": str(title), "status": status}
    detail = problem.detail or " ".join(each.message for each in problem.refusals)
    if detail:
        body["detail"] = detail
    body["instance"] = quote(f"{request.script_root}{request.path}", errors="replace")
    if problem.errors is not None:
        body["errors"] = {name: list(messages) for name, messages in problem.errors.items()}
    if problem.refusals:
        body["refusals"] = [told(each) for each in problem.refusals]
    body.update(problem.more)
    # Escaped: half a letter that a program sent as a name of a field would not go out otherwise.
    response = Response(json.dumps(body), status, content_type=MEDIA_TYPE)
    response.headers.update(problem.headers)
    return response


def invalid(errors: Mapping[str, Sequence[str]]) -> Problem:
    """Return the problem of values that cannot be, with the messages of their fields."""
    return Problem("invalid", _("Alanların yanındaki açıklamalara bakın."), errors=errors)
