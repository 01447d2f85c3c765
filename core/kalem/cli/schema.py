"""``kalem schema``: what a municipality's file may hold, for editors that complete and check it."""

import json
from collections.abc import Iterable
from typing import Any, cast

import click
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import INCLUDE, Schema

from kalem.api.describing import bare_shape
from kalem.app.assembly import Parts, put_together
from kalem.config import Shape, parse, shape_of_file, suggested
from kalem.i18n import gettext as _
from kalem.organisation.structure import SCOPE_RULES
from kalem.plugins import BrokenPlugins, Candidate, discover, settings_schema
from kalem.records import fields

from .faces import faces
from .turkish import Command

#: The smallest file with an office, put together to learn which permissions and rules there are.
_SMALLEST = """\
[municipality]
name = "-"
plugins = [%(plugins)s]

[unit.kalem]
office = "kalem"
kind = "-"
name = "-"

[office.kalem]
unit = "kalem"
regulation = { prefix = "kalem", title = "-" }
"""


@click.command(
    "schema",
    cls=Command,
    help=_("Belediye dosyasının JSON Schema'sını yazar: düzenleyiciler dosyayı onunla tamamlar ve denetler."),
)
def schema() -> None:
    """Print the schema; plugins that are broken are told where errors go, and may then hold anything."""
    shape, failures = installed_shape(all_parts())
    for failure in failures:
        click.echo(failure, err=True)
    click.echo(written(shape), nl=False)


def written(shape: Shape) -> str:
    """Return a schema as the text of a file."""
    return json.dumps(shape, ensure_ascii=False, indent=2, default=str) + "\n"


def installed_shape(installed: Parts) -> tuple[Shape, list[str]]:
    """Return the schema of a file under the installed plugins, and why some of them are not described.

    ``installed`` is what they bring, of :func:`all_parts`.
    """
    shape = shape_of_file()
    shape["title"] = _("Belediye dosyası")
    failures = _describe_plugins(shape, discover())
    _describe_words(shape, installed)
    return shape, failures


def all_parts() -> Parts:
    """Return what the core and all installed plugins bring that can run together."""
    candidates = discover()
    ids = ", ".join(f'"{each.id}"' for each in candidates)
    return put_together(parse(_SMALLEST % {"plugins": ids}), candidates=candidates, faces=faces())


def _describe_plugins(shape: Shape, candidates: Iterable[Candidate]) -> list[str]:
    """Put the installed plugins and their settings into a schema; return what failed."""
    members = shape["properties"]
    offered = members["municipality"]["properties"]["plugins"]["items"]
    offered["enum"] = sorted({each.id for each in candidates})
    sections, anything = members["plugin"], members["plugin"]["additionalProperties"]
    sections["additionalProperties"] = False
    failures = []
    for candidate in candidates:
        try:
            manifest, declared = settings_schema(candidate)
        except BrokenPlugins as error:
            failures += [str(failure) for failure in error.failures]
            sections["properties"][candidate.id] = anything
        else:
            sections["properties"][candidate.id] = {"description": manifest.label, **_settings_shape(declared)}
    return failures


def _describe_words(shape: Shape, parts: Parts) -> None:
    """Offer the permissions and rules that the core and the plugins know."""
    members = shape["properties"]
    may = members["role"]["additionalProperties"]["properties"]["may"]
    may["items"] = suggested(parts.permissions, may["items"])
    rules = members["office"]["additionalProperties"]["properties"]["rule"]
    about = {rule.id: rule.label for rule in parts.rules.values()}
    for rule in sorted({*about, *SCOPE_RULES.values()}):
        value = rules["additionalProperties"]
        rules["properties"][rule] = {**value, "description": about.get(rule, value["description"])}


def _settings_shape(declared: Schema | None) -> Shape:
    known: dict[str, Any] = declared.load_fields if declared is not None else {}
    return {
        "type": "object",
        "properties": {each.data_key or name: _field_shape(each) for name, each in known.items()},
        "required": [each.data_key or name for name, each in known.items() if each.required],
        "additionalProperties": declared is not None and declared.unknown == INCLUDE,
    }


def _field_shape(declared: Any) -> Shape:
    """Return the shape of a setting: of a field of ours with its words, or of any other of marshmallow's."""
    if not isinstance(declared, fields.Labelled):
        shape: Shape = _others.field2property(declared)
        return shape
    shape = {**bare_shape(declared), "title": declared.label}
    return {**shape, "description": declared.help} if declared.help else shape


#: Writes nested schemas where they stand: it has no place for named ones.
_others = OpenAPIConverter("3.1.0", schema_name_resolver=lambda _schema: None, spec=cast(Any, None))
