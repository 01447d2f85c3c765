"""The pages of webhooks: made, tried, paused, resumed, renewed, ended; who may, and what is refused at its place."""

import re
from dataclasses import replace

import pytest
from tests.jobs.receiver import Receiver, says, verified
from tests.jobs.subscribing import told_in_every_way
from tests.support.desk import Desk
from tests.web.test_queries import queries

from kalem import jobs
from kalem.context import now
from kalem.jobs import DELIVERED, FAILED, Outbox, Webhook, Wish, Worker, create
from kalem.ledger import history
from kalem.ledger.book import SYSTEM
from kalem.ledger.verify import verify
from kalem.organisation import Position, User, create_user, deactivate
from kalem.organisation.holdings import appoint
from kalem.refusal import Refused
from kalem.testing import TestOffice
from kalem.testing.web import Client, client

PAGE = "/yonetim/bildirim-adresleri"

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@pytest.fixture
def receiver(office: TestOffice, receiver: Receiver) -> Receiver:
    """This machine may be sent to."""
    jobs.networks.put(office.app, jobs.read_networks("127.0.0.0/8"))
    return receiver


@pytest.fixture
def admin(office: TestOffice) -> Client:
    return client(office, "sistem_yoneticisi")


def wish(office: TestOffice, receiver: Receiver, **values: object) -> dict[str, object]:
    return {"label": "Harita", "url": receiver.url, "owner": str(office.people["mudur"]), **values}


def test_from_an_empty_page_to_a_delivered_event(
    office: TestOffice, desk: Desk, admin: Client, receiver: Receiver
) -> None:
    assert "Hiç bildirim adresi yok" in admin.get(PAGE).text
    made = admin.send(f"{PAGE}/yeni", wish(office, receiver, types=["registry.incoming"], actions=["register"]))
    assert made.status_code == 200
    (secret,) = SECRET.findall(made.text)
    webhook = Webhook.get()
    assert (webhook.types, webhook.actions, webhook.owner_id) == (
        "registry.incoming",
        "register",
        office.people["mudur"],
    )
    assert not SECRET.search(admin.get(f"{PAGE}/{webhook.id}").text)
    assert "Daha denenmedi" in admin.get(PAGE).text

    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    assert Worker(office.app).once() == 1
    assert verified(receiver.heard[0].headers, receiver.heard[0].body, secret, now().timestamp())
    shown = admin.get(f"{PAGE}/{webhook.id}").text
    assert "Ulaştı" in shown
    assert "Çalışıyor" in admin.get(PAGE).text
    # The administrator reads no letters: he is not told which one it was.
    assert record.number not in shown
    one = admin.get(f"{PAGE}/{webhook.id}/bildirim/{Outbox.get().id}").text
    assert Outbox.get().event in one
    assert record.number not in one
    assert "siz okuyamazsınız" in one


def test_who_may_read_the_record_sees_what_was_told_of_it(office: TestOffice, desk: Desk, receiver: Receiver) -> None:
    position = Position.get(Position.slug == "sistem_yoneticisi")
    appoint(SYSTEM, User.get_by_id(office.people["mudur"]), position, desk.day(0))
    both = client(office, "mudur")
    both.send(f"{PAGE}/yeni", wish(office, receiver))
    record = desk.do(desk.arrived(), "register", "evrak_kayit")
    Worker(office.app).once()
    shown = both.get(f"{PAGE}/1/bildirim/{Outbox.select().order_by(Outbox.id.desc()).get().id}").text
    assert f'href="/record/{record.id}"' in shown
    assert f"&#34;number&#34;:&#34;{record.number}&#34;" in shown


