"""What a file would change in units and positions, and in the records that stand there."""

from collections.abc import Collection, Iterable, Iterator

from kalem.config import Municipality, Position, Unit
from kalem.context import today
from kalem.i18n import gettext as _
from kalem.organisation import Delegation, Holding, User
from kalem.organisation import Position as PositionRow
from kalem.organisation import Unit as UnitRow
from kalem.organisation.terms import holds_on
from kalem.records import Record, Waiting
from kalem.records.record import Access
from kalem.registry.chain import ChainItem

from .changes import Change

#: Levels of confidentiality for which a unit stands among a record's readers.
LEVELS = range(4)


def units(old: Municipality | None, new: Municipality) -> Iterator[Change]:
    """Yield what becomes of the units: new ones, changed ones in the file's order, then those that are gone."""
    before = old.units if old is not None else {}
    rows = {row.slug: row for row in UnitRow.select()} if old is not None else {}
    for slug, unit in new.units.items():
        row = rows.get(slug)
        if unit.successor is not None:
            if row is None or row.closed_at is None:
                yield _unit_closed(unit, row, new.units[unit.successor].name)
        elif row is None:
            yield Change("unit", slug, "added", _("Birim eklenir: %(name)s", name=unit.name))
        else:
            yield from _unit_changed(before.get(slug), unit, row, new)
    for slug, unit in before.items():
        if slug not in new.units and rows[slug].closed_at is None:
            yield _unit_closed(unit, rows[slug], None)


def _unit_changed(old: Unit | None, unit: Unit, row: UnitRow, new: Municipality) -> Iterator[Change]:
    if row.closed_at is not None:
        yield Change("unit", unit.id, "reopened", _("Birim yeniden açılır: %(name)s", name=unit.name))
    if row.name != unit.name:
        text = _("Birimin adı değişir: %(old)s, bundan sonra %(new)s", old=row.name, new=unit.name)
        yield Change("unit", unit.id, "renamed", text)
    if old is None:
        return
    if old.parent != unit.parent:
        yield _unit_moved(unit, new)
    if (old.kind, old.outside, old.office) != (unit.kind, unit.outside, unit.office):
        text = _("Birimin türü değişir: %(name)s, bundan sonra %(kind)s", name=unit.name, kind=unit.kind)
        yield Change("unit", unit.id, "changed", text)
    if (old.head, old.answers_to, old.designee) != (unit.head, unit.answers_to, unit.designee):
        yield Change("unit", unit.id, "changed", _("Birimin amirleri değişir: %(name)s", name=unit.name))


def _unit_moved(unit: Unit, new: Municipality) -> Change:
    above = new.units[unit.parent].name if unit.parent else _("en üst")
    text = _("Birim taşınır: %(name)s, %(above)s altına", name=unit.name, above=above)
    ids = [row.id for row in UnitRow.select(UnitRow.id).where(UnitRow.slug.in_(new.subtree(unit.id)))]
    touched = readable_by(ids)
    if touched:
        text += _("; %(count)s kaydını yeni üstleri görür", count=len(touched))
    return Change("unit", unit.id, "moved", text, touched)


def _unit_closed(unit: Unit, row: UnitRow | None, successor: str | None) -> Change:
    touched = with_unit(row.id) if row is not None else ()
    text = _("Birim kapanır: %(name)s", name=unit.name)
    if touched and successor:
        text += _("; %(count)s açık kaydı şuraya geçer: %(successor)s", count=len(touched), successor=successor)
    obstacle = ""
    if touched and not successor:
        obstacle = _(
            "%(name)s içinde %(count)s açık kayıt var. Birimi dosyada bırakıp devralanı `successor` ile yazın.",
            name=unit.name,
            count=len(touched),
        )
    return Change("unit", unit.id, "closed", text, touched, obstacle)


def positions(old: Municipality | None, new: Municipality) -> Iterator[Change]:
    """Yield what becomes of the positions; one of a closed unit closes with it."""
    before = old.positions if old is not None else {}
    rows = {row.slug: row for row in PositionRow.select()} if old is not None else {}
    lasting = {slug for slug, position in new.positions.items() if not _closes(position, new)}
    for slug, position in new.positions.items():
        row = rows.get(slug)
        if slug not in lasting:
            if row is not None and row.closed_at is None:
                yield _position_closed(position, row, lasting)
        elif row is None:
            yield Change("position", slug, "added", _("%(title)s görevi eklenir", title=position.title))
        else:
            yield from _position_changed(before.get(slug), position, row)
    for slug, position in before.items():
        if slug not in new.positions and rows[slug].closed_at is None:
            yield _position_closed(position, rows[slug], lasting)


def _closes(position: Position, new: Municipality) -> bool:
    return position.unit is not None and new.units[position.unit].successor is not None


