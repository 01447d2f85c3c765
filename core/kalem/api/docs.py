"""The OpenAPI document, and a page on which people read it. Both hold no data of the office, and are for everybody."""

import json
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, make_response, render_template, send_from_directory

from kalem.context import Slot
from kalem.http.routing import PUBLIC, page
from kalem.i18n import gettext, language
from kalem.organisation import municipality

from .document import written

#: Our own files beside those of Swagger UI.
STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"

#: What the page loads: from us, from nobody else, nothing inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

#: The files of Swagger UI that the page needs.
OF_SWAGGER = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")

#: The application's document as it was written, by language.
documents: Slot[dict[str, str]] = Slot("kalem.api.documents")


def register(app: Flask) -> None:
    """Register the document and its page."""
    documents.put(app, {})
    blueprint = Blueprint("docs", __name__)
    page(blueprint, "/openapi.json", permission=PUBLIC)(document)
    page(blueprint, "/docs", permission=PUBLIC)(show)
    names = ",".join(f'"{name}"' for name in (*OF_SWAGGER, "docs.js", "docs.css"))
    page(blueprint, f"/docs/<any({names}):filename>", permission=PUBLIC, endpoint="static")(static)
    app.register_blueprint(blueprint)
    app.jinja_env.globals["_"] = gettext


def document() -> Response:
    """Return the OpenAPI document in the reader's language."""
    spoken, known = language(), documents.get()
    if spoken not in known:
        known[spoken] = json.dumps(written(), ensure_ascii=False)
    return Response(known[spoken], content_type="application/json")


def show() -> Response:
    """Show the page of the documentation."""
    response = make_response(
        render_template("api/docs.html", municipality=municipality.get().name, language=language())
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


def static(filename: str) -> Response:
    """Hand out a file of the page."""
    folder = files("flask_swagger_ui") / "dist" if filename in OF_SWAGGER else STATIC
    max_age = None if current_app.debug else 24 * 3600
    return send_from_directory(str(folder), filename, max_age=max_age)
