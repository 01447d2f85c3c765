"""Does the file mean something here? What it names must exist, and who is to do something must have the right to."""

import tomllib
from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from io import BytesIO
from typing import Any

from kalem.config import Municipality, Office, Problem
from kalem.config.words import meant
from kalem.i18n import gettext as _
from kalem.organisation.structure import SCOPE_RULES
from kalem.plugins import Candidate
from kalem.records.filekinds import kind_of_name, prove
from kalem.records.unfit import UnfitFile
from kalem.registry.chain import AUTHOR, UNIT_HEAD
from kalem.registry.handling import intake_steps
from kalem.registry.incoming import incoming
from kalem.registry.letter_types import outgoing
from kalem.registry.signing import RULES as CHAIN_RULES
from kalem.text import nearest

from .assembly import Parts

#: Where the file lists its plugins.
PLUGINS = "municipality.plugins"


def meaning(file: Municipality, parts: Parts, candidates: Collection[Candidate]) -> list[Problem]:
    """Return what the file names and nothing here answers to, or what nobody could do, by line.

    ``parts`` are those put together from it. What only follows from a plugin that does not run (its permissions, its
    rules) is not told a second time.
    """
    installed = {candidate.id for candidate in candidates}
    lost = {plugin for plugin in file.plugins if plugin not in parts.plugins}
    found = [
        *_logo(file),
        *_plugins(file, parts, installed),
        *_settings(file, installed),
        *_permissions(file, parts, installed, lost),
        *_rules(file, parts, lost),
    ]
    for office in file.offices.values():
        found += [*_actors(file, office, parts), *_intake(office, file), *_idle_rules(office, file)]
    return sorted(found)


def _logo(file: Municipality) -> Iterator[Problem]:
    """Tell a logo that is no picture, or another one than its name says."""
    if file.logo is None or file.picture is None:
        return
    key = "municipality.logo"
    try:
        prove(BytesIO(file.picture), kind_of_name(file.logo), file.logo)
    except UnfitFile as unfit:
        message = _("logo kullanılamıyor: %(reason)s", reason=str(unfit).rstrip("."))
        yield Problem(file.where(key), key, message, _("PNG ya da JPEG olarak yeniden kaydedin"))


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


def _settings(file: Municipality, installed: Collection[str]) -> Iterator[Problem]:
    unknown = set(file.plugins) - set(installed)
    for plugin in file.settings:
        # What was meant in the list is told there.
        if plugin in file.plugins or (plugin in installed and nearest(plugin, unknown) is not None):
            continue
        key = f"plugin.{plugin}"
        message = _("`%(word)s`: böyle bir etkin eklenti yok", word=plugin)
        cure = _switch_on(plugin) if plugin in installed else meant(plugin, file.plugins)
        yield Problem(file.where(key), key, message, cure)


def _permissions(
    file: Municipality, parts: Parts, installed: Collection[str], lost: Collection[str]
) -> Iterator[Problem]:
    for role in file.roles.values():
        key = f"role.{role.id}.may"
        for permission in sorted(role.may):
            plugin = permission.partition(".")[0]
            if permission in parts.permissions or plugin in lost:
                continue
            off = plugin in installed and plugin not in file.plugins
            # What was meant in the list of plugins is told there.
            if off and nearest(plugin, lost) is not None:
                continue
            line = file.where(_item(file, key, permission))
            message = _("`%(id)s`: böyle bir yetki yok", id=permission)
            yield Problem(line, key, message, _switch_on(plugin) if off else meant(permission, parts.permissions))


def _rules(file: Municipality, parts: Parts, lost: Collection[str]) -> Iterator[Problem]:
    known = {*parts.rules, *SCOPE_RULES.values()}
    for office in file.offices.values():
        for rule in office.rules:
            if rule in known or (lost and nearest(rule, known) is None):
                continue
            key = f"office.{office.id}.rule.{rule}"
            yield Problem(file.where(key), key, _("`%(id)s`: böyle bir kural yok", id=rule), meant(rule, known))


