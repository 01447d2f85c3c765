"""Records of any type from a file: as the form would take them, with its rights and rules, each line once."""

import pytest
from tests.support.desk import Desk

from kalem import ledger
from kalem.context import today
from kalem.importing import BadTable, ImportedRow, NotWritten, understood
from kalem.importing import records as record_import
from kalem.ledger import history
from kalem.records import Record, Schema, fields, types
from kalem.records.cells import Cells
from kalem.refusal import Refused

DOSSIERS = "Dosyanın konusu;DOSYA PLANI KODU;yıl\nDavetler;050.02;2026\nTörenler;880 Törenler;\n"


def take(desk: Desk, text: str, type: str = "registry.dossier", who: str = "evrak_kayit", *, trial: bool = False):
    table = understood("dosya.csv", text.encode())
    return record_import.take_in(table, types.get()[type], desk.actor(who), trial=trial)


def told(desk: Desk, text: str, type: str = "registry.dossier", who: str = "evrak_kayit") -> list[str]:
    with pytest.raises(NotWritten) as kept:
        take(desk, text, type, who)
    return list(kept.value.report.lines())


def test_each_row_is_a_record_as_if_it_were_typed(desk: Desk):
    assert take(desk, DOSSIERS).new == 2

    first, second = Record.select().order_by(Record.id)
    assert (first.subject, first.state, first.created_by) == ("Davetler", "open", desk.actor("evrak_kayit").user_id)
    assert types.get()["registry.dossier"].model.get_by_id(second.id).year == today().year
    ((entry, text),) = history("record", first.id)
    assert (entry.action, text.by["title"], text.about["line"]) == ("create", "Evrak Kayıt Görevlisi", "satır 2")
    assert (text.about["told"], text.about["file"]) == ("kaydı dosyadan aktardı", "dosya.csv")
    assert ledger.verify() == []


def test_a_line_is_written_once_however_often_its_file_is_imported(desk: Desk):
    take(desk, DOSSIERS)
    again = take(desk, DOSSIERS)

    assert (again.new, again.before, Record.select().count()) == (0, 2, 2)


def test_an_import_that_stopped_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    text = "Dosyanın konusu;Dosya planı kodu\n" + "".join(f"Konu {n};050.02\n" for n in range(130))
    table, type, actor = understood("a.csv", text.encode()), types.get()["registry.dossier"], desk.actor("evrak_kayit")

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record_import.take_in(table, type, actor, progress=stop)
    assert Record.select().count() == record_import.BATCH
    assert ledger.verify() == []
    outcome = record_import.take_in(table, type, actor)
    assert (outcome.new, outcome.before) == (130 - record_import.BATCH, record_import.BATCH)
    assert sorted(row.line for row in ImportedRow.select()) == list(range(2, 132))
    assert {record.subject for record in Record.select()} == {f"Konu {n}" for n in range(130)}


def test_bad_rows_are_all_told_with_the_words_of_the_form_and_nothing_is_written(desk: Desk):
    text = "Dosyanın konusu;Dosya planı kodu;Yıl\nDavetler;050.02;2026\n;999;iki bin\nTek;050.02\nX;000;20260\n"

    assert told(desk, text) == [
        "satır 3: Dosyanın konusu: Bu alan boş bırakılamaz.; "
        "Dosya planı kodu: Dosya planında böyle bir kod yok. 050.02 gibi yazın ya da listeden seçin.; "
        "Yıl: Bir tam sayı yazın.",
        "satır 4: Alan sayısı yanlış: 3 yerine 2 alan var",
        "satır 5: Dosya planı kodu: 000 GENEL İŞLER bir başlık; altındaki kodlardan birini seçin.; "
        "Yıl: 1950 ile 2200 arasında bir sayı yazın.",
    ]
    assert not Record.select().exists()
    assert ledger.verify() == []


def test_a_document_is_registered_as_the_form_registers_it(desk: Desk):
    folder = desk.dossier()
    label = f"{today().year}/050.02 {folder.subject}"
    text = (
        "Konu;Geliş yolu;Gönderen;Evrak türü;Evrak tarihi;Konu dosyası;Ek sayısı\n"
        f"Yol bakımı;İADELİ TAAHHÜTLÜ;Ali Veli;dilekçe;3.1.2026;{label};2\n"
        f"Park;hand;Ali Veli;;2026-01-03;{folder.id};\n"
    )
    assert take(desk, text, "registry.incoming").new == 2

    first, second = Record.select().where(Record.type == "registry.incoming").order_by(Record.id)
    assert (first.number, second.number) == (f"{today().year}/1", f"{today().year}/2")
    assert first.state == desk.ready().state
    details = types.get()["registry.incoming"].model.get_by_id(first.id)
    assert (details.channel, details.kind, details.annexes, details.dossier) == ("registered", "petition", 2, folder.id)
    assert ledger.verify() == []


