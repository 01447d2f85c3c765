"""Whose the work of a capability is: ``[office.<id>.capability]``, or the single owner of its clauses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kalem.config.capabilities import capability_label, known_capabilities
from kalem.config.model import OFFICE, Duty, Ownership, Position
from kalem.config.names import Names
from kalem.config.table import Table
from kalem.i18n import gettext as _


def read_ownership(
    office: Table, duties: tuple[Duty, ...], head: str, names: Names, positions: Mapping[str, Position]
) -> Mapping[str, Ownership]:
    """The owner of every capability of the office; notes the ones that several could own.

    ``head`` is the office's head unit: it stands for the whole office. Policy sentences and bodies
    outside own no work.
    """
    stated = _stated(office, head, names)
    written = set(office.table("capability", _("Bir iş kimindir, maddeler birden çok yere verdiyse")).entries())
    sections: dict[str, dict[str, str]] = {}
    for duty in duties:
        if duty.kind != "policy" and duty.owner_kind != "body":
            home, owner = _home(duty, head, positions)
            owners = sections.setdefault(duty.capability, {})
            # Clauses of the office, its head unit and positions in it have one home: the unit owns them.
            owners[home] = owner if owners.get(home, owner) == owner else home
    for capability, owners in sections.items():
        if capability in written:
            continue
        if len(owners) > 1:
            _ask(office, capability, owners)
        else:
            stated[capability] = Ownership(next(iter(owners.values())), ())
    return MappingProxyType(stated)


def _stated(office: Table, head: str, names: Names) -> dict[str, Ownership]:
    holders = names.holders.with_words((OFFICE,))
    stated = {}
    for capability, table in office.tables(
        "capability", _("Bir iş kimindir, maddeler birden çok yere verdiyse"), known_capabilities()
    ):
        owner = table.name("owner", _("İşin sahibi: birim, görev, ya da office"), holders)
        table.require(
            "owner",
            path=(*table.path, "owner"),
            message=_("sahibi yazılmamış"),
            cure=_('kimin olduğunu söyleyin: owner = "…"'),
        )
        shared = table.names("shared_with", _("İşi paylaşanlar"), holders)
        if owner is not None:
            stated[capability] = Ownership(_whole(owner, head), tuple(_whole(one, head) for one in shared))
            if owner in shared:
                table.problem("shared_with", _("`%(word)s` zaten sahibi", word=owner), _("paylaşanlardan çıkarın"))
        table.close()
    return stated


def _whole(owner: str, head: str) -> str:
    return head if owner == OFFICE else owner


def _home(duty: Duty, head: str, positions: Mapping[str, Position]) -> tuple[str, str]:
    """The unit in which a clause is at home, and who owns it there."""
    if duty.owner_kind == "office":
        return head, head
    position = positions.get(duty.owner)
    if position is not None and position.unit is not None:
        return position.unit, duty.owner
    if duty.owner_kind == "role":
        return duty.owner, head
    return duty.owner, duty.owner


def _ask(office: Table, capability: str, owners: Mapping[str, str]) -> None:
    office.findings.add_absent(
        (*office.path, "capability", capability),
        _(
            "maddeler bu işi (%(label)s) birden çok yere veriyor: %(owners)s",
            label=capability_label(capability),
            owners=", ".join(sorted(owners)),
        ),
        _(
            'kimin olduğunu söyleyin: `[%(where)s.capability]` altına %(capability)s = { owner = "…" }',
            where=".".join(office.path),
            capability=capability,
        ),
    )
