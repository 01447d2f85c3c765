"""Custody, handover and archive: ``[office.<id>.custody]``, ``.custody.handover``, ``.archive``."""

from __future__ import annotations

from typing import Literal, cast

from kalem.config.model import Archive, Custody, Handover
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.config.words import Known
from kalem.i18n import gettext as _

_KINDS = ("document", "post", "file", "job", "goods")


def read_custody(office: Table, names: Names, clauses: Known) -> Custody:
    """Who holds what against signature."""
    table = office.table("custody", _("Zimmet: kim neyi imza karşılığı alır"))
    handover = table.table("handover", _("Devir-teslim: görevden ayrılan ne yapar"))
    custody = Custody(
        required=table.flag("required", _("Zimmetsiz teslim olmaz")),
        stage=cast(
            'Literal["intake", "assignment"] | None',
            table.word("stage", _("intake: kapıda; assignment: kişiye verilmeden önce"), ("intake", "assignment")),
        ),
        signature=table.flag("signature", _("Teslim imza ister")),
        kinds=table.words("kinds", _("Neler zimmete girer"), _KINDS),
        kept_by=table.names("kept_by", _("Zimmet defterini tutan birimler ve görevler"), names.holders),
        handover=_handover(handover, clauses) if "handover" in table else None,
    )
    table.close()
    return custody


def read_archive(office: Table, names: Names) -> Archive:
    """Where finished documents go."""
    table = office.table("archive", _("Arşiv: biten evrak nereye gider"))
    archive = Archive(
        owner=table.name("owner", _("Arşivi yürüten birim veya görev"), names.holders),
        keepers=table.names("keepers", _("Saklamaktan sorumlu görevler"), names.positions),
        finished_only=table.flag("finished_only", _("Arşive yalnız biten iş alınır")),
        copies=table.words(
            "copies", _("Hangi nüshalar saklanır; ikisi yazılırsa ikisi de aranır"), ("physical", "digital")
        ),
        copy_in_dossier=table.flag("copy_in_dossier", _("Her yazının bir nüshası konu dosyasında durur")),
        disposal=table.flag("disposal", _("Saklama süresi ve imha uygulanır")),
    )
    table.close()
    return archive


def _handover(table: Table, clauses: Known) -> Handover:
    handover = Handover(
        required=table.flag("required", _("Devir tamamlanmadan ayrılınmaz")),
        minutes_on_death=table.flag("minutes_on_death", _("Ölümde amirin tutanağı imzanın yerine geçer")),
        clauses=table.names("clauses", _("Dayandığı maddelerin kimlikleri"), clauses),
    )
    table.close()
    return handover
