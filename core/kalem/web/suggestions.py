"""Suggestions while a field is filled in."""

from flask import Blueprint, Response, jsonify, request

from kalem.http.routing import SIGNED_IN, page
from kalem.http.suggesting import SOURCES
from kalem.http.visit import actor
from kalem.records import NotFound


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("suggestions", __name__)
    page(made, "/suggest/<name>", permission=SIGNED_IN)(show)
    return made


def show(name: str) -> Response:
    """Return what may be meant by ``q``, as a JSON list; nothing for less than two letters."""
    source, wanted = SOURCES.get(name, (None, ()))
    if source is None or (wanted and not any(map(actor().may, wanted))):
        raise NotFound(name)
    typed = request.args.get("q", "").replace("\0", "").strip()[:100]
    return jsonify(source(typed) if len(typed) > 1 else [])
