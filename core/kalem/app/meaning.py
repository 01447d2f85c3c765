"""Does the file mean something here? Plugins, permissions and rules that it names must exist."""

import tomllib
from collections.abc import Collection, Iterator
from functools import reduce
from typing import Any

from kalem.config import Municipality, Problem
from kalem.config.words import meant
from kalem.i18n import gettext as _
from kalem.organisation.structure import SCOPE_RULES
from kalem.plugins import Candidate
from kalem.text import nearest

from .assembly import Parts

#: Where the file lists its plugins.
PLUGINS = "municipality.plugins"


def meaning(file: Municipality, parts: Parts, candidates: Collection[Candidate]) -> list[Problem]:
    """Return what the file names and nothing here answers to, by line; ``parts`` are those put together from it.

    What only follows from a plugin that does not run (its permissions, its rules) is not told a second time.
    """
    installed = {candidate.id for candidate in candidates}
    lost = {plugin for plugin in file.plugins if plugin not in parts.plugins}
    found = [*_plugins(file, parts, installed), *_permissions(file, parts, lost), *_rules(file, parts, lost)]
    return sorted(found)


def _plugins(file: Municipality, parts: Parts, installed: Collection[str]) -> Iterator[Problem]:
    for plugin in file.plugins:
        if plugin not in installed:
            key = _item(file, PLUGINS, plugin)
            message = _("`%(id)s`: böyle bir eklenti kurulu değil", id=plugin)
            yield Problem(file.where(key), PLUGINS, message, _cure(plugin, installed))
    for failure in parts.plugins.failures:
        if failure.plugin_id not in installed:
            continue
        if failure.key is not None:
            yield Problem(file.where(failure.key), failure.key, failure.reason, _("değeri düzeltin"))
        else:
            line = file.where(_item(file, PLUGINS, failure.plugin_id))
            yield Problem(line, PLUGINS, str(failure), _("eklentiyi düzeltin ya da listeden çıkarın"))


def _permissions(file: Municipality, parts: Parts, lost: Collection[str]) -> Iterator[Problem]:
    for role in file.roles.values():
        key = f"role.{role.id}.may"
        for permission in sorted(role.may):
            if permission not in parts.permissions and permission.partition(".")[0] not in lost:
                line = file.where(_item(file, key, permission))
                message = _("`%(id)s`: böyle bir yetki yok", id=permission)
                yield Problem(line, key, message, meant(permission, parts.permissions))


def _rules(file: Municipality, parts: Parts, lost: Collection[str]) -> Iterator[Problem]:
    known = {*parts.rules, *SCOPE_RULES.values()}
    for office in file.offices.values():
        for rule in office.rules:
            if rule in known or (lost and nearest(rule, known) is None):
                continue
            key = f"office.{office.id}.rule.{rule}"
            yield Problem(file.where(key), key, _("`%(id)s`: böyle bir kural yok", id=rule), meant(rule, known))


def _item(file: Municipality, key: str, word: str) -> str:
    """Return the key of ``word`` in the list that stands under ``key``."""
    values: Any = reduce(lambda table, name: table[name], key.split("."), tomllib.loads(file.text))
    return f"{key}.{values.index(word)}"


def _cure(word: str, installed: Collection[str]) -> str:
    return (
        meant(word, installed) if installed else _("hiçbir eklenti kurulu değil; paketini kurun ya da listeden çıkarın")
    )
