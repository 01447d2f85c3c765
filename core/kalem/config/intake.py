"""From the door to the reply: the tables ``intake``, ``referral``, ``reply``, ``letters``, ``registers``."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, cast, get_args

from kalem.config.model import Intake, Letters, Medium, Referral, Registers, Reply
from kalem.config.names import ASSIGNEE, Names
from kalem.config.table import Table
from kalem.i18n import gettext as _

_STEPS = ("custody", "register", "dossier", "director", "refer")
_MEDIA: tuple[Medium, ...] = get_args(Medium)
_BOOKS = ("incoming", "outgoing", "internal")


def read_intake(office: Table, names: Names) -> Intake:
    """The order of the steps at the door."""
    table = office.table("intake", _("Gelen evrakın kapıdaki sırası"))
    intake = Intake(
        steps=table.words("steps", _("Adımlar, sırasıyla"), _STEPS),
        registered_by=table.names("registered_by", _("Kaydeden görevler ve birimler"), names.holders),
    )
    table.close()
    return intake


def read_referral(office: Table, names: Names) -> Referral:
    """Who refers and assigns, and what a referral to another directorate needs."""
    table = office.table("referral", _("Havale: kim kime verir"))
    referral = Referral(
        by=table.names("by", _("Birimlere havale eden görevler"), names.positions),
        assign_by=table.names("assign_by", _("Kişilere görev veren görevler"), names.positions),
        cover_letter=table.flag("cover_letter", _("Başka müdürlüğe havale üst yazı ister")),
        custody=table.flag("custody", _("Başka müdürlüğe havale zimmet ister")),
        medium=_medium(table),
    )
    table.close()
    return referral


def read_reply(office: Table, names: Names) -> Reply:
    """Who writes the reply: one word or a list of positions."""
    table = office.table("reply", _("Cevabı kim yazar"))
    by = table.word_or_names("by", _("assignee: işi alan; ya da görevlerin listesi"), ASSIGNEE, names.positions)
    table.close()
    return Reply(by)


def read_letters(office: Table) -> Letters:
    """How letters are made."""
    table = office.table("letters", _("Yazılar nasıl yazılır"))
    letters = Letters(
        regulation=table.text("regulation", _("Metnin andığı resmî yazışma yönetmeliği")),
        templates=table.text("templates", _("Şablon takımı")),
        medium=_medium(table),
        check_attachments=table.flag("check_attachments", _("İlk paraftan önce bütün ekler denetlenir")),
    )
    table.close()
    return letters


def read_registers(office: Table) -> Registers:
    """How registers are kept and printed."""
    table = office.table("registers", _("Defterler"))
    books = table.table("names", _("Defterlerin görünen adları"))
    registers = Registers(
        medium=_medium(table),
        numbering=cast(
            'Literal["automatic", "register"] | None',
            table.word(
                "numbering", _("automatic: sayıyı sistem verir; register: defter sırası"), ("automatic", "register")
            ),
        ),
        separate=table.flag("separate", _("Gelen ve giden ayrı defterdedir")),
        names=MappingProxyType(
            {book: name for book in _BOOKS if (name := books.text(book, _("Defterin adı"))) is not None}
        ),
        printout=table.words("printout", _("Dökümde neler aranır"), ("page_numbers", "signed", "filed")),
    )
    books.close()
    table.close()
    return registers


def _medium(table: Table) -> Medium | None:
    return cast("Medium | None", table.word("medium", _("electronic: elektronik; paper: kâğıt; both: ikisi"), _MEDIA))
