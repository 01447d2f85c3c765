"""Which plugins can stand together, and in which order they are called."""

from collections.abc import Collection, Sequence

from kalem.i18n import gettext as _
from kalem.text import nearest

from .failure import Failure
from .loading import Plugin


def arrange(plugins: Sequence[Plugin]) -> list[Plugin]:
    """Return ``plugins``, given in the file's order, with every plugin after those it requires.

    A required plugin moves up to just before the first that needs it; all else stays as in the file. Expects
    that `misfits` found nothing.
    """
    by_id = {plugin.id: plugin for plugin in plugins}
    arranged: dict[str, Plugin] = {}

    def place(plugin: Plugin) -> None:
        if plugin.id not in arranged:
            for needed in plugins:
                if needed.id in plugin.manifest.requires:
                    place(by_id[needed.id])
            arranged[plugin.id] = plugin

    for plugin in plugins:
        place(plugin)
    return list(arranged.values())


def misfits(plugins: Sequence[Plugin], enabled: Collection[str], installed: Collection[str]) -> list[Failure]:
    """Return why some of ``plugins`` cannot stand together: a requirement is absent, a cycle, a conflict.

    Only the first kind that occurs is returned: a plugin that is left out for it is in nobody's way any more.
    ``enabled`` and ``installed`` are ids, and only serve to say why a required plugin is absent.
    """
    return _unmet(plugins, enabled, installed) or _cycles(plugins) or _conflicts(plugins)


def _unmet(plugins: Sequence[Plugin], enabled: Collection[str], installed: Collection[str]) -> list[Failure]:
    present = {plugin.id for plugin in plugins}
    return [
        Failure(plugin.id, _absence(needed, enabled, installed))
        for plugin in plugins
        for needed in plugin.manifest.requires
        if needed not in present
    ]


def _absence(needed: str, enabled: Collection[str], installed: Collection[str]) -> str:
    if needed in enabled:
        return _("gerektirdiği eklenti çalışmıyor: %(needed)s", needed=needed)
    if needed in installed:
        return _("gerektirdiği eklenti dosyada etkin değil: %(needed)s", needed=needed)
    if meant := nearest(needed, installed):
        return _("gerektirdiği eklenti kurulu değil: %(needed)s (%(meant)s mi?)", needed=needed, meant=meant)
    return _("gerektirdiği eklenti kurulu değil: %(needed)s", needed=needed)


def _cycles(plugins: Sequence[Plugin]) -> list[Failure]:
    requires = {plugin.id: plugin.manifest.requires for plugin in plugins}
    failures = []
    for plugin in plugins:
        if way := _way_back(plugin.id, requires):
            failures.append(
                Failure(plugin.id, _("eklentiler birbirini gerektiriyor: %(way)s", way=" → ".join(way)))
            )
    return failures


def _way_back(start: str, requires: dict[str, tuple[str, ...]]) -> list[str] | None:
    """Return the shortest chain of requirements from ``start`` to itself."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: breadth first
        for needed in requires[way[-1]]:
            if needed == start:
                return [*way, start]
            if needed not in seen:
                seen.add(needed)
                ways.append([*way, needed])
    return None


def _conflicts(plugins: Sequence[Plugin]) -> list[Failure]:
    """Of two plugins that exclude each other, the one that the file names first stays."""
    staying: list[Plugin] = []
    failures = []
    for plugin in plugins:
        rivals = [
            each.id
            for each in staying
            if plugin.id in each.manifest.conflicts or each.id in plugin.manifest.conflicts
        ]
        for rival in rivals:
            reason = _("%(rival)s ile aynı belediyede çalışamaz; birini dosyadan çıkarın.", rival=rival)
            failures.append(Failure(plugin.id, reason))
        if not rivals:
            staying.append(plugin)
    return failures
