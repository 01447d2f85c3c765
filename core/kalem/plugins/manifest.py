"""The manifest: what a plugin says about itself, and the names that follow from its id."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from marshmallow import Schema
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from kalem.i18n import LazyString
from kalem.i18n import gettext as _

#: Version of the interface offered to plugins (not of the product): hooks and the names in ``kalem.plugin``.
#: A new hook raises the minor number, an incompatible change the major one.
PLUGIN_API = "1.1"

#: Longest so that the names of tables stay within what PostgreSQL keeps.
_ID = re.compile(r"[a-z][a-z0-9_]{0,29}\Z")

#: Ids that would claim the core's own tables, permissions or addresses.
_RESERVED = frozenset({"kalem", "core", "migrations"})


class BadManifest(ValueError):
    """A manifest with mistakes; ``problems`` holds a sentence for each."""

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Who a plugin is and what it needs; raises `BadManifest`, naming every mistake at once.

    The id never changes: the entry point, tables, addresses, permissions, record types, templates and the
    section ``[plugin.<id>]`` of the municipality's file are all named after it.
    """

    id: str
    #: Name that people see.
    label: str | LazyString
    #: Versions of the plugin interface (`PLUGIN_API`) it was written for, such as ``">=1,<2"``.
    api: str
    #: The plugin's own version; left out, it is the version of its package.
    version: str | None = None
    #: Ids of plugins that must run too; they are assembled before this one, and may be imported by it.
    requires: tuple[str, ...] = ()
    #: Ids of plugins that cannot run in the same office.
    conflicts: tuple[str, ...] = ()
    #: Schema of ``[plugin.<id>]``: the class, or ``"module:Class"`` inside the plugin's package. None: no
    #: settings.
    settings: type[Schema] | str | None = None

    def __post_init__(self) -> None:
        if problems := [*self._names(), *self._versions(), *self._settings()]:
            raise BadManifest(problems)

    def _names(self) -> list[str]:
        problems = []
        if self.id in _RESERVED:
            problems.append(_("`id` = %(id)r olamaz: bu ad Kalem'in kendisinindir.", id=self.id))
        elif not _is_id(self.id):
            problems.append(
                _("`id` = %(id)r olamaz: en çok 30 küçük harf, rakam ve alt çizgi; harfle başlar.", id=self.id)
            )
        if not str(self.label).strip():
            problems.append(_("`label` boş: kullanıcıların göreceği ad gerekir."))
        for key in ("requires", "conflicts"):
            ids = getattr(self, key)
            if not isinstance(ids, tuple) or not all(map(_is_id, ids)):
                problems.append(_("`%(key)s` eklenti kimliklerinden bir demet (tuple) olmalı.", key=key))
            elif self.id in ids:
                problems.append(_("`%(key)s` eklentinin kendisini içeriyor.", key=key))
        return problems

    def _versions(self) -> list[str]:
        problems = []
        try:
            SpecifierSet(self.api)
        except (InvalidSpecifier, TypeError, AttributeError):
            problems.append(_('`api` = %(api)r anlaşılmadı; örnek: ">=1,<2".', api=self.api))
        try:
            Version(self.version or "0")
        except (InvalidVersion, TypeError):
            problems.append(_('`version` = %(version)r bir sürüm değil; örnek: "1.0".', version=self.version))
        return problems

    def _settings(self) -> list[str]:
        if isinstance(self.settings, str):
            module, colon, name = self.settings.partition(":")
            right = bool(colon and module and name.isidentifier())
        else:
            right = self.settings is None or (
                isinstance(self.settings, type) and issubclass(self.settings, Schema)
            )
        return [] if right else [_('`settings` bir Schema sınıfı ya da "modül:Sınıf" olmalı.')]

    @property
    def fits(self) -> bool:
        """Whether the plugin was written for the interface that this Kalem offers."""
        return SpecifierSet(self.api).contains(PLUGIN_API, prereleases=True)

    @property
    def section(self) -> str:
        """Section of the municipality's file that holds the plugin's settings."""
        return f"plugin.{self.id}"

    @property
    def domain(self) -> str:
        """Name of the plugin's catalogues: ``translations/<language>/LC_MESSAGES/<domain>.po`` in its package."""
        return f"kalem_{self.id}"


def _is_id(word: object) -> bool:
    return isinstance(word, str) and _ID.match(word) is not None
