"""The regulation of an office: ``[office.<id>.regulation]``."""

from __future__ import annotations

from typing import Literal, cast

from kalem.config.model import Adoption, Regulation
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.config.words import CLAUSE
from kalem.i18n import gettext as _

_ENTERS = ("acceptance", "publication", "submission")


def read_regulation(office: Table, names: Names) -> Regulation:
    """Title, adoption and coming into force."""
    table = office.table("regulation")
    prefix = table.needed("prefix", _("belediye-adi"))
    if prefix and not CLAUSE.fullmatch(prefix):
        table.problem(
            "prefix",
            _("küçük harf, rakam ve kısa çizgiden oluşur"),
            _('örneğin prefix = "belediye-adi" yazın'),
        )
    regulation = Regulation(
        prefix=prefix,
        title=table.needed("title", _("… Yönetmeliği")),
        adopted=_adoption(table, names) if "adopted" in table else None,
        in_force=table.day("in_force"),
        enters=cast(
            'Literal["acceptance", "publication", "submission"] | None', table.word("enters", _ENTERS)
        ),
        silent=table.text("silent"),
        basis=table.texts("basis"),
    )
    table.close()
    return regulation


def _adoption(regulation: Table, names: Names) -> Adoption:
    table = regulation.table("adopted")
    adoption = Adoption(
        by=table.name("by", names.bodies),
        on=table.day("on"),
        number=table.text("number"),
        vote=table.text("vote"),
    )
    table.close()
    return adoption
