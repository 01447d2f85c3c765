"""What was imported: which file, and which record came from which of its lines."""

from collections.abc import Collection

from peewee import BigAutoField, BigIntegerField, CharField, CompositeKey, IntegerField

from kalem.context import now
from kalem.db import Model, UtcDateTime, alone
from kalem.ledger import Book

from .reading import Table


class FileImport(Model):
    """A file that was imported, or of which the import began. The same bytes into the same place are one import."""

    id = BigAutoField()
    #: Where it goes: a record type's id, or a register and its year.
    target = CharField(max_length=120)
    name = CharField(max_length=250)
    sha256 = CharField(max_length=64)
    began_at = UtcDateTime()

    class Meta:
        table_name = "file_import"
        indexes = ((("sha256", "target"), True),)


class ImportedRow(Model):
    """A record that came from a line of a file: written with the record, so that the line is never imported twice."""

    import_id = BigIntegerField()
    line = IntegerField()
    record_id = BigIntegerField(index=True)

    class Meta:
        table_name = "imported_row"
        primary_key = CompositeKey("import_id", "line")


def lines_done(import_id: int, among: Collection[int] | None = None) -> set[int]:
    """Return the lines of an import whose records are written, all or those ``among`` some."""
    query = ImportedRow.select(ImportedRow.line).where(ImportedRow.import_id == import_id)
    if among is not None:
        query = query.where(ImportedRow.line.in_(list(among)))
    return {row.line for row in query}


def begun(book: Book, table: Table, target: str) -> FileImport:
    """Return the import of a file into its target, begun in this transaction where it was not before."""
    # Two that begin the same at once follow each other.
    alone(f"import.{target}")
    found: FileImport | None = FileImport.get_or_none(
        (FileImport.sha256 == table.digest) & (FileImport.target == target)
    )
    if found is not None:
        return found
    act = book.act("import", 0, "begin", about={"file": table.name, "sha256": table.digest, "to": target})
    made = act.insert(FileImport, target=target, name=table.name[:250], sha256=table.digest, began_at=now())
    act.subject_id = made.id
    return made
