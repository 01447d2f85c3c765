"""``kalem import``: what an office wrote elsewhere, taken in from a file."""

import click

from kalem.i18n import gettext as _

from .import_records import records
from .import_registry import registry
from .import_whole import fileplan, staff
from .turkish import Group


class ImportGroup(Group):
    """The commands of ``kalem import``, and beside them each record type by its id."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command that is named; what has a dot is a record type, which only the office knows."""
        found = super().get_command(ctx, name)
        return records if found is None and "." in name else found


@click.group(
    "import",
    cls=ImportGroup,
    subcommand_metavar=_("NE DOSYA …"),
    help=_(
        "Dosyadan içe aktarır. NE: aşağıdakilerden biri ya da bir kayıt türünün kimliği (registry.dossier); "
        "türün sütunlarını `kalem import TÜR --columns` yazar."
    ),
)
def importing() -> None:
    """Commands that take in files."""


for command in (registry, staff, fileplan):
    importing.add_command(command)
