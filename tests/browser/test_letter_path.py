"""One letter through two offices, in the browser, by those whose work it is; at each stage the wrong people try."""

import re
from dataclasses import dataclass, field
from datetime import date

import pytest
from click.testing import CliRunner
from peewee import SqliteDatabase
from playwright.sync_api import Page, expect
from tests.browser.conftest import Houses
from tests.browser.visitors import (
    House,
    choose,
    force,
    nothing,
    pick,
    press,
    refuse,
    right,
    rule,
    setting,
    step,
    tab_to,
    write,
)
from tests.support.offices import CONFIG

from kalem import db, ledger
from kalem.cli.main import main
from kalem.context import today
from kalem.demo.scans import page as scan
from kalem.records.storage import storage
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD

SENDER = "Kuzey Marmara Ulaşım Koordinasyon Başkanlığı"
SUBJECT = "Ulaşım koordinasyon toplantısına temsilci görevlendirilmesi"
REPLY = "Toplantıya belediyemizi temsilen katılım sağlanacaktır."

CLERK, DIRECTOR, MAYOR, DEPUTY = "evrak_kayit", "mudur", "baskan", "baskan_yardimcisi"
HEAD, STAFF, COLLEAGUE = "protokol_sorumlusu", "protokol_personeli", "is_arkadasi"

#: The sentence of a page where the office's text says nothing on signatures.
SILENT = "Yönetmelik imza konusunda bir şey söylemiyor; zincir kurumun ayarıdır."


def a_second_one(office: TestOffice) -> None:
    """Put a second person beside the one who will do the work."""
    office.people[COLLEAGUE] = office.hire(STAFF, "Nazlı Öğütçüoğlu", COLLEAGUE)


