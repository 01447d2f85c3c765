"""The program ``kalem`` and its commands."""

import click

from kalem.i18n import gettext as _

from .apply import apply
from .backup import backup, restore
from .check import check
from .demo import demo
from .duties import duties
from .explain import explain
from .importing import importing
from .migrate import migrate
from .new import new
from .people import admin, appoint, delegate, user
from .plan import plan
from .plugin import plugin
from .plugins import plugins
from .reindex import reindex
from .run import run
from .schema import schema
from .token import token
from .turkish import Group
from .verify import anchor, verify
from .work import work


@click.group(
    "kalem",
    cls=Group,
    help=_(
        "Belediye kalemleri için. Sıra: check (dosya doğru mu?), plan (ne değişir?), apply (uygula), run (çalıştır)."
    ),
)
def main() -> None:
    """Run the program."""


for command in (
    new,
    check,
    schema,
    plan,
    apply,
    migrate,
    run,
    work,
    demo,
    verify,
    anchor,
    backup,
    restore,
    reindex,
    duties,
    explain,
    importing,
    plugins,
    plugin,
    admin,
    user,
    appoint,
    delegate,
    token,
):
    main.add_command(command)
