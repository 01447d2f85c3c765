"""A table as a file: which formats there are, what it is called, and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import SEEK_END, BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from kalem.db import still
from kalem.records.filenames import clean_name

from . import csv_file
from .sheets import Sheet


def _xlsx(sheet: Sheet, file: IO[bytes]) -> None:
    # The library is large: nobody waits for it who only starts the program.
    from . import xlsx_file

    xlsx_file.write(sheet, file)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that a table can be handed out as."""

    id: str
    #: What people call it.
    label: str
    media_type: str
    write: Callable[[Sheet, IO[bytes]], None]


#: Bytes of a file that are kept in memory; a larger one lies on disk.
SMALL = 2 * 2**20

#: The formats, the one that keeps days and numbers first.
FORMATS: Mapping[str, Format] = {
    each.id: each
    for each in (
        Format("xlsx", "Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
        Format("csv", "CSV", csv_file.MEDIA_TYPE, csv_file.write),
    )
}


def name_of(sheet: Sheet, format: Format, day: date) -> str:
    """Return what the file is called: what it lists and the day on which it was made."""
    return clean_name(f"{sheet.title} {day.isoformat()}.{format.id}")


def made(sheet: Sheet, format: Format) -> IO[bytes]:
    """Return the whole file, at its beginning; a large one lies on disk, and is gone once it is closed.

    It is read from the database as that stands now, in pieces: memory does not grow with the rows, a slow reader holds
    no connection, and what fails leaves no half file behind. Never call it in a write transaction.
    """
    file = SpooledTemporaryFile(SMALL, prefix="kalem-")  # noqa: SIM115  (who sends it closes it)
    try:
        with still():
            format.write(sheet, cast(IO[bytes], file))
        size = file.seek(0, SEEK_END)
        file.seek(0)
        if size <= SMALL:
            with file:
                return BytesIO(file.read())
    except BaseException:
        file.close()
        raise
    return cast(IO[bytes], file)
