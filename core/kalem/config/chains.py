"""Sign chains and classes of addressees: ``[office.<id>.sign.<class>]``, ``[office.<id>.addressees]``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, cast

from kalem.config.model import AddresseeClass, SignChain
from kalem.config.names import AUTHOR, UNIT_HEAD, Names
from kalem.config.table import Table
from kalem.i18n import gettext as _


def read_chains(office: Table, names: Names, rules: Mapping[str, str]) -> Mapping[AddresseeClass, SignChain]:
    """The chain of each class of addressees that the file names.

    The rule behind a chain is ``sign-chain-<class>`` where the office has it on.
    """
    group = office.table("sign", _("Paraf ve imza zincirleri: dış ve iç yazılar"))
    about: Mapping[AddresseeClass, str] = {
        "internal": _("İç yazının zinciri: kim paraflar, kim imzalar"),
        "external": _("Dış yazının zinciri: kim paraflar, kim imzalar"),
    }
    tables = {one: group.table(one, text) for one, text in about.items()}
    chains = {one: _chain(table, names, f"sign-chain-{one}", rules) for one, table in tables.items() if one in group}
    group.close()
    return MappingProxyType(chains)


def read_addressees(office: Table) -> Mapping[AddresseeClass, tuple[str, ...]]:
    """Who counts as internal, who as external, in the text's words."""
    group = office.table("addressees", _("Kim iç, kim dış muhatap sayılır"))
    about: Mapping[AddresseeClass, str] = {
        "internal": _("İç muhataplar, metnin sözleriyle"),
        "external": _("Dış muhataplar, metnin sözleriyle"),
    }
    listed = {one: group.texts(one, text) for one, text in about.items()}
    classes = {one: texts for one, texts in listed.items() if one in group}
    group.close()
    return MappingProxyType(classes)


def _chain(table: Table, names: Names, rule: str, rules: Mapping[str, str]) -> SignChain:
    order = table.word("order", _("ordered: paraflar sırayla; parallel: birlikte"), ("ordered", "parallel"))
    chain = SignChain(
        initials=table.names(
            "initials",
            _("Paraflayan görevler; author: yazan, unit_head: birimin amiri"),
            names.positions.with_words((AUTHOR, UNIT_HEAD)),
        ),
        signed_by=table.names("signed_by", _("İmzalayan görev; sonrakiler yalnız tarihli yetkiyle"), names.positions),
        order=cast('Literal["ordered", "parallel"]', order or "ordered"),
        signer_initial_exempt=table.flag("signer_initial_exempt", _("İmza yetkisini kullanan ayrıca paraflamaz")),
        rule=rule if rule in rules else None,
    )
    table.require(
        "initials",
        "signed_by",
        path=table.path,
        message=_("zincir boş"),
        cure=_("`initials` (paraf) veya `signed_by` (imza) yazın; metin suskunsa bölümü silin"),
    )
    table.close()
    return chain
