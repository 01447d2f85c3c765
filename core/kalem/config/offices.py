"""Offices: ``[office.<id>]`` and everything below it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kalem.config.chains import read_addressees, read_chains
from kalem.config.custody import read_archive, read_custody
from kalem.config.deadlines import read_closings, read_deadlines
from kalem.config.duties import known_clauses, read_duties, read_rules
from kalem.config.intake import read_intake, read_letters, read_referral, read_registers, read_reply
from kalem.config.model import Office, Position, Unit
from kalem.config.names import Names
from kalem.config.officers import read_officers
from kalem.config.ownership import read_ownership
from kalem.config.problems import Findings
from kalem.config.regulation import read_regulation
from kalem.config.table import Table
from kalem.i18n import gettext as _


def read_offices(
    file: Table,
    names: Names,
    units: Mapping[str, Unit],
    positions: Mapping[str, Position],
    findings: Findings,
) -> dict[str, Office]:
    """All offices of the file."""
    about = _("Kalemler: bir yönetmelik altında çalışan müdürlükler")
    offices = {name: _office(name, table, names, positions) for name, table in file.tables("office", about)}
    prefixes: dict[str, str] = {}
    for office in offices.values():
        head = units.get(office.unit)
        written = ("unit", office.unit, "office") in findings.lines
        if head is not None and head.office != office.id and (head.office is not None or not written):
            findings.add(
                ("office", office.id, "unit"),
                _("`%(word)s` birimi bu kaleme bağlı değil", word=head.id),
                _('`[unit.%(word)s]` içine office = "%(office)s" yazın', word=head.id, office=office.id),
            )
        prefix = office.regulation.prefix
        if prefix and prefixes.setdefault(prefix, office.id) != office.id:
            findings.add(
                ("office", office.id, "regulation", "prefix"),
                _("bu ön ek `%(word)s` kaleminde de var", word=prefixes[prefix]),
                _("her yönetmeliğe kendi ön ekini verin"),
            )
    return offices


def _office(name: str, table: Table, names: Names, positions: Mapping[str, Position]) -> Office:
    unit = table.name("unit", _("Kalemin baş birimi"), names.own_units) or ""
    table.require(
        "unit",
        path=(*table.path, "unit"),
        message=_("kalemin baş birimi yazılmamış"),
        cure=_('yazın: unit = "…" (bir birimin kısa adı)'),
    )
    regulation = read_regulation(table, names)
    duties = read_duties(table, regulation.prefix, names)
    rules = read_rules(table, duties)
    clauses = known_clauses(duties)
    office = Office(
        id=name,
        unit=unit,
        regulation=regulation,
        sign=read_chains(table, names, rules),
        addressees=read_addressees(table),
        intake=read_intake(table, names),
        referral=read_referral(table, names),
        reply=read_reply(table, names),
        letters=read_letters(table),
        registers=read_registers(table),
        custody=read_custody(table, names, clauses),
        archive=read_archive(table, names),
        deadlines=read_deadlines(table, duties),
        closings=read_closings(table, duties, names),
        officers=read_officers(table, names, clauses),
        rules=rules,
        capabilities=read_ownership(table, duties, unit, names, positions),
        duties=duties,
        terms=_terms(table),
        staff_classes=table.texts("staff_classes", _("Metnin saydığı personel sınıfları")),
        open_points=table.texts("open_points", _("Metnin açık bıraktığı, henüz ayarlanmamış sorular")),
    )
    table.close()
    return office


def _terms(office: Table) -> Mapping[str, str]:
    table = office.table("term", _("Metnin tanımları"))
    terms = {}
    for key in table.entries():
        word, meaning = table.word_of(key), table.text(key, _("Sözün bu metindeki anlamı"))
        if word is not None and meaning is not None:
            terms[word] = meaning
    return MappingProxyType(terms)
