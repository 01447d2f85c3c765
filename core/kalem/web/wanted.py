"""What of a list is asked for: the filters in the address, or those of a saved view, and how they are offered."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from flask import request, url_for

from kalem.context import today
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import joined
from kalem.importing.days import read_day
from kalem.organisation import Actor
from kalem.organisation.directory import directory
from kalem.records import Listing, NotFound, Record, RecordType, types
from kalem.records.listing import FIRST_DAY, LAST_DAY
from kalem.records.saved_views import SavedView, views_of
from kalem.text.dates import write_date
from kalem.workflow import workflows

from .view import Choice, Empty, Field, Filters, Link, Tab

#: Years that the filter offers.
YEARS = 8

#: The filters that an address names, in their order.
NAMES = ("q", "view", "state", "unit", "year", "since", "until")

#: Under this name an address tells from which saved view its filters set out.
ORIGIN = "of"

#: The filters that are days.
DAYS = ("since", "until")


def type_or_404(type_id: str) -> RecordType:
    """Return a record type of the office; ``NotFound`` for another."""
    found = types.get().get(type_id)
    if found is None:
        raise NotFound(type_id)
    return found


def number_in(text: str) -> int | None:
    """Return the number that an address names, as a cursor or an id; None for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def cursor_in(text: str) -> int | None:
    """Return the cursor of a list that an address names; None for what is none."""
    number = number_in(text.removeprefix("-"))
    return -number if number is not None and text.startswith("-") else number


