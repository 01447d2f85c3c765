"""Files on disk, each under its own SHA-256: written once, never changed, the same content only once."""

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from kalem.context import Slot
from kalem.i18n import gettext as _

from .unfit import UnfitFile

_CHUNK = 2**18
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is safely on disk. ``size`` in bytes."""

    sha256: str
    size: int
    path: Path


class Storage:
    """The files of one application, in one folder."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when the first file comes; nothing else may be kept in it."""
        self.folder = folder

    def put(self, stream: BinaryIO, limit: int, check: Callable[[BinaryIO], None] | None = None) -> Stored:
        """Write ``stream`` to disk and return where it is, once it would survive a power cut.

        Raises ``UnfitFile`` as soon as more than ``limit`` bytes come. ``check`` sees the whole file before it is kept
        and may raise; then nothing stays. Called before the row that names the file is committed: a file that no row
        names is harmless.
        """
        self._make(self.folder)
        handle, name = mkstemp(prefix=".new-", dir=self.folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                sha256, size = _copy(stream, file, limit)
                file.flush()
                if check is not None:
                    check(file)
                os.fsync(file.fileno())
            path = self.path(sha256)
            self._make(path.parent)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync(path.parent)
        return Stored(sha256, size, path)

    def open(self, sha256: str) -> BufferedReader:
        """Open a file for reading; ``FileNotFoundError`` when it is not there."""
        return self.path(sha256).open("rb")

    def path(self, sha256: str) -> Path:
        """Return where the file of this digest is or would be; ``ValueError`` for what is no digest."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(_("%(text)r: SHA-256 özeti değil", text=sha256))
        return self.folder / sha256[:2] / sha256

    def fault(self, sha256: str, size: int) -> str:
        """Return what is wrong with the file of this digest and size, in Turkish; empty when it is whole."""
        try:
            with self.open(sha256) as file:
                found = os.fstat(file.fileno()).st_size
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return _("dosya yerinde yok")
        except (OSError, ValueError) as problem:
            return _("dosya okunamıyor: %(problem)s", problem=problem)
        if found != size:
            return _("dosya %(found)s bayt, %(size)s olmalıydı", found=found, size=size)
        return "" if digest == sha256 else _("dosyanın içeriği değişmiş")

    def _make(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync(folder.parent)


def size_text(size: int) -> str:
    """Return a number of bytes as people write it: *25 MB*, *180 kB*, *12 bayt*."""
    for unit, step in (("MB", 2**20), ("kB", 2**10)):
        if size >= step:
            return f"{size / step:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"
    return _("%(size)s bayt", size=size)


def _copy(stream: BinaryIO, file: BinaryIO, limit: int) -> tuple[str, int]:
    """Copy at most ``limit`` bytes; return their digest and number."""
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UnfitFile(
                _(
                    "Dosya çok büyük; bir dosya en çok %(limit)s olabilir. Bölerek ya da küçülterek ekleyin.",
                    limit=size_text(limit),
                )
            )
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size


def sync(path: Path) -> None:
    """Let a file, or what is named in a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


#: The application's files.
storage: Slot[Storage] = Slot("kalem.records.storage")
