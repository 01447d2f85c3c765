"""Whether this process can work: for a load balancer, a monitor, or whoever starts it anew.

Anybody may ask, so nothing of the office is told, and nothing is kept of who asked: no cookie, no session.
"""

from flask import Blueprint, Response, jsonify
from peewee import DatabaseError, InterfaceError
from playhouse.pool import MaxConnectionsExceeded

from kalem import db
from kalem.app import runs_newest
from kalem.app.assembly import migrations
from kalem.app.factory import parts
from kalem.http import visit
from kalem.http.routing import PUBLIC, page

#: What is raised where the database is away, or is none.
AWAY = (DatabaseError, InterfaceError, MaxConnectionsExceeded, OSError)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("health", __name__)
    page(made, "/health", permission=PUBLIC)(show)
    return made


def show() -> tuple[Response, int]:
    """Answer 200 when pages are served, 503 when not; which condition fails is told by its name.

    ``database``: it answers. ``file``: the municipality's file in force is the one that runs here. ``migrations``: the
    tables are those of this program and of the plugins that run.
    """
    found = {"database": False, "file": False, "migrations": False}
    try:
        visit.connect()
        found["file"] = runs_newest()
        found["database"] = True
        found["migrations"] = not db.pending(db.current(), migrations(parts.get().plugins))
    except AWAY:
        pass
    well = all(found.values())
    return jsonify({"status": "ok" if well else "unavailable", **found}), 200 if well else 503
