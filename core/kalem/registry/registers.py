"""The registers as books (defterler): per office, register and year what stands under each number, in their order."""

from collections.abc import Collection
from dataclasses import dataclass

from peewee import Case, Query, Value, fn

from kalem.config import Office
from kalem.db import Prepared
from kalem.i18n import joined
from kalem.ledger import Number
from kalem.ledger.numbers import RegisterYear
from kalem.organisation import SUPERVISE, Actor, municipality
from kalem.organisation.directory import names_of
from kalem.records import RecordType, types
from kalem.workflow.abilities import working_permissions

from .builtin import kalem_permissions
from .offices import REGISTERS, referrers, register_title, registrars

#: One of these opens the registers of an office: who works in the registry, or watches over those who do. What stands
#: under a number is a record, and whether that is open to the reader is asked of the record.
READERS = (*kalem_permissions(), SUPERVISE)

#: With one of these the reader is told why a number is a gap: the reason may quote a line of an old register.
TOLD_WHY = ("registry.register", "registry.refer", "registry.void", SUPERVISE)

#: The word of a file that asks for signatures on the printout of a register.
SIGNED = "signed"

#: The word of a file that asks that the printout is kept in a file.
FILED = "filed"


@dataclass(frozen=True, slots=True)
class RegisterBook:
    """A register of an office in one year."""

    office: Office
    #: The register's name within its office: ``incoming``, or that of a plugin's type.
    use: str
    title: str
    year: int
    #: The last number that was given; the first is 1.
    last: int
    #: Whether its reader is told why a number is a gap.
    told_why: bool

    @property
    def name(self) -> str:
        """What the book is called: its title and its year."""
        return joined((self.title, str(self.year)), " ")

    @property
    def register(self) -> str:
        """The register's name in the ledger."""
        return f"{self.office.id}.{self.use}"


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands at the end of a register: how many numbers there are from 1 to the last, and how many are unused."""

    last: int
    voided: int
    gaps: int

    @property
    def used(self) -> int:
        """Numbers under which a record stands that was not voided."""
        return self.last - self.voided - self.gaps


def books(actor: Actor) -> list[RegisterBook]:
    """Return the registers that ``actor`` may look into, each year of each, the newest year first. One query.

    Those of the offices in which he has a seat with one of :data:`READERS`, and of plugins' registers those whose
    records he works with or watches over; the mayor and his deputies have a seat in no office, and look into all.
    """
    offices = municipality.get().offices
    open_to_him, told_why = _offices(actor, READERS), _offices(actor, TOLD_WHY)
    found = []
    for register, year, last in _years.rows():
        name, _dot, use = register.partition(".")
        if name in open_to_him and (use in REGISTERS or name in _offices(actor, _workers(use))):
            office = offices[name]
            found.append(RegisterBook(office, use, title(office, use), year, last, name in told_why))
    order = list(REGISTERS)
    places = {name: at for at, name in enumerate(offices)}
    return sorted(
        found,
        key=lambda book: (
            -book.year,
            places[book.office.id],
            order.index(book.use) if book.use in order else len(order),
            book.use,
        ),
    )


def _offices(actor: Actor, permissions: Collection[str]) -> set[str]:
    """Return the offices in which ``actor`` has one of ``permissions``."""
    offices = set(municipality.get().offices)
    seats = [seat for seat in actor.seats if not seat.permissions.isdisjoint(permissions)]
    return offices if any(seat.office is None for seat in seats) else offices & {seat.office for seat in seats}


@Prepared
def _years() -> Query:
    return RegisterYear.select(RegisterYear.register, RegisterYear.year, RegisterYear.last).where(RegisterYear.last > 0)


def title(office: Office, use: str) -> str:
    """Return what a register of an office is called: as its file says, or as the type that takes its numbers is."""
    if use in REGISTERS:
        return register_title(office, use)
    type = _type_of(use)
    return str(type.plural) if type is not None else use


def _type_of(use: str) -> RecordType | None:
    """Return the plugin's type whose records take the numbers of a register; None for one that is off."""
    return next((type for type in types.get().values() if use in (type.register, type.id)), None)


def _workers(use: str) -> set[str]:
    """Return the permissions of which one opens a plugin's register."""
    type = _type_of(use)
    return {SUPERVISE, *(working_permissions(type) if type is not None else ())}


def numbers(book: RegisterBook, first: int, most: int) -> list[Number]:
    """Return at most ``most`` numbers of a register from ``first`` on, in their order."""
    return _numbers.instances(Number, register=book.register, year=book.year, first=first, end=first + most)


@Prepared
def _numbers(register: Value, year: Value, first: Value, end: Value) -> Query:
    here = (Number.register == register) & (Number.year == year)
    return Number.select().where(here & (Number.no >= first) & (Number.no < end)).order_by(Number.no)


def closing(book: RegisterBook) -> Closing:
    """Return how a register stands. Only the unused numbers are counted, by an index that holds no others."""
    ((gaps, unused),) = _unused.rows(register=book.register, year=book.year)
    return Closing(book.last, int(unused) - int(gaps or 0), int(gaps or 0))


@Prepared
def _unused(register: Value, year: Value) -> Query:
    gap = Case(None, [(Number.record_id.is_null(), 1)], 0)
    here = (Number.register == register) & (Number.year == year) & Number.void_reason.is_null(False)
    return Number.select(fn.SUM(gap), fn.COUNT(Number.id)).where(here)


def signers(office: Office) -> list[str]:
    """Return the titles of those who sign a printed register: who keeps it, then who answers for it."""
    found = [of(office)[:1] for of in (registrars, referrers)]
    return list(dict.fromkeys(names_of(each for some in found for each in some)))
