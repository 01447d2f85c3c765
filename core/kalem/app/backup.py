"""An office kept elsewhere: its database at one moment, every file that it names, and the secret.

The database is read first. A file is on disk before the row that names it is committed, and none is ever taken away, so
what is copied afterwards lacks nothing of that moment, however much the office works meanwhile.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kalem import db
from kalem.context import now
from kalem.db.snapshot import FILES, dump, engine_of, load
from kalem.i18n import gettext as _
from kalem.records.attachments import Attachment
from kalem.records.storage import storage, sync

from .applied import in_force

#: Digests of all other files of a backup, as ``sha256sum --check`` reads them.
SUMS = "SHA256SUMS"

#: What the backup is of.
ABOUT = "kalem-backup.json"

#: The folder of the office's files in a backup, and the key that signs sessions.
FOLDER, SECRET = "files", "secret"


class BadBackup(RuntimeError):
    """A folder is no whole backup, or it cannot be put where it is wanted; ``lines`` say why."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Backup:
    """A backup that was written."""

    folder: Path
    #: Number of the office's files in it, and their bytes together.
    files: int
    size: int
    #: What is wrong with files that the database names, by digest: these are not in it.
    faults: dict[str, str]


def refuse_standing(folder: Path) -> None:
    """Raise `BadBackup` where something stands in the place of a new backup."""
    if folder.exists():
        raise BadBackup(_("%(folder)s zaten var; her yedeğe yeni bir klasör verin.", folder=folder))


def write(folder: Path, secret: Path | None) -> Backup:
    """Write the running office into ``folder``, which must not be there; ``secret`` is the file of its key.

    It stands under another name until it is whole.
    """
    refuse_standing(folder)
    draft = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    engine = engine_of(db.current())
    with db.still():
        applied = in_force()
        named = {row.sha256: row.size for row in Attachment.select(Attachment.sha256, Attachment.size).distinct()}
        moment = now()
        dump(draft / FILES[engine])
    faults = {sha256: fault for sha256, size in named.items() if (fault := _copy(sha256, size, draft / FOLDER))}
    if secret is not None and secret.exists():
        shutil.copyfile(secret, draft / SECRET)
    about = {
        "engine": engine,
        "at": moment.isoformat(),
        "program": version("kalem"),
        "file": applied.number if applied is not None else None,
    }
    (draft / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    sums = "".join(f"{_digest(path)}  {path.relative_to(draft).as_posix()}\n" for path in _below(draft))
    (draft / SUMS).write_text(sums, encoding="utf-8")
    for path in _below(draft):
        path.chmod(0o600)
    for path in (*draft.rglob("*"), draft):
        sync(path)
    draft.rename(folder)
    sync(folder.absolute().parent)
    return Backup(folder, len(named) - len(faults), sum(named[each] for each in named.keys() - faults), faults)


def check(folder: Path, engine: str) -> None:
    """Raise `BadBackup` unless a backup is of this engine and every file of it is as it was written."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        of = str(about["engine"])
        kept = {folder / name: digest for digest, _blanks, name in (line.partition("  ") for line in lines)}
        snapshot = folder / FILES[engine]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadBackup(_("%(folder)s bir yedek değil, ya da eksik: %(error)s", folder=folder, error=error)) from error
    if engine != of:
        raise BadBackup(_("Yedek %(kept)s, veritabanı %(here)s.", kept=of, here=engine))
    found = set(_below(folder)) - {folder / SUMS}
    wrong = [_("yedekte yok: %(name)s", name=path.relative_to(folder)) for path in {*kept, snapshot} - found]
    wrong += [_("yedeğe sonradan konmuş: %(name)s", name=path.relative_to(folder)) for path in found - kept.keys()]
    wrong += [
        _("yedekte içeriği değişmiş: %(name)s", name=path.relative_to(folder))
        for path in found & kept.keys()
        if _digest(path) != kept[path]
    ]
    if wrong:
        raise BadBackup(*sorted(wrong))


def read(folder: Path, data: Path) -> None:
    """Put the backup in ``folder``, which was checked, into the current database and the data folder.

    Both must be empty. The database comes last: what was interrupted has none.
    """
    database = db.current()
    with database.connection_context():
        if database.get_tables():
            raise BadBackup(_("Veritabanı boş değil; yedek yalnız boş bir veritabanına döner."))
    db.disconnect(database)
    target = storage.get().folder
    for path in (target, data / SECRET):
        if path.exists():
            raise BadBackup(_("%(path)s zaten var; yedek yalnız boş bir klasöre döner.", path=path))
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / FOLDER).exists():
        shutil.copytree(folder / FOLDER, target)
    if (folder / SECRET).exists():
        shutil.copyfile(folder / SECRET, data / SECRET)
        (data / SECRET).chmod(0o600)
    load(folder / FILES[engine_of(database)])


def _copy(sha256: str, size: int, folder: Path) -> str:
    """Copy one of the office's files; return what is wrong with it, and then it is not copied."""
    fault = storage.get().fault(sha256, size)
    if fault:
        return fault
    path = folder / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(storage.get().path(sha256), path)
    return ""


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if not path.is_dir())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
