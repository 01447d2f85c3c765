"""People and what they hold, from a file: whole or not at all. Passwords are never in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kalem.context import today
from kalem.i18n import gettext as _
from kalem.ledger import By
from kalem.organisation import Holding, Position, User, appoint, create_user
from kalem.organisation.directory import Directory, directory
from kalem.organisation.still import check_by
from kalem.refusal import Refusal, Refused
from kalem.text import clean, fold, nearest

from .days import read_day
from .headers import Heading, key, matched
from .reading import Table
from .telling import Report
from .whole import all_or_nothing, each_row

HEADINGS = (
    Heading("username", ("Kullanıcı Adı", "Kullanıcı"), True),
    Heading("name", ("Ad Soyad", "Adı Soyadı", "Ad", "İsim"), True),
    Heading("position", ("Görev", "Görevi", "Unvan", "Unvanı")),
    Heading("unit", ("Birim", "Birimi")),
    Heading("from", ("Başlangıç", "Başlama Tarihi", "Başlangıç Tarihi", "İlk Gün")),
    Heading("until", ("Bitiş", "Ayrılma Tarihi", "Bitiş Tarihi", "Son Gün")),
    Heading("note", ("Atama", "Atama Türü", "Dayanak", "Açıklama")),
)

#: Positions that a message names.
NAMED = 12


@dataclass
class Outcome:
    """What came of a file of people."""

    #: User names of those who are new: they have no password yet.
    created: list[str] = field(default_factory=list)
    appointed: int = 0
    #: Rows whose person and position were there already.
    same: int = 0


def take_in(table: Table, by: By, *, trial: bool = False) -> Outcome:
    """Create the people of a file and appoint them; who is there and holds it already stays as he is.

    Raises ``BadTable``, and ``NotWritten`` where a row is bad or it is only a ``trial``.
    """
    columns, report, found = matched(table, HEADINGS), Report(), Outcome()
    known = directory()
    with all_or_nothing(report, trial=trial):
        check_by(by)
        each_row(table, columns, report, lambda _row, cells: _person(cells, by, known, found))
    return found


def _person(cells: Mapping[str, str], by: By, known: Directory, found: Outcome) -> None:
    starts, ends = _day(cells, "from"), _day(cells, "until")
    position = _position(cells, known)
    if position is None and (starts or ends):
        raise Refused(Refusal(_("Görev boş, günleri var."), _("Görevi yazın ya da günleri silin.")))
    user: User | None = User.get_or_none(User.username_key == fold(cells["username"]))
    is_new = user is None
    if user is None:
        user = create_user(by, cells["username"], cells["name"])
    elif fold(user.name) != fold(cells["name"]):
        raise Refused(
            Refusal(
                _("%(username)s kullanıcı adı başkasının: %(name)s.", username=user.username, name=user.name),
                _("Başka bir kullanıcı adı yazın ya da adı düzeltin."),
            )
        )
    appointed = position is not None and _appoint(
        by, user, position, starts, ends, clean(cells.get("note", ""), multiline=True)
    )
    if is_new:
        found.created.append(user.username)
    found.appointed += appointed
    found.same += not (is_new or appointed)


def _appoint(by: By, user: User, position: Position, starts: date | None, ends: date | None, note: str) -> bool:
    """Appoint, and return whether it was needed: the same holding is not written again."""
    first = starts or today()
    own = Holding.select().where((Holding.user == user) & (Holding.position == position))
    for each in own:
        same = each.starts == starts or (starts is None and each.starts <= first)
        if same and each.ends == ends:
            return False
    appoint(by, user, position, first, ends, note)
    return True


def _position(cells: Mapping[str, str], known: Directory) -> Position | None:
    """Return the position that a row names by the file's id or by its title, in its unit where one is written."""
    wanted, unit = cells.get("position", ""), cells.get("unit", "")
    if not wanted:
        if unit:
            raise Refused(Refusal(_("Birim yazılmış, görev boş."), _("Görevi de yazın.")))
        return None
    places = [each for each in known.positions.values() if each.closed_at is None]
    found = [each for each in places if each.slug == wanted] or [
        each for each in places if key(each.title) == key(wanted)
    ]
    if not found:
        near = nearest(wanted, [word for each in places for word in (each.title, each.slug)])
        cure = _("“%(near)s” mi?", near=near) if near else _("Görevler belediye dosyasındadır.")
        raise Refused(Refusal(_("“%(name)s” diye bir görev yok.", name=wanted[:60]), cure))
    if unit:
        found = [each for each in found if _in_unit(each, unit, known)]
        if not found:
            raise Refused(Refusal(_("“%(unit)s” biriminde “%(title)s” görevi yok.", unit=unit[:60], title=wanted[:60])))
    if len(found) > 1:
        names = ", ".join(each.slug for each in found[:NAMED])
        raise Refused(
            Refusal(
                _("“%(title)s” birden çok birimde var.", title=wanted[:60]),
                _("Birimini ya da kimliğini yazın: %(names)s.", names=names),
            )
        )
    return found[0]


def _in_unit(position: Position, wanted: str, known: Directory) -> bool:
    if position.unit_id is None:
        return False
    unit = known.units[position.unit_id]
    return unit.slug == wanted or key(unit.name) == key(wanted)


def _day(cells: Mapping[str, str], name: str) -> date | None:
    text = cells.get(name, "")
    if not text:
        return None
    found = read_day(text)
    if found is None:
        raise Refused(Refusal(_("Böyle bir tarih yok: %(text)s.", text=text[:60]), _("Günü 21.11.2026 gibi yazın.")))
    return found[0]
