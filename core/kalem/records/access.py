"""Who may read a record, as stored facts: rows of principals, written with the entry that changes them.

A record keeps compact grants in ``readers`` (``u12`` a unit, ``p7`` a position, ``w5`` a person). The rows that lists
and search use are made from them: a unit stands for its cleared members and for those who supervise it, a position for
nobody while the file does not clear it for the record, and a person for himself while he is cleared: who reads brings
the levels of the positions that he holds on that day.
"""

from collections.abc import Iterable, Iterator

from peewee import Query, Value

from kalem.db import Prepared
from kalem.i18n import gettext as _
from kalem.ledger import Finding
from kalem.ledger.tracking import stored
from kalem.organisation import record_principals, tree
from kalem.organisation.directory import directory

from .record import Access, Record, Waiting
from .states import PAST


def words(text: str) -> list[str]:
    """Return the principals of a stored list."""
    return text.split()


def join(*groups: Iterable[str]) -> str:
    """Return the principals of all groups as a stored list: each once, in the order of first mention."""
    return " ".join(dict.fromkeys(principal for group in groups for principal in group))


def readers_of(record: Record) -> set[str]:
    """Return every principal that may read ``record``: its grants and those for whom it waits, spelled out."""
    return {
        principal
        for grant in (*words(record.readers), *words(record.holders))
        for principal in _spelled(grant, record.confidentiality)
    }


def waiters_of(record: Record) -> set[str]:
    """Return every principal for whom ``record`` waits. A unit stands for its cleared members, a person if cleared."""
    level = record.confidentiality
    return {
        holder if holder.startswith("p") else f"{holder}.{level}"
        for holder in words(record.holders)
        if not holder.startswith("p") or cleared(holder, level)
    }


def cleared(principal: str, level: int) -> bool:
    """Whether someone behind a principal may read what is confidential at ``level``.

    For positions and units the file in force says it, whoever holds them today; for a person what he holds today: one
    who holds nothing reads nothing.
    """
    kind, number = principal[0], int(principal[1:])
    if kind == "w":
        return number in directory().seats_of and directory().clearance(principal) >= level
    if level == 0:
        return True
    seats = tree.get().seats
    if kind == "p":
        return number in seats and seats[number].clearance >= level
    members = tree.get().members[number]
    return any(seat.unit_id in members and seat.clearance >= level for seat in seats.values())


def past_shelf(type: str) -> str:
    """Return the shelf of a type's records that came from an old register."""
    return f"{type}:{PAST}"


def shelf_of(record: Record) -> str:
    """Return the shelf on which a record's rows stand: its type, and one of their own for those of an old register.

    Those have later ids than what was written here before them, and are older all the same: a list looks at its
    shelves one after the other.
    """
    return past_shelf(record.type) if record.state == PAST else str(record.type)


def mirror(record: Record) -> None:
    """Bring the rows of ``record`` in line with its columns."""
    readers, waiters = readers_of(record), waiters_of(record)
    old_readers, old_waiters = _stored(record.id)
    if old_readers - readers:
        gone = list(old_readers - readers)
        Access.delete().where((Access.record_id == record.id) & Access.principal.in_(gone)).execute()
    if readers - old_readers:
        _grant.run(principals=sorted(readers - old_readers), record_id=record.id, type=shelf_of(record))
    if old_waiters:
        _wait_no_more.run(record_id=record.id)
    if waiters:
        _wait.run(principals=sorted(waiters), record_id=record.id, type=record.type, due=record.due)


@Prepared
def _grant(principals: list[Value], record_id: Value, type: Value) -> Query:
    return Access.insert_many([{"principal": each, "record_id": record_id, "type": type} for each in principals])


@Prepared
def _wait_no_more(record_id: Value) -> Query:
    return Waiting.delete().where(Waiting.record_id == record_id)


@Prepared
def _wait(principals: list[Value], record_id: Value, type: Value, due: Value | None) -> Query:
    rows = [{"principal": each, "record_id": record_id, "type": type, "due": due} for each in principals]
    return Waiting.insert_many(rows)


def verify_mirrors() -> Iterator[Finding]:
    """Yield each record whose rows are not what its columns say, and each row without a record."""
    access: dict[int, set[tuple[str, str]]] = {}
    for row in stored(Access):
        access.setdefault(row.values["record_id"], set()).add((row.values["principal"], row.values["type"]))
    waiting: dict[int, set[tuple[str, str, str]]] = {}
    for row in stored(Waiting):
        found = row.values["principal"], row.values["type"], str(row.values["due"])
        waiting.setdefault(row.values["record_id"], set()).add(found)
    for row in stored(Record):
        record = Record(**row.values)
        try:
            readers, waiters = readers_of(record), waiters_of(record)
        except (ValueError, LookupError, TypeError):
            # The column itself is found by replaying the entries; here its rows have nothing to agree with.
            readers = waiters = set()
        if access.pop(record.id, set()) != {(p, shelf_of(record)) for p in readers}:
            yield Finding(f"access {record.id}", _("erişim satırları kaydın okuyanlarıyla uyuşmuyor"))
        if waiting.pop(record.id, set()) != {(p, record.type, str(record.due)) for p in waiters}:
            yield Finding(f"waiting {record.id}", _("bekleyen satırları kaydın bekledikleriyle uyuşmuyor"))
    for table, left in (("access", access), ("waiting", waiting)):
        for number in left:
            yield Finding(f"{table} {number}", _("olmayan bir kaydın satırı"))


def _stored(record_id: int) -> tuple[set[str], set[str]]:
    readers = {principal for (principal,) in _readers.rows(record_id=record_id)}
    waiters = {principal for (principal,) in _waiters.rows(record_id=record_id)}
    return readers, waiters


@Prepared
def _readers(record_id: Value) -> Query:
    return Access.select(Access.principal).where(Access.record_id == record_id)


@Prepared
def _waiters(record_id: Value) -> Query:
    return Waiting.select(Waiting.principal).where(Waiting.record_id == record_id)


def _spelled(grant: str, level: int) -> Iterable[str]:
    if grant.startswith("u"):
        return record_principals(int(grant[1:]), level)
    if grant.startswith("w"):
        return (f"{grant}.{level}",)
    return (grant,) if cleared(grant, level) else ()
