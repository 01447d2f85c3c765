"""Importing one plugin, and judging it by itself: manifest, interface version, settings."""

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

from marshmallow import Schema, ValidationError

from kalem.i18n import gettext as _

from .discovery import Candidate
from .failure import BrokenPlugins, Failure
from .manifest import PLUGIN_API, BadManifest, Manifest

#: What a plugin may throw without stopping the office; ``sys.exit`` in a plugin is a fault, not a wish.
FAULTS = (Exception, SystemExit)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that was imported and is in order by itself."""

    manifest: Manifest
    #: The plugin's module, which carries its hook implementations.
    module: object
    version: str
    distribution: str
    #: What its settings schema made of ``[plugin.<id>]``; None when it has no settings.
    settings: Any = None

    @property
    def id(self) -> str:
        """The manifest's id."""
        return self.manifest.id

    def folder(self, name: str) -> Path | None:
        """Return the folder ``name`` of its package (``templates`` …), None when it has none."""
        for root in getattr(self.module, "__path__", ()):
            if (folder := Path(root, name)).is_dir():
                return folder
        return None


def load(candidate: Candidate, section: Mapping[str, Any]) -> Plugin:
    """Import ``candidate`` and read its ``section`` of the file; raise `BrokenPlugins` when it fails."""
    module = _imported(candidate)
    manifest = _manifest(candidate, module)
    return Plugin(
        manifest=manifest,
        module=module,
        version=manifest.version or candidate.version,
        distribution=candidate.distribution,
        settings=_settings(manifest, module, section),
    )


def _imported(candidate: Candidate) -> object:
    try:
        return candidate.load()
    except FAULTS as error:
        raise BrokenPlugins(Failure(candidate.id, reason) for reason in _import_reasons(error)) from error


def describe(error: BaseException) -> str:
    """Return one line for ``error``: its type, its message, and the file and line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _import_reasons(error: BaseException) -> tuple[str, ...]:
    if isinstance(error, BadManifest):
        return error.problems
    if isinstance(error, ModuleNotFoundError) and error.name:
        return (_("gereken Python modülü kurulu değil: %(module)s", module=error.name),)
    return (_("yüklenirken hata verdi: %(error)s", error=describe(error)),)


def _manifest(candidate: Candidate, module: object) -> Manifest:
    manifest = getattr(module, "manifest", None)
    if not isinstance(manifest, Manifest):
        reason = _("modülünde `manifest = Manifest(…)` yok.")
    elif manifest.id != candidate.id:
        reason = _("giriş noktasının adı ile manifestteki kimlik ayrı: %(id)s", id=manifest.id)
    elif not manifest.fits:
        reason = _(
            "eklenti arayüzünün %(range)s sürümü için yazılmış; bu Kalem %(api)s sunuyor.",
            range=manifest.api,
            api=PLUGIN_API,
        )
    else:
        return manifest
    raise BrokenPlugins([Failure(candidate.id, reason)])


def _settings(manifest: Manifest, module: object, section: Mapping[str, Any]) -> Any:
    if manifest.settings is None:
        if section:
            reason = _("bu eklentinin ayarı yoktur; bölümü dosyadan silin.")
            raise BrokenPlugins([Failure(manifest.id, reason, manifest.section)])
        return None
    try:
        return _schema(manifest.settings, module)().load(_plain(section))
    except ValidationError as error:
        failures = [Failure(manifest.id, reason, key) for key, reason in _messages(manifest.section, error.messages)]
        raise BrokenPlugins(failures) from error
    except FAULTS as error:
        raise BrokenPlugins([_no_schema(manifest, error)]) from error


def _no_schema(manifest: Manifest, error: BaseException) -> Failure:
    reason = _("ayar şeması çalışmadı: %(error)s", error=describe(error))
    return Failure(manifest.id, reason, manifest.section)


def settings_schema(candidate: Candidate) -> tuple[Manifest, Schema | None]:
    """Return the manifest of a plugin and the schema of ``[plugin.<id>]``, None where it takes no settings.

    Raises `BrokenPlugins` for a plugin that cannot be imported.
    """
    module = _imported(candidate)
    manifest = _manifest(candidate, module)
    try:
        return manifest, _schema(manifest.settings, module)() if manifest.settings is not None else None
    except FAULTS as error:
        raise BrokenPlugins([_no_schema(manifest, error)]) from error


def _schema(settings: type[Schema] | str, module: object) -> type[Schema]:
    if not isinstance(settings, str):
        return settings
    name, _colon, attribute = settings.partition(":")
    schema = getattr(import_module(f".{name}", getattr(module, "__package__", None)), attribute)
    if not (isinstance(schema, type) and issubclass(schema, Schema)):
        raise TypeError(f"{settings} is not a marshmallow schema")
    return schema


def _plain(value: Any) -> Any:
    """Return a TOML value as marshmallow's fields read it: dates and times as ISO text."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, (date, time)) else value


def _messages(key: str, messages: object) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _messages(key if name == "_schema" else f"{key}.{name}", inner)
    elif isinstance(messages, (list, tuple)):
        for message in messages:
            yield from _messages(key, message)
    else:
        yield key, str(messages)
