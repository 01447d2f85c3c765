"""The registers (defterler): per office, register and year the numbers in their order, on the page and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from kalem.context import today
from kalem.http.routing import page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.i18n import joined, ngettext
from kalem.organisation import Actor, municipality
from kalem.output.registers import Line, lines, pieces
from kalem.output.words import ledger_label
from kalem.records import NotFound
from kalem.registry.offices import INCOMING, INTERNAL, OUTGOING
from kalem.registry.registers import FILED, READERS, SIGNED, RegisterBook, books, closing, signers

from . import paper
from .components import write_date, write_number
from .display import record_urls, states
from .readings import taken_along
from .view import Cell, Choice, Column, Empty, Fact, Field, Filters, Link, Page, Paper, Row, Tab, Table
from .wanted import number_in

#: Numbers of one page, and of one printout: a longer register is printed part by part.
LIMIT, PART = 50, paper.MOST

#: How a printout may lie, by the word in the address.
LANDSCAPE, PORTRAIT = "landscape", "portrait"


@dataclass(frozen=True)
class Open:
    """The register that is open, among those that the reader may look into, and where in it."""

    books: Sequence[RegisterBook]
    book: RegisterBook
    #: What is typed to jump to, and what is wrong with it.
    typed: str = ""
    wrong: str = ""
    #: The number with which the page begins.
    first: int = 1

    @classmethod
    def read(cls, actor: Actor) -> "Open | None":
        """Read the address; None while no register that the reader may look into has given a number.

        ``NotFound`` for a register that is not his, or is not there.
        """
        mine = books(actor)
        typed = request.args.get("no", "").strip()[:30]
        register, year = request.args.get("register", ""), request.args.get("year", "")
        before, _slash, number = typed.rpartition("/")
        year = before.strip() or year
        chosen = [book for book in mine if register in ("", book.register)]
        # Who looks at another register goes on in the year in which he is, where it has one.
        in_year = [book for book in chosen if str(book.year) == year]
        book = next(iter(in_year or chosen), None)
        if book is None:
            if register:
                raise NotFound(register)
            return None
        if year and not in_year:
            wrong = _("%(register)s: %(year)s yılında numara verilmedi.", register=book.title, year=year)
            return cls(mine, book, typed, wrong, _last_page(book))
        no = number_in(number.strip() or request.args.get("first", ""))
        if typed and (no is None or not 0 < no <= book.last):
            wrong = _(
                "%(register)s, %(year)s: son numara %(last)s. Ona kadar bir numara yazın.",
                register=book.title,
                year=book.year,
                last=book.last,
            )
            return cls(mine, book, typed, wrong, _last_page(book))
        return cls(mine, book, typed, "", min(max(no, 1), book.last) if no is not None else _last_page(book))

    def url(self, endpoint: str = "registers_page.show", **more: Any) -> str:
        """Return the address of the open register."""
        return url_for(endpoint, register=self.book.register, year=self.book.year, **more)


def blueprint() -> Blueprint:
    """Return the pages of this module."""
    made = Blueprint("registers_page", __name__)
    page(made, "/registers", permission=" ".join(READERS))(show)
    return made


def asked() -> RegisterBook:
    """Return the register that the address asks for; ``NotFound`` where there is none."""
    wanted = Open.read(who())
    if wanted is None:
        raise NotFound("register")
    return wanted.book


def show() -> str:
    """Show a register from a number on, at first its end; with ``print`` as many numbers as go on paper at once."""
    actor = who()
    wanted = Open.read(actor)
    if wanted is None:
        return render_template("registers.html", title=_("Defterler"), empty=_empty(), table=None)
    book, on_paper = wanted.book, "print" in request.args
    first = wanted.first if not on_paper or "first" in request.args else 1
    if on_paper:
        found = [line for some in pieces(book, actor, first=first, most=PART) for line in some]
        taken_along([line.record for line in found if line.record is not None])
    else:
        found = lines(book, actor, first, LIMIT)
    end = first + len(found) > book.last
    return render_template(
        "registers.html",
        title=book.name,
        office=municipality.get().units[book.office.unit].name,
        table=_table(book, found, on_paper=on_paper),
        page=_page(wanted, first),
        said=_span(first, len(found)),
        tabs=_tabs(wanted),
        filters=_filters(wanted),
        notice=wanted.wrong,
        closing=_closing(book) if end or not on_paper else (),
        exports=paper.file_links(lambda **format: wanted.url("exports.register", **format)),
        print_url=wanted.url(print=1),
        paper=_paper(wanted, found) if on_paper else None,
        landscape=request.args.get("paper") != PORTRAIT,
        turned=_turned(wanted, first) if on_paper else (),
        signers=signers(book.office) if end and SIGNED in book.office.registers.printout else (),
        filed=end and FILED in book.office.registers.printout,
    )


def closing_in_words(book: RegisterBook) -> list[tuple[str, str]]:
    """Return how a register stands at its end: names and values."""
    stands = closing(book)
    if book.year < today().year:
        state = _("%(year)s yılı %(last)s numarada kapandı", year=book.year, last=book.last)
    else:
        state = _("%(year)s yılı sürüyor", year=book.year)
    return [
        (_("İlk numara"), f"{book.year}/1"),
        (_("Son numara"), f"{book.year}/{book.last}"),
        (_("Verilen numara"), write_number(stands.last)),
        (_("Kullanılan"), write_number(stands.used)),
        (_("İptal edilen"), write_number(stands.voided)),
        (_("Boş bildirilen"), write_number(stands.gaps)),
        (_("Defterin durumu"), state),
    ]


def _closing(book: RegisterBook) -> tuple[Fact, ...]:
    return tuple(Fact(name, value) for name, value in closing_in_words(book))


def _last_page(book: RegisterBook) -> int:
    """Return the number with which the last page begins: a book is opened where one writes in it."""
    return max(book.last - LIMIT + 1, 1)


def _page(wanted: Open, first: int) -> Page:
    before = wanted.url(first=max(first - LIMIT, 1)) if first > 1 else ""
    after = wanted.url(first=first + LIMIT) if first + LIMIT <= wanted.book.last else ""
    return Page(LIMIT, older_url=after, newer_url=before)


def _span(first: int, count: int) -> str:
    return _("%(first)s–%(last)s arası numaralar", first=first, last=first + count - 1)


def _table(book: RegisterBook, found: Sequence[Line], *, on_paper: bool) -> Table:
    url_of, state_of = record_urls(), states()
    # What is written here is sent, not referred.
    written = book.use in (OUTGOING, INTERNAL)

    def row(line: Line) -> Row:
        record = line.record
        return Row(
            (
                Cell(line.number),
                Cell(write_date(line.day)),
                Cell(line.party),
                Cell(record.subject if record is not None else "", line.note),
                Cell(line.file_plan_code),
                *(() if written else (Cell(line.referred),)),
                Cell(badge=state_of(record)) if record is not None else Cell(),
            ),
            url_of(record.id) if record is not None else "",
            voided=bool(record is not None and line.unused),
        )

    columns = (
        Column(ledger_label("number"), "number"),
        Column(_("Kayıt tarihi")),
        Column(_("Muhatap") if written else _("Gönderen") if book.use == INCOMING else _("Gönderen / muhatap")),
        Column(ledger_label("subject"), "main"),
        Column(_("SDP kodu")),
        *(() if written else (Column(_("Havale")),)),
        Column(ledger_label("state"), "state"),
    )
    caption = _("%(register)s, numara sırasıyla", register=book.name)
    head = joined((municipality.get().name, book.name), " · ") if on_paper else ""
    return Table(caption, columns, tuple(map(row, found)), head)


def _tabs(wanted: Open) -> tuple[Tab, ...]:
    """Return the registers; with the office's name where there are several offices."""
    several = len({book.office.id for book in wanted.books}) > 1
    named: dict[str, str] = {}
    for book in wanted.books:
        unit = municipality.get().units[book.office.unit].name
        named.setdefault(book.register, joined((book.title, " (", unit, ")")) if several else book.title)
    years = {(book.register, book.year) for book in wanted.books}
    here = wanted.book
    return tuple(
        Tab(
            title,
            url_for(
                "registers_page.show",
                register=register,
                year=here.year if (register, here.year) in years else None,
            ),
            register == here.register,
        )
        for register, title in named.items()
    )


