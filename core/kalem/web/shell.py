"""What stands around every page: the menu, the search box, who is signed in."""

import logging
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from flask import current_app, g, request, url_for

from kalem.context import now, written
from kalem.http.visit import lacking, seconds_left
from kalem.i18n import gettext as _
from kalem.i18n import joined, pgettext
from kalem.organisation import SUPERVISE, Actor, Seat, municipality
from kalem.plugins import assembled
from kalem.records import RecordType, count_waiting, types
from kalem.workflow.abilities import working_permissions
from kalem.workflow.ownership import not_the_owner

from . import menu
from .hooks import kalem_menu
from .session_page import warn_at
from .view import Account, Link, MenuGroup, MenuItem, SessionEnd, Shell

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Records that are counted of what waits: beyond, the number says nothing more and costs the more.
COUNTED = 1000

logger = logging.getLogger("kalem.web")

#: Cookies of a browser's own settings, each ``1`` or a word: the folded menu, silent single keys, the theme.
NARROW, SILENT_KEYS, THEME = "kalem_narrow", "kalem_silent", "kalem_theme"


def shell() -> Shell | None:
    """Return the frame for who is signed in, made once a request; None when nobody is."""
    if "kalem_shell" not in g:
        g.kalem_shell = _shell(g.actor) if g.get("actor") is not None else None
    found: Shell | None = g.kalem_shell
    return found


def waiting() -> "Mapping[str, int]":
    """Return how many records of each type wait for who is signed in, counted once a request; see :func:`figure`."""
    if "kalem_waiting" not in g:
        g.kalem_waiting = count_waiting(g.actor, most=COUNTED + 1)
    found: Mapping[str, int] = g.kalem_waiting
    return found


def figure(type_id: str = "") -> int | str:
    """Return how many records of a type, or of all, wait as it is shown: with a + where not all were counted."""
    counts = waiting()
    whole = sum(counts.values())
    number = counts.get(type_id, 0) if type_id else whole
    return f"{min(number, COUNTED)}+" if number and whole > COUNTED else number


def can_create(type: RecordType, actor: Actor) -> bool:
    """Whether ``actor`` has a position in which he may open records of ``type``."""
    return any(
        type.permission_to_create in seat.permissions and not_the_owner(type, seat) is None for seat in actor.seats
    )


def works_with(type: RecordType, actor: Actor) -> bool:
    """Whether records of ``type`` are among what ``actor`` does: he may take a step, or watches over those who do."""
    wanted = _asked()[type.id]
    return any(SUPERVISE in seat.permissions or not seat.permissions.isdisjoint(wanted) for seat in actor.seats)


def _asked() -> dict[str, frozenset[str]]:
    """Return the permissions that each type asks for; they do not change while the application runs."""
    found: dict[str, frozenset[str]] = current_app.extensions.setdefault("kalem.web.asked", {})
    if not found:
        found.update((type.id, working_permissions(type)) for type in types.get().values())
    return found


def _shell(actor: Actor) -> Shell:
    own = next((seat for seat in actor.seats if seat.delegation_id is None), None)
    # Whoever must set up his second step first finds nothing that would only lead him back there.
    waits = lacking() is not None
    return Shell(
        municipality=municipality.get().name,
        home_url=url_for("desk.show"),
        search_url=url_for("search_page.show"),
        menu=() if waits else tuple(group for group in _menu(actor) if group.items),
        account=Account(
            actor.name,
            own.title if own else _("Görevi yok"),
            url_for("sign_in.leave"),
            () if waits else tuple(_account_links()),
        ),
        user_key=str(actor.user_id),
        new=tuple(
            MenuItem(str(type.label), url_for("record_forms.new", type_id=type.id), type.icon)
            for type in types.get().values()
            if can_create(type, actor) and not waits
        ),
        query=request.args.get("q", "")[:200] if request.endpoint == "search_page.show" else "",
        narrow=request.cookies.get(NARROW) == "1",
        narrow_url=url_for("desk.fold"),
        single_keys=request.cookies.get(SILENT_KEYS) != "1",
        theme=_theme(),
        printed=_printed(actor, own),
        session=SessionEnd(
            seconds_left(), warn_at(), url_for("session_page.prolong"), url_for("sign_in.form")
        ),
    )