def test_the_steps_of_a_subscription(office: TestOffice, desk: Desk, admin: Client, receiver: Receiver) -> None:
    admin.send(f"{PAGE}/yeni", wish(office, receiver))
    worker = Worker(office.app)

    assert "Deneme sıraya kondu" in admin.send(f"{PAGE}/1/deneme", follow_redirects=True).text
    worker.once()
    assert receiver.heard[0].content["type"] == "test"
    assert receiver.heard[0].content["data"] == {}

    assert "Duraklatıldı" in admin.send(f"{PAGE}/1/duraklat", follow_redirects=True).text
    assert "zaten duraklatılmış" in admin.send(f"{PAGE}/1/duraklat", follow_redirects=True).text
    assert "önce sürdürün" in admin.send(f"{PAGE}/1/deneme", follow_redirects=True).text
    desk.arrived()
    assert worker.once() == 0
    assert "Sürüyor" in admin.send(f"{PAGE}/1/surdur", follow_redirects=True).text
    assert "duraklatılmış değil" in admin.send(f"{PAGE}/1/surdur", follow_redirects=True).text
    assert worker.once() == 1

    (secret,) = SECRET.findall(admin.send(f"{PAGE}/1/anahtar").text)
    desk.arrived()
    worker.once()
    heard = receiver.heard[-1]
    assert verified(heard.headers, heard.body, secret, now().timestamp())
    assert len(heard.headers["webhook-signature"].split()) == 2

    row = Outbox.select().order_by(Outbox.id).first()
    admin.send(f"{PAGE}/1/bildirim/{row.id}")
    worker.once()
    assert receiver.ids[-1] == receiver.ids[0] == row.event

    assert "Bu geri alınamaz" in admin.get(f"{PAGE}/1/bitir").text
    ended = admin.send(f"{PAGE}/1/bitir", {"note": "Program kapandı."}, follow_redirects=True).text
    assert "artık bildirim almıyor" in ended
    assert "Hiç bildirim adresi yok" in ended
    desk.arrived()
    assert not Outbox.select().exists()
    assert Webhook.get().secret == ""
    for path in (f"{PAGE}/1", f"{PAGE}/1/bitir", f"{PAGE}/1/bildirim/{row.id}"):
        assert admin.get(path).status_code == 404
    told = [text.action for _entry, text in history("webhook", 1)]
    assert told[::-1] == ["create", "pause", "resume", "renew_secret", "resend", "end"]
    assert not list(verify())


def test_a_subscription_is_edited_and_keeps_its_secret_and_what_waits(
    office: TestOffice, desk: Desk, admin: Client, receiver: Receiver
) -> None:
    (secret,) = SECRET.findall(admin.send(f"{PAGE}/yeni", wish(office, receiver, actions=["register"])).text)
    desk.do(desk.arrived(), "register", "evrak_kayit")
    form = admin.get(f"{PAGE}/1/duzenle").text
    assert f'value="{receiver.url}"' in form
    assert re.search(r'value="register"[^>]* checked|checked[^>]* value="register"', form)
    wanted = wish(office, receiver, label="Defter", url=receiver.url + "&y=2", version="1")
    edited = admin.send(f"{PAGE}/1/duzenle", wanted, follow_redirects=True)
    assert "Defter değiştirildi." in edited.text
    assert not SECRET.search(edited.text)
    assert (Webhook.get().actions, Webhook.get().version) == ("", 2)
    Worker(office.app).once()
    (heard,) = receiver.heard
    assert heard.path.endswith("&y=2")
    assert verified(heard.headers, heard.body, secret, now().timestamp())
    told = [text.action for _entry, text in history("webhook", 1)]
    assert told == ["change", "create"]
    assert "değiştirdi; artık" in admin.get(f"{PAGE}/1").text
    assert not list(verify())


def test_who_edits_an_old_form_overwrites_nobody(office: TestOffice, admin: Client, receiver: Receiver) -> None:
    admin.send(f"{PAGE}/yeni", wish(office, receiver))
    admin.send(f"{PAGE}/1/duzenle", wish(office, receiver, label="İlk", version="1"))
    for version in ("1", "", "x", "9" * 30):
        answer = admin.send(f"{PAGE}/1/duzenle", wish(office, receiver, label="Sonraki", version=version))
        assert answer.status_code == 409
    wrong = admin.send(f"{PAGE}/1/duzenle", wish(office, receiver, url="http://169.254.169.254/", version="2"))
    assert (wrong.status_code, "yalnız https" in wrong.text) == (422, True)
    assert (Webhook.get().label, Webhook.get().url) == ("İlk", receiver.url)


