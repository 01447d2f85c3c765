"""Saved views: the filters of a list under a name, for oneself or shared with one's unit or office.

A view is an address and nothing else: whoever opens it sees what he may read. It is a preference of a person, as the
session is, so no entry tells of it and ``verify`` does not look at it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField, Query, TextField, Value

from kalem.db import Model, Prepared, StaleRow, alone, transaction
from kalem.i18n import gettext as _
from kalem.organisation import SUPERVISE, Actor, User, municipality
from kalem.organisation.directory import directory
from kalem.organisation.permissions import missing_right
from kalem.refusal import Ground, Refusal, Refused
from kalem.text import fold

#: Longest name, in characters.
NAME = 60

#: Views that one person may have of one list.
MOST = 30


class SavedView(Model):
    """A list's filters under a name. Not followed by the ledger."""

    id = AutoField()
    user = ForeignKeyField(User, backref="+")
    user_id: int
    #: The record type whose list it is.
    type = CharField(max_length=60)
    name = CharField(max_length=NAME)
    #: The name folded: two names that differ only in case, in dots or accents are one.
    name_key = CharField(max_length=240)
    #: The filters, as they stand in the address.
    query = TextField()
    #: Who sees it besides its owner: ``u12`` the members of a unit, ``o.<id>`` those of an office, empty for nobody.
    audience = CharField(max_length=70, default="")
    #: Whether it opens when its owner opens the list.
    default = BooleanField(default=False)
    version = IntegerField(default=1)

    class Meta:
        table_name = "saved_view"
        indexes = ((("user", "type", "name_key"), True), (("type", "audience"), False))

    @property
    def filters(self) -> dict[str, str]:
        """The filters by name."""
        return dict(parse_qsl(self.query))


def views_of(actor: Actor, type_id: str) -> list[SavedView]:
    """Return the views of a list that ``actor`` sees: his own, then those shared with him; each by name."""
    found = _views.instances(SavedView, user=actor.user_id, audiences=_audiences(actor), type=type_id)
    return sorted(found, key=lambda view: (view.user_id != actor.user_id, view.name_key, view.id))


@Prepared
def _views(user: Value, audiences: list[Value], type: Value) -> Query:
    shared = SavedView.audience.in_(audiences) & User.active
    mine_or_shared = (SavedView.user == user) | shared
    return SavedView.select().join(User).where((SavedView.type == type) & mine_or_shared)


def offered_audiences(actor: Actor) -> list[tuple[str, str]]:
    """Return with whom ``actor`` may share, each with its name: the units and offices in which he supervises."""
    supervising = [seat for seat in actor.seats if SUPERVISE in seat.permissions]
    units = [f"u{seat.unit_id}" for seat in supervising if seat.unit_id is not None]
    offices = [f"o.{seat.office}" for seat in supervising if seat.office is not None]
    return [(each, audience_name(each)) for each in dict.fromkeys([*units, *offices])]


def audience_name(audience: str) -> str:
    """Return what an audience is called; an office is told by its head unit."""
    known, (kind, _dot, office) = directory(), audience.partition(".")
    if kind != "o":
        return known.units[int(audience[1:])].name
    found = municipality.get().offices.get(office)
    head = known.unit_by_slug.get(found.unit) if found is not None else None
    return _("%(unit)s ve bağlı birimleri", unit=head.name) if head is not None else office


def save(
    actor: Actor, type_id: str, name: str, filters: Mapping[str, str], audience: str, *, default: bool
) -> SavedView:
    """Keep ``filters`` of a list under ``name``.

    Raises ``Refused`` for a name that the owner already has there, for one view too many, and for an audience with
    which he may not share.
    """
    with transaction():
        alone(f"saved_view {actor.user_id}")
        mine = list(_own(actor, type_id))
        _check(actor, mine, name, audience)
        if len(mine) >= MOST:
            raise Refused(
                Refusal(
                    _("Bu listede %(most)s görünümünüz var; daha fazlası saklanmaz.", most=MOST),
                    _("Kullanmadığınız bir görünümü silin."),
                    Ground(
                        "setting", source="saved_view.most", text=_("Bir listede en çok bu kadar görünüm saklanır.")
                    ),
                )
            )
        if default:
            _no_default(actor, type_id)
        return SavedView.create(
            user=actor.user_id,
            type=type_id,
            name=name,
            name_key=_key(name),
            query=_query(filters),
            audience=audience,
            default=default,
        )


def change(
    actor: Actor,
    view: SavedView,
    name: str,
    filters: Mapping[str, str],
    audience: str,
    *,
    default: bool,
    version: str,
) -> None:
    """Rename one's own view, narrow it otherwise, share it otherwise, make it the one that opens.

    Raises ``Refused`` as :func:`save` does, ``StaleRow`` when it was changed since ``version``.
    """
    with transaction():
        alone(f"saved_view {actor.user_id}")
        others = [each for each in _own(actor, view.type) if each.id != view.id]
        _check(actor, others, name, audience, had=view.audience)
        if default:
            _no_default(actor, view.type)
        values = {
            "name": name,
            "name_key": _key(name),
            "query": _query(filters),
            "audience": audience,
            "default": default,
        }
        _changed(SavedView.update({**values, "version": SavedView.version + 1}), actor, view, version)


def remove(actor: Actor, view: SavedView, *, version: str) -> None:
    """Forget one's own view; ``StaleRow`` when it was changed since ``version``."""
    with transaction():
        _changed(SavedView.delete(), actor, view, version)


def _changed(query: Any, actor: Actor, view: SavedView, version: str) -> None:
    same = (SavedView.id == view.id) & (SavedView.user == actor.user_id) & (SavedView.version == _number(version))
    if not query.where(same).execute():
        raise StaleRow(f"saved_view {view.id}")


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


def _own(actor: Actor, type_id: str) -> Any:
    return SavedView.select().where((SavedView.user == actor.user_id) & (SavedView.type == type_id))


def _no_default(actor: Actor, type_id: str) -> None:
    SavedView.update(default=False).where(
        (SavedView.user == actor.user_id) & (SavedView.type == type_id) & SavedView.default
    ).execute()


def _check(actor: Actor, others: list[SavedView], name: str, audience: str, *, had: str = "") -> None:
    refusals = []
    if _key(name) in {each.name_key for each in others}:
        refusals.append(
            Refusal(
                _("Bu listede “%(name)s” adlı bir görünümünüz var.", name=name),
                _("Başka bir ad yazın ya da öbürünü silin."),
                Ground("setting", source="saved_view.name", text=_("Bir listede iki görünümün adı aynı olmaz.")),
                field="name",
            )
        )
    if audience and audience != had and audience not in dict(offered_audiences(actor)):
        refusals.append(
            Refusal(
                _("Görünümü bu birimle paylaşamazsınız."),
                _("Yalnız kendiniz için saklayın ya da birim amirinizden isteyin."),
                missing_right(SUPERVISE),
                field="audience",
            )
        )
    if refusals:
        raise Refused(*refusals)


def _audiences(actor: Actor) -> list[str]:
    """Return all audiences to which ``actor`` belongs."""
    units = [f"u{seat.unit_id}" for seat in actor.seats if seat.unit_id is not None]
    return list(dict.fromkeys([*units, *(f"o.{seat.office}" for seat in actor.seats if seat.office is not None)]))


def _query(filters: Mapping[str, str]) -> str:
    """Return filters as they stand in an address."""
    return urlencode({key: value for key, value in filters.items() if value})


def _key(name: str) -> str:
    return fold(name)[:240]
