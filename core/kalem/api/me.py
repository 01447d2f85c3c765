"""Who a program is: the person as whom it acts, his seats today, and its token."""

from flask import Flask, Response, jsonify

from kalem.i18n import lazy_gettext as _l
from kalem.organisation import ApiToken, municipality

from . import telling
from .describing import MOMENT, NUMBER, TEXT, of, ref, several
from .operations import Answer, Operation
from .operations import register as register_operations
from .visit import actor, key


def register(app: Flask) -> None:
    """Register the operations of this module."""
    token = of(label=TEXT, scopes=several(TEXT), ends=MOMENT)
    shape = of(
        municipality=TEXT,
        user=of(id=NUMBER, name=TEXT),
        seats=several(ref("Seat")),
        permissions=several(TEXT),
        token=token,
    )
    register_operations(
        app,
        "me",
        _l("Anahtar ve sahibi"),
        [Operation("/me", show, "read", _l("Kim olarak, hangi görevlerle, hangi anahtarla?"), [Answer(shape=shape)])],
    )


def show() -> Response:
    """Tell who the program is."""
    person, token = actor(), key()
    ends = ApiToken.get_by_id(token.id).ends
    return jsonify(
        municipality=municipality.get().name,
        user={"id": person.user_id, "name": person.name},
        seats=[telling.seat(each) for each in person.seats],
        permissions=sorted({word for each in person.seats for word in each.permissions}),
        token={"label": token.label, "scopes": list(token.words), "ends": telling.moment(ends)},
    )
