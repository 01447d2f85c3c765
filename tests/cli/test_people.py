"""``kalem admin``, ``user``, ``appoint``, ``delegate`` and ``explain``."""

from tests.cli.conftest import Kalem


def test_the_first_administrator_keeps_people_and_system(kalem: Kalem) -> None:
    output = kalem("admin", "create", "ikinci", "İkinci Yönetici").output
    assert output == "İkinci Yönetici açıldı: ikinci, Sistem Yöneticisi.\n"
    assert "bulgu yok" in kalem("verify").output


def test_an_administrator_of_another_position_is_refused(kalem: Kalem) -> None:
    assert "sistem_yoneticisi" in kalem("admin", "create", "x.y", "X", "--position", "mudur", code=1).output


def test_a_taken_name_writes_nothing(kalem: Kalem) -> None:
    before = kalem("verify").output
    assert "alınmış" in kalem("admin", "create", "YÖNETİCİ", "Başka", code=1).output
    assert kalem("verify").output == before


def test_an_office_without_administrative_position_says_what_to_write(kalem: Kalem) -> None:
    kalem.edit(('may = ["people.manage", "system.manage"]', "may = []"))
    kalem("apply")
    output = kalem("admin", "create", "ikinci", "İkinci", code=1).output
    assert "people.manage, system.manage yetkilerini taşıyan görev yok" in output


def test_passwords(kalem: Kalem) -> None:
    assert "yeni parola verildi" in kalem("user", "password", "memur").output
    assert "`memur` mi?" in kalem("user", "password", "memor", code=1).output


def test_appointing_and_lending(kalem: Kalem) -> None:
    kalem("user", "add", "baskan", "Gülşen Başkan")
    kalem("user", "add", "yardimci", "Oğuz Yardımcı")
    kalem("appoint", "baskan", "baskan")
    kalem("appoint", "yardimci", "baskan_yardimcisi", "--from", "01.02.2026", "--until", "31.12.2099")
    assert "zaten yürütüyor" in kalem("appoint", "baskan", "baskan", code=1).output
    assert "`mudur` mi?" in kalem("appoint", "baskan", "müdürr", code=1).output
    lent = ("delegate", "baskan", "baskan", "yardimci", "--until", "31.12.2099", "--basis", "1 sayılı olur")
    assert "görev" in kalem(*lent, "--powers", "registry.refer", code=1).output
    kalem("appoint", "yardimci", "sosyal_medya_uzmani")
    assert "Oğuz Yardımcı vekil: Belediye Başkanı." in kalem(*lent, "--powers", "registry.sign").output
    assert "bulgu yok" in kalem("verify").output


def test_explaining_tells_ground_and_cure(kalem: Kalem) -> None:
    kalem("user", "add", "personel", "Ümit Personel")
    record = "1"
    assert (
        "Işıl Memur bu adımı atabilir (Evrak Kayıt Görevlisi)."
        in kalem("explain", record, "close", "--as", "memur").output
    )
    assert "Adımlar: close" in kalem("explain", record, "clse", "--as", "memur", code=1).output
    hidden = kalem("explain", record, "close", "--as", "personel", code=1).output
    absent = kalem("explain", "999", "close", "--as", "personel", code=1).output
    assert hidden.replace(record, "999") == absent


def test_explaining_under_another_file_names_plan_and_apply(kalem: Kalem) -> None:
    kalem.edit(("# Karacabey Belediyesi: Özel", "# Karacabey Belediyesi; Özel"))
    output = kalem("explain", "1", "close", "--as", "yonetici", code=1).output
    assert "kalem plan" in output
    assert "kalem apply" in output
