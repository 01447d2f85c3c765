"""The texts of a demo: people, companies, subjects and letters are made up; offices of the state are not."""

from dataclasses import dataclass
from random import Random

FIRST_NAMES = (
    "Ayşe", "Işıl", "İlker", "Çağrı", "Gülşen", "Ümit", "Şükrü", "Oğuz", "Zeynep", "Burak", "Hatice", "Kâmil",
    "Nurgül", "Emre", "Sevda", "Rıza", "Özlem", "Tuğba", "Yağız", "Melike", "İbrahim", "Şule", "Cengiz", "Fadime",
    "Volkan", "Esra", "Ömer Faruk", "Gökçe", "Mustafa Cihan", "Ayşegül Nur", "Selim", "Dilek", "Hüseyin Avni", "Pınar",
)  # fmt: skip
LAST_NAMES = (
    "Iğdırlıoğlu", "Öztürkmen", "Şimşekcan", "Çınarlı", "Yıldızhan", "Güneşdoğdu", "İnceoğulları", "Akyaprak",
    "Üstündağlı", "Kılıçarslanoğlu", "Demirbilekçi", "Karaçayır", "Işıkgöz", "Söğütlü", "Erdemgil", "Bozkırlı",
    "Ağaçsever", "Tümerkan", "Çelebioğlugil", "Yaylagül", "Kocabıyıkoğlu", "Şenyuva", "Gümüşpala", "Uzunırmak",
    "Doğruyol", "Taşköprülüoğlu Ergüvenç", "Ilgazlı", "Köseler", "Sarıçiçek", "Balkantepe",
)  # fmt: skip

#: Who writes to a municipality; ``{province}`` is the municipality's.
INSTITUTIONS = (
    "{province} Valiliği", "Kaymakamlık Makamı", "İlçe Millî Eğitim Müdürlüğü", "İlçe Emniyet Müdürlüğü",
    "İlçe Sağlık Müdürlüğü", "İlçe Tarım ve Orman Müdürlüğü",
    "{province} Çevre, Şehircilik ve İklim Değişikliği İl Müdürlüğü",
    "Ticaret ve Sanayi Odası Başkanlığı", "Esnaf ve Sanatkârlar Odası Başkanlığı", "Ziraat Odası Başkanlığı",
    "Halk Kütüphanesi Müdürlüğü", "Kızılay İlçe Temsilciliği", "Kent Konseyi Başkanlığı",
    "{province} İl Afet ve Acil Durum Müdürlüğü", "Gençlik ve Spor İlçe Müdürlüğü", "İlçe Müftülüğü",
    "Yörükler Kültür ve Dayanışma Derneği", "Çınarlı Mahallesi Güzelleştirme Derneği", "Engelsiz Adımlar Derneği",
)  # fmt: skip
COMPANIES = (
    "Yeşilçam Organizasyon Ltd. Şti.", "Göktepe Yapı Sanayi ve Ticaret A.Ş.", "Akasya Matbaacılık",
    "Pınarbaşı Temizlik Hizmetleri ve Çevre Düzenleme Sanayi Ticaret Limited Şirketi", "Dört Mevsim Peyzaj",
)  # fmt: skip
NEIGHBOURHOODS = ("Çınarlı", "Yenidoğan", "Hürriyet", "Söğütlü", "Gazi", "Pınarbaşı", "Ihlamur", "Üçtepe", "Şirinköy")


@dataclass(frozen=True)
class Matter:
    """What a letter is about."""

    subject: str
    #: File plan code.
    code: str
    kind: str = "letter"
    #: Channels that fit; any when empty.
    channels: tuple[str, ...] = ()
    #: Who sends it: ``institution``, ``company`` or ``person``.
    sender: str = "institution"


#: What comes in.
MATTERS = (
    Matter("Ulaşım koordinasyon toplantısına katılım", "050.02"),
    Matter("Okul çevrelerinde trafik güvenliği önlemleri", "622.01"),
    Matter("Cumhuriyet Bayramı kutlama programı hazırlıkları", "821", kind="invitation"),
    Matter("Fidan dikme etkinliği için alan tahsisi", "622.01"),
    Matter("Kütüphane haftası etkinliklerine destek istemi", "821"),
    Matter("Afet toplanma alanlarının güncellenmesi", "010.06"),
    Matter("Aşure günü davetiyesi", "821", kind="invitation", channels=("hand", "post", "email")),
    Matter("Esnaf ziyaretleri programı hakkında görüş", "821"),
    Matter("Amatör spor kulüplerine malzeme yardımı", "622.01"),
    Matter("Bilgi edinme başvurusu: etkinlik harcamaları", "622.02", kind="information",
           channels=("cimer", "edevlet", "email", "kep"), sender="person"),
    Matter("Mahallemizdeki bozuk kaldırımların onarılması", "622.01", kind="petition",
           channels=("hand", "cimer", "edevlet", "phone"), sender="person"),
    Matter("Sokak aydınlatmasının yetersizliği", "622.01", kind="petition",
           channels=("hand", "cimer", "phone", "edevlet"), sender="person"),
    Matter("Parktaki oyun grubunun yenilenmesi isteği", "622.01", kind="petition",
           channels=("hand", "cimer", "email"), sender="person"),
    Matter("Teşekkür: cenaze hizmetlerindeki ilgi", "622.99", kind="other", channels=("hand", "email"),
           sender="person"),
    Matter("Başkanla görüşme isteği", "622.01", kind="petition", channels=("hand", "phone", "email"), sender="person"),
    Matter("Basılı tanıtım malzemesi fiyat teklifi", "934.01", kind="other",
           channels=("email", "hand", "post"), sender="company"),
    Matter("Sahne ve ses sistemi kiralama teklifi", "934.01", kind="other", channels=("email", "kep"),
           sender="company"),
    Matter("Kardeş şehir ziyareti taslak programı", "821"),
    Matter("İl Koordinasyon Kurulu gündemi ve istenen bilgiler", "050.02", channels=("ebys", "kep")),
    Matter("Muhtarlar toplantısının yeri ve saati", "050.02", channels=("ebys", "kep", "phone")),
    Matter("Halk günü başvuruları hakkında bilgi istemi", "622.01"),
    Matter("Engelli rampası bulunmayan kamu binalarının bildirilmesi hakkında "
           "Erişilebilirlik İzleme ve Denetleme Komisyonunun ikinci dönem çalışma takvimi ve ek listeleri",
           "622.01"),
    Matter("Stajyer öğrenci yerleştirme istemi", "774.03"),
    Matter("Resmî tören için protokol listesi", "821", channels=("ebys", "kep", "fax")),
)  # fmt: skip

