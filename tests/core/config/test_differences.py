"""What differs between the five source documents is said by their files alone, and silence stays silence."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kalem.config import Municipality, Office, SignChain, load, parse

ROOT = Path(__file__).parents[3]
FOLDERS = {"karacabey": "config", "siverek": "config"}


@cache
def municipality(name: str) -> Municipality:
    return load(ROOT / FOLDERS.get(name, "tests/fixtures/municipalities") / f"{name}.toml")


def office(name: str) -> Office:
    (only,) = municipality(name).offices.values()
    return only


def value(name: str, key: str):
    """What a dotted key of the office (or of a unit, position or role) came out as."""
    first, *rest = key.split(".")
    roots = {"unit": "units", "position": "positions", "role": "roles"}
    found = getattr(municipality(name), roots[first]) if first in roots else getattr(office(name), first)
    for part in rest:
        found = found.get(part) if hasattr(found, "keys") else getattr(found, part)
    return found


#: subject, municipality, where it stands, what it says
DIFFERENCES = [
    # signature, initials, sending
    ("internal letter: director signs", "karacabey", "sign.internal.signed_by", ("mudur",)),
    ("internal letter: director signs", "defne", "sign.internal.signed_by", ("mudur",)),
    ("internal letter: who does which is not written", "altieylul", "sign.internal.initials", ("author", "mudur")),
    ("internal letter: no order is written", "altieylul", "sign.internal.order", "parallel"),
    ("internal letter: a setting without a rule", "siverek", "sign.internal.rule", None),
    ("internal letter: silent", "yazi_isleri", "sign", {}),
    ("external letter: director and deputy initial", "defne", "sign.external.initials", ("mudur", "baskan_yardimcisi")),
    ("external letter: director only initials", "karacabey", "sign.external.initials", ("mudur",)),
    ("external letter: an ordered chain", "defne", "sign.external.order", "ordered"),
    ("external letter: mayor, or deputy when authorised", "karacabey", "sign.external.signed_by",
     ("baskan", "baskan_yardimcisi")),
    ("external letter: the rule behind it", "karacabey", "sign.external.rule", "sign-chain-external"),
    ("external letter: final signer open", "altieylul", "sign.external.signed_by", ()),
    ("external letter: is the signer's own initial needed?", "defne", "sign.external.signer_initial_exempt", None),
    ("open point", "defne", "open_points",
     ("Dış yazıyı yetkili başkan yardımcısı imzalarsa kendi parafı ayrıca aranır mı? (m.17)",)),
    ("what is external", "yazi_isleri", "addressees.external", ("Kaymakamlık", "Valilik", "Kamu kurumları")),
    ("what is external: not defined", "altieylul", "addressees", {}),
    ("letter format", "altieylul", "letters.regulation",
     "Resmi Yazışma Kurallarını Belirleyen Esas ve Usuller Hakkında Yönetmelik"),
    ("letter format: silent", "karacabey", "letters.regulation", None),
    ("letter: annexes checked first", "altieylul", "letters.check_attachments", True),
    ("referral to another unit: cover letter", "altieylul", "referral.cover_letter", True),
    ("referral to another unit: custody", "karacabey", "referral.custody", True),
    ("referral to another unit: electronic and custody", "defne", "referral.medium", "electronic"),
    ("referral to another unit: silent", "siverek", "referral.cover_letter", None),
    ("reply: by a position", "altieylul", "reply.by", ("evrak_sorumlusu",)),
    ("reply: by whom it was referred to", "karacabey", "reply.by", "assignee"),
    ("reply: silent", "siverek", "reply.by", ()),
    # intake order and custody
    ("intake", "altieylul", "intake.steps", ("register", "director", "refer")),
    ("intake: custody first", "yazi_isleri", "intake.steps", ("custody", "dossier", "register", "refer")),
    ("intake: registered first", "defne", "intake.steps", ("register", "dossier", "director", "refer", "custody")),
    ("intake: who registers", "siverek", "intake.registered_by", ("idari_mali",)),
    ("custody: not mentioned", "altieylul", "custody.required", None),
    ("custody: kept by a unit, no word on all", "siverek", "custody.kept_by", ("idari_mali",)),
    ("custody: at the door", "yazi_isleri", "custody.stage", "intake"),
    ("custody: before it is given, against signature", "karacabey", "custody.signature", True),
    ("custody: kinds", "yazi_isleri", "custody.kinds", ("document", "post")),
    ("custody: kinds", "defne", "custody.kinds", ("document", "file", "job", "goods")),
    ("who distributes", "karacabey", "referral.assign_by", ("mudur",)),
    ("who distributes: silent", "yazi_isleri", "referral.assign_by", ()),
    ("handover blocks leaving", "karacabey", "custody.handover.required", True),
    ("handover after death by minutes", "defne", "custody.handover.minutes_on_death", True),
    ("handover: silent", "siverek", "custody.handover", None),
    ("medium: electronic", "altieylul", "registers.medium", "electronic"),
    ("medium: paper or electronic", "defne", "registers.medium", "both"),
    ("medium: silent", "karacabey", "registers.medium", None),
    ("printout of a register", "defne", "registers.printout", ("page_numbers", "signed", "filed")),
    ("numbers from the system", "altieylul", "registers.numbering", "automatic"),
    ("numbers by register", "karacabey", "registers.numbering", "register"),
    ("archive: copy in the folder", "altieylul", "archive.copy_in_dossier", True),
    ("archive: owner", "siverek", "archive.owner", "idari_mali"),
    ("archive: disposal", "yazi_isleri", "archive.disposal", True),
    ("archive: physical and digital", "yazi_isleri", "archive.copies", ("physical", "digital")),
    ("archive: finished items only", "defne", "archive.finished_only", True),
    ("archive: who answers for retrieval", "defne", "archive.keepers", ("arsiv_gorevlisi", "buro_sorumlusu")),
    ("archive: no procedure", "karacabey", "archive.finished_only", None),
    # organisation
    ("unit word", "siverek", "unit.protokol.kind", "büro"),
    ("unit word", "karacabey", "unit.medya.kind", "bölüm"),
    ("depth: a büro below a şeflik", "yazi_isleri", "unit.arsiv_burosu.parent", "yazi_isleri_sefligi"),
    ("a layer between director and büros", "siverek", "position.ust_sorumlu_idare.attached",
     ("sekreterlik", "idari_mali")),
    ("as many as needed", "siverek", "position.cozum_uzmani.seats", None),
    ("directorate answers to the mayor", "siverek", "unit.ozel_kalem.answers_to", ("baskan",)),
    ("directorate: mayor or the deputy he appoints", "karacabey", "unit.ozel_kalem.answers_to",
     ("baskan", "baskan_yardimcisi")),
    ("directorate: anyone the mayor appoints", "defne", "unit.ozel_kalem.designee", True),
    ("directorate: silent", "altieylul", "unit.ozel_kalem.answers_to", ()),
    ("unit head with two superiors", "karacabey", "position.muhtarlik_sorumlusu.answers_to",
     ("mudur", "baskan_yardimcisi")),
    ("section head with one superior", "karacabey", "position.protokol_sorumlusu.answers_to", ("mudur",)),
    ("büro head with two superiors", "siverek", "position.protokol_sorumlusu.answers_to",
     ("mudur", "ust_sorumlu_iliskiler")),
    ("no deputy mayor", "altieylul", "position.baskan_yardimcisi", None),
    ("role within its own unit", "siverek", "role.buro_sorumlusu.scope", "unit"),
    ("role within attached units", "siverek", "role.ust_sorumlu.scope", "attached"),
    ("role without limits", "karacabey", "role.director.scope", None),
    ("position that the organisation list lacks", "defne", "position.arsiv_gorevlisi.listed", False),
    ("position of the organisation list", "defne", "position.sef.listed", True),
    ("staff classes", "defne", "staff_classes", ("Müdür", "Şef", "Memurlar", "Sözleşmeli Personel", "İşçi")),
    # deadlines and periodic duties
    ("petition: a number with its kind of day", "karacabey", "deadlines.petition.length", 15),
    ("petition: a number with its kind of day", "karacabey", "deadlines.petition.day", "calendar"),
    ("petition: its article", "karacabey", "deadlines.petition.article", "m.7/16"),
    ("cimer: no number", "yazi_isleri", "deadlines.cimer.length", None),
    ("petition: no deadline assumed", "yazi_isleri", "deadlines.petition", None),
    ("requests followed daily", "defne", "deadlines.requests.every", "day"),
    ("media watched daily", "karacabey", "deadlines.media-monitoring.every", "day"),
    ("activity report monthly", "karacabey", "deadlines.monthly-report.every", "month"),
    ("activity report without a period", "siverek", "deadlines.activity-report.every", None),
    ("budget: statutory time without a date", "karacabey", "deadlines.budget.due", None),
    ("inventory at the end of the year", "defne", "deadlines.inventory.due", (12, 31)),
    ("personnel work on time, no number", "siverek", "deadlines.personnel-file.length", None),
    ("inspection at certain times", "karacabey", "deadlines.panel-inspection.interval", None),
    ("always available", "karacabey", "deadlines.automation.every", "always"),
    ("no times at all", "altieylul", "deadlines", {}),
    # who must be told before closing
    ("the mayor sees it first", "altieylul", "closings.requests.shown_to", ("baskan",)),
    ("channels", "altieylul", "closings.requests.channels", ("fax", "email", "post")),
    ("applicant and mayor", "siverek", "closings.cagri_merkezi.tell", ("applicant", "baskan")),
    ("form first", "siverek", "closings.iletisim_merkezi.form", True),
    ("the director", "siverek", "closings.makam_telefonu.tell", ("mudur",)),
    ("status online", "yazi_isleri", "closings.applications.online", True),
    ("daily follow-up, nobody told", "defne", "closings.requests.tell", ()),
    ("unit and mayor", "karacabey", "closings.halk_gunu.tell", ("responsible_unit", "baskan")),
    ("fulfilled or not", "karacabey", "closings.mukhtar.outcome", True),
    # who owns which work
    ("appointments", "altieylul", "capabilities.appointment.owner", "sekretarya"),
    ("appointments", "defne", "capabilities.appointment.owner", "ozel_kalem"),
    ("appointments are shared", "siverek", "capabilities.appointment.shared_with", ("mudur", "sekreterlik")),
    ("press at the director", "defne", "capabilities.press-release.owner", "mudur"),
    ("press in two units", "karacabey", "capabilities.press-release.shared_with", ("medya",)),
    ("announcements told to all staff", "defne", "closings.announcements.tell",
     ("ozel_kalem", "ozel_kalem_burosu", "kalem", "diger_personel")),
    ("city council", "yazi_isleri", "capabilities.city-council-support.owner", "kent_konseyi"),
    ("city council", "karacabey", "capabilities.city-council-support.owner", "muhtarlik"),
    ("payroll", "altieylul", "capabilities.payroll.owner", "gerceklestirme_gorevlisi"),
    ("control of accounts, with the director", "altieylul", "capabilities.financial-control.shared_with", ("mudur",)),
    ("spending authority", "siverek", "officers.spending.position", "mudur"),
    ("tender authority", "siverek", "officers.tender.clause", "m6-j"),
    ("movables officer appointed by the director", "siverek", "officers.movables.appointed_by", "mudur"),
    ("movables", "karacabey", "capabilities.movables.owner", "muhtarlik"),
    ("unit with its own budget", "karacabey", "capabilities.expenditure.shared_with", ("muhtarlik",)),
    ("work of one office only", "siverek", "capabilities.helpdesk", None),
    # legal frame
    ("basis", "yazi_isleri", "regulation.basis", ("4109 sayılı Kanun",)),
    ("in force: acceptance and publication", "siverek", "regulation.enters", "publication"),
    ("in force: acceptance and sending", "defne", "regulation.enters", "submission"),
    ("in force: acceptance", "karacabey", "regulation.enters", "acceptance"),
    ("in force: silent", "altieylul", "regulation.enters", None),
    ("where the text is silent", "defne", "regulation.silent", "Yürürlükteki mevzuat"),
    ("where the text is silent", "karacabey", "regulation.silent", "İlgili mevzuat ve emsal yargı kararları"),
    ("where the text is silent: silent", "siverek", "regulation.silent", None),
    ("adoption", "karacabey", "regulation.adopted.on", date(2025, 9, 3)),
    ("adoption", "karacabey", "regulation.adopted.number", "2025/88"),
    ("adoption", "karacabey", "regulation.adopted.vote", "oy birliği"),
    ("adoption: silent", "altieylul", "regulation.adopted", None),
    ("glossary", "siverek", "terms.Belediye", "Siverek Belediye Başkanlığı"),
    ("glossary: silent", "altieylul", "terms", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "name", "key", "said"), DIFFERENCES, ids=[f"{one[1]}-{one[2]}" for one in DIFFERENCES]
)
def test_a_difference_between_municipalities_is_said_by_the_file(subject, name, key, said):
    assert value(name, key) == said, subject


def test_several_regulations_of_one_municipality_come_into_force_each_in_its_own_way():
    both = parse(
        """
        [municipality]
        name = "Örnek Belediyesi"

        [unit.kalem]
        office = "kalem"
        kind = "müdürlük"
        name = "Özel Kalem Müdürlüğü"

        [unit.yazi]
        office = "yazi"
        kind = "müdürlük"
        name = "Yazı İşleri Müdürlüğü"

        [office.kalem]
        unit = "kalem"
        regulation = { prefix = "kalem", title = "Kalem", enters = "publication", in_force = 2024-01-01 }

        [office.yazi]
        unit = "yazi"
        regulation = { prefix = "yazi", title = "Yazı İşleri", enters = "submission", in_force = 2025-06-01 }
        """
    )
    assert {one.id: (one.regulation.enters, one.regulation.in_force) for one in both.offices.values()} == {
        "kalem": ("publication", date(2024, 1, 1)),
        "yazi": ("submission", date(2025, 6, 1)),
    }


def test_an_office_whose_file_says_nothing_is_forced_to_nothing():
    silent = parse(
        """
        [municipality]
        name = "Örnek Belediyesi"
        [unit.kalem]
        office = "kalem"
        kind = "müdürlük"
        name = "Kalem"
        [office.kalem]
        unit = "kalem"
        regulation = { prefix = "kalem", title = "Kalem" }
        """
    ).offices["kalem"]
    empty = (silent.sign, silent.rules, silent.deadlines, silent.closings, silent.officers, silent.capabilities)
    assert not any(empty)
    assert silent.intake.steps == silent.referral.by == silent.reply.by == silent.custody.kinds == ()
    unsaid = (
        silent.referral.cover_letter,
        silent.referral.custody,
        silent.registers.medium,
        silent.registers.separate,
        silent.custody.required,
        silent.custody.handover,
        silent.archive.disposal,
        silent.regulation.enters,
        silent.regulation.silent,
    )
    assert set(unsaid) == {None}


def test_an_open_point_is_closed_by_one_line():
    text = municipality("defne").text.replace('order = "ordered"', "signer_initial_exempt = true")
    chain = parse(text).offices["ozel_kalem"].sign["external"]
    assert chain == SignChain(
        initials=("mudur", "baskan_yardimcisi"),
        signed_by=("baskan", "baskan_yardimcisi"),
        order="ordered",
        signer_initial_exempt=True,
        rule="sign-chain-external",
    )