def _actors(file: Municipality, office: Office, parts: Parts) -> Iterator[Problem]:
    """Tell who is to refer, assign, initial, sign or register, and may not."""
    here = f"office.{office.id}"
    wanted = {
        f"{here}.referral.by": (incoming.id, "refer", office.referral.by),
        f"{here}.referral.assign_by": (incoming.id, "assign", office.referral.assign_by),
    }
    for addressees, chain in office.sign.items():
        initials = tuple(name for name in chain.initials if name not in (AUTHOR, UNIT_HEAD))
        wanted[f"{here}.sign.{addressees}.initials"] = (outgoing.id, "initial", initials)
        wanted[f"{here}.sign.{addressees}.signed_by"] = (outgoing.id, "sign", chain.signed_by)
    for key, (type, step_id, positions) in wanted.items():
        permission = parts.workflows[office.id, type].step(step_id).permission
        for name in positions:
            if not _may(file, [name], permission):
                line = file.where(_item(file, key, name))
                message = _("`%(id)s` görevinin rollerinde `%(may)s` yetkisi yok", id=name, may=permission)
                yield Problem(line, key, message, _("yetkiyi rolüne ekleyin, ya da yetkisi olan bir görev yazın"))
    key, permission = f"{here}.intake.registered_by", incoming.permission_to_create
    for name in office.intake.registered_by:
        units = file.subtree(name) if name in file.units else ()
        if not _may(file, [name, *(each.id for each in file.positions.values() if each.unit in units)], permission):
            line = file.where(_item(file, key, name))
            message = _("`%(id)s` içinde kimsenin `%(may)s` yetkisi yok", id=name, may=permission)
            yield Problem(line, key, message, _("yetkiyi oradaki bir göreve verin, ya da evrakı kaydedeni yazın"))


def _may(file: Municipality, positions: Iterable[str], permission: str) -> bool:
    """Whether the roles of one of the positions carry the permission."""
    found = (file.positions[name] for name in positions if name in file.positions)
    return any(permission in file.roles[role].may for position in found for role in position.roles)


def _intake(office: Office, file: Municipality) -> Iterator[Problem]:
    """Tell intake steps in an order in which a document cannot go."""
    key = f"office.{office.id}.intake.steps"
    order = office.intake.steps
    known = intake_steps(office)
    if "register" not in known:
        message = _("sırada kayıt yok; numara almayan evrak havale edilemez")
        yield Problem(file.where(key), key, message, _("`register` adımını `refer` adımından önce yazın"))
    after = [step for step in order[order.index("refer") :] if step in known] if "refer" in order else []
    if after:
        message = _("havaleden sonra `%(id)s` yapılamaz", id=after[0])
        yield Problem(file.where(key), key, message, _("`refer` adımını bunlardan sonra yazın"))


def _idle_rules(office: Office, file: Municipality) -> Iterator[Problem]:
    """Tell rules that are tied and have nothing to hold anybody to."""
    for addressees, rule in CHAIN_RULES.items():
        chain = office.sign.get(addressees)  # type: ignore[call-overload]
        if rule.id in office.rules and not (chain is not None and chain.signed_by):
            key = f"office.{office.id}.rule.{rule.id}"
            message = _("kural bir imza zinciri istiyor, zincirde imzalayan yazılmamış")
            section = f"[office.{office.id}.sign.{addressees}]"
            cure = _("`%(section)s` altına `signed_by` yazın, ya da kuralı silin", section=section)
            yield Problem(file.where(key), key, message, cure)
    for scope, id in SCOPE_RULES.items():
        if id in office.rules and not any(role.scope == scope for role in file.roles.values()):
            key = f"office.{office.id}.rule.{id}"
            message = _("hiçbir rolün yetki alanı böyle daraltılmamış")
            yield Problem(
                file.where(key), key, message, _('bir role scope = "%(scope)s" yazın, ya da kuralı silin', scope=scope)
            )


def _switch_on(plugin: str) -> str:
    return _("eklenti kurulu ama açık değil; `%(id)s` adını `%(key)s` listesine yazın", id=plugin, key=PLUGINS)


def _item(file: Municipality, key: str, word: str) -> str:
    """Return the key of ``word`` in the list that stands under ``key``."""
    values: Any = reduce(lambda table, name: table[name], key.split("."), tomllib.loads(file.text))
    return f"{key}.{values.index(word)}"


def _cure(word: str, installed: Collection[str]) -> str:
    return (
        meant(word, installed) if installed else _("hiçbir eklenti kurulu değil; paketini kurun ya da listeden çıkarın")
    )