@dataclass
class Path:
    """The way of one letter."""

    house: House
    #: Addresses of the dossier, of the letter that came, and of the answer.
    dossier: str = ""
    incoming: str = ""
    answer: str = ""
    #: What the two timelines must show at the end, oldest first.
    of_incoming: list[str] = field(default_factory=list)
    of_answer: list[str] = field(default_factory=list)

    def at(self, position: str, record: str) -> Page:
        """Return the page of ``position`` on a record."""
        return self.house.visit(position, record)

    # The clerk, by keyboard

    def sign_in(self) -> Page:
        """Sign the clerk in by name and password."""
        page = self.house.stranger()
        page.goto("/")
        expect(page.get_by_label("Kullanıcı adı")).to_be_focused()
        page.keyboard.type(CLERK)
        write(page, "Parola", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("İşlerim")
        self.house.settle(CLERK, page)
        return page

    def open_form(self, page: Page, kind: str) -> None:
        """Open the form of a new record by the key *n*."""
        page.keyboard.press("n")
        tab_to(page, page.get_by_role("banner").get_by_role("link", name=kind))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Yeni kayıt: {kind}")

    def open_dossier(self, page: Page) -> None:
        """Open the dossier that all goes to in the end."""
        self.open_form(page, "Konu dosyası")
        write(page, "Dosyanın konusu", "Ulaşım toplantıları")
        write(page, "Dosya planı kodu", "050.02")
        page.keyboard.press("Control+Enter")
        self.dossier = self.saved(page, "Ulaşım toplantıları")

    def write_down(self, page: Page) -> None:
        """Take the letter in with its scan, not yet registered."""
        self.open_form(page, "Gelen evrak")
        choose(page, "Geliş yolu", "KEP")
        write(page, "Gönderen", SENDER)
        write(page, "Evrak tarihi", "16.11.2026")
        write(page, "Evrak sayısı", "E-26957106-622.01-1913")
        write(page, "Konu", SUBJECT)
        self.choose_scan(page)
        press(page, page.get_by_role("button", name="Ön kayıt yap"))
        self.incoming = self.saved(page, SUBJECT)
        self.of_incoming.append("kaydı açtı")
        expect(page.get_by_role("link", name="yazi.pdf", exact=True)).to_be_visible()

    def choose_scan(self, page: Page) -> None:
        """Go to the scan's field by the tab key, and choose the scanned page.

        The window that a browser opens there is its own, and a browser without a screen sometimes opens none.
        """
        box = page.get_by_label("Taranmış evrak")
        tab_to(page, box)
        file = {"name": "yazi.pdf", "mimeType": "application/pdf", "buffer": scan(SUBJECT, [REPLY])}
        box.set_input_files([file])  # type: ignore[list-item]

    def saved(self, page: Page, subject: str) -> str:
        """Return the address of the record that was just saved."""
        expect(page.get_by_role("heading", level=1)).to_have_text(subject)
        return re.sub(r"^\w+://[^/]+", "", page.url)

    def register(self, page: Page) -> None:
        """Give the letter its number."""
        press(page, step(page, "Kaydet"))
        expect(page.locator("main header .k-no")).to_have_text("2026/1")
        self.of_incoming.append("gelen evrak defterine kaydetti: 2026/1")

    def put_in_dossier(self, page: Page) -> None:
        """Put the letter in its dossier."""
        press(page, step(page, "Dosyasına koy"))
        pick(page, "Konu dosyası", "Ulaşım toplantıları")
        page.keyboard.press("Control+Enter")
        self.state(page, "Dosyasına kondu")
        self.of_incoming.append("konu dosyasına koydu")

    def hand_up(self, page: Page) -> None:
        """Hand the letter up to who refers."""
        press(page, step(page, "Havaleye sun"))
        self.state(page, "Havale bekliyor")
        self.of_incoming.append("havaleye sundu: Özel Kalem Müdürü")

    # The others

    def refer(self, *, action: str, information: str = "") -> None:
        """Refer the letter on the director's screen, with keys."""
        page = self.house.visit(DIRECTOR)
        page.get_by_role("navigation", name="Ana menü").get_by_role("link", name="Havale bekleyenler").click()
        expect(page.get_by_role("heading", name=SUBJECT)).to_be_visible()
        expect(page.get_by_title("yazi.pdf")).to_be_visible()
        box = page.get_by_role("checkbox", name=f"Gereği: {action}")
        page.keyboard.press(box.get_attribute("data-pick") or "")
        expect(box).to_be_checked()
        if information:
            page.get_by_role("checkbox", name=f"Bilgi: {information}").check()
        page.get_by_label("Talimat").fill("Cevabı bu hafta hazırlansın.")
        page.get_by_label("Son gün").fill("25.11.2026")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("status")).to_contain_text(f"2026/1 havale edildi: {action}")
        expect(page.get_by_role("heading", name="Havale bekleyen evrak yok")).to_be_visible()
        self.of_incoming.append(f"havale etti: {action}")

    def assign(self, position: str) -> None:
        """Give the letter to the person who will do the work."""
        page = self.at(position, self.incoming)
        step(page, "Görevlendir").click()
        page.get_by_label("Görevli").select_option(self.principal(STAFF))
        page.get_by_label("Talimat").fill("Taslağı cuma gününe yetiştirin.")
        page.get_by_role("button", name="Görevlendir").click()
        self.state(page, "Görevlide")
        self.of_incoming.append("görevlendirdi")

    def write_answer(self) -> None:
        """Draft the answer from the desk, then a second version of it."""
        page = self.house.visit(STAFF)
        page.get_by_role("link", name="Cevap yaz: 2026/1").click()
        expect(page.get_by_label("Muhatap")).to_have_value(SENDER)
        page.get_by_label("Dosya planı kodu").fill("050.02")
        page.get_by_role("textbox", name="Metin").fill(REPLY)
        page.get_by_role("button", name="Kaydet", exact=True).click()
        self.answer = self.saved(page, SUBJECT)
        self.of_incoming.append("cevap yazısını hazırlamaya başladı")
        self.of_answer.append("kaydı açtı")
        step(page, "Yeni sürüm yaz").click()
        page.get_by_role("textbox", name="Metin").fill(f"{REPLY} Temsilcimiz bildirilecektir.")
        page.get_by_role("button", name="Yeni sürüm yaz").click()
        expect(page.get_by_role("region", name="Metin")).to_contain_text("Temsilcimiz bildirilecektir.")
        self.of_answer.append("metnin yeni sürümünü yazdı")

    def submit(self) -> None:
        """Put the answer into its chain."""
        page = self.at(STAFF, self.answer)
        step(page, "Parafa ve imzaya sun").click()
        self.state(page, "Paraf ve imzada")
        self.of_answer.append("paraf ve imzaya sundu")

    def initial(self, position: str) -> None:
        """Initial the answer from the desk."""
        page = self.house.visit(position)
        page.get_by_role("button", name=f"Parafla: {SUBJECT}").click()
        expect(page.get_by_role("status")).to_contain_text("“Parafla” yapıldı:")
        self.of_answer.append("parafladı")

    def sign(self, position: str) -> None:
        """Sign the answer, which gets its number."""
        page = self.at(position, self.answer)
        step(page, "İmzala").click()
        self.state(page, "İmzalandı")
        expect(page.locator("main header .k-no")).to_have_text("2026/1")
        self.of_answer.append("imzaladı")

    def send(self) -> None:
        """Send the answer and write down how."""
        page = self.at(CLERK, self.answer)
        step(page, "Gönder").click()
        page.get_by_role("radio", name="KEP").check()
        page.get_by_label("Gönderiliş tarihi").fill(self.day().strftime("%d.%m.%Y"))
        page.get_by_label("Takip ya da barkod numarası").fill("KEP-88120")
        page.get_by_role("button", name="Gönder").click()
        self.state(page, "Gönderildi")
        expect(page.get_by_role("region", name="Gönderim")).to_contain_text("KEP-88120")
        self.of_answer.append(f"gönderdi: {SENDER}")
        self.of_incoming.append("cevap yazısını gönderdi")

    def file(self, record: str, history: list[str]) -> None:
        """Put a record away in its dossier."""
        page = self.at(CLERK, record)
        step(page, "Dosyasına kaldır").click()
        chosen = page.get_by_label("Konu dosyası")
        chosen.select_option(label="2026/050.02 Ulaşım toplantıları")
        page.get_by_role("button", name="Dosyasına kaldır").click()
        self.state(page, "Dosyasına kaldırıldı")
        history.append("dosyasına kaldırdı")

    def authorise(self, giver: str, receiver: str, ends: date) -> None:
        """Lend the power to sign until a day, that day included, on the page of delegations."""
        page = self.house.visit(giver)
        page.get_by_label(re.compile("hesap menüsü")).click()
        page.get_by_role("link", name="Vekâletler").click()
        page.get_by_role("link", name="Vekâlet ver").click()
        page.get_by_label("Vekil").select_option(str(self.house.office.people[receiver]))
        page.get_by_label("Son gün").fill(ends.strftime("%d.%m.%Y"))
        page.get_by_role("radio", name="Yalnız seçtiğim yetkiler").check()
        page.get_by_role("checkbox", name="İmzalama").check()
        page.get_by_label("Dayanak").fill("Başkanlık oluru, 2026/17")
        page.get_by_role("button", name="Vekâlet ver").click()
        expect(page.get_by_role("status")).to_contain_text("Vekâlet verildi")

    def next_day(self, days: int = 1) -> None:
        """Let days pass; everybody signs in anew."""
        self.house.sign_everybody_out()
        self.house.office.clock.move(days=days)  # type: ignore[attr-defined]

    # What is seen

    def state(self, page: Page, label: str) -> None:
        """The record's head says its state."""
        expect(page.locator(".k-record-state")).to_contain_text(label)

    def day(self) -> date:
        """Return the office's day."""
        with self.house.office.app.app_context():
            return today()

    def principal(self, position: str) -> str:
        """Return the value of a person in a list to choose from."""
        return f"w{self.house.office.people[position]}"

    def timelines(self) -> None:
        """Both timelines tell every step, oldest last, and hold together."""
        for record, steps in ((self.incoming, self.of_incoming), (self.answer, self.of_answer)):
            page = self.at(DIRECTOR, record)
            box = page.get_by_role("region", name="Hareketler")
            expect(box).to_contain_text("Zincir sağlam")
            lines = box.get_by_role("list").first.locator("> li")
            expect(lines).to_have_count(len(steps))
            for at, told_ in enumerate(reversed(steps)):
                expect(lines.nth(at)).to_contain_text(told_)

    def proven(self, name: str) -> None:
        """The ledger is proven, and where the database is a file, by the program itself."""
        with self.house.office.running():
            assert ledger.verify() == []
            database, data = db.current(), storage.get().folder.parent
        if isinstance(database, SqliteDatabase):
            place = ["--municipality", str(CONFIG / f"{name}.toml"), "--data", str(data)]
            result = CliRunner().invoke(main, ["verify", *place, "--database", f"sqlite:///{database.database}"])
            assert result.exit_code == 0, result.output
            assert "bulgu yok" in result.output


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_letter_through_karacabey(houses: Houses, engine: str):
    m22, m23, m21 = rule("m.22"), rule("m.23"), rule("m.21/2")
    with houses(engine, "karacabey", a_second_one) as house:
        path = Path(house)
        clerk = path.sign_in()
        path.open_dossier(clerk)

        # It has come and is not registered.
        path.write_down(clerk)
        refuse(path.at(DIRECTOR, path.incoming), "Havale et", "Evrak henüz gelen evrak defterine kaydedilmedi.", m23)
        refuse(path.at(DIRECTOR, path.incoming), "Kaydet", "Bu adım için yetkiniz yok.", right("Gelen evrakı kaydetme"))
        refuse(path.at(CLERK, path.incoming), "Dosyasına kaldır", "kaydedilmedi", m23)
        nothing(path.at(STAFF, "/"), path.incoming)
        path.register(path.at(CLERK, path.incoming))

        # It is registered and not yet with the director.
        order = setting("gelen evrakın işlem sırası")
        refuse(path.at(DIRECTOR, path.incoming), "Havale et", "Havaleden önceki adımlar tamamlanmadı", order)
        refuse(path.at(DIRECTOR, path.incoming), "Dosyasına koy", "yetkiniz yok", right("Gelen evrakı kaydetme"))
        path.put_in_dossier(clerk)
        path.hand_up(clerk)

        # It waits for the director.
        refuse(path.at(CLERK, path.incoming), "Havale et", "yetkiniz yok", right("Havale etme"))
        refuse(path.at(MAYOR, path.incoming), "Havale et", "yetkiniz yok", right("Havale etme"))
        nothing(path.at(DEPUTY, "/"), path.incoming)
        nothing(path.at(HEAD, "/"), path.incoming)
        path.refer(action="Protokol İşleri Bölümü")

        # It is referred: others neither refer it on nor distribute it.
        refuse(path.at(HEAD, path.incoming), "Havale et", "Evrakı siz havale edemezsiniz.", m23)
        refuse(path.at(HEAD, path.incoming), "Görevlendir", "Evrakı personele siz dağıtamazsınız.", m21)
        refuse(path.at(STAFF, path.incoming), "Görevlendir", "yetkiniz yok", right("Görevlendirme"))
        nothing(path.at("medya_sorumlusu", "/"), path.incoming)
        path.assign(DIRECTOR)

        # One person has it.
        refuse(path.at(COLLEAGUE, path.incoming), "Cevap yaz", "şu an sizde değil.", right("kaydın kendisinde"))
        refuse(path.at(CLERK, path.incoming), "Cevap yaz", "yetkiniz yok", right("Yazı hazırlama"))
        path.write_answer()

        # The answer is a draft.
        refuse(path.at(COLLEAGUE, path.answer), "Parafa ve imzaya sun", "sizde değil", right("kaydın kendisinde"))
        refuse(path.at(DIRECTOR, path.answer), "Gönder", "yetkiniz yok", right("Gönderme"))
        force(
            path.at(DIRECTOR, "/"), path.answer, "sign", "İmzala", "“Taslak” durumunda", setting("İş akışının sırası")
        )
        path.submit()

        # It waits for the director's initial.
        refuse(path.at(STAFF, path.answer), "Parafla", "Sıra sizde değil.", m22)
        refuse(path.at(STAFF, path.answer), "İmzala", "yetkiniz yok", right("İmzalama"))
        refuse(path.at(MAYOR, path.answer), "İmzala", "Yazı parafları tamamlanmadan imzalanamaz.", m22)
        refuse(path.at(MAYOR, path.answer), "Parafla", "yetkiniz yok", right("Paraflama"))
        path.initial(DIRECTOR)

        # It waits for the mayor; the deputy signs on the days of his authorisation only.
        lent = "ancak onun verdiği tarihli yetkiyle imza atılır; geçerli yetkiniz yok."
        refuse(path.at(DIRECTOR, path.answer), "İmzala", "Bu yazıyı imzalamak sizin göreviniz değil.", m22)
        refuse(path.at(DEPUTY, path.answer), "İmzala", lent, m22)
        path.authorise(MAYOR, DEPUTY, path.day())
        path.next_day()
        refuse(path.at(DEPUTY, path.answer), "İmzala", lent, m22)
        path.authorise(MAYOR, DEPUTY, path.day())
        path.sign(DEPUTY)
        expect(path.at(STAFF, path.answer).get_by_role("region", name="Paraf ve imza")).to_contain_text(
            "Belediye Başkanı adına"
        )

        finish(path)
        path.timelines()
        path.proven("karacabey")


