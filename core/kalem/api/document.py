"""The OpenAPI document: written from the operations by flask-smorest, when somebody first asks for it."""

import json
from typing import TYPE_CHECKING, Any

from flask import current_app

from kalem.i18n import gettext as _
from kalem.records import types

from . import telling, webhooks
from .describing import SHAPES, component, form_shape, row_with, values_shape
from .operations import VERSION, described, modules
from .steps import forms

if TYPE_CHECKING:
    from flask_smorest import Api


#: Shapes that flask-smorest names whether anything is answered so or not: nothing is.
_OF_SMOREST = ("Error", "PaginationMetadata")


def written() -> dict[str, Any]:
    """Return the document of the running application, in the reader's language."""
    api = _api()
    for name, shape in {**SHAPES, **webhooks.SHAPES}.items():
        api.spec.components.schema(name, _spoken(shape))
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "klm_…"})
    for type in types.get().values():
        schema = telling.ready(type.schema)
        for part, shape in (
            ("form", form_shape(schema)),
            ("part", form_shape(schema, partial=True)),
            ("record", row_with(values_shape(schema))),
        ):
            api.spec.components.schema(component(type.id, part), _spoken(shape))
    for name, form in forms().items():
        if form is not None:
            api.spec.components.schema(name, _spoken(form_shape(form)))
    _write_operations(api)
    found: dict[str, Any] = api.spec.to_dict()
    for name in _OF_SMOREST:
        del found["components"]["schemas"][name]
    return found


def _write_operations(api: "Api") -> None:
    from flask_smorest import Blueprint

    for module in modules.get():
        # The router has these addresses already; this blueprint only knows how to describe them.
        blueprint = Blueprint(module.name, __name__, description=str(module.label))
        for each in module.operations:
            view = blueprint.doc(**_spoken(described(each, module.name)))(each.view)
            blueprint.add_url_rule(each.rule, each.name, view, methods=[each.method])
        blueprint.register_views_in_doc(api, current_app, api.spec, name=module.name, parameters=None)
        api.spec.tag({"name": module.name, "description": blueprint.description})


def _api() -> "Api":
    # Imported here: no process needs it that is not asked for the document, and starting is measured.
    import flask_smorest

    class Api(flask_smorest.Api):  # type: ignore[misc]
        """flask-smorest's interface; each operation says all that it answers, and errors are our own."""

        DEFAULT_ERROR_RESPONSE_NAME = None

        def _register_error_handlers(self) -> None:
            """Leave the errors to :mod:`kalem.api.errors`."""

    current_app.config.update(API_TITLE="Kalem", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    about = _(
        "Her istek, Authorization başlığındaki erişim anahtarının (Bearer klm_…) sahibi adına yapılır. Listeler "
        "sayfalıdır: next sonraki sayfadır. Değiştiren, gördüğü sürümü If-Match ile söyler; yinelenecek istek "
        "Idempotency-Key taşır. Her olumsuz yanıt application/problem+json biçimindedir; refusals dayanağıyla "
        "nedenleri söyler. Yanıtların dili Accept-Language ile seçilir (tr, en)."
    )
    return Api(
        current_app,
        spec_kwargs={
            "servers": [{"url": "/api"}],
            "security": [{"token": []}],
            "info": {"description": about},
            "webhooks": _spoken(webhooks.SENT),
        },
    )


def _spoken(shape: Any) -> Any:
    """Return a part of the document with its words in the reader's language."""
    return json.loads(json.dumps(shape, default=str))
