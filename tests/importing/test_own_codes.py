"""The municipality's own file plan codes: taken from a file, kept in the ledger, used beside the common ones."""

import pytest
from tests.support.desk import Desk

from kalem import ledger
from kalem.importing import NotWritten, understood
from kalem.ledger import history
from kalem.ledger.book import SYSTEM
from kalem.records import Record
from kalem.registry import fileplan, own_codes

FILE = "code,title,retention,disposal,selectable\n125,Evlendirme İşleri,,,0\n125.01,Nikâh Başvuruları,15,A3,1\n"


def take(text: str, *, trial: bool = False) -> own_codes.Outcome:
    return own_codes.take_in(understood("kodlar.csv", text.encode()), SYSTEM, trial=trial)


def told(text: str, *, trial: bool = False) -> list[str]:
    with pytest.raises(NotWritten) as kept:
        take(text, trial=trial)
    return list(kept.value.report.lines())


def test_own_codes_stand_beside_the_common_ones_in_their_order(desk: Desk):
    assert take(FILE) == own_codes.Outcome(added=2, changed=0, same=0)

    plan = fileplan.plan()
    assert str(plan["125.01"]) == "125.01 Nikâh Başvuruları"
    assert list(plan) == sorted(plan)
    assert plan.keys() > fileplan.common().keys()
    assert ledger.verify() == []


def test_forms_suggest_take_and_find_them(desk: Desk):
    with pytest.raises(Exception, match="Dosya planında böyle bir kod yok"):
        fileplan.FilePlanCode(label="Kod").deserialize("125.01")
    take(FILE)

    assert fileplan.suggest("nikah") == ["125.01 Nikâh Başvuruları"]
    assert fileplan.suggest("125") == ["125.01 Nikâh Başvuruları"]
    assert fileplan.FilePlanCode(label="Kod").deserialize("125.01 Nikâh Başvuruları") == "125.01"
    assert fileplan.FilePlanCode(label="Kod").told("125.01") == "125.01 Nikâh Başvuruları"
    with pytest.raises(Exception, match="125 Evlendirme İşleri bir başlık"):
        fileplan.FilePlanCode(label="Kod").deserialize("125")
    folder = desk.create(
        "registry.dossier", "evrak_kayit", {"subject": "Nikâhlar", "file_plan_code": "125.01", "year": 2026}
    )
    assert Record.get_by_id(folder.id).subject == "Nikâhlar"


def test_importing_again_changes_what_changed_and_tells_both(desk: Desk):
    take(FILE)
    outcome = take(FILE.replace("Başvuruları,15", "Dosyaları,20"))

    assert outcome == own_codes.Outcome(added=0, changed=1, same=1)
    row = fileplan.OwnCode.get(fileplan.OwnCode.code == "125.01")
    newest, first = history("file_plan", row.id)
    ((_kind, _table, _key, columns),) = newest[1].rows
    assert columns == {"title": ["Nikâh Başvuruları", "Nikâh Dosyaları"], "retention": ["15", "20"]}
    assert (newest[0].action, first[0].action) == ("change", "create")
    assert ledger.verify() == []


def test_common_codes_and_mistakes_are_refused_and_nothing_is_written(desk: Desk):
    common = "bütün kurumların ortak kodlarından; kurum onu değiştiremez. Dayanak: Saklama Süreli Standart Dosya Planı."
    cure = "Kurumun kendi kodları 100 ile 599 arasındadır."
    assert told(
        FILE + "050.02,Kararlarım,15,A,1\n600,Altı yüz,,,\n099,Doksan dokuz,,,\n12,Kısa,,,\n"
        "125.01,Yine,15,A3,1\n130,,15,A,1\n131,X,çok,Z,belki\n"
    ) == [
        f"satır 4: 050.02 {common} {cure}",
        f"satır 5: 600 {common} {cure}",
        f"satır 6: 099 {common} {cure}",
        "satır 7: Kod yanlış yazılmış: 12. 125.02 gibi yazın.",
        "satır 8: 125.01 kodu ikinci kez yazılmış; ilk kez satır 3.",
        "satır 9: Konu 1 ile 250 karakter arasında olmalı.",
        "satır 10: Saklama süresi yıl ya da B olmalı: ÇOK.; Ayıklama A, A1, A2, A3, B, C, D olmalı: Z.; "
        "Seçilebilir 1 ya da 0 olmalı: belki.",
    ]
    assert not fileplan.OwnCode.select().exists()


def test_a_trial_keeps_nothing(desk: Desk):
    assert told(FILE, trial=True) == []
    assert fileplan.plan() == fileplan.common()