@pytest.mark.timeout(1200)
def test_a_letter_through_siverek(houses: Houses):
    signatures = setting(SILENT)
    with houses("sqlite", "siverek", a_second_one) as house:
        path = Path(house)
        clerk = path.sign_in()
        path.open_dossier(clerk)

        # It has come and is not registered: the text does not say who refers, nor when.
        path.write_down(clerk)
        order = setting("gelen evrakın işlem sırası")
        refuse(path.at(DIRECTOR, path.incoming), "Havale et", "Havaleden önceki adımlar tamamlanmadı", order)
        refuse(path.at(DIRECTOR, path.incoming), "Kaydet", "yetkiniz yok", right("Gelen evrakı kaydetme"))
        nothing(path.at(STAFF, "/"), path.incoming)
        path.register(path.at(CLERK, path.incoming))
        path.state(clerk, "Kaydedildi")

        # It waits for the director at once.
        refuse(path.at(CLERK, path.incoming), "Havale et", "yetkiniz yok", right("Havale etme"))
        nothing(path.at(HEAD, "/"), path.incoming)
        path.refer(action="Protokol İşleri Bürosu", information="Sekreterlik")

        # It is referred: heads act on their own bureau, upper heads on those attached to them.
        refers = setting("Yönetmelik havaleyi kimin, ne zaman yapacağını söylemiyor; kurumun ayarı böyle.")
        refuse(path.at(HEAD, path.incoming), "Havale et", "Evrakı siz havale edemezsiniz.", refers)
        refuse(path.at("sekreterlik_sorumlusu", path.incoming), "Görevlendir", "", rule("m.8/a"))
        refuse(path.at("ust_sorumlu_idare", path.incoming), "Görevlendir", "", rule("m.7/a"))
        refuse(path.at(STAFF, path.incoming), "Görevlendir", "yetkiniz yok", right("Görevlendirme"))
        nothing(path.at("halkla_iliskiler_sorumlusu", "/"), path.incoming)
        path.assign(HEAD)

        # One person has it.
        refuse(path.at(COLLEAGUE, path.incoming), "Cevap yaz", "sizde değil", right("kaydın kendisinde"))
        refuse(path.at(CLERK, path.incoming), "Cevap yaz", "yetkiniz yok", right("Yazı hazırlama"))
        path.write_answer()

        # The answer is a draft.
        refuse(path.at(COLLEAGUE, path.answer), "Parafa ve imzaya sun", "sizde değil", right("kaydın kendisinde"))
        force(
            path.at(DIRECTOR, "/"), path.answer, "sign", "İmzala", "“Taslak” durumunda", setting("İş akışının sırası")
        )
        path.submit()

        # The bureau's head initials, then the director; the text says nothing of it, and the page says so.
        refuse(path.at(DIRECTOR, path.answer), "Parafla", "Sıra sizde değil.", signatures)
        refuse(path.at(STAFF, path.answer), "Parafla", "Sıra sizde değil.", signatures)
        refuse(path.at(STAFF, path.answer), "İmzala", "yetkiniz yok", right("İmzalama"))
        refuse(path.at(MAYOR, path.answer), "İmzala", "Yazı parafları tamamlanmadan imzalanamaz.", signatures)
        path.initial(HEAD)
        refuse(path.at(HEAD, path.answer), "Parafla", "Sıra sizde değil.", signatures)
        refuse(path.at(MAYOR, path.answer), "İmzala", "Yazı parafları tamamlanmadan imzalanamaz.", signatures)
        path.initial(DIRECTOR)

        # The mayor signs; who signs for him has it dated, from him.
        refuse(path.at(DIRECTOR, path.answer), "İmzala", "Bu yazıyı imzalamak sizin göreviniz değil.", signatures)
        path.authorise(MAYOR, DIRECTOR, path.day())
        path.next_day()
        refuse(path.at(DIRECTOR, path.answer), "İmzala", "Bu yazıyı imzalamak sizin göreviniz değil.", signatures)
        path.sign(MAYOR)

        finish(path)
        path.timelines()
        path.proven("siverek")


