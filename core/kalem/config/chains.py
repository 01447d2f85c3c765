"""Sign chains and classes of addressees: ``[office.<id>.sign.<class>]``, ``[office.<id>.addressees]``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast, get_args

from kalem.config.model import AddresseeClass, SignChain
from kalem.config.names import AUTHOR, UNIT_HEAD, Names
from kalem.config.table import Table
from kalem.i18n import gettext as _

_CLASSES: tuple[AddresseeClass, ...] = get_args(AddresseeClass)


def read_chains(office: Table, names: Names, rules: Mapping[str, str]) -> Mapping[AddresseeClass, SignChain]:
    """The chain of each class of addressees that the file names.

    The rule behind a chain is ``sign-chain-<class>`` where the office has it on.
    """
    group = office.table("sign")
    chains = {
        one: _chain(group.table(one), names, f"sign-chain-{one}", rules) for one in _CLASSES if one in group
    }
    _know(group)
    group.close()
    return MappingProxyType(chains)


def read_addressees(office: Table) -> Mapping[AddresseeClass, tuple[str, ...]]:
    """Who counts as internal, who as external, in the text's words."""
    group = office.table("addressees")
    classes = {one: group.texts(one) for one in _CLASSES if one in group}
    _know(group)
    group.close()
    return MappingProxyType(classes)


def _know(group: Table) -> None:
    """Makes both classes known words, so that a mistyped one is told its nearest."""
    for one in _CLASSES:
        if one not in group:
            group.text(one)


def _chain(table: Table, names: Names, rule: str, rules: Mapping[str, str]) -> SignChain:
    order = table.word("order", ("ordered", "parallel"))
    chain = SignChain(
        initials=table.names("initials", names.positions.with_words((AUTHOR, UNIT_HEAD))),
        signed_by=table.names("signed_by", names.positions),
        order=cast('Literal["ordered", "parallel"]', order or "ordered"),
        signer_initial_exempt=table.flag("signer_initial_exempt"),
        rule=rule if rule in rules else None,
    )
    if "initials" not in table and "signed_by" not in table:
        table.findings.add_absent(
            table.path,
            _("zincir boş"),
            _("`initials` (paraf) veya `signed_by` (imza) yazın; metin suskunsa bölümü silin"),
        )
    table.close()
    return chain
