"""Delegations: given, shown, refused at the right field, revoked; never handed on."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.support.offices import Offices
from tests.web.at_work import ON, office_of_name, queries

from kalem.context import today
from kalem.ledger import verify
from kalem.ledger.book import SYSTEM
from kalem.organisation import Delegation, Holding, Position, User, appoint, end_holding, give, load_actor
from kalem.testing import Clock, TestOffice
from kalem.testing.web import client


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


def form(office: TestOffice, **changes: object) -> dict[str, object]:
    values: dict[str, object] = {
        "position": str(position("mudur").id),
        "to_user": str(office.people["protokol_sorumlusu"]),
        "starts": "18.11.2026",
        "ends": "25.11.2026",
        "scope": "all",
        "basis": "17.11.2026 tarihli, 412 sayılı olur",
    }
    return {**values, **changes}


def position(slug: str) -> Position:
    found: Position = Position.get(Position.slug == slug)
    return found


def lent(office: TestOffice, starts: date = date(2026, 11, 18), ends: date = date(2026, 11, 25)) -> Delegation:
    receiver = User.get_by_id(office.people["protokol_sorumlusu"])
    return give(office.actor("mudur"), position("mudur"), receiver, starts, ends, "all", "412 sayılı olur")


def test_a_delegation_is_given_and_seen_by_both(office: TestOffice) -> None:
    director = client(office, "mudur")
    answer = director.send("/vekalet/yeni", form(office), follow_redirects=True)
    assert "Vekâlet verildi: " in answer.text
    assert "Yürürlükte" in answer.text
    assert "412 sayılı olur" in answer.text
    received = client(office, "protokol_sorumlusu").get("/vekalet?view=received").text
    assert "Yürürlükte" in received
    assert "başkasına devredilemez" in received
    assert Delegation.get().powers == "all"
    assert list(verify()) == []


def test_only_the_chosen_powers_are_lent(office: TestOffice) -> None:
    director = client(office, "mudur")
    director.send("/vekalet/yeni", form(office, scope="some", powers=["registry.refer", "registry.assign"]))
    assert set(Delegation.get().powers.split()) == {"registry.refer", "registry.assign"}
    assert "Havale etme" in director.get("/vekalet").text
    nothing = director.send("/vekalet/yeni", form(office, scope="some"))
    assert nothing.status_code == 422
    assert "Devredilecek yetki seçilmedi." in nothing.text


#: A field, what is typed in it, what is said.
WRONG = (
    ("ends", "17.11.2026", "Bitiş günü (17.11.2026) başlangıçtan (18.11.2026) önce."),
    ("starts", "01.11.2026", "Vekâlet geçmiş bir günden (01.11.2026) başlatılamaz."),
    ("ends", "31.02.2027", "Böyle bir tarih yok."),
    ("basis", "", "Bu alan boş bırakılamaz."),
    ("basis", "x" * 600, "600 karakter yazıldı"),
    ("to_user", "999999", "Listede olmayan bir değer."),
    ("position", "999999", "Listede olmayan bir değer."),
    ("scope", "her şey", "Listede olmayan bir değer."),
    ("powers", "<script>", "Listede olmayan bir değer."),
)


def test_picked_powers_beside_all_of_them_are_asked_about(office: TestOffice) -> None:
    director = client(office, "mudur")
    answer = director.send("/vekalet/yeni", form(office, scope="all", powers=["registry.refer"]))
    assert answer.status_code == 422
    assert "Yetki seçtiniz. Yalnız onları verecekseniz “Yalnız seçtiğim yetkiler” seçeneğini işaretleyin" in answer.text
    assert not Delegation.select().exists()


def test_a_refusal_stands_at_its_field(office: TestOffice) -> None:
    director = client(office, "mudur")
    for field, value, said in WRONG:
        answer = director.send("/vekalet/yeni", form(office, **{field: value}))
        assert answer.status_code == 422, field
        assert said in answer.text
        assert f'<a href="#vekalet-{field}">' in answer.text
    assert not Delegation.select().exists()


def test_nobody_lends_what_is_lent_to_him_or_belongs_to_another(office: TestOffice) -> None:
    lent(office)
    deputy = client(office, "protokol_sorumlusu")
    answer = deputy.send("/vekalet/yeni", form(office, to_user=str(office.people["evrak_kayit"])))
    assert answer.status_code == 422
    assert Delegation.select().count() == 1


def test_a_delegation_longer_than_the_holding_is_refused(office: TestOffice) -> None:
    user = User.get_by_id(office.people["evrak_kayit"])
    other = Position.select().where(Position.slug == "protokol_personeli").get()
    appoint(SYSTEM, user, other, date(2026, 11, 1), date(2026, 11, 20))
    answer = client(office, "evrak_kayit").send("/vekalet/yeni", form(office, position=str(other.id)))
    assert answer.status_code == 422
    assert "Göreviniz 20.11.2026 günü bitiyor" in answer.text


def test_states_are_told(offices: Offices, engine: str) -> None:
    clock = Clock()
    with office_of_name(offices, engine, "karacabey", clock=clock) as office, office.running():
        lent(office)
        director = client(office, "mudur")
        assert "Yürürlükte" in director.get("/vekalet").text
        clock.move(days=8)
        assert "Bitti" in client(office, "mudur").get("/vekalet").text
        director = client(office, "mudur")
        director.send("/vekalet/yeni", form(office, starts="01.12.2026", ends="02.12.2026"))
        assert "Başlayacak" in director.get("/vekalet").text


def test_the_giver_revokes(office: TestOffice) -> None:
    given = lent(office)
    director = client(office, "mudur")
    assert "Geri\N{NO-BREAK SPACE}al" in director.get("/vekalet").text
    assert "Vekâlet hemen biter" in director.get(f"/vekalet/{given.id}/geri-al").text
    answer = director.send(f"/vekalet/{given.id}/geri-al", {"note": "İzinden erken döndüm."}, follow_redirects=True)
    assert "Vekâlet geri alındı" in answer.text
    assert "Geri alındı" in answer.text
    assert Delegation.get().revoked_at is not None
    again = director.send(f"/vekalet/{given.id}/geri-al", {})
    assert again.status_code == 422
    assert "daha önce geri alınmış" in again.text
    actor = load_actor(office.people["protokol_sorumlusu"], office.actor("mudur").on)
    assert all(seat.delegation_id is None for seat in actor.seats)


def test_who_keeps_the_people_sees_and_revokes_all(office: TestOffice) -> None:
    given = lent(office)
    admin = client(office, "sistem_yoneticisi")
    assert "412 sayılı olur" in admin.get("/vekalet/hepsi").text
    assert admin.send(f"/vekalet/{given.id}/geri-al", {"note": "Yazıyla istendi."}).location == "/vekalet/hepsi"
    assert Delegation.get().revoked_at is not None


def test_others_neither_see_nor_revoke(office: TestOffice) -> None:
    given = lent(office)
    clerk = client(office, "evrak_kayit")
    assert "412 sayılı olur" not in clerk.get("/vekalet").text
    assert "412 sayılı olur" not in clerk.get("/vekalet?view=received").text
    unknown = clerk.get("/vekalet/999999/geri-al")
    for path in (f"/vekalet/{given.id}/geri-al", "/vekalet/hepsi"):
        refused = clerk.get(path)
        assert refused.status_code == unknown.status_code == 404
    assert clerk.send(f"/vekalet/{given.id}/geri-al", {}).status_code == 404
    assert client(office).get("/vekalet").status_code == 302
    assert client(office, "mudur").post("/vekalet/yeni", data=form(office)).status_code == 400
    assert Delegation.get().revoked_at is None


def test_a_colleague_in_the_same_position_revokes_only_what_the_giver_left_behind(office: TestOffice) -> None:
    slug = "protokol_personeli"
    colleague = office.hire(slug, "Meslektaş Kişi", "meslektas")
    held, giver = position(slug), User.get_by_id(office.people[slug])
    give(office.actor(slug), held, User.get_by_id(colleague), today(), today() + timedelta(days=9), "all", "7 sayılı")
    given = Delegation.get()
    office.people["meslektas"] = colleague
    browser, path = client(office, "meslektas"), f"/vekalet/{given.id}/geri-al"
    assert "7 sayılı" in browser.get("/vekalet?view=received").text
    assert path not in browser.get("/vekalet?view=received").text
    assert browser.get(path).status_code == browser.send(path, {}).status_code == 404
    assert Delegation.get().revoked_at is None
    assert client(office, slug).get(path).status_code == 200
    end_holding(SYSTEM, Holding.get(Holding.user == giver), today() - timedelta(days=1))
    assert path in browser.get("/vekalet?view=received").text
    assert browser.get(path).status_code == 200


def test_a_hostile_cursor_shows_the_first_page(office: TestOffice) -> None:
    lent(office)
    director = client(office, "mudur")
    for before in ("x", "-1", "9" * 30, "١"):
        assert "412 sayılı olur" in director.get("/vekalet", query_string={"before": before}).text


def test_the_number_of_queries_does_not_grow(office: TestOffice) -> None:
    director, admin = client(office, "mudur"), client(office, "sistem_yoneticisi")
    lent(office)

    def counted() -> list[int]:
        return [
            queries(office, lambda: director.get("/vekalet")),
            queries(office, lambda: admin.get("/vekalet/hepsi")),
            queries(office, lambda: director.get("/vekalet/yeni")),
        ]

    counted()
    few = counted()
    for number in range(60):
        day = date(2026, 12, 1) + timedelta(days=number)
        lent(office, day, day)
    assert counted() == few
    shown = admin.get("/vekalet/hepsi").text
    assert "Daha eski" in shown
