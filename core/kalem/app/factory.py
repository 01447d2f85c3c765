"""The Flask application of one office."""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from kalem import context, db, i18n, jobs
from kalem.config import Municipality, parse
from kalem.db import pending
from kalem.i18n import gettext as _
from kalem.ledger import entry_listeners, tracked, verifiers
from kalem.ledger.book import before_writing, file_version
from kalem.organisation import Passwords, load_tree, municipality, passwords, tree
from kalem.organisation.kept_forms import purge_forms
from kalem.organisation.permissions import labels
from kalem.plugins import Candidate, Failure, Plugins, assembled
from kalem.records import types
from kalem.records.access import verify_mirrors
from kalem.records.attachments import verify_files
from kalem.records.storage import Storage, storage
from kalem.search import SearchIndex
from kalem.search import slot as search
from kalem.workflow import rules_off as switched_off
from kalem.workflow import workflows

from .applied import AppliedFile, in_force, still_in_force
from .assembly import Face, Parts, migrations, put_together
from .searching import verify_index

#: What the running application was put together from.
parts: context.Slot[Parts] = context.Slot("kalem.parts")

#: What nobody came back for lies no longer than it must.
_KEPT_FORMS = jobs.Periodic("kept-forms", timedelta(minutes=10), purge_forms)


class NotApplied(RuntimeError):
    """The office cannot run: no file is applied, another one than was asked for, or not the text that was applied."""


@dataclass(frozen=True)
class Settings:
    """What an installation gives from its environment. Nothing here belongs in the municipality's file."""

    #: ``sqlite:///…`` or ``postgresql://…``.
    database_url: str
    #: Folder of attachments and of the search dictionary.
    folder: Path
    #: Signs sessions and forms, seals secrets; a random one (every restart signs all out) when empty.
    secret: str = ""
    #: Networks that are not public and that webhooks may be sent to all the same.
    webhook_networks: tuple[jobs.IpNetwork, ...] = ()


def bare(settings: Settings, *, clock: Callable[[], datetime] = context.system_clock) -> Flask:
    """Return an application with database, clock and folder, but without an office: enough to migrate and to apply."""
    app = Flask("kalem", static_folder=None, template_folder=None)
    app.secret_key = settings.secret or secrets.token_hex(32)
    i18n.install(app)
    context.clock.put(app, clock)
    database = db.open_database(settings.database_url)
    db.slot.put(app, database)
    storage.put(app, Storage(settings.folder / "files"))
    search.put(app, SearchIndex(database, settings.folder / "search"))
    passwords.put(app, Passwords())
    entry_listeners.put(app, [jobs.note])
    jobs.networks.put(app, settings.webhook_networks)
    jobs.periodic.put(app, [jobs.PURGE, _KEPT_FORMS])
    verifiers.put(app, [verify_mirrors, verify_files, verify_index])
    file_version.put(app, "")
    before_writing.put(app, still_in_force)
    switched_off.put(app, frozenset())
    return app


def office(
    settings: Settings,
    *,
    faces: Iterable[Face] = (),
    candidates: Sequence[Candidate] | None = None,
    expected: Municipality | None = None,
    strict: bool = False,
    rules_off: Collection[str] = (),
    clock: Callable[[], datetime] = context.system_clock,
    to_prove: bool = False,
) -> Flask:
    """Return the application of the office whose file is applied in the database.

    Raises :class:`NotApplied` when none is, when it is not ``expected``, or when its text was changed since
    (``to_prove`` that, it runs under the text that the ledger tells); ``BrokenPlugins`` when ``strict``.
    """
    app = bare(settings, clock=clock)
    with app.app_context():
        try:
            with db.current().connection_context():
                applied = _latest() if to_prove else _applied(expected)
                dress(
                    app,
                    parse(
                        applied.told() if to_prove else applied.text,
                        _("yürürlükteki dosya"),
                        None if to_prove else applied.picture,
                    ),
                    str(applied.number),
                    faces=faces,
                    candidates=candidates,
                    strict=strict,
                    rules_off=rules_off,
                )
        finally:
            # Whoever serves may fork first, and no two processes may share a connection.
            db.disconnect(db.current())
    return app


def dress(
    app: Flask,
    file: Municipality,
    version: str,
    *,
    faces: Iterable[Face] = (),
    candidates: Sequence[Candidate] | None = None,
    strict: bool = False,
    rules_off: Collection[str] = (),
) -> Parts:
    """Put the office of ``file`` into ``app``; its units and positions must be in the database already."""
    found = put_together(file, faces=faces, candidates=candidates, validators=(not_migrated,), strict=strict)
    municipality.put(app, file)
    file_version.put(app, version)
    switched_off.put(app, frozenset(rules_off))
    tree.put(app, load_tree(file, rules_off))
    settle(app, found)
    return found


def settle(app: Flask, found: Parts) -> None:
    """Put the assembled parts where the rooms look for them."""
    parts.put(app, found)
    labels.put(app, found.permissions)
    assembled.put(app, found.plugins)
    types.put(app, found.types)
    tracked.put(app, found.models)
    workflows.put(app, found.workflows)
    lend_words(app, found.plugins)


def lend_words(app: Flask, plugins: Plugins) -> None:
    """Let ``app`` speak the languages of running plugins."""
    folders = ((each.manifest.domain, each.folder("translations")) for each in plugins.active)
    i18n.with_plugins(app, ((domain, folder) for domain, folder in folders if folder is not None))


def not_migrated(plugins: Plugins) -> list[Failure]:
    """Return a failure for each plugin whose tables are not there yet."""
    failures = []
    for each in migrations(plugins):
        waiting = pending(db.current(), [each])
        if waiting and each.owner != "core":
            names = ", ".join(waiting)
            failures.append(
                Failure(each.owner, _("Uygulanmamış göç: %(names)s. `kalem migrate` çalıştırın.", names=names))
            )
    return failures


def unchanged(applied: AppliedFile) -> AppliedFile:
    """Return the version when its text is the one that was applied; :class:`NotApplied` when it was changed since."""
    if not applied.is_whole:
        raise NotApplied(
            _(
                "Yürürlükteki dosyanın (sürüm %(number)s) veritabanındaki metni, uygulandıktan sonra değiştirilmiş; "
                "kurum bu metinle çalışmaz. `kalem verify` neyin değiştiğini söyler; yedekten dönün.",
                number=applied.number,
            )
        )
    return applied


def _latest() -> AppliedFile:
    if not db.current().table_exists("applied_file") or (applied := in_force()) is None:
        message = _(
            "Bu veritabanında uygulanmış bir belediye dosyası yok. `kalem plan`, sonra `kalem apply` çalıştırın."
        )
        raise NotApplied(message)
    return applied


def _applied(expected: Municipality | None) -> AppliedFile:
    applied = unchanged(_latest())
    if expected is not None and expected.digest != applied.digest:
        raise NotApplied(
            _(
                "Dosya, yürürlükteki sürümden (%(number)s) farklı. `kalem plan` farkı gösterir, `kalem apply` uygular.",
                number=applied.number,
            )
        )
    return applied