@dataclass(frozen=True)
class Wanted:
    """What of the list of a type is asked for."""

    type: RecordType
    q: str = ""
    view: str = ""
    state: str = ""
    unit: str = ""
    year: str = ""
    #: The first and the last day of registration, as people write them.
    since: str = ""
    until: str = ""
    before: int | None = None
    #: The saved view that is open, and all that the reader sees of this list.
    saved: SavedView | None = None
    #: The reader's own view from which the filters set out, when they were changed since.
    origin: SavedView | None = None
    views: Sequence[SavedView] = ()
    #: What the saved view asks for and the list does not know any more: names and values.
    gone: Sequence[tuple[str, str]] = field(default_factory=tuple)
    #: What was typed for a day and is none, by the filter's name.
    no_days: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, type: RecordType, actor: Actor) -> "Wanted":
        """Read the address; what makes no sense there is left out. ``NotFound`` for a view that is not the reader's."""
        given: Mapping[str, str] = request.args
        views = views_of(actor, type.id)
        saved = None
        if "saved" in given:
            id = number_in(given["saved"])
            saved = next((view for view in views if view.id == id), None)
            if saved is None:
                raise NotFound(given["saved"])
        origin = number_in(given.get(ORIGIN, "")) if saved is None else None
        found = next((view for view in views if view.id == origin and view.user_id == actor.user_id), None)
        return cls.of(type, saved.filters if saved is not None else given, views, saved, found)

    @classmethod
    def of(
        cls,
        type: RecordType,
        given: Mapping[str, str],
        views: Sequence[SavedView] = (),
        saved: SavedView | None = None,
        origin: SavedView | None = None,
    ) -> "Wanted":
        """Return what the filters ``given`` ask for; what a saved view asks for in vain is kept as ``gone``."""
        known: dict[str, Callable[[], Iterable[str]]] = {
            "view": lambda: VIEWS,
            "state": lambda: dict(_states(type)),
            "unit": lambda: dict(_units()),
            "year": _years,
        }
        values, gone = {"q": given.get("q", "").strip()[:200]}, []
        for name, offered in known.items():
            value = given.get(name, "")
            if value and (name == "view" or name in type.filters) and value in offered():
                values[name] = value
            elif value and saved is not None:
                gone.append((_named(name), value))
        no_days = {}
        for name in DAYS:
            text = given.get(name, "").strip()[:30]
            day = _day(text)
            if day is not None:
                values[name] = write_date(day)
            elif text:
                no_days[name] = text
        before = cursor_in(request.args.get("before", ""))
        return cls(
            type, **values, before=before, saved=saved, origin=origin, views=views, gone=gone, no_days=no_days
        )

    def listing(self) -> Listing:
        """Return the question to the records."""
        return Listing(
            self.type.id,
            q=self.q,
            state=self.state,
            unit_id=int(self.unit) if self.unit else None,
            year=int(self.year) if self.year else None,
            open_only=self.view == "open",
            since=_day(self.since),
            until=_day(self.until),
        )

    @property
    def senseless(self) -> bool:
        """Whether it is asked for what no record can be: everything would mislead."""
        since, until = _day(self.since), _day(self.until)
        return bool(self.gone or self.no_days or (since and until and since > until))

    def records(self, actor: Actor, limit: int) -> list[Record]:
        """Return at most ``limit`` records."""
        return [] if self.senseless else self.listing().records(actor, before=self.before, limit=limit)

    def pieces(self, actor: Actor) -> Iterator[list[Record]]:
        """Yield all records, piece by piece."""
        return iter(()) if self.senseless else self.listing().pieces(actor)

    def first(self, actor: Actor, most: int) -> list[Record]:
        """Return the first ``most`` records of all pages."""
        return list(islice((record for piece in self.pieces(actor) for record in piece), most))

    @property
    def default(self) -> SavedView | None:
        """The view that opens with the list; it is the reader's own."""
        return next((view for view in self.views if view.default and view.user_id == _reader()), None)

    @cached_property
    def filters_given(self) -> dict[str, str]:
        """The filters that narrow, by name."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def url(self, endpoint: str = "record_lists.show", **changes: Any) -> str:
        """Return the address of this list, with changes; the first page unless ``before`` is among them."""
        kept: dict[str, Any] = dict(self.filters_given)
        if self.saved is not None:
            kept = {"saved": self.saved.id}
        elif self.origin is not None:
            kept[ORIGIN] = self.origin.id
        return url_for(endpoint, type_id=self.type.id, **{**kept, **changes})

    def plain_url(self, view: str = "") -> str:
        """Return the address of the list without filters; where a view opens by itself, ``all`` stands against it."""
        return url_for("record_lists.show", type_id=self.type.id, view=view or ("all" if self.default else None))

    def newest_url(self) -> str:
        """Return the address of the list's first page, narrowed as it is."""
        plain = self.saved is None and self.origin is None and not self.filters_given
        return self.plain_url() if plain else self.url()

    def cleared_url(self, view: str = "") -> str:
        """Return the address of the list without filters, from which one's own view can still be changed."""
        if self._own is None:
            return self.plain_url(view)
        kept: dict[str, Any] = {"view": view or ("all" if self.default else None), ORIGIN: self._own.id}
        return url_for("record_lists.show", type_id=self.type.id, **kept)

    @property
    def _own(self) -> SavedView | None:
        """The reader's own view that is open, or from which the filters set out."""
        return self.saved if self.saved is not None and self.saved.user_id == _reader() else self.origin

    def said(self) -> list[tuple[str, str]]:
        """Return the filters in words: names and values."""
        found = [(_named("q"), f"“{self.q}”")] if self.q else []
        if self.view:
            found.append((_named("view"), VIEWS[self.view]()))
        for name in self.type.filters:
            value = getattr(self, name)
            if value:
                found.append((_named(name), dict(_offered(self.type, name))[value]))
        found += [(_named(name), value) for name in DAYS if (value := getattr(self, name))]
        return [*found, *self.gone]

    def tabs(self) -> tuple[Tab, ...]:
        """Return the views of the list, then the saved ones."""
        plain = self.saved is None
        own = (Tab(label(), self._tab_url(name), plain and name == self.view) for name, label in VIEWS.items())
        return (*own, *(self._saved_tab(each) for each in self.views))

    def _tab_url(self, view: str) -> str:
        narrowed = any(value for name, value in self.filters_given.items() if name != "view")
        if self.saved is not None or not (narrowed or self.origin is not None):
            return self.plain_url(view)
        return self.url(view=view or None)

    def _saved_tab(self, each: SavedView) -> Tab:
        mine = each.user_id == _reader()
        url = url_for("record_lists.show", type_id=self.type.id, saved=each.id)
        current = self.saved is not None and self.saved.id == each.id
        return Tab(each.name, url, current, icon="bookmark" if mine else "people")

    def filters(self) -> Filters:
        """Return the filter line, with the way to keep what it says."""
        fields = [
            Field("q", "f-q", "search", _("Bu listede ara"), value=self.q, attrs={"placeholder": _("Sayı, konu, kişi")})
        ]
        for name in self.type.filters:
            all_of_them, choices = _everything(name), _offered(self.type, name)
            options = tuple(Choice(value, text) for value, text in [("", all_of_them), *choices])
            fields.append(Field(name, f"f-{name}", "select", _named(name), value=getattr(self, name), choices=options))
        for name in DAYS:
            value = self.no_days.get(name, getattr(self, name))
            error = _("Günü 21.11.2026 gibi yazın.") if name in self.no_days else ""
            fields.append(Field(name, f"f-{name}", "date", _named(name), value=value, error=error))
        narrowed = bool(self.no_days or any(getattr(self, name) for name in NAMES if name != "view"))
        return Filters(
            url_for("record_lists.show", type_id=self.type.id),
            tuple(fields),
            clear_url=self.cleared_url(self.view) if narrowed else "",
            hidden=self._hidden(),
            links=tuple(self._keeping()),
        )

    def _hidden(self) -> dict[str, str]:
        """Return what the filter line sends along: the list's view, and one's own saved view that it changes."""
        found = {"view": self.view or "all"} if self.view or self.default else {}
        return {**found, ORIGIN: str(self._own.id)} if self._own is not None else found

    def _keeping(self) -> Iterator[Link]:
        if self.saved is not None:
            if self.saved == self._own:
                url = url_for("saved_views.edit", type_id=self.type.id, view_id=self.saved.id)
                yield Link(_("Görünümü düzenle"), url)
        elif not self.no_days:
            # A day that is none would be missing in what is kept.
            if self.origin is not None and self.filters_given != self.origin.filters:
                url = self.url("saved_views.edit", view_id=self.origin.id)
                yield Link(_("“%(name)s” görünümünü böyle sakla", name=self.origin.name), url)
            if self.filters_given:
                yield Link(_("Görünüm olarak sakla"), self.url("saved_views.new"))

    def notice(self) -> str:
        """Return what must be said of what is asked for in vain: no day, or a value of a view that is no more."""
        if self.no_days:
            told = ", ".join(f"“{text}”" for text in self.no_days.values())
            return _("%(typed)s bir gün değil. Günü 21.11.2026 gibi yazın.", typed=told)
        if self.senseless and not self.gone:
            return _("İlk gün (%(since)s) son günden (%(until)s) sonra.", since=self.since, until=self.until)
        if not self.gone or self.saved is None:
            return ""
        told = joined((joined((name, ": ", value)) for name, value in self.gone), ", ")
        why = _(
            "“%(view)s” görünümü artık bu listede olmayan bir değere göre süzüyor (%(values)s). Bu yüzden kayıt "
            "göstermiyor.",
            view=self.saved.name,
            values=told,
        )
        if self.saved == self._own:
            cure = _("Süzgeci yeniden kurup görünümü öyle saklayın.")
        else:
            cure = _("Görünümün sahibi süzgecini yenileyene kadar listenin kendi süzgecini kullanın.")
        return joined((why, cure), " ")

    def empty(self, new: Link | None) -> Empty:
        """Return what stands where no row does."""
        if self.filters_given or self.no_days or self.before or self.saved is not None:
            clear = Link(_("Süzgeçleri temizle"), self.cleared_url())
            return Empty(_("Süzgece uyan kayıt yok"), _("Süzgeci genişletin ya da temizleyin."), "funnel", clear)
        return Empty(_("Burada size açık kayıt yok"), _("Kayıt açıldıkça burada listelenir."), self.type.icon, new)


