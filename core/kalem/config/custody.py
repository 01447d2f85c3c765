"""Custody, handover and archive: ``[office.<id>.custody]``, ``.custody.handover``, ``.archive``."""

from __future__ import annotations

from typing import Literal, cast

from kalem.config.model import Archive, Custody, Handover
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.config.words import Known

_KINDS = ("document", "post", "file", "job", "goods")


def read_custody(office: Table, names: Names, clauses: Known) -> Custody:
    """Who holds what against signature."""
    table = office.table("custody")
    custody = Custody(
        required=table.flag("required"),
        stage=cast('Literal["intake", "assignment"] | None', table.word("stage", ("intake", "assignment"))),
        signature=table.flag("signature"),
        kinds=table.words("kinds", _KINDS),
        kept_by=table.names("kept_by", names.holders),
        handover=_handover(table.table("handover"), clauses) if "handover" in table else None,
    )
    table.close()
    return custody


def read_archive(office: Table, names: Names) -> Archive:
    """Where finished documents go."""
    table = office.table("archive")
    archive = Archive(
        owner=table.name("owner", names.holders),
        keepers=table.names("keepers", names.positions),
        finished_only=table.flag("finished_only"),
        copies=table.words("copies", ("physical", "digital")),
        copy_in_dossier=table.flag("copy_in_dossier"),
        disposal=table.flag("disposal"),
    )
    table.close()
    return archive


def _handover(table: Table, clauses: Known) -> Handover:
    handover = Handover(
        required=table.flag("required"),
        minutes_on_death=table.flag("minutes_on_death"),
        clauses=table.names("clauses", clauses),
    )
    table.close()
    return handover
