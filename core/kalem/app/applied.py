"""The applied files: every version of the municipality's file that the office has run under."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from peewee import AutoField, CharField, IntegerField, Query, TextField, fn

from kalem.config import digest_of
from kalem.db import Model, Prepared, UtcDateTime, alone, beside, transaction
from kalem.i18n import gettext as _
from kalem.ledger import history
from kalem.ledger.book import file_version

#: What all who write hold together, and who applies a file holds alone.
_FILE = "applied_file"


class FileChanged(RuntimeError):
    """Another file was applied since this application was put together; it writes nothing more."""


class AppliedFile(Model):
    """A version of the file. Entries made under it cite its number."""

    id = AutoField()
    number = IntegerField(unique=True)
    text = TextField()
    digest = CharField(max_length=64)
    #: The logo that stood beside the file, in base64.
    logo = TextField(null=True)
    applied_at = UtcDateTime()
    applied_by = CharField(max_length=250)

    class Meta:
        table_name = "applied_file"

    @property
    def is_whole(self) -> bool:
        """Whether text and logo are still those that were applied."""
        try:
            return digest_of(str(self.text), self.picture) == self.digest
        except ValueError:
            return False

    @property
    def picture(self) -> bytes | None:
        """The logo's bytes; ``ValueError`` where what is stored is none."""
        return None if self.logo is None else b64decode(self.logo, validate=True)

    def told(self) -> str:
        """Return the text as the ledger tells it, where that can still be read; else as it is stored."""
        with suppress(ValueError):
            for _entry, content in history("municipality", 1):
                for kind, table, _key, columns in content.rows:
                    if (kind, table) == ("+", "applied_file") and columns["number"] == str(self.number):
                        return str(columns["text"])
        return str(self.text)


def kept(picture: bytes | None) -> str | None:
    """Return a logo as it is stored."""
    return None if picture is None else b64encode(picture).decode("ascii")


def in_force() -> AppliedFile | None:
    """Return the version that the office runs; None before the first."""
    found: AppliedFile | None = AppliedFile.select().order_by(AppliedFile.number.desc()).first()
    return found


def versions() -> list[AppliedFile]:
    """Return all versions, newest first."""
    return list(AppliedFile.select().order_by(AppliedFile.number.desc()))


@contextmanager
def applying() -> Iterator[None]:
    """Run the block as one transaction beside which nobody writes: a plan that is made in it is what is applied."""
    with transaction():
        alone(_FILE)
        yield


def still_in_force() -> None:
    """Raise :class:`FileChanged` unless the running application's file is the one in force.

    It stays so until the transaction ends. An application without a file (that migrates, or applies one) may write.
    """
    running = file_version.get()
    if running:
        beside(_FILE)
        if not runs_newest():
            raise FileChanged(_("Belediye dosyası değişti; hizmet yeniden başlatılmalı."))


def runs_newest() -> bool:
    """Whether no other file was applied since this application was put together."""
    ((number,),) = _newest.rows()
    return str(number) == file_version.get()


@Prepared
def _newest() -> Query:
    return AppliedFile.select(fn.MAX(AppliedFile.number))
