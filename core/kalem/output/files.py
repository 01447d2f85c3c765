"""A table as a file: which formats there are, what it is called, and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO

from kalem.db import still
from kalem.records.filenames import clean_name

from . import csv_file, xlsx_file
from .sheets import Sheet


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that a table can be handed out as."""

    id: str
    #: What people call it.
    label: str
    media_type: str
    write: Callable[[Sheet, IO[bytes]], None]


#: The formats, the one that keeps days and numbers first.
FORMATS: Mapping[str, Format] = {
    each.id: each
    for each in (
        Format("xlsx", "Excel (XLSX)", xlsx_file.MEDIA_TYPE, xlsx_file.write),
        Format("csv", "CSV", csv_file.MEDIA_TYPE, csv_file.write),
    )
}


def name_of(sheet: Sheet, format: Format, day: date) -> str:
    """Return what the file is called: what it lists and the day on which it was made."""
    return clean_name(f"{sheet.title} {day.isoformat()}.{format.id}")


def made(sheet: Sheet, format: Format) -> IO[bytes]:
    """Return the whole file, at its beginning; it is gone once it is closed.

    It is read from the database as that stands now, in pieces, and kept on disk: memory does not grow with the rows, a
    slow reader holds no connection, and what fails leaves no half file behind. Never call it in a write transaction.
    """
    file: IO[bytes] = TemporaryFile(prefix="kalem-")  # noqa: SIM115  (who sends it closes it)
    try:
        with still():
            format.write(sheet, file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file
