"""Clauses and the rules that rest on them: ``[office.<id>.duty.<owner>]``, ``[office.<id>.rule]``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast, get_args

from kalem.config.capabilities import known_capabilities
from kalem.config.model import OFFICE, SETTING, Duty, DutyKind, OwnerKind
from kalem.config.names import Names
from kalem.config.table import Form, Table
from kalem.config.words import CLAUSE, SLUG, Known
from kalem.i18n import gettext as _

_KINDS: tuple[DutyKind, ...] = get_args(DutyKind)


def read_duties(office: Table, prefix: str, names: Names) -> tuple[Duty, ...]:
    """All clauses of an office, in the file's order."""
    owners = (names.units | names.positions | names.roles | names.bodies).with_words((OFFICE,))
    group = office.table("duty", _("Yönetmeliğin maddeleri, sahiplerine göre"))
    duties: dict[str, Duty] = {}
    for owner in group.entries():
        group.known(owner, owners)
        table = group.table(owner, _("Bu sahibin maddeleri: birim, görev, rol, kurul, ya da bütün kalem (office)"))
        for short in table.entries():
            duty = _duty(table, short, prefix, owner, _owner_kind(owner, names))
            if duty is None:
                continue
            if short in duties:
                table.problem(
                    short,
                    _("bu madde `%(word)s` altında da yazılmış", word=duties[short].owner),
                    _("birini silin; bir maddenin tek sahibi olur"),
                )
            duties.setdefault(short, duty)
    return tuple(duties.values())


def read_rules(office: Table, duties: tuple[Duty, ...]) -> Mapping[str, str]:
    """The rules that are on, each with its clause or the word ``setting``."""
    kinds = {duty.short: duty.kind for duty in duties}
    clauses = known_clauses(duties).with_words((SETTING,))
    table = office.table("rule", _("Açık kurallar, dayandıkları maddeyle"))
    rules = {}
    for rule in table.entries():
        if not table.is_id(rule, SLUG):
            continue
        short = table.name(rule, _("Kuralı koyan madde; metin suskunsa setting"), clauses)
        if short is None:
            continue
        rules[rule] = short
        if kinds.get(short, "rule") != "rule":
            table.problem(
                rule,
                _("`%(word)s` maddesi kural koymuyor (türü: %(kind)s)", word=short, kind=kinds[short]),
                _('kuralı koyan maddeyi yazın; metin suskunsa "%(word)s" yazın', word=SETTING),
            )
    return MappingProxyType(rules)


def known_clauses(duties: tuple[Duty, ...]) -> Known:
    """The short ids of an office's clauses, for references to them."""
    return Known(_("madde"), frozenset(duty.short for duty in duties), given=True)


def _duty(table: Table, short: str, prefix: str, owner: str, owner_kind: OwnerKind) -> Duty | None:
    """One line: ``"m22-c2" = [article, kind, capability, summary]``."""
    table.is_formed(
        short,
        Form(CLAUSE, _("madde kimliği küçük harf, rakam ve kısa çizgiden oluşur"), _("örneğin `m22-c2` yazın")),
    )
    row = table.row(
        short,
        _("Bir madde: etiketi, türü, yeteneği, özeti"),
        (None, Known(_("madde türü"), frozenset(_KINDS)), known_capabilities(), None),
        _('şöyle yazın: "%(word)s" = ["m.22", "rule", "yetenek", "Özet."]', word=short),
    )
    if row is None:
        return None
    article, kind, capability, summary = row
    return Duty(
        id=f"{prefix}-{short}",
        short=short,
        article=article,
        kind=cast("DutyKind", kind),
        capability=capability,
        summary=summary,
        owner=owner,
        owner_kind=owner_kind,
    )


def _owner_kind(owner: str, names: Names) -> OwnerKind:
    kinds: tuple[tuple[OwnerKind, Known], ...] = (
        ("unit", names.units),
        ("position", names.positions),
        ("role", names.roles),
        ("body", names.bodies),
    )
    return next((kind for kind, known in kinds if owner in known.words), "office")
