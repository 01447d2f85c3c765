"""The regulation of an office: ``[office.<id>.regulation]``."""

from __future__ import annotations

from typing import Literal, cast

from kalem.config.model import Adoption, Regulation
from kalem.config.names import Names
from kalem.config.table import Form, Table
from kalem.config.words import CLAUSE
from kalem.i18n import gettext as _

_ENTERS = ("acceptance", "publication", "submission")


def read_regulation(office: Table, names: Names) -> Regulation:
    """Title, adoption and coming into force."""
    table = office.table("regulation", _("Kalemin yönetmeliği"))
    prefix = table.needed(
        "prefix",
        _("Madde kimliklerinin ön eki"),
        _("belediye-adi"),
        Form(CLAUSE, _("küçük harf, rakam ve kısa çizgiden oluşur"), _('örneğin prefix = "belediye-adi" yazın')),
    )
    regulation = Regulation(
        prefix=prefix,
        title=table.needed("title", _("Yönetmeliğin adı"), _("… Yönetmeliği")),
        adopted=_adoption(table, names) if "adopted" in table else None,
        in_force=table.day("in_force", _("Yürürlük tarihi")),
        enters=cast(
            'Literal["acceptance", "publication", "submission"] | None',
            table.word(
                "enters", _("acceptance: kabulle; publication: yayımla; submission: mülki amire gönderilince"), _ENTERS
            ),
        ),
        silent=table.text("silent", _("Metnin sustuğu yerde ne uygulanır")),
        basis=table.texts("basis", _("Dayandığı kanunlar ve yönetmelikler")),
    )
    table.close()
    return regulation


def _adoption(regulation: Table, names: Names) -> Adoption:
    table = regulation.table("adopted", _("Kim, hangi gün, hangi sayıyla kabul etti"))
    adoption = Adoption(
        by=table.name("by", _("Kabul eden kurul"), names.bodies),
        on=table.day("on", _("Kabul tarihi")),
        number=table.text("number", _("Kararın sayısı")),
        vote=table.text("vote", _("Oylama: oy birliği, oy çokluğu")),
    )
    table.close()
    return adoption