#: What an office writes of its own accord: subject and file plan code.
LETTERS = (
    ("Bayram kutlama mesajı", "821"),
    ("Tören hazırlık toplantısına davet", "821"),
    ("Etkinlik alanı için izin istemi", "821"),
    ("Teşekkür yazısı", "622.99"),
    ("Protokol listesinin güncellenmesi", "821"),
    ("Aylık çalışma raporu", "040"),
    ("Toplantı salonunun hazırlanması", "050.02"),
    ("Araç ve personel görevlendirilmesi", "903.07"),
    ("Yol ve kaldırım onarımı istemi", "622.01"),
    ("Basın açıklamasının yayımlanması", "821"),
)

#: Subjects of dossiers by file plan code.
DOSSIERS = (
    ("Toplantılar ve gündemler", "050.02"),
    ("Törenler, kutlamalar, etkinlikler", "821"),
    ("İstek ve şikâyetler", "622.01"),
    ("Bilgi edinme başvuruları", "622.02"),
    ("Teşekkür yazıları", "622.99"),
    ("Teklifler ve satın alma", "934.01"),
    ("Raporlar", "040"),
)

INSTRUCTIONS = (
    "Gereğini rica ederim.", "İncelenip bilgi verilmesi.", "Süresinde cevaplanması.", "Program hazırlanıp sunulması.",
    "İlgilisiyle görüşülüp sonucunun bildirilmesi.", "Katılım sağlanması.", "Ek listedeki eksiklerin tamamlanması.",
)  # fmt: skip
RESULTS = (
    "Telefonla bilgi verildi, cevap istenmedi.", "Toplantıya katılım sağlandı.", "Bilgi alındı; yapılacak işlem yok.",
    "İlgili birimle görüşüldü, işi bitirildi.", "Davete katılındı.", "Listesi güncellendi.",
)  # fmt: skip
RETURNS = ("Konu birimimizin görev alanında değil.", "Talep başka birimin yetkisinde; oraya havalesi uygun olur.")
REFUSALS = (
    "İlgi yazının tarihi yanlış yazılmış, düzeltilsin.", "Son paragraf daha kısa yazılsın.",
    "Muhatabın unvanı eksik.", "Ek listesi yazıya eklensin.",
)  # fmt: skip
VOIDS = ("Aynı evrak ikinci kez kaydedilmiş.", "Başka kuruma ait evrak; sahibine iade edildi.")
TYPOS = ("Gönderenin yazısındaki sayı yanlış okunmuş.", "Konu eksik yazılmış.")
NOTES = ("İlgili telefonla arandı, yarın dönecek.", "Ekin aslı dosyasında.", "Müdürle görüşüldü.")
WISHES = (
    "Kaldırım taşlarının yenilenmesi", "Yağmur suyu ızgaralarının temizlenmesi", "Çöp konteyneri eklenmesi",
    "Mahalle konağının onarımı", "Durağa kapalı bekleme yeri", "Park aydınlatması", "Yeni iş yeri açılış ziyareti",
    "Burs başvurusu hakkında görüşme", "Dernek çalışmalarının tanıtımı", "Tarım yolunun düzenlenmesi",
)  # fmt: skip

BODY = (
    "İlgi yazınız incelenmiştir. {subject} konusunda birimlerimizce gerekli çalışma başlatılmış olup sonucu ayrıca "
    "bildirilecektir.\n\nBilgilerinizi ve gereğini arz ve rica ederim."
)
OWN_BODY = (
    "{subject} kapsamında yapılacak çalışmalara katılımınız ve desteğiniz beklenmektedir.\n\n"
    "Bilgilerinizi ve gereğini rica ederim."
)


def person(random: Random) -> str:
    """Return a made-up name."""
    return f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"


def institution(random: Random, province: str | None) -> str:
    """Return an institution of the municipality's province."""
    return random.choice(INSTITUTIONS).format(province=province or "İl").replace("İl İl ", "İl ")
