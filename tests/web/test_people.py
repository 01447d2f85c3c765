"""People: opened, renamed, given passwords and positions, closed; by who keeps the people, and by nobody else."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name, queries

from kalem.ledger import verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import (
    Holding,
    Position,
    Session,
    User,
    appoint,
    create_user,
    deactivate,
    end_holding,
    passwords,
    sign_in,
)
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.web import client

PAGES = ("", "/yeni", "/{user}", "/{user}/kapat", "/{user}/gorev/{holding}/bitir")
ACTS = (
    "/yeni", "/{user}/ad", "/{user}/sifirla", "/{user}/sifirlama", "/{user}/ikinci-adim", "/{user}/gorev",
    "/{user}/kapat", "/{user}/ac",
)  # fmt: skip


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def clerk(office: TestOffice) -> User:
    found: User = User.get_by_id(office.people["evrak_kayit"])
    return found


def address(office: TestOffice, rest: str = "") -> str:
    return f"/yonetim/kisiler/{clerk(office).id}{rest}"


def shown_code(text: str) -> str:
    found = re.search(r'<code class="k-secret">([^<]+)</code>', text)
    assert found is not None
    return found[1]


def test_the_pages_of_one_person_stand_below_the_users(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    for page in ("/yonetim/kisiler", address(office)):
        line = admin.get(page).text.partition('class="k-tabs"')[2].partition("</nav>")[0]
        (marked,) = re.findall(r'aria-current="page">\s*([^<]+?)\s*<', line)
        assert marked == "Kullanıcılar"


def test_a_user_is_opened_with_a_code_that_is_shown_once(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    answer = admin.send("/yonetim/kisiler/yeni", {"name": "Işıl Çağ", "username": "Işıl.Çağ"})
    code = shown_code(answer.text)
    user = User.get(User.username == "ışıl.çağ")
    assert user.name == "Işıl Çağ"
    assert user.password is None
    assert code not in admin.get(f"/yonetim/kisiler/{user.id}").text
    assert all(code not in header for _name, header in answer.headers)
    asked = {"username": "isil.cag", "code": code, "password": "mavi kalem çizgi", "again": "mavi kalem çizgi"}
    assert client(office).send("/sign-in/reset", asked).location == "/sign-in"
    assert sign_in("isil.cag", "mavi kalem çizgi", "127.0.0.1")
    assert list(verify()) == []


#: A field, what is typed in it, what is said.
WRONG = (
    ("username", "a b", "Kullanıcı adı uygun değil."),
    ("username", "EVRAK_KAYİT", "alınmış"),
    ("username", "x" * 200, "200 karakter yazıldı"),
    ("name", "", "Bu alan boş bırakılamaz."),
    ("name", "<script>alert(1)</script>" * 50, "karakter yazıldı"),
    ("name", "Kötü\x00Ad", "yazıya uygun değil"),
)

RIGHT = {"name": "Oya Gün", "username": "oya.gun"}


def test_what_is_wrong_is_told_at_its_field(office: TestOffice) -> None:
    before = User.select().count()
    admin = client(office, "sistem_yoneticisi")
    for field, value, said in WRONG:
        answer = admin.send("/yonetim/kisiler/yeni", {**RIGHT, field: value})
        assert answer.status_code == 422, field
        assert said in answer.text
        assert f'<a href="#yeni-{field}">' in answer.text
        assert "<script>alert(1)" not in answer.text
    assert User.select().count() == before


def test_a_name_with_markup_is_shown_as_it_was_typed(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    admin.send("/yonetim/kisiler/yeni", {"name": "<b>Oya</b>", "username": "oya.gun"})
    shown = admin.get("/yonetim/kisiler?q=oya").text
    assert "&lt;b&gt;Oya&lt;/b&gt;" in shown
    assert "<b>Oya" not in shown


def test_a_person_is_renamed_and_a_stale_form_is_told(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    version = str(clerk(office).version)
    answer = admin.send(
        address(office, "/ad"), {"name": "Ayşe Yılmaz Çınar", "version": version}, follow_redirects=True
    )
    assert "Ad değişti: Ayşe Yılmaz Çınar." in answer.text
    assert "adını değiştirdi." in answer.text
    stale = admin.send(address(office, "/ad"), {"name": "Başka Biri", "version": version})
    assert stale.status_code == 409
    assert clerk(office).name == "Ayşe Yılmaz Çınar"


def test_a_code_lets_the_person_set_a_password_and_ends_all_sessions(office: TestOffice) -> None:
    his, admin = client(office, "evrak_kayit"), client(office, "sistem_yoneticisi")
    code = shown_code(admin.send(address(office, "/sifirla")).text)
    # Until it is used nothing changes, and whoever signs in is told.
    assert his.get("/hesabim").status_code == 200
    entered = client(office).send(
        "/sign-in", {"username": clerk(office).username, "password": PASSWORD}, follow_redirects=True
    )
    assert "parolanız için sıfırlama kodu üretti" in entered.text
    asked = {"username": clerk(office).username, "code": code, "again": "mavi kalem çizgi"}
    weak = client(office).send("/sign-in/reset", {**asked, "password": "x" * 20, "again": "x" * 20})
    assert weak.status_code == 422
    assert "tekrarından oluşamaz" in weak.text
    assert client(office).send("/sign-in/reset", {**asked, "password": "mavi kalem"}).status_code == 422
    done = client(office).send("/sign-in/reset", {**asked, "password": "mavi kalem çizgi"})
    assert done.location == "/sign-in"
    assert passwords.get().matches(clerk(office).password, "mavi kalem çizgi")
    assert his.get("/hesabim").status_code == 302
    assert client(office).send("/sign-in/reset", {**asked, "password": "mavi kalem çizgi"}).status_code == 422
    assert "adlı yöneticinin koduyla belirledi" in admin.get(address(office)).text


def test_a_code_is_withdrawn_and_nobody_makes_one_for_himself(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    code = shown_code(admin.send(address(office, "/sifirla")).text)
    assert "Açık sıfırlama kodu" in admin.get(address(office)).text
    admin.send(address(office, "/sifirlama"))
    assert "Açık sıfırlama kodu" not in admin.get(address(office)).text
    asked = {"username": clerk(office).username, "code": code, "password": "mavi kalem çizgi"}
    refused = client(office).send("/sign-in/reset", {**asked, "again": asked["password"]})
    assert refused.status_code == 422
    assert "Kullanıcı adı ya da kod yanlış" in refused.text
    own = f"/yonetim/kisiler/{office.people['sistem_yoneticisi']}/sifirla"
    assert "Kendiniz için sıfırlama kodu üretemezsiniz." in admin.send(own, follow_redirects=True).text


def test_positions_are_given_and_ended(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    place = Position.get(Position.slug == "protokol_personeli")
    values = {"position": str(place.id), "starts": "18.11.2026", "note": "18.11.2026 tarihli olur"}
    answer = admin.send(address(office, "/gorev"), values, follow_redirects=True)
    assert "görevlendirildi" in answer.text
    assert "18.11.2026 tarihli olur" in answer.text
    holding = Holding.get((Holding.user == clerk(office)) & (Holding.position == place))
    twice = admin.send(address(office, "/gorev"), values)
    assert twice.status_code == 422
    assert "bu görevi zaten yürütüyor" in twice.text
    early = admin.send(address(office, f"/gorev/{holding.id}/bitir"), {"ends": "01.11.2026"})
    assert early.status_code == 422
    assert "bundan önce bitemez" in early.text
    ended = admin.send(address(office, f"/gorev/{holding.id}/bitir"), {"ends": "20.11.2026"}, follow_redirects=True)
    assert "Görev bitiyor" in ended.text
    assert Holding.get_by_id(holding.id).ends == date(2026, 11, 20)
    assert list(verify()) == []


def test_a_full_position_is_refused_with_the_file_as_ground(office: TestOffice) -> None:
    place = Position.get(Position.slug == "mudur")
    values = {"position": str(place.id), "starts": "18.11.2026"}
    answer = client(office, "sistem_yoneticisi").send(address(office, "/gorev"), values)
    assert answer.status_code == 422
    assert "Belediyenin dosyası bu görev için 1 kişi öngörüyor." in answer.text


def test_a_door_is_closed_and_opened_again_but_not_ones_own(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    his = client(office, "evrak_kayit")
    assert "görevleri hemen sona erer" in admin.get(address(office, "/kapat")).text
    closed = admin.send(address(office, "/kapat"), {"note": "Emekli oldu."}, follow_redirects=True)
    assert "artık giriş yapamaz" in closed.text
    assert "Girişi kapalı" in closed.text
    assert his.get("/hesabim").status_code == 302
    assert not Session.select().where(Session.user == clerk(office)).exists()
    again = admin.send(address(office, "/kapat"), {})
    assert again.status_code == 422
    opened = admin.send(address(office, "/ac"), {}, follow_redirects=True)
    assert "yeniden giriş yapabilir" in opened.text
    twice = admin.send(address(office, "/ac"), {}, follow_redirects=True)
    assert "zaten etkin" in twice.text
    own = admin.send(f"/yonetim/kisiler/{office.people['sistem_yoneticisi']}/kapat", {})
    assert own.status_code == 422
    assert "Kendi girişinizi kapatamazsınız." in own.text


def test_the_list_is_in_turkish_order_and_is_searched_without_dots(office: TestOffice) -> None:
    for name, username in (("İnci Ay", "inci.ay"), ("Irmak Ay", "irmak.ay"), ("Çetin Ay", "cetin.ay")):
        create_user(SYSTEM, username, name)
    admin = client(office, "sistem_yoneticisi")
    shown = admin.get("/yonetim/kisiler?q=AY").text
    places = [shown.index(name) for name in ("Çetin Ay", "Irmak Ay", "İnci Ay")]
    assert places == sorted(places)
    assert "Parolası yok" in shown
    assert "İnci Ay" in admin.get("/yonetim/kisiler", query_string={"q": "INCI"}).text
    assert "Böyle bir kullanıcı yok" in admin.get("/yonetim/kisiler?q=hiçkimse").text
    deactivate(SYSTEM, User.get(User.username == "inci.ay"))
    assert "İnci Ay" in admin.get("/yonetim/kisiler?state=closed").text
    assert "İnci Ay" not in admin.get("/yonetim/kisiler?state=active").text
    assert "Irmak Ay" in admin.get("/yonetim/kisiler?state=idle").text


def test_nobody_else_sees_or_does_anything(office: TestOffice) -> None:
    holding = Holding.get(Holding.user == clerk(office))
    before = clerk(office).version
    stranger = client(office)
    for who in ("mudur", "evrak_kayit", "baskan", "protokol_personeli"):
        person = client(office, who)
        unknown = person.get("/yonetim/boyle-bir-sayfa-yok")
        for rest in PAGES:
            path = "/yonetim/kisiler" + rest.format(user=clerk(office).id, holding=holding.id)
            refused = person.get(path)
            assert refused.status_code == unknown.status_code == 404
            assert clerk(office).username not in refused.text
            assert stranger.get(path).status_code == 302
        for rest in ACTS:
            path = "/yonetim/kisiler" + rest.format(user=clerk(office).id)
            assert person.send(path).status_code == 404
        assert person.get("/yonetim/birimler").status_code == 404
    assert clerk(office).version == before


def test_unknown_people_and_forged_forms(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    for path in ("/999999", f"/{2**70}", "/0", f"/{clerk(office).id}/gorev/999999/bitir", "/abc"):
        assert admin.get(f"/yonetim/kisiler{path}").status_code == 404
    assert admin.post(address(office, "/kapat"), data={}).status_code == 400
    assert clerk(office).active


def test_units_and_positions_tell_who_holds_what(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    shown = admin.get("/yonetim/birimler").text
    assert "Özel Kalem Müdürlüğü" in shown
    assert clerk(office).name in shown
    assert "Fen İşleri Müdürlüğü" in shown
    assert "Boş" not in shown
    holding = Holding.get(Holding.user == clerk(office))
    end_holding(SYSTEM, holding, date(2026, 11, 17))
    assert "Boş" in admin.get("/yonetim/birimler").text


def test_the_number_of_queries_does_not_grow_with_the_people(office: TestOffice) -> None:
    admin = client(office, "sistem_yoneticisi")
    paths = ("/yonetim/kisiler", "/yonetim/birimler", address(office))

    def counted() -> list[int]:
        return [queries(office, lambda path=path: admin.get(path)) for path in paths]

    counted()
    few = counted()
    place = Position.get(Position.slug == "sistem_yoneticisi")
    for number in range(12):
        user = create_user(SYSTEM, f"kisi.{number}", f"Kişi {number}")
        appoint(SYSTEM, user, place, date(2026, 11, 1))
        appoint(SYSTEM, clerk(office), place, date(2027, number + 1, 1), date(2027, number + 1, 2))
    assert counted() == few
