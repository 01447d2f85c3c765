"""A municipality's file to begin with: the template, and what stands in it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from marshmallow import missing

from kalem.config.names import RESERVED
from kalem.config.words import LONGEST_NAME, suggested_id
from kalem.plugins import BrokenPlugins, discover, settings_schema
from kalem.text import fold, upper

from .failures import Failed

#: Longest id made of a name: others are made of it.
_LONGEST_ID = 40


@dataclass(frozen=True)
class Kind:
    """A kind of office that a file may begin with, and the ids and names that go with it."""

    name: str
    #: Offered as its units.
    units: tuple[str, ...]
    director: str
    director_title: str
    registrar: str
    staff: str


@cache
def _template(name: str) -> str:
    return files("kalem.cli").joinpath("templates", "municipality", name).read_text(encoding="utf-8")


#: What the template is filled with: kinds of offices, other directorates, the last words of units' names.
_WORDS = tomllib.loads(_template("words.toml.tmpl"))

OFFICES = {id: Kind(**{**kind, "units": tuple(kind["units"])}) for id, kind in _WORDS["office"].items()}

#: Ids that the template writes itself.
_WRITTEN = {
    *("mayor", "deputy_mayor", "director", "head", "staff", "registrar", "admin", "makam", "baskan"),
    *("baskan_yardimcisi", "sistem_yoneticisi", "belediye_meclisi"),
    *OFFICES,
    *_WORDS["other"],
    *(name for kind in OFFICES.values() for name in (kind.director, kind.registrar, kind.staff)),
    *RESERVED,
}


#: Longest name of a unit: the titles of its people are made of it.
LONGEST_UNIT = LONGEST_NAME - 50


def first_file(
    *,
    name: str,
    province: str,
    detsis: str,
    units: Mapping[str, Iterable[str]],
    plugins: Iterable[str],
    permissions: Iterable[str],
) -> str:
    """Return the text of a file for the municipality ``name``.

    ``units`` are the names of the units by their office, one of :data:`OFFICES`; ``permissions`` those of all plugins.
    Raises `Failed` for a plugin that does not run.
    """
    taken = _Taken()
    enabled = [_plugin(each, permissions, taken) for each in plugins]
    roles = [plugin["role"] for plugin in enabled if plugin["permissions"]]
    offices = [_office(id, names, name, taken) for id, names in units.items()]
    others = {**{id: kind.name for id, kind in OFFICES.items()}, **_WORDS["other"]}
    # What is filled in is TOML: `text` quotes it.
    environment = Environment(  # noqa: S701
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters["text"] = _toml
    return environment.from_string(_template("file.toml.tmpl")).render(
        name=name,
        province=province,
        detsis=detsis,
        letterhead=_letterhead(name),
        plugins=enabled,
        # What the plugins permit begins in the first office.
        offices=[{**office, "roles": roles if number == 0 else []} for number, office in enumerate(offices)],
        outside=[{"id": id, "name": title} for id, title in others.items() if id not in units],
    )


def short(name: str) -> str:
    """Return the short name of a municipality or of another body: of its file, and of what is made of it."""
    return suggested_id(_stem(name))[:_LONGEST_ID].rstrip("_")


class _Taken:
    """The ids of a file: each stands for one thing."""

    def __init__(self) -> None:
        self._ids = set(_WRITTEN)

    def free(self, wanted: str) -> str:
        """Return the id that is wanted, or one near to it that is free."""
        found, number = wanted, 1
        while found in self._ids:
            number += 1
            found = f"{wanted}_{number}"
        self._ids.add(found)
        return found


def _office(id: str, units: Iterable[str], municipality: str, taken: _Taken) -> dict[str, Any]:
    kind = OFFICES[id]
    prefix = short(municipality).replace("_", "-")
    return {
        "id": id,
        "name": kind.name,
        "director": kind.director,
        "director_title": kind.director_title,
        "registrar": kind.registrar,
        "staff": kind.staff,
        "prefix": prefix if id == next(iter(OFFICES)) else f"{prefix}-{id.replace('_', '-')}",
        "units": [_unit(unit, taken) for unit in units],
    }


def _unit(name: str, taken: _Taken) -> dict[str, str]:
    stem, _space, last = name.rpartition(" ")
    kind = _WORDS["kind"].get(fold(last), "")
    id = taken.free(short(stem if kind and stem else name))
    return {
        "id": id,
        "kind": kind or "birim",
        "name": name,
        "head": taken.free(f"{id}_sorumlusu"),
        "head_title": f"{name} {_WORDS['head']}",
        "staff": taken.free(f"{id}_personeli"),
        "staff_title": f"{name} {_WORDS['staff']}",
    }


def _plugin(id: str, permissions: Iterable[str], taken: _Taken) -> dict[str, Any]:
    """Return a plugin as the template needs it: a role with all it permits, and its settings with their defaults."""
    candidate = next(each for each in discover() if each.id == id)
    try:
        manifest, schema = settings_schema(candidate)
    except BrokenPlugins as error:
        raise Failed(*map(str, error.failures)) from error
    settings = schema.load_fields if schema is not None else {}
    return {
        "id": id,
        "label": str(manifest.label),
        "role": taken.free(id),
        "permissions": sorted(each for each in permissions if each.startswith(f"{id}.")),
        "settings": [
            {"key": key, "value": _toml(field.load_default), "label": _line(getattr(field, "label", key))}
            for key, field in settings.items()
            if field.load_default is not missing and field.load_default is not None
        ],
    }


def _stem(name: str) -> str:
    """Return a municipality's name without the word for municipality."""
    first, _space, last = name.rpartition(" ")
    return first if first and fold(last) == _WORDS["municipality"] else name


def _letterhead(name: str) -> str:
    """Return the name as it stands on paper: in capitals, as that of the mayor's office."""
    stem = _stem(name)
    return upper(name if stem == name else f"{stem} {_WORDS['mayoralty']}")


def _line(text: object) -> str:
    return " ".join(str(text).split())


def _toml(value: object) -> str:
    """Return a text, a number, a yes or no, or a list of these, as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