def _filters(wanted: Open) -> Filters:
    years = [str(book.year) for book in wanted.books if book.register == wanted.book.register]
    return Filters(
        url_for("registers_page.show"),
        (
            Field(
                "year",
                "defter-yil",
                "select",
                _("Yıl"),
                value=str(wanted.book.year),
                choices=tuple(Choice(year, year) for year in years),
            ),
            Field("no", "defter-no", "number", _("Numaraya git"), value=wanted.typed),
        ),
        hidden={"register": wanted.book.register},
    )


def _paper(wanted: Open, found: Sequence[Line]) -> Paper:
    count = len(found)
    note = ngettext("%(count)s numara", "%(count)s numara", count, count=write_number(count))
    span = _span(found[0].no, count) if found else ""
    return paper.headed(span, wanted.url(), note)


def _turned(wanted: Open, first: int) -> tuple[Link, ...]:
    """Return the ways to print otherwise: turned by a quarter, and the other parts of a long register."""
    here: dict[str, Any] = {"print": 1, "first": first}
    portrait = request.args.get("paper") == PORTRAIT
    kept = {"paper": PORTRAIT} if portrait else {}
    found = [
        Link(_("Yatay kâğıda yazdır"), wanted.url(**here, paper=LANDSCAPE))
        if portrait
        else Link(_("Dikey kâğıda yazdır"), wanted.url(**here, paper=PORTRAIT))
    ]
    for start in range(1, wanted.book.last + 1, PART) if wanted.book.last > PART else ():
        if start != first:
            span = _span(start, min(PART, wanted.book.last - start + 1))
            found.append(Link(span, wanted.url(print=1, first=start, **kept)))
    return tuple(found)


def _empty() -> Empty:
    told = _("İlk evrak kaydedilince ya da ilk yazı imzalanınca defteri burada açılır.")
    return Empty(_("Defterlerde numara yok"), told, "book")