def test_a_type_of_a_plugin_is_taken_in_through_its_own_schema(desk: Desk):
    header = "Konu;Görüşmek isteyen;Kim adına;Kurumu, kuruluşu;Geliş yolu"
    assert told(desk, f"{header}\nTanışma;Işıl İnce;sivil toplum kuruluşu;;telefon\n", "protokol.appointment",
                "protokol_personeli") == ["satır 2: Kurumu, kuruluşu: Bu alan boş bırakılamaz."]  # fmt: skip
    take(desk, f"{header}\nTanışma;Işıl İnce;Vatandaş;;Telefon\n", "protokol.appointment", "protokol_personeli")

    assert Record.get().type == "protokol.appointment"
    assert ledger.verify() == []


def test_who_may_not_create_may_not_import_and_is_told_the_ground(desk: Desk):
    with pytest.raises(Refused) as refused:
        take(desk, DOSSIERS, who="sistem_yoneticisi")

    (refusal,) = refused.value.refusals
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source) == ("right", "registry.file")
    assert not Record.select().exists()


def test_what_a_rule_refuses_is_told_and_the_others_are_written(desk: Desk):
    text = "Konu;Gizlilik;Geliş yolu;Gönderen;Evrak tarihi\nAçık;;Elden;A;3.1.2026\nSaklı;Çok gizli;Elden;A;3.1.2026\n"
    outcome = take(desk, text, "registry.incoming")

    assert outcome.new == 1
    assert list(outcome.report.lines()) == [
        "satır 3: “Çok gizli” bir kaydı açmaya yetkiniz yok. Dayanak: Görevinizin gizlilik yetkisi. "
        "Gizlilik derecesini düşürün ya da yetkili bir görevliye kaydettirin."
    ]
    assert ledger.verify() == []


def test_a_trial_asks_the_rules_too_and_keeps_nothing(desk: Desk):
    text = "Konu;Gizlilik;Geliş yolu;Gönderen;Evrak tarihi\nAçık;;Elden;A;3.1.2026\nSaklı;Gizli;Elden;A;3.1.2026\n"
    before = ledger.Entry.select().count()
    outcome = take(desk, text, "registry.incoming", trial=True)

    assert (outcome.new, list(outcome.report.bad)) == (1, [3])
    assert (Record.select().count(), ledger.Entry.select().count()) == (0, before)
    assert take(desk, text, "registry.incoming").new == 1
    assert Record.get().no == 1


def test_a_header_that_the_type_does_not_have_is_refused(desk: Desk):
    with pytest.raises(BadTable) as fault:
        take(desk, "Dosyanın konusu;Eski havale\nA;B\n")

    assert fault.value.lines[-1].startswith("Beklenen başlıklar (yıldızlılar zorunlu): Dosyanın konusu*, Gizlilik,")


class Odd(Schema):
    colours = fields.ChoiceList((("r", "Kırmızı"), ("b", "Açık, mavi"), ("g", "Yeşil")), label="Renkler")
    twice = fields.Choice((("1", "Işıl İnce"), ("2", "IŞIL İNCE")), label="Kişi")
    sure = fields.Boolean(label="Kesin mi?")
    at = fields.Time(label="Saat")
    count = fields.Integer(label="Sayı")


def test_cells_hold_what_people_read(desk: Desk):
    def values(**cells: str) -> object:
        decoded = Cells(Odd()).decoded(cells)
        return decoded.errors or decoded.values

    assert values(colours="yeşil; KIRMIZI") == {"colours": ["g", "r"]}
    assert values(colours="Açık, mavi") == {"colours": ["b"]}
    assert values(colours="Kırmızı, Yeşil") == {"colours": ["r", "g"]}
    assert values(sure="HAYIR", at="9.05", count="1.234") == {
        "sure": False,
        "at": Odd().fields["at"].deserialize("09:05"),
        "count": 1234,
    }
    assert values(twice="ışıl ince") == {"twice": ["“ışıl ince” listede birden çok kez var; kimliğini yazın."]}
    assert values(twice="2") == {"twice": "2"}
    assert values(sure="belki") == {"sure": ["“belki”: evet ya da hayır yazın."]}
    assert values(colours="mor") == {"colours": ["“mor” listede yok. Yazılabilecekler: Kırmızı, Açık, mavi, Yeşil."]}


def test_units_and_people_are_named_as_people_or_the_file_name_them(desk: Desk):
    class Who(Schema):
        to = fields.Choice(
            lambda: [(desk.unit("protokol"), "Protokol İşleri Bölümü"), (desk.person("mudur"), "Müdür Hanım")],
            label="Kime",
        )

    cells = Cells(Who())
    assert cells.decoded({"to": "PROTOKOL İŞLERİ BÖLÜMÜ"}).values == {"to": desk.unit("protokol")}
    assert cells.decoded({"to": "protokol"}).values == {"to": desk.unit("protokol")}
    assert cells.decoded({"to": "mudur"}).values == {"to": desk.person("mudur")}
    assert cells.decoded({"to": "x"}).errors["to"]