def test_types_of_a_plugin_that_is_off_stay_asked_for(office: TestOffice, admin: Client, receiver: Receiver) -> None:
    admin.send(f"{PAGE}/yeni", wish(office, receiver))
    Webhook.update(types="kapali.tur", actions="kapali").execute()
    admin.send(f"{PAGE}/1/duzenle", wish(office, receiver, label="Defter", version="1"))
    # An empty list would ask for everything.
    assert (Webhook.get().types, Webhook.get().actions) == ("kapali.tur", "kapali")


def test_the_old_secret_signs_for_a_day_and_no_longer(
    office: TestOffice, desk: Desk, admin: Client, receiver: Receiver
) -> None:
    (old,) = SECRET.findall(admin.send(f"{PAGE}/yeni", wish(office, receiver)).text)
    (new,) = SECRET.findall(admin.send(f"{PAGE}/1/anahtar").text)
    for hours, both in ((1, True), (24, False)):
        office.clock.move(hours=hours)  # type: ignore[attr-defined]
        desk.arrived()
        Worker(office.app).once()
        heard = receiver.heard[-1]
        assert verified(heard.headers, heard.body, new, now().timestamp())
        assert verified(heard.headers, heard.body, old, now().timestamp()) == both


def test_what_was_given_up_is_sent_again_by_a_person(
    office: TestOffice, desk: Desk, admin: Client, receiver: Receiver
) -> None:
    admin.send(f"{PAGE}/yeni", wish(office, receiver))
    receiver.answer = says(500)
    desk.arrived()
    desk.arrived()
    for _hour in range(8 * 24):
        Worker(office.app).once()
        office.clock.move(hours=1)  # type: ignore[attr-defined]
    admin = client(office, "sistem_yoneticisi")
    assert {row.status for row in Outbox.select()} == {FAILED}
    shown = admin.get(f"{PAGE}/1?status=failed").text
    assert "Vazgeçildi" in shown
    assert "Vazgeçilenleri yeniden gönder" in shown
    receiver.answer = says(200)
    admin.send(f"{PAGE}/1/vazgecilenler")
    assert Worker(office.app).once() == 2
    assert {row.status for row in Outbox.select()} == {DELIVERED}
    assert "Vazgeçilmiş bildirim yok" in admin.send(f"{PAGE}/1/vazgecilenler", follow_redirects=True).text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"label": " "}, "boş bırakılamaz"),
        ({"label": "a" * 121}, "en çok 120 karakter"),
        ({"url": ""}, "boş bırakılamaz"),
        ({"url": "alici.example.org"}, "Bu bir web adresi değil"),
        ({"url": "https://a:b@alici.example.org/"}, "kullanıcı adı ve parola olamaz"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "yalnız https"),
        ({"url": "https://[fe80::1]/"}, "kurum ağına çıkıyor"),
        ({"url": "https://alici.invalid/"}, "çözülemedi"),
        ({"url": "https://alici.example.org/" + "a" * 500}, "en çok 500 karakter"),
        ({"owner": "999999"}, "Listeden birini seçin"),
        ({"owner": "x"}, "Listeden birini seçin"),
        ({"types": ["registry.yok"]}, "Listeden seçin"),
        ({"actions": ["<script>"]}, "Listeden seçin"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_changes(
    office: TestOffice, admin: Client, receiver: Receiver, values: dict[str, object], message: str
) -> None:
    answer = admin.send(f"{PAGE}/yeni", wish(office, receiver, **values))
    assert answer.status_code == 422
    assert message in answer.text
    assert not Webhook.select().exists()
    assert receiver.heard == []


def test_only_who_manages_the_system_gets_in(office: TestOffice, admin: Client, receiver: Receiver) -> None:
    admin.send(f"{PAGE}/yeni", wish(office, receiver))
    for position in ("mudur", "evrak_kayit", "baskan"):
        browser = client(office, position)
        for path in (PAGE, f"{PAGE}/yeni", f"{PAGE}/1", f"{PAGE}/1/duzenle", f"{PAGE}/1/bitir"):
            assert browser.get(path).status_code == 404
        for path in ("yeni", "1/duzenle", "1/deneme", "1/duraklat", "1/anahtar", "1/bitir"):
            assert browser.send(f"{PAGE}/{path}", wish(office, receiver)).status_code == 404
    assert Webhook.get().version == 1
    assert Webhook.select().count() == 1


def test_a_subscription_for_another_is_for_who_keeps_the_people(office: TestOffice, receiver: Receiver) -> None:
    seats = office.actor("sistem_yoneticisi").seats
    assert all("people.manage" in seat.permissions for seat in seats)
    narrow = tuple(replace(seat, permissions=frozenset({"system.manage"})) for seat in seats)
    actor = replace(office.actor("sistem_yoneticisi"), seats=narrow)
    with pytest.raises(Refused) as caught:
        create(actor, Wish("Harita", receiver.url, office.people["mudur"]))
    (refusal,) = caught.value.refusals
    assert refusal.ground is not None
    assert (refusal.ground.kind, refusal.ground.source, refusal.field) == ("right", "people.manage", "owner")
    create(actor, Wish("Harita", receiver.url, actor.user_id))
    none = replace(actor, seats=())
    with pytest.raises(Refused, match="siz yönetemezsiniz"):
        create(none, Wish("Harita", receiver.url, actor.user_id))


def test_pages_take_as_many_queries_however_many_rows_there_are(office: TestOffice, desk: Desk, admin: Client) -> None:
    desk.arrived()
    told_in_every_way(office, "Bir")
    few = {path: queries(admin, path) for path in (PAGE, f"{PAGE}/1", f"{PAGE}/1?status=waiting")}
    for number in range(8):
        desk.arrived()
        told_in_every_way(office, f"Adres {number}")
    assert {path: queries(admin, path) for path in few} == few


def test_long_lists_are_paged(office: TestOffice, desk: Desk, admin: Client, receiver: Receiver) -> None:
    admin.send(f"{PAGE}/yeni", wish(office, receiver))
    for _number in range(51):
        desk.arrived()
    first = admin.get(f"{PAGE}/1").text
    older = re.search(r'href="([^"]+before=\d+)"', first)
    assert older is not None
    assert first.count("Bekliyor") == 50
    second = admin.get(older[1].replace("&amp;", "&")).text
    assert second.count("Bekliyor") == 1
    assert "En yeniler" in second
    for hostile in ("x", "-1", "9" * 30, "1'"):
        assert admin.get(f"{PAGE}/1?before={hostile}&status={hostile}").status_code == 200


def test_an_owner_who_left_is_shown(office: TestOffice, admin: Client, receiver: Receiver) -> None:
    user = create_user(SYSTEM, "gecici", "Geçici Kişi", "dogru-at-pil-zimba")
    admin.send(f"{PAGE}/yeni", wish(office, receiver, owner=str(user.id)))
    deactivate(SYSTEM, user)
    assert "Sahibi kapalı" in admin.get(PAGE).text
    assert "hiçbir şey bildirilmez" in admin.get(f"{PAGE}/1").text
    assert "Listeden birini seçin" in admin.send(f"{PAGE}/1/duzenle", wish(office, receiver, owner=str(user.id))).text
    admin.send(f"{PAGE}/1/duzenle", wish(office, receiver, version="1"))
    assert "Sahibi kapalı" not in admin.get(PAGE).text
