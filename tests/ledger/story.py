"""An office's small story, in which every kind of row is written, changed and, where that happens, removed."""

import io

from tests.support.desk import Desk

from kalem import jobs, ledger
from kalem.context import today
from kalem.importing import understood
from kalem.jobs import Wish
from kalem.ledger import writing
from kalem.ledger.book import SYSTEM
from kalem.organisation import User, appoint, create_user, deactivate, municipality, reactivate, rename, revoke
from kalem.organisation.models import Position
from kalem.organisation.tokens import make_token, revoke_token
from kalem.records import Record, link
from kalem.records.attachments import attach, detach
from kalem.registry import old_records, old_register, own_codes
from kalem.registry.fileplan import plan
from kalem.testing.office import PASSWORD
from kalem.workflow import correct, note


def tell(desk: Desk) -> None:
    """Let it happen."""
    _people(desk)
    incoming = _answered(desk)
    _subscriptions(desk)
    revoke_token(SYSTEM, make_token(SYSTEM, User.get_by_id(desk.office.people["mudur"]), "Santral", ["read"], 9)[0])
    ledger.anchor()
    _others(desk, incoming)
    _imported(desk)
    ledger.anchor()
    note(incoming.id, desk.actor("mudur"), "Çapadan sonra yazılan not.")


def _people(desk: Desk) -> None:
    user = create_user(SYSTEM, "yeni.kisi", "Yeni Kişi", PASSWORD)
    appoint(SYSTEM, user, Position.get(Position.slug == "protokol_personeli"), desk.day(-3), desk.day(20))
    appoint(SYSTEM, user, Position.get(Position.slug == "medya_personeli"), desk.day(30))
    rename(SYSTEM, User.get_by_id(user.id), "Işıl İnce")
    deactivate(SYSTEM, User.get_by_id(user.id), "Ayrıldı.")
    reactivate(SYSTEM, User.get_by_id(user.id))
    revoke(desk.actor("mudur"), desk.authorise("mudur", "mudurluk_personeli", "registry.refer", 0, 5), "Döndü.")
    desk.authorise("baskan", "baskan_yardimcisi", "all", 0, 5)


def _answered(desk: Desk) -> Record:
    """Return a letter that was answered and filed, with the answer."""
    incoming = desk.assigned(file_plan_code="050.02", annexes=2)
    version = Record.get_by_id(incoming.id).version
    values = {
        "subject": "Ulaşım koordinasyon toplantısı (düzeltildi)",
        "confidentiality": "0",
        "channel": "kep",
        "sender": "Bursa Büyükşehir Belediyesi",
        "kind": "letter",
        "annexes": 1,
    }
    correct(incoming.id, desk.actor("evrak_kayit"), values, "Gönderen yanlış yazılmış.", version=version)
    answer = desk.answer(incoming, "protokol_personeli")
    desk.do(answer, "rewrite", "protokol_personeli", body="İkinci sürüm.", note="Kısaltıldı.")
    _attach(desk, answer)
    desk.do(answer, "submit", "protokol_personeli")
    desk.do(answer, "refuse", "mudur", note="Tarih eksik.")
    desk.do(answer, "rewrite", "protokol_personeli", body="Üçüncü sürüm.")
    desk.do(answer, "submit", "protokol_personeli")
    desk.do(answer, "initial", "mudur")
    desk.do(answer, "sign", "baskan_yardimcisi")
    sent = {"channel": "post", "sent_on": desk.day(0).isoformat(), "tracking": "RR1", "received_by": "Posta"}
    desk.do(answer, "dispatch", "evrak_kayit", **sent)
    folder = str(desk.dossier().id)
    desk.do(answer, "file", "evrak_kayit", dossier=folder)
    return desk.do(incoming, "file", "evrak_kayit", dossier=folder)


def _imported(desk: Desk) -> None:
    codes = "Kod;Konu;Saklama Süresi;Ayıklama;Seçilebilir\n125;Evlendirme;;;0\n125.01;Nikâh;15;A3;1\n"
    own_codes.take_in(understood("kodlar.csv", codes.encode()), SYSTEM)
    own_codes.take_in(understood("kodlar.csv", codes.replace("Nikâh", "Nikâh dosyaları").encode()), SYSTEM)
    rows = (
        "Kayıt No;Kayıt Tarihi;Geliş Şekli;Gönderen;Evrak Sayısı;Konu;Dosya Kodu;Havale;Açıklama",
        "1;02.01.2024;Elden;Gazi Mahallesi Muhtarlığı;E-1;Yol bakımı;125.01;Muhtarlık;Acele",
        "3;03.01.2024;Posta;İçişleri Bakanlığı;;Genelge;;;",
    )
    table = understood("eski.csv", "\r\n".join(rows).encode("cp1254"))
    office = municipality.get().offices["ozel_kalem"]
    seat = desk.actor("evrak_kayit").seats[0]
    owner = old_records.Owner(office, int(seat.unit_id or 0), desk.actor("evrak_kayit").by(seat))
    old_records.write(old_register.understood(table, on=today(), codes=plan()), owner)


def _attach(desk: Desk, record: Record) -> None:
    by = desk.actor("protokol_personeli").by()
    with writing(by) as book:
        act = book.act("record", record.id, "attach")
        attach(act, record, io.BytesIO("İlk ek.".encode()), "ek.txt", by=by)
        wrong = attach(act, record, io.BytesIO("Yanlış ek.".encode()), "yanlış.txt", by=by, kind="scan")
    with writing(by) as book:
        detach(book.act("record", record.id, "detach"), wrong, "Başka evrakın eki.", by=by)


def _subscriptions(desk: Desk) -> None:
    jobs.networks.put(desk.office.app, jobs.read_networks("127.0.0.0/8"))
    admin, owner = desk.actor("sistem_yoneticisi"), desk.office.people["mudur"]
    kept, _secret = jobs.create(admin, Wish("Harita", "http://127.0.0.1:9/", owner, ("registry.incoming",), ("refer",)))
    jobs.renew_secret(admin, kept)
    jobs.pause(admin, kept)
    ended, _secret = jobs.create(admin, Wish("Eski", "http://127.0.0.1:9/eski", owner))
    jobs.pause(admin, ended)
    jobs.resume(admin, ended)
    jobs.end(admin, ended, "Program kapandı.")


def _others(desk: Desk, incoming: Record) -> None:
    referred = desk.do(
        desk.ready(confidentiality="1"),
        "refer",
        "mudur",
        action=[desk.unit("protokol"), desk.unit("fen_isleri")],
        information=[desk.unit("medya")],
        note="Gereği.",
        due=desk.day(3).isoformat(),
    )
    desk.do(referred, "return", "protokol_sorumlusu", note="Bizim işimiz değil.")
    voided = desk.ready(their_number="E-2")
    desk.do(voided, "void", "mudur", note="Mükerrer kayıt.")
    letter = desk.internal()
    desk.do(letter, "submit", "protokol_personeli")
    letter = desk.do(letter, "sign", "mudur")
    with writing(SYSTEM) as book:
        tie = link(book.act("record", letter.id, "link"), letter, incoming, "reference")
    with writing(SYSTEM) as book:
        book.act("record", letter.id, "unlink").delete(tie)
    law = {"subject": "Belediye Kanunu", "kind": "law", "official_number": "5393", "accepted": "2005-07-03"}
    rule = desk.create("registry.regulation", "mudur", {**law, "published": "2005-07-13", "in_force": "2005-07-13"})
    desk.do(rule, "repeal", "mudur", repealed=desk.day(-1).isoformat(), note="Yeni kanun.")
