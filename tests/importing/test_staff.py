"""People from a file: created without a password, appointed, all of them or none."""

import pytest
from tests.support.desk import Desk

from kalem import ledger
from kalem.importing import NotWritten, staff, understood
from kalem.ledger.book import SYSTEM
from kalem.organisation import Holding, User
from kalem.refusal import Refused

FILE = (
    "Kullanıcı Adı;Ad Soyad;Görev;Birim;Başlangıç;Bitiş;Atama\n"
    "yeni.bir;Işıl İnce;medya_personeli;;1.2.2026;;Asaleten\n"
    "yeni.iki;Çağrı Öz;PROTOKOL PERSONELİ;Protokol İşleri Bölümü;03/02/2026;31.12.2026;\n"
    "YENİ.BİR;Işıl İnce;Medya-İletişim Personeli;;1.1.2025;31.1.2026;Vekâleten\n"
    "yeni.uc;Umut Görevsiz;;;;;\n"
)


def take(text: str, *, trial: bool = False) -> staff.Outcome:
    return staff.take_in(understood("kisiler.csv", text.encode()), SYSTEM, trial=trial)


def told(text: str, *, trial: bool = False) -> list[str]:
    with pytest.raises(NotWritten) as kept:
        take(text, trial=trial)
    return list(kept.value.report.lines())


def test_people_are_created_without_a_password_and_appointed(desk: Desk):
    outcome = take(FILE)

    assert (outcome.created, outcome.appointed) == (["yeni.bir", "yeni.iki", "yeni.uc"], 3)
    user = User.get(User.username == "yeni.bir")
    assert user.password is None
    periods = [(str(each.starts), str(each.ends)) for each in Holding.select().where(Holding.user == user)]
    assert periods == [("2026-02-01", "None"), ("2025-01-01", "2026-01-31")]
    assert ledger.verify() == []


def test_the_same_file_again_changes_nothing(desk: Desk):
    take(FILE)
    before = ledger.Entry.select().count()
    outcome = take(FILE)

    assert (outcome.created, outcome.appointed, outcome.same) == ([], 0, 4)
    assert ledger.Entry.select().count() == before


def test_one_bad_row_keeps_all_out(desk: Desk):
    people, entries = User.select().count(), ledger.Entry.select().count()

    assert told(
        FILE + "x;Y Z;medya_personeli;;;;\n"
        "yeni.dort;Ad Soyad;Müdürr;;;;\n"
        "mudur;Başka Biri;;;;;\n"
        "yeni.bes;Ad Soyad;mudur;;1.1.2026;31.12.2025;\n"
        "yeni.alti;Ad Soyad;mudur;Protokol İşleri Bölümü;;;\n"
        "yeni.yedi;Ad Soyad;medya_personeli;;31.2.2026;;\n"
        "yeni.sekiz;Ad Soyad\n"
    ) == [
        "satır 6: Kullanıcı adı uygun değil. 3 ile 60 karakter arasında harf, rakam, nokta, alt çizgi ve kısa çizgi "
        "kullanın: ayse.yilmaz",
        "satır 7: “Müdürr” diye bir görev yok. “mudur” mi?",
        f"satır 8: mudur kullanıcı adı başkasının: {User.get(User.username == 'mudur').name}. "
        "Başka bir kullanıcı adı yazın ya da adı düzeltin.",
        "satır 9: Bitiş günü (31.12.2025) başlangıçtan (01.01.2026) önce. Günleri düzeltin; bitiş günü de göreve "
        "dahildir.",
        "satır 10: “Protokol İşleri Bölümü” biriminde “mudur” görevi yok.",
        "satır 11: Böyle bir tarih yok: 31.2.2026. Günü 21.11.2026 gibi yazın.",
        "satır 12: Alan sayısı yanlış: 7 yerine 2 alan var",
    ]
    assert (User.select().count(), ledger.Entry.select().count()) == (people, entries)
    assert ledger.verify() == []


def test_a_position_that_is_full_is_refused_with_its_ground(desk: Desk):
    (line,) = told("Kullanıcı Adı;Ad Soyad;Görev\nikinci.mudur;İkinci Müdür;Özel Kalem Müdürü\n")

    assert line.startswith("satır 2: Özel Kalem Müdürü görevi")
    assert "Dayanak: Belediyenin dosyası bu görev için 1 kişi öngörüyor." in line


def test_a_trial_keeps_nothing(desk: Desk):
    entries = ledger.Entry.select().count()

    assert told(FILE, trial=True) == []
    assert ledger.Entry.select().count() == entries


def test_who_no_longer_may_imports_nobody(desk: Desk):
    gone = desk.actor("sistem_yoneticisi")
    by = gone.by(gone.seats[0])
    for holding in Holding.select().where(Holding.user == gone.user_id):
        holding.delete_instance()

    with pytest.raises(Refused):
        staff.take_in(understood("kisiler.csv", FILE.encode()), by)