def finish(path: Path) -> None:
    """Send the answer and put both letters away; the wrong people try that too."""
    send = right("Gönderme")
    refuse(path.at(STAFF, path.answer), "Gönder", "yetkiniz yok", send)
    refuse(path.at(DIRECTOR, path.answer), "Gönder", "yetkiniz yok", send)
    path.send()
    refuse(path.at(MAYOR, path.answer), "Dosyasına kaldır", "yetkiniz yok", right("Dosyalama"))
    refuse(path.at(MAYOR, path.incoming), "Dosyasına kaldır", "yetkiniz yok", right("Dosyalama"))
    path.file(path.answer, path.of_answer)
    path.file(path.incoming, path.of_incoming)
    expect(path.at(CLERK, path.dossier).get_by_role("region", name="Dosyadaki evrak")).to_contain_text(SUBJECT)


def test_one_save_takes_a_letter_to_the_director(houses: Houses):
    """With its dossier chosen in the form, one save registers a letter, files it and hands it up."""
    with houses("sqlite", "karacabey") as house:
        path = Path(house)
        clerk = path.sign_in()
        path.open_dossier(clerk)
        path.open_form(clerk, "Gelen evrak")
        choose(clerk, "Geliş yolu", "Elden")
        write(clerk, "Gönderen", SENDER)
        write(clerk, "Evrak tarihi", "16.11.2026")
        write(clerk, "Konu", SUBJECT)
        pick(clerk, "Konu dosyası", "Ulaşım toplantıları")
        path.choose_scan(clerk)
        clerk.keyboard.press("Control+Enter")
        path.incoming = path.saved(clerk, SUBJECT)
        path.state(clerk, "Havale bekliyor")
        expect(clerk.locator("main header .k-no")).to_have_text("2026/1")
        path.refer(action="Muhtarlık Birimi")