def _all() -> str:
    return _("Hepsi")


def _open() -> str:
    return _("Bitmemiş olanlar")


#: The views of every list, by the word in the address.
VIEWS = {"": _all, "open": _open}


def _reader() -> int:
    return who().user_id


def _named(name: str) -> str:
    return {
        "q": _("Arama"),
        "view": _("Görünüm"),
        "state": _("Durum"),
        "unit": _("Birim"),
        "year": _("Yıl"),
        "since": _("İlk kayıt günü"),
        "until": _("Son kayıt günü"),
    }[name]


def _everything(name: str) -> str:
    return {"state": _("Bütün durumlar"), "unit": _("Bütün birimler"), "year": _("Bütün yıllar")}[name]


def _offered(type: RecordType, name: str) -> list[tuple[str, str]]:
    if name == "state":
        return _states(type)
    return _units() if name == "unit" else [(year, year) for year in _years()]


def _states(type: RecordType) -> list[tuple[str, str]]:
    found = {
        state.id: str(state.label)
        for (_office, id), flow in workflows.get().items()
        if id == type.id
        for state in flow.flow.states
    }
    return list(found.items())


def _day(text: str) -> date | None:
    """Return the day that was typed; None for none, and for one that no record can have."""
    found = read_day(text)
    return found[0] if found is not None and FIRST_DAY <= found[0] <= LAST_DAY else None


def _units() -> list[tuple[str, str]]:
    units = sorted((unit for unit in directory().units.values() if not unit.outside), key=lambda unit: unit.sort_key)
    return [(str(unit.id), unit.name) for unit in units]


def _years() -> list[str]:
    last = today().year
    return [str(year) for year in range(last, last - YEARS, -1)]
