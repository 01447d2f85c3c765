"""Every template with invented data: empty, normal, and long. Run it to look: ``python -m tests.web.gallery``.

A page of the gallery is (template, what a view would hand to it). The long ones carry names that wrap, many rows
(the list two hundred) and an error at every field, because that is where pages break.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask, Response, flash, render_template, session
from flask_wtf import CSRFProtect
from markupsafe import Markup

from kalem import context, i18n
from kalem.web import components, view

TODAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 19, 7, 42, tzinfo=UTC)  # 10.42 in Turkey
LONG_UNIT = "Kırsal Hizmetler, Mahalle Muhtarlıkları, Basın Yayın ve Halkla İlişkiler Koordinasyon Şube Müdürlüğü"
LONG_SUBJECT = (
    "Işıklar, İğdir ve Çığlıkçayırı mahallelerinin içme suyu isale hattı, kanalizasyon şebekesi, yağmur suyu "
    "ızgaraları ile çocuk oyun alanlarının yenilenmesine, ayrıca elektrikdağıtımşebekesindekiuzunsürelikesintilere "
    "ilişkin ortak dilekçe ve eklerinin değerlendirilmesi talebi"
)
LONG_PERSON = "Şükrüye Gülbahçe Işıksaçanoğullarındanmısınız"

Page = tuple[str, Mapping[str, Any]]


def day(distance: int) -> date:
    return TODAY + timedelta(days=distance)


def shell(long: bool = False, **changes: Any) -> view.Shell:
    unit = LONG_UNIT if long else "Halkla İlişkiler Birimi"
    values: dict[str, Any] = {
        "municipality": "Işıklı Büyükşehir Belediyesi" if long else "Örnekköy Belediyesi",
        "home_url": "/desk-normal",
        "search_url": "/search-normal",
        "user_key": "7",
        "narrow_url": "/desk-narrow",
        "menu": (
            view.MenuGroup("", (view.MenuItem("İşlerim", "/desk-normal", "inbox", 14, True, "i"),)),
            view.MenuGroup(
                "Evrak",
                (
                    view.MenuItem("Gelen evrak", "/list-normal", "box-arrow-in-down", 6, key="g"),
                    view.MenuItem("Giden evrak", "/list-empty", "send"),
                    view.MenuItem("Kurum içi yazılar", "/list-long", "arrow-left-right"),
                    view.MenuItem("Havale bekleyenler", "/referral-one", "signpost-split", "1000+", key="h"),
                ),
            ),
            view.MenuGroup(
                "Özel Kalem Müdürlüğü",
                (
                    view.MenuItem("Mahalle talepleri", "/list-normal", "geo-alt", 2),
                    view.MenuItem(unit, "/list-long", "flag"),
                ),
            ),
            view.MenuGroup("Müdürlük", (view.MenuItem("Yönetim", "/plugins", "gear"),)),
        ),
        "account": view.Account(
            LONG_PERSON if long else "S. Kaya",
            unit if long else "Özel Kalem Müdürü",
            "/sign-out",
            (view.Link("Hesabım", "/account"),),
        ),
        "new": (
            view.MenuItem("Gelen evrak", "/form-new", "box-arrow-in-down"),
            view.MenuItem("Giden evrak", "/form-new", "send"),
            view.MenuItem("Mahalle talebi", "/form-new", "geo-alt"),
        ),
    }
    return view.Shell(**{**values, **changes})


# Steps, refusals -----------------------------------------------------------------------------------------------------

RULE = view.RefusalView(
    "Belediye dışına giden yazı, müdürün parafından sonra Başkanın imzasını bekler. Eksik: 1 paraf, 1 imza.",
    "rule",
    cure="Önce müdür paraflasın.",
    article="m.22",
    clause_text="Dış yazışmalarda müdür paraflar; Başkan veya yetkilendirdiği başkan yardımcısı imzalar.",
    clause_url="#m22",
)
SETTING = view.RefusalView(
    "İç yazıyı bu birimde yalnızca müdür imzalar.", "setting", cure="Yazıyı müdüre sunun.", cure_url="#sun"
)
RIGHT = view.RefusalView("Havale etme yetkisi görevlerinizde yok.", "right", clause_text="Bu yetki müdür rolündedir.")


def steps(closed: int = 1) -> tuple[view.StepButton, ...]:
    shut = (
        view.StepButton(
            "send", "Gönder", "/record-refused", allowed=False, title="Cevap henüz gönderilemez", refusals=(RULE,)
        ),
        view.StepButton("sign", "İmzala", "/record-refused", allowed=False, refusals=(SETTING, RIGHT)),
        view.StepButton("refer", "Yeniden havale et", "/step-refused", asks=True, allowed=False, refusals=(RIGHT,)),
    )
    return (
        view.StepButton("initial", "Cevabı parafla", "/record-normal", "primary", "pen"),
        view.StepButton("opinion", "Görüş iste", "/step-normal", asks=True),
        *shut[:closed],
        view.StepButton("return", "Geri çevir", "/step-normal", "back", asks=True),
    )


# Desk and lists ------------------------------------------------------------------------------------------------------


def desk_rows(start: int, dues: tuple[int | None, ...], long: bool = False) -> tuple[view.DeskRow, ...]:
    step = view.StepButton("initial", "Parafla", "/desk-normal", "primary")
    form = view.StepButton(
        "refer", "Üst yazıyla birlikte havale et" if long else "Havale et", "/step-normal", asks=True
    )
    return tuple(
        view.DeskRow(
            id=start + index,
            url="/record-normal",
            number=f"2026/{start + index}",
            subject=LONG_SUBJECT
            if long
            else ("Kurtuluş Mahallesi kaldırım eksikliği", "Öğretmenler Günü töreni")[index % 2],
            kind="Gelen evrak" if index % 2 else "Dilekçe",
            icon="box-arrow-in-down" if index % 2 else "envelope-paper",
            facts=(LONG_UNIT, LONG_PERSON) if long else ("A. Yılmaz", "cevap yazısı hazır"),
            due=None if distance is None else view.Due(day(distance)),
            badges=(view.Badge("H. Aydın adına", "note", "person-lines-fill"),) if index % 3 == 1 else (),
            step=(step, form, None)[index % 3],
            version=1,
            unread=index % 3 == 0,
        )
        for index, distance in enumerate(dues)
    )


def desk(groups: tuple[view.RowGroup, ...], older: str = "", panels: tuple[view.Panel, ...] = (), **more: Any) -> Page:
    values: dict[str, Any] = {
        "shell": shell(),
        "day": TODAY,
        "tabs": (
            view.Tab("Beni bekleyen", "#", True, 14),
            view.Tab("Geciken", "#g", count=2),
            view.Tab("Takip ettiğim", "#t", count=9),
            view.Tab("Vekâleten", "#v", count=3),
        ),
        "badges": (),
        "groups": groups,
        "page": view.Page(sum(len(group.rows) for group in groups), older),
        "empty": view.Empty(
            "Sizi bekleyen iş yok", "Yeni gelenler burada görünür.", "inbox", view.Link("Takip ettiklerime bak", "#t")
        ),
        "panels": panels,
    }
    return "desk.html", {**values, **more}


PANELS = (
    view.Panel(
        "today",
        "Başkanın bugünü",
        Markup('<ul class="k-list"><li><time>09.30</time><span>Müdürler toplantısı</span></li></ul>'),
        view.Link("Hafta", "#hafta"),
    ),
    view.Panel("broken", "Muhtarlar", plugin="Muhtarlık İşleri", error="E-7F3A"),
)

COLUMNS = (
    view.Column("Sayı", "number", "#s", "descending"),
    view.Column("Geliş", "text", "#g"),
    view.Column("Konu ve gönderen", "main"),
    view.Column("Kimde"),
    view.Column("Durum", "state"),
    view.Column("Son gün", "due"),
)


def list_row(number: int, long: bool) -> view.Row:
    badge = (
        view.Badge("Cevap hazırlanıyor", "now", "circle-half"),
        view.Badge("Havale edildi", "note", "arrow-right-circle"),
        view.Badge("Sonuçlandı", "done", "check-circle"),
        view.Badge("Geri çevrildi", "late", "arrow-return-left"),
        view.Badge("Havale bekliyor"),
    )[number % 5]
    return view.Row(
        (
            view.Cell(f"2026/{number}"),
            view.Cell("17.11.2026", "KEP"),
            view.Cell(
                LONG_SUBJECT if long else "Ulaşım koordinasyon toplantısı", LONG_UNIT if long else "Bursa Valiliği"
            ),
            view.Cell(LONG_UNIT if long else "Destek Birimi" if number % 3 else ""),
            view.Cell(badge=badge),
            view.Cell(due=view.Due(day(number % 9 - 3), badge.style != "done") if number % 4 else None),
        ),
        "/record-normal",
        voided=number % 7 == 0,
    )


def records(count: int, long: bool = False, older: str = "", **more: Any) -> Page:
    filters = view.Filters(
        "/list-normal",
        (
            view.Field("q", "f-q", "search", "Bu listede ara", attrs={"placeholder": "Konu, gönderen, sayı"}),
            view.Field(
                "unit",
                "f-unit",
                "select",
                "Birim",
                choices=(view.Choice("", "Bütün birimler"), view.Choice("1", LONG_UNIT if long else "Destek Birimi")),
            ),
            view.Field("since", "f-since", "date", "Bu günden beri", value="01.11.2026"),
        ),
        clear_url="/list-normal",
    )
    values: dict[str, Any] = {
        "shell": shell(long),
        "title": LONG_UNIT if long else "Gelen evrak",
        "table": view.Table(
            "Gelen evrak, yeniden eskiye", COLUMNS, tuple(list_row(4127 - n, long) for n in range(count))
        ),
        "page": view.Page(count, older, ""),
        "filters": filters,
        "empty": view.Empty(
            "Süzgece uyan kayıt yok", "Süzgeci genişletin.", "funnel", view.Link("Süzgeçleri temizle", "#")
        ),
        "tabs": (
            view.Tab("Hepsi", "#", True),
            view.Tab("Açık olanlar", "#a"),
            view.Tab("Görünümü kaydet", "#k", icon="plus"),
        ),
        "new": view.Link("Evrak kaydet", "/form-new"),
        "exports": (view.Link("Excel (XLSX)", "#x"), view.Link("CSV", "#c")),
        "print_head": "Örnekköy Belediyesi, gelen evrak defteri, 19.11.2026 10.42",
    }
    return "record_list.html", {**values, **more}


# Forms ----------------------------------------------------------------------------------------------------------------


def register_form(filled: bool = False, wrong: bool = False, long: bool = False) -> view.Form:
    def said(text: str) -> str:
        return text if filled else ""

    def error(text: str) -> str:
        return text if wrong or long else ""

    def always(text: str) -> str:
        return text if long else ""

    channels = tuple(view.Choice(each, each) for each in ("Posta", "Elden", "KEP", "EBYS", "e-Devlet", "CİMER", "Faks"))
    units = tuple(view.Choice(str(n), LONG_UNIT if long else f"{n}. birim") for n in range(1, 31 if long else 5))
    return view.Form(
        "kayit",
        "/form-new",
        (
            view.Section(
                "Gönderen",
                (
                    view.Field(
                        "channel",
                        "channel",
                        "radio",
                        "Geliş yolu",
                        value=said("KEP"),
                        required=True,
                        choices=channels,
                        error=always("Geliş yolunu seçin."),
                    ),
                    view.Field(
                        "sender",
                        "sender",
                        "suggest",
                        "Gönderen",
                        "Adın ilk harflerini yazın; önceki gönderenler çıkar.",
                        said(LONG_UNIT if long else "Bursa Valiliği"),
                        always("Gönderen boş kalamaz."),
                        True,
                        choices=(view.Choice("Bursa Valiliği", "Bursa Valiliği"),),
                        wide=True,
                        suggest_url="/suggest",
                        hints=True,
                        attrs={"autofocus": not (wrong or long), "maxlength": "300"},
                    ),
                    view.Field(
                        "sent",
                        "sent",
                        "date",
                        "Evrak tarihi",
                        value=said("20.11.2026"),
                        required=True,
                        error=error("20.11.2026 henüz gelmedi. Bugünü ya da daha önceki bir günü yazın."),
                    ),
                    view.Field(
                        "sent_no",
                        "sent_no",
                        "text",
                        "Evrak sayısı",
                        "Yazının üzerindeki sayı. Dilekçede boş kalabilir.",
                        said("E-22633920-754-76388"),
                        always(LONG_SUBJECT),
                        hints=True,
                    ),
                ),
            ),
            view.Section(
                "Evrak",
                (
                    view.Field(
                        "subject",
                        "subject",
                        "textarea",
                        "Konu",
                        value=said(LONG_SUBJECT if long else "Toplantıya katılım"),
                        required=True,
                        attrs={"rows": "2"},
                        error=always("Konu en çok 500 harf olabilir."),
                    ),
                    view.Field(
                        "kind",
                        "kind",
                        "select",
                        "Evrak türü",
                        required=True,
                        value=said("letter"),
                        error=always("Tür seçin."),
                        choices=(view.Choice("letter", "Resmî yazı"), view.Choice("petition", "Dilekçe")),
                    ),
                    view.Field(
                        "dossier",
                        "dossier",
                        "select",
                        "Konu dosyası",
                        required=True,
                        choices=(view.Choice("1", "2026/050.02"),),
                        error=error("Bir dosya seçin. Dosyasız evrak müdüre sunulamaz (m.21/1)."),
                    ),
                    view.Field(
                        "pages", "pages", "number", "Sayfa", value=said("3"), error=always("Bir sayı yazın: 3.")
                    ),
                    view.Field(
                        "hour", "hour", "time", "Saat", value=said("09.30"), error=always("25.70 bir saat değil.")
                    ),
                    view.Field(
                        "urgent",
                        "urgent",
                        "checkbox",
                        "İvedi",
                        "Aynı gün müdüre sunulur.",
                        value=said("1"),
                        error=always("x"),
                    ),
                    view.Field(
                        "units",
                        "units",
                        "checkboxes",
                        "Bilgi verilecek birimler",
                        value=("1", "3") if filled else (),
                        choices=units,
                        error=always("En az bir birim seçin."),
                        help="Birden çok birim seçebilirsiniz.",
                    ),
                ),
                help="Konuyu yazının üzerindeki gibi yazın." if long else "",
            ),
            view.Section(
                "Ekler",
                (
                    view.Field(
                        "files",
                        "files",
                        "file",
                        "Dosya ekle",
                        "PDF, EYP, DOCX, JPG veya PNG; her biri en çok 25 MB.",
                        attrs={"multiple": True, "accept": ".pdf,.png"},
                        error=always("tutanak.exe eklenemez."),
                    ),
                ),
            ),
        ),
        "Kaydet",
        cancel_url="/list-normal",
        save_next="Kaydet, yenisine geç",
        hidden={"version": "3"},
        errors=("Oturumunuz yenilendi; kaydı bir daha gönderin.",) if long else (),
        draft="gelen:yeni",
        hints_url="/hints",
    )


HINTS = view.Hints(
    (
        view.Fact("Kayıt numarası", "2026/4128", note="kaydedince kesinleşir"),
        view.Fact("Kayıt tarihi", "19.11.2026 10.42"),
        view.Fact("Sonraki adım", "Müdüre sun"),
    ),
    (view.Duplicate("2026/3902", "/record-normal", "gönderen ve sayı aynı, 02.11.2026, EBYS."),),
    (
        view.RecentItem("3902", "Ulaşım ana planı görüş talebi", "/record-normal"),
        view.RecentItem("3755", "Toplu taşıma duraklarının yenilenmesi"),
    ),
)


def small_form(id: str, *fields: view.Field, submit: str = "Kaydet", errors: tuple[str, ...] = ()) -> view.Form:
    return view.Form(id, "/account", (view.Section("", fields),), submit, errors=errors)


PASSWORDS = small_form(
    "parola",
    view.Field("old", "old", "password", "Şimdiki parola", required=True, attrs={"autocomplete": "current-password"}),
    view.Field(
        "new",
        "new",
        "password",
        "Yeni parola",
        required=True,
        error="En az 12 harf yazın.",
        attrs={"autocomplete": "new-password"},
    ),
    submit="Parolayı değiştir",
)

REFER = view.Form(
    "havale",
    "/step-normal",
    (
        view.Section(
            "",
            (
                view.Field(
                    "unit",
                    "unit",
                    "suggest",
                    "Birim",
                    required=True,
                    wide=True,
                    choices=(view.Choice("Destek Birimi", "Destek Birimi"),),
                ),
                view.Field("note", "note", "textarea", "Talimat", "Hareketlerde olduğu gibi görünür."),
                view.Field("due", "due", "date", "Son gün", "Boş kalırsa yönetmelikteki süre işler."),
            ),
        ),
    ),
    "Havale et",
    cancel_url="/record-normal",
    hidden={"version": "3"},
    draft="havale:4127:3",
)


# Record page ----------------------------------------------------------------------------------------------------------


def record(closed: int = 1, long: bool = False, **changes: Any) -> view.RecordView:
    unit, person = (LONG_UNIT, LONG_PERSON) if long else ("Destek Birimi", "E. Şahin")
    entries = (
        view.TimelineItem(
            "N. Koç", "cevap yazısını parafladı.", NOW - timedelta(minutes=50), "pen", on_behalf="müdüre vekâleten"
        ),
        view.TimelineItem(
            person,
            "cevap yazısını hazırladı:",
            NOW - timedelta(hours=1),
            "file-earmark-text",
            links=(view.Link("2026/2231", "/record-normal"),),
        ),
        view.TimelineItem(
            "A. Demir",
            "kaydı düzeltti.",
            NOW - timedelta(days=1),
            "pencil",
            changes=(
                view.Change("Konu", "Ulasim toplantisi", LONG_SUBJECT if long else "Ulaşım toplantısı"),
                view.Change("Evrak sayısı", "", "E-22633920"),
            ),
        ),
        view.TimelineItem(
            "S. Kaya",
            "Destek Birimine havale etti.",
            NOW - timedelta(days=2),
            "arrow-return-right",
            "Toplantıya Başkan Yardımcımız katılacak; cevabı yarın mesai bitimine kadar hazırlayın.",
        ),
        view.TimelineItem(
            "A. Demir", "evrakı gelen evrak defterine kaydetti.", NOW - timedelta(days=2, hours=1), "box-arrow-in-down"
        ),
    )
    values: dict[str, Any] = {
        "number": "2026/4127",
        "kind": "Gelen evrak",
        "subject": LONG_SUBJECT
        if long
        else "Ulaşım koordinasyon toplantısına belediyemizi temsilen görevlendirme yapılması",
        "version": 3,
        "crumbs": (view.Link("Gelen evrak", "/list-normal"), view.Link("2026 defteri", "/list-normal")),
        "badges": (
            view.Badge("Cevap hazırlanıyor", "now", "circle-half"),
            view.Badge("Hizmete özel", "", "shield-lock"),
        ),
        "due": view.Due(day(1)),
        "facts": (
            view.Fact("Gönderen", LONG_UNIT if long else "Bursa Valiliği"),
            view.Fact("Kimde", f"{unit}, {person}"),
            view.Fact("Geliş", "17.11.2026, KEP"),
        ),
        "steps": steps(closed),
        "details": (
            view.Fact("Evrak tarihi ve sayısı", "16.11.2026, E-22633920-050.02-76388"),
            view.Fact("Konu dosyası", "2026/050.02 Toplantı davetleri", url="/list-normal"),
            view.Fact("Son gün", "20.11.2026 Cuma", note="m.7/16"),
            view.Fact("Dağıtım", f"Gereği: {unit}. Bilgi: Fen İşleri Müdürlüğü", wide=True),
        ),
        "correct_url": "/form-errors",
        "attachments": (
            view.AttachmentView(
                "Toplantı daveti.pdf", "#indir", 626_688, "file-earmark-pdf", "Üst yazı, 2 sayfa", "#ac"
            ),
            view.AttachmentView(("ek" * 60 if long else "E-2263") + ".eyp", "#indir", 1_468_006, "file-earmark-zip"),
        ),
        "attach_form": view.Form(
            "ek",
            "/record-normal",
            (
                view.Section(
                    "", (view.Field("file", "file", "file", "Dosya", "PDF, EYP, JPG veya PNG; en çok 25 MB."),)
                ),
            ),
            "Ek ekle",
            hidden={"version": "3"},
        ),
        "entries": entries * (8 if long else 1),
        "older_entries_url": "#eski" if long else "",
        "chain_note": "Zincir sağlam: 6 hareket",
        "note_url": "/record-normal",
        "chains": (
            view.Chain(
                "Paraf ve imza zinciri",
                (
                    view.ChainItem(person, "hazırladı", "done", f"{unit}, bugün 09.20"),
                    view.ChainItem("S. Kaya", "paraflayacak", "now", "Özel Kalem Müdürü, sizi bekliyor"),
                    view.ChainItem("H. Aydın", "imzalayacak", note="Başkan Yardımcısı; yetki 31.12.2026’ya kadar"),
                ),
                "2231",
                "/record-normal",
                RULE,
            ),
        ),
        "links": (
            view.LinkView("Cevap", "2026/2231 Görevlendirme bildirimi", "/record-normal"),
            view.LinkView("İlgi", LONG_SUBJECT if long else "2026/3902 Görüş talebi", "/record-normal"),
        ),
        "panels": (PANELS[1],) if long else (),
        "side_panels": (
            view.Panel("held", "Kimde", Markup('<div class="k-card-body"><p class="k-person">E. Şahin</p></div>')),
        ),
    }
    return view.RecordView(**{**values, **changes})


BARE_RECORD = view.RecordView(
    "", "Kurum içi yazı", "Numarasız taslak", 1, details=(view.Fact("Durum", "Taslak"),), entries=()
)


# Referral, search, administration -------------------------------------------------------------------------------------


def letters(count: int, long: bool = False) -> tuple[view.ReferralLetter, ...]:
    return tuple(
        view.ReferralLetter(
            n,
            "/record-normal",
            f"2026/{4100 + n}",
            LONG_SUBJECT if long else f"{n}. mahalle yol onarımı talebi",
            LONG_UNIT if long else "Bursa Valiliği",
            1,
            due=view.Due(day(n % 5)) if n % 2 else None,
            picked=n % 3 == 0,
            refusals=(RULE,) if n == 2 else (),
        )
        for n in range(1, count + 1)
    )


def referral(many: bool = False, long: bool = False, pages: bool = True, **changes: Any) -> Page:
    targets = tuple(
        view.ReferralTarget(
            f"u{n}",
            f"{name}, {LONG_UNIT}" if long else name,
            str(n) if n < 10 else "",
            outside=n % 4 == 0,
            action=n == 2 and not many,
            note="önceki havale" if n == 2 else "",
        )
        for n, name in enumerate(
            ("Destek Birimi", "Halkla İlişkiler", "Fen İşleri", "Mali Hizmetler", "Zabıta") * (6 if long else 1), 1
        )
    )
    queue = letters(60 if long else 4, long)
    previews = (
        view.Preview("image", "/sheet.svg", "1. sayfa: Bursa Valiliğinin yazısı"),
        view.Preview("image", "/sheet.svg", "2. sayfa"),
    )
    letter = view.ReferralLetter(
        99,
        "/record-normal",
        "2026/4127",
        LONG_SUBJECT if long else "Ulaşım koordinasyon toplantısı",
        "Bursa Valiliği",
        2,
        facts=(view.Fact("Gönderen", LONG_UNIT if long else "Bursa Valiliği"), view.Fact("Geliş", "17.11.2026, KEP")),
        due=view.Due(day(1)),
        previews=previews if pages else (),
        attachments=(view.AttachmentView("Yazı.pdf", "#i", 80_000, "file-earmark-pdf", preview_url="#a"),),
        refusals=(RIGHT,) if long else (),
    )
    values: dict[str, Any] = {
        "action": "/referral-one",
        "tabs": (
            view.Tab("Tek tek", "/referral-one", not many, 60),
            view.Tab("Toplu", "/referral-many", many),
        ),
        "targets": targets,
        "fields": (
            view.Field("note", "r-note", "textarea", "Talimat", attrs={"rows": "2"}),
            view.Field("due", "r-due", "date", "Son gün", error="31.02.2026 diye bir gün yok." if long else ""),
        ),
        "queue": queue,
        "letter": None if many else letter,
        "position": "" if many else "3. evrak, 60 bekleyen",
        "next_url": "/referral-one",
        "previous_url": "/referral-one",
        "errors": ("Kime havale edileceğini seçin.",) if long else (),
        "page": view.Page(len(queue), "#eski") if many else None,
    }
    empty = view.Empty("Havale bekleyen evrak yok", "Kaydedilen evrak burada sıraya girer.", "signpost-split")
    return "referral.html", {
        "shell": shell(long),
        "referral": view.ReferralView(**{**values, **changes}),
        "empty": empty,
    }


def hits(count: int, long: bool = False) -> tuple[view.Hit, ...]:
    return tuple(
        view.Hit(
            "/record-normal",
            f"2026/{4000 - n}",
            LONG_SUBJECT if long else "Kıyı düzenlemesi",
            "Gelen evrak",
            "box-arrow-in-down",
            (LONG_UNIT if long else "A. Yılmaz", "17.11.2026"),
            view.Badge("Sonuçlandı", "done", "check-circle"),
            Markup("… Uluabat <mark>kıyı</mark> düzenlemesi için bilgi notu …") if n % 2 else None,
        )
        for n in range(count)
    )


ADMIN = (
    view.Tab("Kullanıcılar", "/people"),
    view.Tab("Eklentiler", "/plugins", True),
    view.Tab("Belediye dosyası", "/file"),
)


def card(id: str, title: str, rows: tuple[view.Row, ...]) -> view.Card:
    columns = (view.Column("Görev", "main"), view.Column("Başlangıç"), view.Column("Bitiş"))
    return view.Card(
        id, title, view.Table(title, columns, rows), view.Empty(f"{title}: yok", "Görev verilince burada görünür.")
    )


def person(long: bool = False) -> view.PersonView:
    name = LONG_PERSON if long else "E. Şahin"
    held = view.Row(
        (view.Cell(LONG_UNIT if long else "Özel Kalem Müdürü", "Müdür rolü"), view.Cell("02.01.2026"), view.Cell(""))
    )
    return view.PersonView(
        name,
        "e.sahin",
        (view.Badge("Çalışıyor", "done", "check-circle"),),
        (view.Fact("Son giriş", "19.11.2026 08.31"), view.Fact("Parola", "12.10.2026 günü değişti")),
        (card("gorevler", "Görevler", (held,) * (20 if long else 1)), card("vekalet", "Vekâletler", ())),
        (view.StepButton("off", "Girişi kapat", "/person", "back"),),
    )


def plugins(empty: bool = False) -> Page:
    columns = (
        view.Column("Eklenti", "number"),
        view.Column("Durum", "state"),
        view.Column("Sürüm"),
        view.Column("Gerektirdiği"),
        view.Column("Kattıkları", "main"),
        view.Column("Kayıt", "figure"),
    )
    good, bad = (
        view.Badge("Çalışıyor", "done", "check-circle"),
        view.Badge("Yüklenemedi", "late", "exclamation-triangle-fill"),
    )

    def row(label: str, id: str, badge: view.Badge, records: str) -> view.Row:
        return view.Row(
            (
                view.Cell(label, id),
                view.Cell(badge=badge),
                view.Cell("1.2.0", "API 1.x"),
                view.Cell("Yok"),
                view.Cell("2 kayıt türü, 6 adım, 8 kural"),
                view.Cell(records),
            )
        )

    rows = (row("Mahalle İşleri", "mahalle", good, "18.204"), row("Basın ve Halkla İlişkiler", "basin", bad, "2.957"))
    problem = view.PluginProblem(
        "basin yüklenemedi, belediye onsuz çalışıyor",
        "Veritabanı bu sürümün 2 göçünü bekliyor: 0007_ilan_panosu, 0008_arsiv_etiketi.",
        "Sunucuda kalem migrate komutunu çalıştırın, sonra yeniden başlatın.",
        "19.11.2026 08.00, hata E-7F3A.",
    )
    off = view.Table("Kurulu ama kapalı", (view.Column("Eklenti", "number"), view.Column("Sürüm")), ())
    values = {
        "shell": shell(),
        "tabs": ADMIN,
        "lead": "ornekkoy.toml dosyasından.",
        "problems": () if empty else (problem,),
        "table": view.Table("Eklentiler ve durumları", columns, () if empty else rows),
        "order": (view.LoadedItem("Çekirdek ve evrak", 128.4), view.LoadedItem("mahalle")),
        "installed": off,
    }
    return "admin/plugins.html", values


def file_version(number: int) -> view.FileVersion:
    text = '[municipality]\nname = "Örnekköy Belediyesi"\nplugins = ["mahalle"]\n\n# ' + "uzun satır " * 30
    old = view.FileLine('plugins = ["mahalle", "basin"]', None, "-")
    lines = [view.FileLine(line, at, "+" if at == 3 else "") for at, line in enumerate(text.split("\n"), 1)]
    return view.FileVersion(
        number,
        NOW - timedelta(days=number),
        "A. Demir",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        TODAY,
        "/file-version",
        "Basın birimi kapandı." if number % 2 else "",
        ("basin eklentisi kapatıldı",),
        (*lines[:2], old, *lines[2:]),
    )


def sign_in(error: bool = False) -> Page:
    fields = (
        view.Field(
            "username",
            "username",
            "text",
            "Kullanıcı adı",
            value="s.kaya" if error else "",
            attrs={"required": True, "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
        ),
        view.Field(
            "password", "password", "password", "Parola", attrs={"required": True, "autocomplete": "current-password"}
        ),
    )
    wrong = ("Kullanıcı adı ya da parola yanlış. Yeniden yazın.",) if error else ()
    form = view.Form("giris", "/sign-in", (view.Section("", fields),), "Giriş yap", errors=wrong)
    help = "Parolanızı unuttuysanız sistem yöneticinize başvurun."
    said = {"title": "Giriş yapın", "lead": "Belediye kullanıcı adınızla.", "failed": "Giriş yapılamadı"}
    return "sign_in.html", {"municipality": "Örnekköy Belediyesi", "form": form, "help": help, **said}


def error(status: int, signed_in: bool = True, **more: Any) -> Page:
    return "error.html", {
        "status": status,
        "shell": shell() if signed_in else None,
        "municipality": "Örnekköy Belediyesi",
        **more,
    }


def filled(template: str, long: bool = False, **values: Any) -> Page:
    return template, {"shell": shell(long), **values}


#: Name of each page -> what makes it (inside a request).
PAGES: Mapping[str, Callable[[], Page]] = {
    "sign-in": sign_in,
    "sign-in-wrong": lambda: sign_in(error=True),
    "desk-empty": lambda: desk(()),
    "desk-normal": lambda: desk(
        (
            view.RowGroup("Geciken", desk_rows(3900, (-12, -1)), 2),
            view.RowGroup("Bugün", desk_rows(4100, (0, 0, 0)), 3),
            view.RowGroup("Yarın ve sonrası", desk_rows(4200, (1, 4, 11, 90, None)), 5),
        ),
        "#eski",
        PANELS,
        badges=(view.Badge("20.11.2026 gününe kadar vekâlet: H. Aydın", "note", "person-lines-fill"),),
    ),
    "desk-narrow": lambda: desk((view.RowGroup("Bugün", desk_rows(4100, (0, 1))),), shell=shell(narrow=True)),
    "desk-long": lambda: desk(
        (view.RowGroup("Geciken", desk_rows(1000, tuple(range(-40, 0)), long=True), "1000+"),),
        "#eski",
        PANELS,
        shell=shell(long=True),
    ),
    "list-empty": lambda: records(0),
    "list-normal": lambda: records(12, older="#eski"),
    "list-long": lambda: records(
        200, long=True, older="#eski", notice="Bu kayıt türü kapalı; kayıtlar yalnızca okunur."
    ),
    "form-new": lambda: filled(
        "record_form.html",
        title="Gelen evrak kaydı",
        form=register_form(),
        hints=HINTS,
        crumbs=(view.Link("Gelen evrak", "/list-normal"), view.Link("Yeni kayıt", "")),
    ),
    "form-errors": lambda: filled(
        "record_form.html",
        title="Gelen evrak kaydı",
        form=register_form(filled=True, wrong=True),
        hints=HINTS,
        crumbs=(view.Link("Gelen evrak", "/list-normal"), view.Link("Düzelt", "")),
    ),
    "form-long": lambda: filled(
        "record_form.html", long=True, title=LONG_UNIT, form=register_form(filled=True, long=True)
    ),
    "record-bare": lambda: filled("record.html", record=BARE_RECORD),
    "record-normal": lambda: filled("record.html", record=record()),
    "record-refused": lambda: filled("record.html", record=record(3), pressed=steps(3)[2]),
    "record-long": lambda: filled(
        "record.html",
        long=True,
        record=record(3, long=True, notice="Bu kaydın eklentisi kapalı.", text=LONG_SUBJECT * 4, due=view.Due(day(-2))),
    ),
    "step-normal": lambda: filled(
        "step_form.html",
        title="Havale et",
        record=record(),
        form=REFER,
        record_url="/record-normal",
        lead="Evrak seçtiğiniz birime geçer; işlem hareketlere yazılır.",
    ),
    "step-refused": lambda: filled(
        "step_form.html",
        title="Havale et",
        record=record(),
        refusals=(RULE, SETTING, RIGHT),
        record_url="/record-normal",
    ),
    "search-start": lambda: filled("search.html", query="", hits=(), page=view.Page(0)),
    "search-empty": lambda: filled(
        "search.html", query="Ümraniye", hits=(), page=view.Page(0), nearest=view.Link("Ümraniyeli", "#")
    ),
    "search-normal": lambda: filled(
        "search.html",
        query="kıyı",
        hits=hits(8),
        page=view.Page(8, "#e", "#y"),
        tabs=(view.Tab("Hepsi", "#", True), view.Tab("Gelen evrak", "#g")),
    ),
    "search-long": lambda: filled(
        "search.html", long=True, query=LONG_SUBJECT, hits=hits(40, long=True), page=view.Page(40, "#e")
    ),
    "referral-empty": lambda: referral(many=True, queue=()),
    "referral-one": referral,
    "referral-unscanned": lambda: referral(pages=False, queue=(), next_url=""),
    "referral-many": lambda: referral(many=True),
    "referral-long": lambda: referral(long=True),
    "referral-many-long": lambda: referral(many=True, long=True),
    "people": lambda: filled(
        "admin/people.html",
        tabs=ADMIN,
        page=view.Page(2),
        filters=None,
        empty=view.Empty("Kullanıcı yok"),
        new=view.Link("Kullanıcı ekle", "#"),
        table=view.Table(
            "Kullanıcılar",
            (view.Column("Ad", "main"), view.Column("Görev"), view.Column("Durum", "state")),
            (
                view.Row(
                    (
                        view.Cell("E. Şahin", "e.sahin"),
                        view.Cell("Şef"),
                        view.Cell(badge=view.Badge("Çalışıyor", "done", "check-circle")),
                    ),
                    "/person",
                ),
                view.Row(
                    (
                        view.Cell(LONG_PERSON, "s.isik"),
                        view.Cell(LONG_UNIT),
                        view.Cell(badge=view.Badge("Girişi kapalı", "", "slash-circle")),
                    ),
                    "/person-long",
                ),
            ),
        ),
    ),
    "people-empty": lambda: filled(
        "admin/people.html",
        tabs=ADMIN,
        page=view.Page(0),
        filters=None,
        empty=view.Empty("Kullanıcı yok"),
        table=view.Table("Kullanıcılar", (view.Column("Ad", "main"),), ()),
    ),
    "person": lambda: filled(
        "admin/person.html", tabs=ADMIN, person=person(), entries=record().entries, forms=(("Görev ver", REFER),)
    ),
    "person-long": lambda: filled(
        "admin/person.html", long=True, tabs=ADMIN, person=person(long=True), forms=(("Parola", PASSWORDS),)
    ),
    "plugins": plugins,
    "plugins-empty": lambda: plugins(empty=True),
    "file": lambda: filled(
        "admin/file.html",
        tabs=ADMIN,
        name="ornekkoy.toml",
        current=file_version(3),
        page=view.Page(3),
        versions=tuple(file_version(n) for n in (3, 2, 1)),
        differs=("Destek Birimi taşındı",),
    ),
    "file-empty": lambda: filled(
        "admin/file.html", tabs=ADMIN, name="ornekkoy.toml", current=None, versions=(), page=view.Page(0)
    ),
    "file-version": lambda: filled(
        "admin/file_version.html",
        tabs=ADMIN,
        version=file_version(3),
        crumbs=(view.Link("Belediye dosyası", "/file"), view.Link("3. sürüm", "")),
        views=(view.Tab("Değişen", "#d", True), view.Tab("Bütünü", "#b")),
    ),
    "account": lambda: filled("account.html", person=person(), forms=(("Parola", PASSWORDS),)),
    "account-long": lambda: filled("account.html", long=True, person=person(long=True), forms=()),
    "error-404": lambda: error(404),
    "error-403": lambda: error(403),
    "error-404-outside": lambda: error(404, signed_in=False),
    "error-409": lambda: error(409, back=view.Link("Kaydın son durumunu aç", "/record-normal")),
    "error-410": lambda: error(410, number="E-7F3A", back=view.Link("Kayda dön", "/record-normal")),
    "error-413": lambda: error(413, limit="25 MB"),
    "error-422": lambda: error(422, reasons=("Tarih okunamadı: 32.13.2026.", LONG_SUBJECT)),
    "error-429": lambda: error(429),
    "error-500": lambda: error(500, number="E-7F3A"),
}


def create_app() -> Flask:
    """Return the gallery: every page of ``PAGES`` under its name, and the few addresses that the script asks."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY="gallery", SESSION_COOKIE_SAMESITE="Lax")
    context.clock.put(app, lambda: NOW)
    i18n.install(app)
    components.install(app)
    CSRFProtect(app)

    def show(name: str) -> str:
        template, values = PAGES[name]()
        return render_template(template, **values)

    for name in PAGES:
        app.add_url_rule(f"/{name}", name, lambda name=name: show(name), methods=["GET"])

    @app.get("/")
    def index() -> str:
        return "".join(f'<p><a href="/{name}">{name}</a>' for name in PAGES)

    @app.get("/suggest")
    def suggest() -> list[Any]:
        return ["Bursa Valiliği", {"value": "Bursa Büyükşehir Belediyesi", "label": "DETSİS 22633920"}]

    @app.get("/hints")
    def hints() -> str:
        return render_template("form_hints.html", hints=view.Hints(facts=(view.Fact("Sonraki adım", "Yeni bilgi"),)))

    @app.get("/sheet.svg")
    def sheet() -> Response:
        lines = "".join(
            f'<path d="M60 {y}h{480 if y % 120 else 200}" stroke="#999" stroke-width="6"/>' for y in range(140, 780, 40)
        )
        text = '<text x="200" y="70" font-size="22">T.C. BURSA VALİLİĞİ</text>'
        page = f'<rect width="600" height="848" fill="#fff"/>{text}{lines}'
        return Response(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 848">{page}</svg>',
            mimetype="image/svg+xml",
        )

    @app.post("/form-new")
    def save() -> str:
        flash("2026/4128 numarasıyla kaydedildi.", "done")
        flash("gelen:yeni", "draft")
        return show("desk-empty")

    @app.post("/sign-out")
    def sign_out() -> str:
        session.clear()
        return show("sign-in")

    return app


if __name__ == "__main__":
    create_app().run(port=5099)