def _position_changed(old: Position | None, position: Position, row: PositionRow) -> Iterator[Change]:
    if row.closed_at is not None:
        yield Change("position", position.id, "reopened", _("%(title)s görevi yeniden açılır", title=position.title))
    if row.title != position.title:
        text = _("%(old)s görevinin adı %(new)s olur", old=row.title, new=position.title)
        yield Change("position", position.id, "renamed", text)
    if old is None:
        return
    if old.unit != position.unit:
        text = _("%(title)s görevi birim değiştirir", title=position.title)
        yield Change("position", position.id, "moved", text)
    if old.roles != position.roles:
        text = _("%(title)s görevinin rolleri: %(roles)s", title=position.title, roles=", ".join(position.roles) or "—")
        yield Change("position", position.id, "changed", text)
    if (old.answers_to, old.attached, old.seats) != (position.answers_to, position.attached, position.seats):
        text = _("%(title)s görevinin amirleri, bağlı birimleri ya da kişi sayısı değişir", title=position.title)
        yield Change("position", position.id, "changed", text)
    if old.listed != position.listed:
        listed = (
            _("%(title)s görevi, metnin teşkilat listesinde var sayılır", title=position.title)
            if position.listed
            else _("%(title)s görevi, metnin teşkilat listesinde yok sayılır", title=position.title)
        )
        yield Change("position", position.id, "changed", listed)


def _position_closed(position: Position, row: PositionRow, lasting: Collection[str]) -> Change:
    people = holders_of(row)
    freed = without_position([user.id for user in people], lasting)
    touched = waiting_for([f"p{row.id}", *(f"w{user}.{level}" for user in freed for level in LEVELS)])
    text = _("%(title)s görevi kapanır", title=position.title)
    if people:
        text += _("; görevi biten: %(names)s", names=", ".join(user.name for user in people))
    lent = len(delegations_of(row))
    if lent:
        text += _("; geri alınan vekâlet: %(count)s", count=lent)
    if touched:
        text += _("; onu bekleyen %(count)s kayıt birimine kalır", count=len(touched))
    letters = letters_waiting_for(position.id)
    obstacle = ""
    if letters:
        obstacle = _(
            "%(title)s parafını ya da imzasını bekleyen %(count)s yazı var. Önce imzalansın, geri çevrilsin ya da "
            "iptal edilsin.",
            title=position.title,
            count=len(letters),
        )
    return Change("position", position.id, "closed", text, touched, obstacle)


def holders_of(position: PositionRow) -> list[User]:
    """Return who holds a position today or will."""
    still = Holding.ends.is_null() | (Holding.ends >= today())
    query = User.select().join(Holding, on=(Holding.user == User.id)).where((Holding.position == position) & still)
    return list(query.order_by(User.id).distinct())


def without_position(users: Collection[int], lasting: Collection[str]) -> list[int]:
    """Return those of ``users`` who hold no position of ``lasting`` (the file's ids) today."""
    kept = (
        Holding.select(Holding.user)
        .join(PositionRow)
        .where(Holding.user.in_(list(users)) & PositionRow.slug.in_(list(lasting)) & holds_on(today()))
    )
    return sorted(set(users) - {row.user_id for row in kept})


def delegations_of(position: PositionRow) -> list[Delegation]:
    """Return the delegations of a position that still count or will."""
    still = Delegation.revoked_at.is_null() & (Delegation.ends >= today())
    return list(Delegation.select().where((Delegation.position == position) & still).order_by(Delegation.id))


def waiting_for(principals: Iterable[str]) -> tuple[int, ...]:
    """Return the ids of the records that wait for one of ``principals``."""
    rows = Waiting.select(Waiting.record_id).where(Waiting.principal.in_(list(principals)))
    return tuple(sorted({row.record_id for row in rows}))


def with_unit(unit_id: int) -> tuple[int, ...]:
    """Return the ids of the open records that a unit owns or that wait for it."""
    owned = Record.select(Record.id).where((Record.unit_id == unit_id) & Record.closed_at.is_null())
    waiting = waiting_for(f"u{unit_id}.{level}" for level in LEVELS)
    return tuple(sorted({*(row.id for row in owned), *waiting}))


def readable_by(unit_ids: Iterable[int]) -> tuple[int, ...]:
    """Return the ids of the records that are granted to one of the units: who reads them hangs on its place."""
    principals = [f"u{unit_id}.{level}" for unit_id in unit_ids for level in LEVELS]
    rows = Access.select(Access.record_id).where(Access.principal.in_(principals))
    return tuple(sorted({row.record_id for row in rows}))


def letters_waiting_for(slug: str) -> tuple[int, ...]:
    """Return the ids of the letters whose chain still waits for the position to initial or to sign by right."""
    rows = (
        ChainItem.select(ChainItem.record_id, ChainItem.positions)
        .join(Record, on=(Record.id == ChainItem.record_id))
        .where((ChainItem.state == "waiting") & (Record.state == "in_chain"))
    )
    return tuple(sorted({row.record_id for row in rows if row.allowed[:1] == [slug]}))
