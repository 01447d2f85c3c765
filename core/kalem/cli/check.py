"""``kalem check``: whether the file is right."""

from dataclasses import replace
from pathlib import Path

import click

from kalem.app import meaning
from kalem.app.assembly import Parts, put_together
from kalem.config import BadFile, Municipality, load
from kalem.i18n import gettext as _
from kalem.plugins import discover

from .faces import faces
from .place import Place, placed
from .turkish import Command


@click.command(
    "check", cls=Command, help=_("Belediye dosyasını denetler: biçimi ve anlamı; bütün sorunları birden söyler.")
)
@placed
def check(place: Place) -> None:
    """Read the file, put the office together in memory, and tell everything that is wrong."""
    whole, parts = read(place.path())
    click.echo(
        _(
            "%(name)s: dosya doğru. %(offices)s müdürlük, %(units)s birim, %(positions)s görev, %(duties)s madde, "
            "%(plugins)s eklenti.",
            name=whole.name,
            offices=len(whole.offices),
            units=len(whole.units),
            positions=len(whole.positions),
            duties=sum(len(office.duties) for office in whole.offices.values()),
            plugins=len(parts.plugins.active),
        )
    )


def read(path: Path) -> tuple[Municipality, Parts]:
    """Return the file and what it puts together; raises `BadFile` with every problem of shape or of meaning."""
    whole = load(path)
    return whole, assembled(whole, str(path))


def assembled(whole: Municipality, name: str) -> Parts:
    """Return what a file puts together; raises `BadFile` with every problem of meaning, under the file's ``name``."""
    candidates = discover()
    parts = put_together(whole, candidates=candidates, faces=faces())
    problems = meaning(whole, parts, candidates)
    if problems:
        raise BadFile(tuple(replace(problem, file=name) for problem in problems))
    return parts
