"""What is seen as a file: lists, hits and the desk as XLSX and CSV, all their pages at once.

No permission of its own: what one may read one may copy from the page, and print. Nothing is in the file that is not on
the page, and the log of personal data tells who took it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import SEEK_END

from flask import Blueprint, Response, request, send_file

from kalem.context import now, today, written
from kalem.http.routing import SIGNED_IN, page
from kalem.http.visit import actor as who
from kalem.i18n import gettext as _
from kalem.organisation import Actor, municipality
from kalem.output import Sheet, lists, registers
from kalem.output.files import FORMATS, Format, made, name_of
from kalem.records import Listing, NotFound, Record, types
from kalem.records.serving import content_disposition
from kalem.registry.registers import READERS

from . import desk, registers_page, search_page
from .readings import Taken
from .wanted import Wanted, type_or_404


def blueprint() -> Blueprint:
    """Return the addresses of this module."""
    built = Blueprint("exports", __name__)
    page(built, "/records/<type_id>/export", permission=SIGNED_IN)(record_list)
    page(built, "/search/export", permission=SIGNED_IN)(hits)
    page(built, "/desk/export", permission=SIGNED_IN)(waiting)
    page(built, "/registers/export", permission=" ".join(READERS))(register)
    return built


def record_list(type_id: str) -> Response:
    """Send the list of a type, narrowed as its page is."""
    type, actor = type_or_404(type_id), who()
    wanted = Wanted.read(type, actor)
    return _sent(lambda about, pieces: lists.of_type(type, pieces, actor, about), wanted.pieces(actor), wanted.said())


def hits() -> Response:
    """Send all that a search finds."""
    query, kind = search_page.asked()
    if not query:
        raise NotFound("search")
    actor = who()
    pieces = Listing(kind, q=query).pieces(actor)
    said = [(_("Arama"), f"“{query}”"), *([(_("Tür"), str(types.get()[kind].plural))] if kind else [])]
    return _sent(lambda about, read: lists.mixed(_("Arama sonuçları"), read, actor, about), pieces, said)


def waiting() -> Response:
    """Send a view of the desk."""
    actor = who()
    chosen = desk.view_in_address(actor)
    pieces = desk.pieces(actor, chosen)
    said = [(_("Görünüm"), str(desk.VIEWS[chosen]))]
    return _sent(lambda about, read: lists.mixed(_("İşlerim"), read, actor, about), pieces, said)


def register() -> Response:
    """Send a register's year, whole."""
    actor, book = who(), registers_page.asked()
    taken = Taken()

    def read() -> Iterator[list[registers.Line]]:
        for lines in registers.pieces(book, actor):
            taken.remember(line.record for line in lines if line.record is not None)
            yield lines

    said = [(_("Defter"), book.name), *registers_page.closing_in_words(book)]
    return _file(registers.sheet(book, read(), _about(actor, said)), taken)


def _sent(
    sheet_of: Callable[[Sequence[tuple[str, str]], Iterable[Sequence[Record]]], Sheet],
    pieces: Iterable[Sequence[Record]],
    said: Sequence[tuple[str, str]],
) -> Response:
    """Send the table that ``sheet_of`` makes of the records that ``pieces`` read."""
    taken = Taken(pieces)
    return _file(sheet_of(_about(who(), said), taken), taken)


def _file(sheet: Sheet, taken: Taken) -> Response:
    """Send a table in the format that the address asks for; ``taken`` knows which records are in it."""
    format = _format()
    file = made(sheet, format)
    taken.note(sheet.most)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    response = send_file(file, mimetype=format.media_type, max_age=0)
    response.content_length = size
    response.headers["Content-Disposition"] = content_disposition("attachment", name_of(sheet, format, today()))
    return response


def _format() -> Format:
    return FORMATS.get(request.args.get("as", "")) or next(iter(FORMATS.values()))


def _about(actor: Actor, said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what the file tells of itself."""
    seat = next((each for each in actor.seats if each.delegation_id is None), None)
    return [
        (_("Belediye"), municipality.get().name),
        *said,
        (_("Hazırlayan"), f"{actor.name}, {seat.title}" if seat else actor.name),
        (_("Hazırlandığı an"), written(now())),
        (_("Kapsam"), _("Yalnız hazırlayana açık kayıtlar")),
    ]
