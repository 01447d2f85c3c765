"""The end of a session, for the page that is open: how long it still runs, and prolonging it."""

from flask import Blueprint, Flask, Response, g, jsonify, request

from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import seconds_left
from kalem.organisation.sessions import idle

#: Seconds before the end at which the page warns; of a short session it is the last third.
WARN = 300

#: The header by which an answer to a script tells the seconds that are left.
HEADER = "X-Session-Left"


def blueprint() -> Blueprint:
    """Return the address that prolongs a session, as every request does, and tells how long it runs now."""
    made = Blueprint("session_page", __name__)
    page(made, "/session", permission=SIGNED_IN)(prolong)
    return made


def install(app: Flask) -> None:
    """Let what ``app`` answers to scripts say how long the session runs: asking for suggestions prolongs it too."""
    app.after_request(_tell)


def prolong() -> Response:
    """Return as JSON in how many seconds the session ends."""
    return jsonify(left=seconds_left())


def warn_at() -> int:
    """Return how many seconds before its end a session is warned of."""
    return min(WARN, int(idle().total_seconds()) // 3)


def _tell(response: Response) -> Response:
    if request.headers.get("X-Requested-With") == "fetch" and g.get("actor") is not None:
        response.headers[HEADER] = str(seconds_left())
    return response
