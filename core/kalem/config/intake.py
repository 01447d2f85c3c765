"""From the door to the reply: the tables ``intake``, ``referral``, ``reply``, ``letters``, ``registers``."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, cast, get_args

from kalem.config.model import Intake, Letters, Medium, Referral, Registers, Reply
from kalem.config.names import ASSIGNEE, Names
from kalem.config.table import Table

_STEPS = ("custody", "register", "dossier", "director", "refer")
_MEDIA: tuple[Medium, ...] = get_args(Medium)
_BOOKS = ("incoming", "outgoing", "internal")


def read_intake(office: Table, names: Names) -> Intake:
    """The order of the steps at the door."""
    table = office.table("intake")
    intake = Intake(
        steps=table.words("steps", _STEPS),
        registered_by=table.names("registered_by", names.holders),
    )
    table.close()
    return intake


def read_referral(office: Table, names: Names) -> Referral:
    """Who refers and assigns, and what a referral to another directorate needs."""
    table = office.table("referral")
    referral = Referral(
        by=table.names("by", names.positions),
        assign_by=table.names("assign_by", names.positions),
        cover_letter=table.flag("cover_letter"),
        custody=table.flag("custody"),
        medium=_medium(table),
    )
    table.close()
    return referral


def read_reply(office: Table, names: Names) -> Reply:
    """Who writes the reply: one word or a list of positions."""
    table = office.table("reply")
    by: str | tuple[str, ...]
    if table.is_text("by"):
        word = table.name("by", names.positions.with_words((ASSIGNEE,)))
        by = ASSIGNEE if word == ASSIGNEE else tuple(filter(None, (word,)))
    else:
        by = table.names("by", names.positions)
    table.close()
    return Reply(by)


def read_letters(office: Table) -> Letters:
    """How letters are made."""
    table = office.table("letters")
    letters = Letters(
        regulation=table.text("regulation"),
        templates=table.text("templates"),
        medium=_medium(table),
        check_attachments=table.flag("check_attachments"),
    )
    table.close()
    return letters


def read_registers(office: Table) -> Registers:
    """How registers are kept and printed."""
    table = office.table("registers")
    books = table.table("names")
    registers = Registers(
        medium=_medium(table),
        numbering=cast(
            'Literal["automatic", "register"] | None', table.word("numbering", ("automatic", "register"))
        ),
        separate=table.flag("separate"),
        names=MappingProxyType({book: name for book in _BOOKS if (name := books.text(book)) is not None}),
        printout=table.words("printout", ("page_numbers", "signed", "filed")),
    )
    books.close()
    table.close()
    return registers


def _medium(table: Table) -> Medium | None:
    return cast("Medium | None", table.word("medium", _MEDIA))