def _printed(actor: Actor, own: Seat | None) -> str:
    """Return what stands at the head of every page on paper: whose office, who printed it, and when it was read."""
    file = municipality.get()
    office = file.offices.get(own.office) if own is not None and own.office is not None else None
    parts = (
        file.name,
        file.units[office.unit].name if office is not None else "",
        _("%(when)s, %(name)s tarafından alındı", when=written(now()), name=actor.name),
    )
    return joined(parts, " · ")


def _theme() -> str:
    wanted = request.cookies.get(THEME, "")
    return wanted if wanted in ("light", "dark") else ""


def _account_links() -> Iterator[Link]:
    for entry in menu.ACCOUNT:
        if entry.endpoint in current_app.view_functions:
            yield Link(str(entry.label), url_for(entry.endpoint))


def _menu(actor: Actor) -> Iterator[MenuGroup]:
    yield MenuGroup("", (_item(_("İşlerim"), url_for("desk.show"), "inbox", figure(), "i"),))
    of_core, of_plugins = _lists(actor)
    yield MenuGroup(pgettext("plural", "Evrak"), (*of_core, *entries(menu.REGISTRY, actor)))
    found = _of_plugins(actor)
    for plugin in assembled.get().active:
        items = (*of_plugins.get(plugin.id, ()), *found.get(plugin.id, ()))
        yield MenuGroup(str(plugin.manifest.label), items)
    yield MenuGroup(_("Yönetim"), tuple(entries(menu.ADMINISTRATION, actor)))


def _of_plugins(actor: Actor) -> dict[str, Collection[MenuItem]]:
    """Return the lines that plugins add, by plugin; one that fails adds none."""
    found: dict[str, Collection[MenuItem]] = {}
    for outcome in assembled.get().collect(kalem_menu, actor=actor):
        if outcome.error is not None:
            continue
        items: object = outcome.value
        if isinstance(items, Collection) and all(isinstance(each, MenuItem) for each in items):
            found[outcome.plugin_id] = items
        else:
            logger.error("plugin %s: %s gave no list of menu lines", outcome.plugin_id, kalem_menu.__name__)
    return found


def _lists(actor: Actor) -> tuple[list[MenuItem], dict[str, list[MenuItem]]]:
    """Return a line for the list of each record type that ``actor`` works with: the core's, and each plugin's."""
    plugins = assembled.get()
    of_core: list[MenuItem] = []
    of_plugins: dict[str, list[MenuItem]] = {}
    counts = waiting()
    for type in types.get().values():
        if not works_with(type, actor) and not counts.get(type.id):
            continue
        item = _item(
            str(type.plural),
            url_for("record_lists.show", type_id=type.id),
            type.icon,
            figure(type.id),
            menu.KEYS.get(type.id, ""),
        )
        (of_plugins.setdefault(type.owner, []) if type.owner in plugins else of_core).append(item)
    return of_core, of_plugins


def entries(lines: Iterable[menu.Entry], actor: Actor) -> Iterator[MenuItem]:
    """Yield those lines of a menu whose page is open to ``actor``, the present one marked."""
    for entry in lines:
        if entry.endpoint in current_app.view_functions and any(map(actor.may, entry.permission.split())):
            yield _item(str(entry.label), url_for(entry.endpoint), entry.icon, None, entry.key)


def _item(label: str, url: str, icon: str, count: int | str | None, key: str = "") -> MenuItem:
    here = request.path
    current = here == url or (url != "/" and here.startswith(url.rstrip("/") + "/"))
    return MenuItem(label, url, icon, count or None, current, key)
