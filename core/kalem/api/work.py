"""Work over all record types: search, and the desk."""

from flask import Flask, Response

from kalem.i18n import lazy_gettext as _l
from kalem.records import desk, fields, found, in_order, visible_ids

from . import bodies, telling
from .describing import page_of, ref
from .operations import Answer, Operation
from .operations import register as register_operations
from .paging import Paging, cursor, cursor_in, cut, number_in
from .types import type_or_404
from .visit import actor as who

#: The views of the desk as programs name them, each with the desk's own word.
VIEWS = {"waiting": "", "late": "late", "mine": "mine", "lent": "lent"}


class Sought(Paging):
    """What is sought."""

    q = fields.String(label=_l("Aranan sözcükler"), max=200, required=True)
    type = fields.String(label=_l("Kayıt türü"), max=60)


class Viewed(Paging):
    """Which view of the desk is asked for."""

    view = fields.Choice(
        (
            ("waiting", _l("Beni bekleyen")),
            ("late", _l("Geciken")),
            ("mine", _l("Takip ettiğim")),
            ("lent", _l("Vekâleten")),
        ),
        label=_l("Görünüm"),
        load_default="waiting",
    )


def register(app: Flask) -> None:
    """Register the operations of this module."""
    shape = page_of(ref("RecordRow"))
    register_operations(
        app,
        "work",
        _l("Arama ve işlerim"),
        [
            Operation(
                "/search",
                search,
                "search",
                _l("Bütün kayıtlarda ara"),
                [Answer(shape=shape)],
                query=telling.ready(Sought),
                problems=(404,),
            ),
            Operation("/desk", show_desk, "desk", _l("İşlerim"), [Answer(shape=shape)], query=telling.ready(Viewed)),
        ],
    )


def search() -> Response:
    """List what is found by its words, newest first."""
    actor = who()
    asked = bodies.query(telling.ready(Sought))
    limit = asked["limit"]
    kind = type_or_404(asked["type"]).id if asked.get("type") else None
    ids, last = cut(found(actor, asked["q"], type=kind, before=number_in(asked), limit=limit + 1), limit)
    seen = visible_ids(actor, ids) if ids else set()
    records = in_order([each for each in ids if each in seen]) if ids else []
    return telling.page([telling.row(each) for each in records], cursor(last) if last is not None else None)


def show_desk() -> Response:
    """List what waits, the most pressing first."""
    actor = who()
    asked = bodies.query(telling.ready(Viewed))
    view, limit = VIEWS[asked["view"]], asked["limit"]
    records, last = cut(desk.waiting_list(actor, view, after=cursor_in(asked), limit=limit + 1), limit)
    return telling.page(
        [telling.row(each) for each in records], cursor(desk.cursor(last, view)) if last is not None else None
    )
