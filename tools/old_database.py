"""Keep the databases of a landed version, to be upgraded by later ones: ``python -m tools.old_database COMMIT``.

The commit is checked out beside, and its own code builds and works an office on each engine: some months of the demo,
and what the demo does not do (sign-ins, anchors, a second applied file that closes a plugin). What it leaves is packed
into ``tests/fixtures/upgrade/<commit>-<engine>.tar.xz``: ``kalem.db``, or a dump of ``pg_dump``, and the folder
``files``. The fixtures of a version are made once, when it lands, and never again: they are what was shipped.
"""

import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures" / "upgrade"

#: When the last day of the office's work ended: a Thursday.
NOW = datetime(2026, 11, 19, 15, tzinfo=UTC)

#: About how many stories the demo tells beside those that it always tells.
PAPERS = 30

#: What the second applied file changes: a name, and the end of a plugin whose records stay.
SECOND = (
    ('name = "Medya-İletişim Bölümü"', 'name = "Medya Bürosu"'),
    ('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokol"]'),
    ('may = ["muhtarlik.request.create", "muhtarlik.request.work"]', 'may = ["registry.work"]'),
    ('mukhtar-request-electronic = "m14-3"\n', ""),
    ('mukhtar-result-told = "m14-6"\n', ""),
)


def work(url: str, folder: Path) -> None:
    """Let an office work in the empty database of ``url``. This runs on the code of the version that is kept."""
    from kalem import db
    from kalem.app import Settings, office
    from kalem.config import load
    from kalem.demo import build
    from kalem.demo.hours import Clock
    from kalem.ledger import anchor, verify
    from kalem.web import FACE

    settings = Settings(url, folder, "gizli")
    first = load("config/karacabey.toml")
    build(settings, first, faces=[FACE], papers=PAPERS, now=lambda: NOW)
    clock = Clock(NOW + timedelta(hours=1))
    app = office(settings, faces=[FACE], clock=clock)
    with app.app_context(), db.current().connection_context():
        anchor()
        _people()
        _second_file(app, first.text)
    app.extensions[db.slot.name].close_all() if url.startswith("postgresql:") else None
    app = office(settings, faces=[FACE], clock=clock)
    with app.app_context(), db.current().connection_context():
        _after()
        findings = verify()
        for table in sorted(db.current().get_tables()):
            (count,) = db.current().execute_sql(f'SELECT COUNT(*) FROM "{table}"').fetchone()  # noqa: S608
            print(f"  {table}: {count}")
        if not url.startswith("postgresql:"):
            db.current().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    app.extensions[db.slot.name].close_all() if url.startswith("postgresql:") else None
    if findings:
        raise SystemExit("\n".join(map(str, findings)))


def _people() -> None:
    """Let people sign in, one of them wrongly; one is renamed, one leaves, one gets a new password."""
    from contextlib import suppress

    from kalem.demo import PASSWORD, logins
    from kalem.ledger.book import SYSTEM
    from kalem.organisation import User, create_user, sign_in
    from kalem.organisation.people import deactivate, rename, set_password
    from kalem.refusal import Refused

    sign_in(logins()[0].username, PASSWORD, "192.0.2.7")
    with suppress(Refused):
        sign_in(logins()[1].username, "yanlis-bir-parola", "192.0.2.8")
    leaver = create_user(SYSTEM, "ayrilan", "Ayrılan Memur", "uc-kelime-bir-parola")
    rename(SYSTEM, User.get_by_id(leaver.id), "Ayrılan Eski Memur")
    set_password(SYSTEM, User.get_by_id(leaver.id), "dort-kelime-bir-parola")
    deactivate(SYSTEM, User.get_by_id(leaver.id), "Emekli oldu.")
    create_user(SYSTEM, "parolasiz", "Parolasız Memur")


def _second_file(app: Any, text: str) -> None:
    """Apply another file: a unit has a new name, and a plugin goes off whose records stay."""
    from kalem.app import apply, applying, plan
    from kalem.app.assembly import put_together
    from kalem.config import parse
    from kalem.ledger import By
    from kalem.web import FACE

    old = parse(text)
    for before, after in SECOND:
        if before not in text:
            raise SystemExit(f"the file has no {before}")
        text = text.replace(before, after)
    new = parse(text)
    parts = put_together(new, faces=[FACE])
    with applying():
        apply(app, new, parts, plan(old, new, put_together(old, faces=[FACE]), parts), By(None, "Komut satırı"))


def _after() -> None:
    """Write some entries that no anchor lists yet."""
    from kalem.context import today
    from kalem.demo import logins
    from kalem.ledger.book import SYSTEM
    from kalem.organisation import User, load_actor
    from kalem.organisation.people import rename
    from kalem.records import types
    from kalem.workflow import create

    opened = (
        ("registry.dossier", {"subject": "İkinci dosyadan sonra", "file_plan_code": "050.02", "year": today().year}),
        ("registry.regulation", {"subject": "Örnek Yönetmelik", "kind": "regulation", "accepted": today()}),
    )
    actors = [load_actor(User.get(User.username == login.username).id, today()) for login in logins()]
    for type_id, values in opened:
        found = types.get()[type_id]
        create(found, next(each for each in actors if each.may(found.permission_to_create)), values)
    rename(SYSTEM, User.get(User.username == "parolasiz"), "Parolasız Yeni Memur")


def keep(commit: str) -> None:
    """Make the fixtures of ``commit`` for both engines."""
    from tests.support.databases import postgresql_server

    name = _output("git", "rev-parse", "--short=7", commit).strip()
    with tempfile.TemporaryDirectory() as place, postgresql_server() as server:
        tree = Path(place) / "tree"
        _output("git", "worktree", "add", "--detach", str(tree), commit)
        try:
            for engine in ("sqlite", "postgresql"):
                folder = Path(place) / engine
                folder.mkdir()
                url = f"sqlite:///{folder}/kalem.db" if engine == "sqlite" else server.url(server.create())
                _inside(tree, url, folder)
                if engine == "postgresql":
                    (folder / "kalem.sql").write_text(
                        _output(str(server.program("pg_dump")), "--no-owner", "--no-acl", url)
                    )
                _pack(folder, FIXTURES / f"{name}-{engine}.tar.xz")
        finally:
            _output("git", "worktree", "remove", "--force", str(tree))


def _inside(tree: Path, url: str, folder: Path) -> None:
    """Run :func:`work` on the code of the checked-out version."""
    roots = [str(tree / "core"), *(str(each) for each in sorted((tree / "plugins").iterdir()))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
    subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--inside", url, str(folder)],
        cwd=tree,
        env=environment,
        check=True,
    )


def _pack(folder: Path, target: Path) -> None:
    """Pack what an office keeps: the database and the files, not the dictionary that every version makes anew."""
    target.parent.mkdir(parents=True, exist_ok=True)

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = int(NOW.timestamp())
        return member

    with lzma.open(target, "wb", preset=9 | lzma.PRESET_EXTREME) as packed, tarfile.open(None, "w", packed) as archive:
        for kept in ("kalem.db", "kalem.sql", "files"):
            if (folder / kept).exists():
                archive.add(folder / kept, kept, filter=plain)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes")


def _output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        work(sys.argv[2], Path(sys.argv[3]))
    else:
        keep(sys.argv[1])
