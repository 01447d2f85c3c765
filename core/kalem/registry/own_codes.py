"""The municipality's own file plan codes (100–599, its main services): taken from a file, each change an entry."""

import re
from dataclasses import dataclass

from kalem.i18n import gettext as _
from kalem.importing import Heading, Report, Table, all_or_nothing, each_row, key, matched
from kalem.ledger import By, writing
from kalem.organisation.still import check_by
from kalem.refusal import Ground, Refusal, Refused
from kalem.text import clean

from .fileplan import CODE, OwnCode, is_own

HEADINGS = (
    Heading("code", ("Kod", "Dosya Kodu", "SDP Kodu", "Dosya Planı Kodu"), True),
    Heading("title", ("Konu", "Başlık", "Ad", "Adı", "Konu Adı"), True),
    Heading("retention", ("Saklama Süresi", "Süre")),
    Heading("disposal", ("Ayıklama", "İmha", "Tasfiye", "Saklama Kodu")),
    Heading("selectable", ("Seçilebilir",)),
)

#: Longest title, in characters.
TITLE = 250

_DISPOSALS = ("", "A", "A1", "A2", "A3", "B", "C", "D")

_WORDS = {"": True, "1": True, "evet": True, "0": False, "hayir": False}


@dataclass(frozen=True)
class Outcome:
    """How many codes came, changed, and were as they are."""

    added: int
    changed: int
    same: int


def take_in(table: Table, by: By, *, trial: bool = False) -> Outcome:
    """Write the codes of a file: new ones are added, known ones changed where the file says otherwise.

    Raises ``BadTable``, and ``NotWritten`` where a row is bad or it is only a ``trial``.
    """
    columns, report = matched(table, HEADINGS), Report()
    known = {row.code: row for row in OwnCode.select()}
    lines: dict[str, int] = {}
    counted = {"added": 0, "changed": 0, "same": 0}

    def use(line: int, cells: dict[str, str]) -> None:
        values = _values(cells)
        code = str(values["code"])
        if code in lines:
            raise Refused(_twice(code, lines[code]))
        lines[code] = line
        counted[_write(by, known.get(code), values)] += 1

    with all_or_nothing(report, trial=trial):
        check_by(by)
        each_row(table, columns, report, lambda row, cells: use(row.line, cells))
    return Outcome(**counted)


def _write(by: By, row: OwnCode | None, values: dict[str, object]) -> str:
    about = {"code": str(values["code"]), "title": str(values["title"])}
    if row is None:
        with writing(by) as book:
            act = book.act("file_plan", 0, "create", about=about)
            act.subject_id = act.insert(OwnCode, **values).id
        return "added"
    if all(getattr(row, name) == value for name, value in values.items()):
        return "same"
    with writing(by) as book:
        book.act("file_plan", row.id, "change", about=about).update(row, **values)
    return "changed"


def _values(cells: dict[str, str]) -> dict[str, object]:
    """Return the columns of a code; :class:`Refused` with every fault of the row, ``UncleanText`` for its title."""
    faults = []
    code, title = cells["code"], clean(cells["title"])
    if not CODE.fullmatch(code):
        faults.append(Refusal(_("Kod yanlış yazılmış: %(code)s.", code=code[:60]), _("125.02 gibi yazın.")))
    elif not is_own(code):
        faults.append(
            Refusal(
                _("%(code)s bütün kurumların ortak kodlarından; kurum onu değiştiremez.", code=code),
                _("Kurumun kendi kodları 100 ile 599 arasındadır."),
                Ground("setting", source="file-plan", text=_("Saklama Süreli Standart Dosya Planı")),
            )
        )
    if not 0 < len(title) <= TITLE:
        faults.append(Refusal(_("Konu 1 ile %(most)s karakter arasında olmalı.", most=TITLE)))
    retention = cells.get("retention", "").upper()
    if not re.fullmatch(r"[0-9]{0,3}|B", retention):
        faults.append(Refusal(_("Saklama süresi yıl ya da B olmalı: %(text)s.", text=retention[:60])))
    disposal = cells.get("disposal", "").upper()
    if disposal not in _DISPOSALS:
        known = ", ".join(_DISPOSALS[1:])
        faults.append(Refusal(_("Ayıklama %(known)s olmalı: %(text)s.", known=known, text=disposal[:60])))
    selectable = _WORDS.get(key(cells.get("selectable", "")))
    if selectable is None:
        faults.append(Refusal(_("Seçilebilir 1 ya da 0 olmalı: %(text)s.", text=cells["selectable"][:60])))
    if faults:
        raise Refused(*faults)
    return {
        "code": code,
        "title": title,
        "retention": retention,
        "disposal": disposal,
        "selectable": selectable,
    }


def _twice(code: str, line: int) -> Refusal:
    return Refusal(_("%(code)s kodu ikinci kez yazılmış; ilk kez satır %(line)s.", code=code, line=line))
