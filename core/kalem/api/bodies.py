"""What a program sends: bodies, queries, the version that it saw, the key of a request that takes effect once."""

import json
from collections.abc import Callable
from typing import Any, Protocol

from flask import request
from werkzeug.http import parse_etags

from kalem.http.once import Once, OnceKey
from kalem.i18n import gettext as _
from kalem.records import Schema, codec, jsoncodec
from kalem.records.codec import Decoded

from .problems import Problem, invalid
from .visit import key

#: Longest key of a request, in characters.
MOST_KEY = 255


def body(schema: Schema) -> dict[str, Any]:
    """Return the JSON object that was sent, understood by ``schema``; :class:`Problem` says what is wrong with it."""
    return right(jsoncodec.load(schema, json_object()))


def right(decoded: Decoded) -> dict[str, Any]:
    """Return what was understood; :class:`Problem` when something was not."""
    if decoded.errors:
        raise invalid(decoded.errors)
    return decoded.values


def json_object() -> dict[str, Any]:
    """Return the JSON object that was sent; :class:`Problem` for anything else.

    A name that stands twice, NaN and infinity are refused: what two readers understand differently is understood by
    none.
    """
    if request.mimetype != "application/json":
        raise Problem("unsupported-media-type", _("Gövdeyi application/json olarak gönderin."))
    if request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise Problem("unsupported-media-type", _("Gövdeyi UTF-8 olarak gönderin."))
    not_packed()
    try:
        found = json.loads(request.get_data().decode(), object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Problem("malformed", _("Gövde doğru bir JSON değil.")) from fault
    if not isinstance(found, dict):
        raise Problem("malformed", _("Gövde bir JSON nesnesi olmalı."))
    return found


def not_packed() -> None:
    """Raise the problem of a body that must be unpacked first: some bytes of it could become any number."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Problem(
            "unsupported-media-type",
            _("Gövdeyi sıkıştırmadan (Content-Encoding olmadan) gönderin."),
            headers={"Accept-Encoding": "identity"},
        )


def query(schema: Schema) -> dict[str, Any]:
    """Return the query of the address, understood by ``schema``. A name that it does not know is a mistake."""
    unknown = [str(schema.error_messages["unknown"])]
    errors = {name[:100]: unknown for name in request.args if name not in schema.load_fields}
    errors |= {name: [_("Birden çok kez yazılmış.")] for name in request.args if len(request.args.getlist(name)) > 1}
    if errors:
        raise invalid(errors)
    return right(codec.form(schema, request.args))


class Versioned(Protocol):
    """What counts its versions: a record, a subscription."""

    version: Any


def seen(found: Versioned) -> int:
    """Return the version that the program says it saw, when it is the present one; :class:`Problem` otherwise."""
    header = request.headers.get("If-Match")
    if header is None:
        raise Problem("version-required", _("If-Match başlığına, okuduğunuz ETag değerini yazın."))
    tags = parse_etags(header)
    if not tags.star_tag and str(found.version) not in tags.as_set():
        raise Problem("stale", _("Kaydı yeniden okuyun, değişikliğinizi son sürüme göre yeniden gönderin."))
    return int(found.version)


def once(what: Any, write: Callable[[Callable[[int, str], None]], None]) -> OnceKey | None:
    """Let ``write`` take effect once: return what a request with the same key made before, None when it was done now.

    ``what`` is what was sent; ``write`` is given what keeps the key, to be called with the id of the record and a word
    on what was made, in the transaction that makes it.
    """
    wanted = _once(what)
    if wanted is None:
        write(lambda _id, _made: None)
        return None
    earlier = wanted.earlier()
    if earlier is not None:
        return earlier
    try:
        write(wanted.keep)
    except Exception:
        # Whatever stood in the way, it may be that the same request took effect meanwhile.
        earlier = wanted.earlier()
        if earlier is None:
            raise
        return earlier
    return None


def _once(what: Any) -> Once | None:
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return None
    text = header.strip().removeprefix('"').removesuffix('"')
    if not 0 < len(text) <= MOST_KEY or not text.isascii() or not text.isprintable():
        raise Problem("malformed", _("Idempotency-Key 1 ile %(most)s ASCII karakter olmalı.", most=MOST_KEY))
    sent = json.dumps([request.method, request.full_path, what], sort_keys=True, default=str)
    return Once(f"token:{key().id}", text, sent.encode())


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
