"""Operations: an address, who may open it, and all that it answers, said once for the router and for the document."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask

from kalem.context import Slot
from kalem.http.routing import PUBLIC, SIGNED_IN, Route, add
from kalem.i18n import lazy_gettext as _l
from kalem.records import Schema

from .describing import TEXT, Shape, field_shape, ref
from .problems import KINDS, MEDIA_TYPE

#: The version of the interface that the addresses name.
VERSION = "v1"

#: What a JSON body may be answered with besides.
_OF_BODY = (400, 413, 415, 422)

#: The application's operations, module by module.
modules: Slot[list["Module"]] = Slot("kalem.api.modules")

_ETAG = {"ETag": {"schema": TEXT, "description": _l("Kaydın sürümü; If-Match ile geri gönderilir.")}}


@dataclass(frozen=True)
class Answer:
    """What an operation answers when all is well."""

    status: int = 200
    shape: Shape | None = None
    #: Of what is no JSON.
    media_types: Sequence[str] = ("application/json",)
    etag: bool = False
    location: bool = False

    def described(self) -> dict[str, Any]:
        """Return it as the document has it."""
        found: dict[str, Any] = {"description": _l("Tamam")}
        if self.shape is not None:
            found["content"] = {each: {"schema": self.shape} for each in self.media_types}
        headers = dict(_ETAG) if self.etag else {}
        if self.location:
            headers["Location"] = {"schema": TEXT, "description": _l("Yeni kaydın adresi.")}
        if headers:
            found["headers"] = headers
        return found


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    #: The address below the version, as the router writes it.
    rule: str
    view: Callable[..., Any]
    #: Name of the operation, unique in its module.
    name: str
    #: In the reader's language: looked up when the document is written.
    summary: object
    answers: Sequence[Answer]
    method: str = "GET"
    permission: str = SIGNED_IN
    description: str = ""
    #: Schema of the address's query.
    query: Schema | None = None
    #: Shape of a JSON body.
    body: Shape | None = None
    #: Another body than JSON, as the document has it.
    request_body: Mapping[str, Any] | None = None
    #: Whether the version that was seen must be sent, or may be.
    if_match: bool = False
    if_none_match: bool = False
    once: bool = False
    #: Statuses of further problems.
    problems: Sequence[int] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Module:
    """The operations of one module, under one heading of the document."""

    name: str
    label: object
    operations: Sequence[Operation]


def register(app: Flask, name: str, label: object, operations: Sequence[Operation]) -> None:
    """Register the operations of a module with the router, and keep them for the document."""
    blueprint = Blueprint(name, __name__, url_prefix=f"/{VERSION}")
    for each in operations:
        route = Route(each.rule, each.view, each.permission, (each.method,), each.name)
        add(blueprint, route, defaults=dict(each.defaults))
    app.register_blueprint(blueprint)
    app.extensions.setdefault(modules.name, []).append(Module(name, label, operations))


def described(each: Operation, module: str) -> dict[str, Any]:
    """Return an operation as the document has it."""
    responses: dict[str, Any] = {str(answer.status): answer.described() for answer in each.answers}
    if each.if_none_match:
        responses["304"] = {"description": _l("Değişmedi"), "headers": _ETAG}
    for status in sorted(_statuses(each)):
        responses[str(status)] = _problem(status)
    found: dict[str, Any] = {
        "operationId": f"{module}_{each.name}",
        "summary": each.summary,
        "parameters": list(_parameters(each)),
        "responses": responses,
    }
    if each.description:
        found["description"] = each.description
    if each.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": each.body}}}
    if each.request_body is not None:
        found["requestBody"] = dict(each.request_body)
    return found


def _statuses(each: Operation) -> set[int]:
    found = {503, *each.problems}
    if each.permission != PUBLIC:
        found.add(401)
    if "<" in each.rule or each.permission not in (PUBLIC, SIGNED_IN):
        found.add(404)
    if each.query is not None:
        found.add(422)
    if each.body is not None or each.request_body is not None:
        found.update(_OF_BODY)
    if each.method != "GET":
        found.add(403)
    if each.if_match:
        found.update((409, 412, 428))
    if each.once:
        found.update((400, 422))
    return found


def _problem(status: int) -> dict[str, Any]:
    titles = [f"`{kind}`: {title}" for kind, (number, title) in KINDS.items() if number == status]
    return {"description": "; ".join(titles), "content": {MEDIA_TYPE: {"schema": ref("Problem")}}}


def _parameters(each: Operation) -> Iterable[dict[str, Any]]:
    for name, declared in (each.query.load_fields if each.query is not None else {}).items():
        # A query is text: where it is left out, nothing is sent.
        shape = field_shape(declared)
        shape["type"] = shape["type"][0] if isinstance(shape["type"], list) else shape["type"]
        if "enum" in shape:
            shape["enum"] = [value for value in shape["enum"] if value is not None]
        if set(shape.get("enum", ())) == {"true", "false"}:
            shape = {"type": "boolean", "description": shape["description"]}
        yield {"in": "query", "name": name, "required": bool(declared.required), "schema": shape}
    if each.if_match:
        yield _header("If-Match", _l("Gördüğünüz sürüm: son okumanın ETag değeri, ya da *."), required=True)
    if each.if_none_match:
        yield _header("If-None-Match", _l("Elinizdeki sürüm; değişmediyse 304."))
    if each.once:
        yield _header("Idempotency-Key", _l("24 saat içinde aynı anahtarla yinelenen istek bir kez işlenir."))


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": required, "schema": TEXT, "description": description}
