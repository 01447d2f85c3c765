"""``kalem import``: registers, records, people and file plan codes, as an administrator takes them in."""

from pathlib import Path

import pytest
from tests.cli.conftest import Kalem
from tests.importing.registers import faulty


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "eski-defter.csv"
    file.write_bytes(faulty().raw)
    return file


def test_a_look_at_a_register_needs_nothing_but_the_file(bare: Kalem, register: Path):
    output = bare("import", "registry", str(register), "--dry-run", code=3).output

    lines = output.splitlines()
    made = faulty()
    assert next(line for line in lines if line.startswith("satır ")) == (
        "satır 6: Alan sayısı yanlış: 11 yerine 5 alan var"
    )
    assert sum(line.startswith("satır ") for line in lines) == len(made.bad)
    assert sum(line.startswith("not (") for line in lines) == len(made.notes)
    assert lines[-2] == "eski-defter.csv: 57 satır; cp1254, ayırıcı ;; defter yılı 2025."
    assert lines[-1].endswith("defterin son numarası: 2025/60.")
    assert not bare.folder.exists()


def test_a_look_at_a_right_register_ends_well(bare: Kalem, tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"Kayit No,Kayit Tarihi,Gelis Sekli,Gonderen,Konu,Evrak Tarihi\n1,3.1.2025,APS,A,B,2.1.2025\n")

    assert "Aktarılabilir: 1 · hatalı: 0 · not: 0" in bare("import", "registry", str(file), "--dry-run").output


def test_a_register_is_imported_by_a_user_who_may_register(kalem: Kalem, register: Path):
    output = kalem("import", "registry", str(register), "--as", "memur").output

    assert f"satır 14: {faulty().bad[14]}" in output
    assert "Sıradaki numara: 2025/61." in output
    assert "(daha önce: 45)" in kalem("import", "registry", str(register), "--as", "memur").output
    assert "bulgu yok" in kalem("verify").output


def test_who_may_not_register_is_told_the_ground(kalem: Kalem, register: Path):
    output = kalem("import", "registry", str(register), "--as", "yonetici", code=1).output

    assert "Dayanak: yetki · registry.register" in output
    assert "memor" in kalem("import", "registry", str(register), "--as", "memor", code=1).output


def test_an_office_that_is_not_there_is_told(kalem: Kalem, register: Path):
    output = kalem("import", "registry", str(register), "--office", "x", code=1).output

    assert output == "`x` diye bir müdürlük yok.\nMüdürlüğü seçin (--office): ozel_kalem.\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "dosya boş"),
        (b"PK\x03\x04", "XLSX, ODS"),
        (b"\x00" * 400, "sütun başlıkları tanınmadı"),
        (b"a;b\n1;2\n", "Eksik sütun: Kayıt No, Kayıt Tarihi, Geliş Şekli, Gönderen, Konu."),
        ("Kayıt No;KAYIT NO\n".encode(), "“KAYIT NO” ile “Kayıt No” aynı sütun."),
        ('Kayıt No;"Konu\n1;2\n'.encode(), "açılan tırnak"),
    ],
)
def test_what_is_no_register_is_refused_in_words(bare: Kalem, tmp_path: Path, raw: bytes, said: str):
    file = tmp_path / "a.csv"
    file.write_bytes(raw)

    assert said in bare("import", "registry", str(file), "--dry-run", code=1).output


def test_a_file_that_is_not_there_is_told(bare: Kalem):
    assert "yok.csv" in bare("import", "registry", "yok.csv", "--dry-run", code=1).output


def test_records_of_a_type_are_imported(kalem: Kalem, tmp_path: Path):
    file = tmp_path / "dosyalar.csv"
    file.write_text("Dosyanın konusu;Dosya planı kodu\nTörenler;880\nToplantılar;050.02\n", encoding="utf-8")

    words = ("import", "registry.dossier", str(file))
    assert "Aktarılabilir: 2; hiçbir şey yazılmadı." in kalem(*words, "--as", "memur", "--dry-run").output
    assert "Aktarıldı: 2 kayıt (daha önce: 0)." in kalem(*words, "--as", "memur").output
    assert "Aktarıldı: 0 kayıt (daha önce: 2)." in kalem(*words, "--as", "memur").output
    assert "Dayanak: yetki" in kalem(*words, "--as", "yonetici", code=1).output
    assert "--as KULLANICI" in kalem(*words, code=2).output
    assert "bulgu yok" in kalem("verify").output


def test_a_bad_row_keeps_the_whole_file_out(kalem: Kalem, tmp_path: Path):
    file = tmp_path / "dosyalar.csv"
    file.write_text("Dosyanın konusu;Dosya planı kodu\nTörenler;880\n;050.02\n", encoding="utf-8")
    output = kalem("import", "registry.dossier", str(file), "--as", "memur", code=3).output

    assert output.splitlines()[-2:] == [
        "satır 3: Dosyanın konusu: Bu alan boş bırakılamaz.",
        "1 satır hatalı; hiçbir şey yazılmadı.",
    ]


def test_the_columns_of_a_type_are_told(kalem: Kalem):
    output = kalem("import", "registry.incoming", "--columns").output

    assert "Elden, Posta, APS" in output
    assert "2026/050.02 Davetler" in output
    assert "Eski defterdeki" not in output
    assert "`registry.dossier` mi?" in kalem("import", "registry.dosier", "--columns", code=1).output


def test_people_are_imported(kalem: Kalem, tmp_path: Path):
    file = tmp_path / "kisiler.csv"
    file.write_text("Kullanıcı;Ad Soyad;Görev\nyeni.mudur;Gülşen İnce;mudur\n", encoding="cp1254")

    words = ("import", "staff", str(file))
    assert kalem(*words, "--dry-run").output == "Dosya doğru; hiçbir şey yazılmadı.\n"
    assert "Parolası olmayan: yeni.mudur." in kalem(*words, "--as", "yonetici").output
    assert "Açıldı: 0 kişi, 0 görev; değişmeyen: 1 satır." in kalem(*words).output
    assert "Dayanak: yetki · people.manage" in kalem(*words, "--as", "memur", code=1).output
    kalem("user", "password", "yeni.mudur")
    assert "bulgu yok" in kalem("verify").output


def test_file_plan_codes_are_imported(kalem: Kalem, tmp_path: Path):
    file = tmp_path / "kodlar.csv"
    file.write_text("Kod;Konu;Saklama Süresi;Ayıklama\n125;Evlendirme;15;A3\n", encoding="utf-8")

    words = ("import", "fileplan", str(file))
    assert kalem(*words, "--dry-run").output == "Dosya doğru; hiçbir şey yazılmadı.\n"
    assert kalem(*words).output == "Dosya planı: 1 kod eklendi, 0 kod değişti, 0 kod aynı.\n"
    assert kalem(*words).output == "Dosya planı: 0 kod eklendi, 0 kod değişti, 1 kod aynı.\n"
    file.write_text("Kod;Konu\n050.02;Bizim\n", encoding="utf-8")
    assert "ortak kodlarından" in kalem(*words, code=3).output
    assert "bulgu yok" in kalem("verify").output


def test_what_is_neither_is_told(bare: Kalem):
    assert "`registri` diye bir komut yok; `registry` mi?" in bare("import", "registri", "x", code=2).output
