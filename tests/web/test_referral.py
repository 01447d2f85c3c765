"""The referral screen: one letter after another, many at once, and what is refused."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from tests.core.records.attachments import samples
from tests.support.offices import Offices
from tests.web.at_work import ON, again, arrived, awaiting_referral, office_of_name, queries, with_file

from kalem.ledger import history, verify
from kalem.organisation.directory import directory
from kalem.records import Record
from kalem.testing import TestOffice
from kalem.testing.web import Client, client
from kalem.web.referral import KEYS, STEP
from kalem.workflow import referrals_of, take


@pytest.fixture
def office(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, ON[engine]) as office, office.running():
        yield office


@pytest.fixture
def karacabey(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, "karacabey") as office, office.running():
        yield office


@pytest.fixture
def siverek(offices: Offices, engine: str) -> Iterator[TestOffice]:
    with office_of_name(offices, engine, "siverek") as office, office.running():
        yield office


def unit(slug: str) -> str:
    return f"u{directory().unit_by_slug[slug].id}"


def chosen(*letters: Record) -> list[str]:
    return [f"{letter.id}:{letter.version}" for letter in letters]


def steps(letter: Record) -> list[str]:
    return [entry.action for entry, _text in history("record", letter.id)]


# One after another ---------------------------------------------------------------------------------------------------


def test_the_letter_in_hand_is_referred_and_the_next_one_opens(office: TestOffice) -> None:
    first, second = awaiting_referral(office, "Işık direği"), awaiting_referral(office, "Çöp kutusu")
    director = client(office, "mudur")
    shown = director.get("/havale").text
    assert "Çöp kutusu" in shown
    assert "Işık direği" in shown
    assert "1. evrak, 2 bekleyen" in shown
    answer = director.send(
        f"/havale?record={second.id}",
        {
            "record": chosen(second),
            "action": [unit("protokol")],
            "information": [unit("yazi_isleri")],
            "note": "Gereği için",
            "due": "30.11.2026",
        },
    )
    assert answer.status_code == 303
    assert answer.location == f"/havale?record={first.id}"
    page = director.get(answer.location).text
    assert f"{second.number} havale edildi: " in page
    assert "1. evrak, 1 bekleyen" in page
    stored = again(second)
    assert (stored.state, stored.holders, stored.due) == ("referred", unit("protokol"), date(2026, 11, 30))
    written = [(each.target, each.purpose, each.instruction) for each in referrals_of(second.id)]
    assert written == [
        (unit("protokol"), "action", "Gereği için"),
        (unit("yazi_isleri"), "information", "Gereği için"),
    ]
    assert steps(second)[0] == STEP
    assert list(verify()) == []


def test_after_the_last_letter_the_page_says_that_none_waits(office: TestOffice) -> None:
    letter = awaiting_referral(office)
    director = client(office, "mudur")
    answer = director.send("/havale", {"record": chosen(letter), "action": [unit("protokol")]}, follow_redirects=True)
    assert "Havale bekleyen evrak yok" in answer.text
    assert "havale edildi" in answer.text


def test_a_person_is_a_target_too(office: TestOffice) -> None:
    letter = awaiting_referral(office)
    person = f"w{office.people['protokol_personeli']}"
    client(office, "mudur").send("/havale", {"record": chosen(letter), "action": [person]})
    assert again(letter).holders == person


def test_targets_have_a_key_each_and_none_that_the_page_needs(office: TestOffice) -> None:
    awaiting_referral(office)
    shown = client(office, "mudur").get("/havale").text
    keys = re.findall(r'data-pick="(.)"', shown)
    assert len(keys) == len(set(keys)) > 10
    assert not set(keys) & set("gjkn/")
    assert keys == list(KEYS[: len(keys)])


def test_pages_of_the_letter_are_shown(office: TestOffice) -> None:
    scanned, photographed = awaiting_referral(office, "Taranmış"), awaiting_referral(office, "Fotoğraf")
    with_file(office, scanned, "yazı.pdf", samples.pdf())
    with_file(office, photographed, "yazı.png", samples.png())
    director = client(office, "mudur")
    framed = re.search(
        r'<iframe class="k-sheet is-pdf" src="([^"]+)"', director.get(f"/havale?record={scanned.id}").text
    )
    assert framed is not None
    assert kind_of(director, framed[1]) == "application/pdf"
    drawn = re.search(r'<img class="k-sheet" src="([^"]+)"', director.get(f"/havale?record={photographed.id}").text)
    assert drawn is not None
    assert kind_of(director, drawn[1]) == "image/png"


def kind_of(client: Client, address: str) -> str:
    with client.get(address) as answer:
        return str(answer.mimetype)


def test_a_returned_referral_is_told_with_its_reason(karacabey: TestOffice) -> None:
    letter = awaiting_referral(karacabey)
    take(letter.id, STEP, karacabey.actor("mudur"), {"action": [unit("protokol")], "information": []})
    take(letter.id, "return", karacabey.actor("protokol_sorumlusu"), {"note": "Bizim işimiz değil, muhtarlığın."})
    shown = client(karacabey, "mudur").get(f"/havale?record={letter.id}").text
    assert "Bizim işimiz değil, muhtarlığın." in shown


# Many at once --------------------------------------------------------------------------------------------------------


def test_many_are_referred_each_with_an_entry_of_its_own(office: TestOffice) -> None:
    letters = [awaiting_referral(office, f"Evrak {number}") for number in range(4)]
    left = awaiting_referral(office, "Kalan")
    director = client(office, "mudur")
    values = {"record": chosen(*letters), "action": [unit("sekreterlik" if _siverek(office) else "muhtarlik")]}
    answer = director.send("/havale?view=many", values)
    assert answer.status_code == 303
    page = director.get(answer.location).text
    assert "4 evrak havale edildi (" in page
    for letter in letters:
        assert letter.number in page
        assert again(letter).state == "referred"
        assert steps(letter).count(STEP) == 1
    assert again(left).state != "referred"
    assert "Kalan" in page


def test_what_stays_behind_is_told_with_its_ground_and_the_rest_goes(karacabey: TestOffice) -> None:
    good, changed = awaiting_referral(karacabey, "Giden"), awaiting_referral(karacabey, "Değişen")
    early = arrived(karacabey, "Kayıtsız evrak")
    seen = chosen(good, changed, early)
    take(changed.id, "void", karacabey.actor("mudur"), {"note": "Yanlış kayıt"})
    director = client(karacabey, "mudur")
    answer = director.send("/havale?view=many", {"record": seen, "action": [unit("protokol")]})
    assert answer.status_code == 422
    assert f"{good.number} havale edildi: " in answer.text
    assert f"{changed.number}: siz bakarken başkası değiştirdi." in answer.text
    assert again(good).state == "referred"
    assert again(changed).state == "voided"
    assert again(early).state == "arrived"
    assert "Evrak henüz gelen evrak defterine kaydedilmedi." in answer.text
    assert "m.23" in answer.text
    assert list(verify()) == []


# Refusals ------------------------------------------------------------------------------------------------------------


def test_who_may_not_refer_by_the_rule_is_told_its_article(karacabey: TestOffice) -> None:
    letter = awaiting_referral(karacabey)
    take(letter.id, STEP, karacabey.actor("mudur"), {"action": [unit("protokol")], "information": []})
    head = client(karacabey, "protokol_sorumlusu")
    assert "Havale bekleyen evrak yok" in head.get("/havale").text
    shown = head.get(f"/havale?record={letter.id}").text
    assert "Bu evrak şimdi havale edilemez" in shown
    answer = head.send(f"/havale?record={letter.id}", {"record": chosen(again(letter)), "action": [unit("muhtarlik")]})
    assert answer.status_code == 422
    assert "Evrakı siz havale edemezsiniz." in answer.text
    assert "Neden? m.23" in answer.text
    assert "/yonetmelik#karacabey-m23-c2" in answer.text
    assert again(letter).holders == unit("protokol")


def test_where_the_text_is_silent_the_page_says_so(siverek: TestOffice) -> None:
    letter = awaiting_referral(siverek)
    take(letter.id, STEP, siverek.actor("mudur"), {"action": [unit("protokol")], "information": []})
    head = client(siverek, "protokol_sorumlusu")
    answer = head.send(
        f"/havale?record={letter.id}", {"record": chosen(again(letter)), "action": [unit("sekreterlik")]}
    )
    assert answer.status_code == 422
    assert "Neden? Kurumun ayarı" in answer.text
    assert "Yönetmelik havaleyi kimin" in answer.text


def test_a_form_without_target_or_letter_changes_nothing(office: TestOffice) -> None:
    letter = awaiting_referral(office)
    director = client(office, "mudur")
    nobody = director.send("/havale", {"record": chosen(letter)})
    assert nobody.status_code == 422
    assert "Evrakın kime havale edileceğini seçin." in nobody.text
    nothing = director.send("/havale?view=many", {"action": [unit("protokol")]})
    assert nothing.status_code == 422
    assert "Önce listeden en az bir evrak seçin." in nothing.text
    twice = director.send(
        "/havale", {"record": chosen(letter), "action": [unit("protokol")], "information": [unit("protokol")]}
    )
    assert "Aynı yer hem gereği hem bilgi için seçilmiş." in twice.text
    assert again(letter).version == letter.version


#: A field, what is typed in it, what is said.
HOSTILE = (
    ("due", "31.02.2026", "Böyle bir tarih yok."),
    ("due", "01.01.2020", "01.01.2020 geçti."),
    ("note", "x" * 2_000, "2000 karakter yazıldı"),
    ("note", "kötü \x07 ses", "yazıya uygun değil"),
    ("action", "u99999999", "Listede olmayan bir değer."),
    ("action", "<script>alert(1)</script>", "Listede olmayan bir değer."),
)

#: What is no letter's id and version.
NO_LETTER = ("", ":", "abc", "-1:1", "0:1", f"{10**30}:1", "1:1; drop table record", "١:١", "9223372036854775807:1")


def test_hostile_values_are_refused_at_their_place(office: TestOffice) -> None:
    letter = awaiting_referral(office)
    director = client(office, "mudur")
    for name, value, said in HOSTILE:
        values = {"record": chosen(letter), "action": [unit("protokol")], name: value}
        answer = director.send("/havale", values)
        assert answer.status_code == 422, name
        assert said in answer.text
        assert "<script>alert(1)" not in answer.text
    assert again(letter).version == letter.version


def test_what_is_wrong_far_below_is_told_above_too(office: TestOffice) -> None:
    values = {"record": chosen(awaiting_referral(office)), "action": [unit("protokol")], "due": "01.11.2026"}
    answer = client(office, "mudur").send("/havale", values)
    assert answer.status_code == 422
    assert "Son gün: 01.11.2026 geçti." in answer.text


def test_hostile_ids_name_no_letter(office: TestOffice) -> None:
    letter = awaiting_referral(office)
    director = client(office, "mudur")
    for record in NO_LETTER:
        answer = director.send("/havale?view=many", {"record": [record], "action": [unit("protokol")]})
        assert answer.status_code == 422, record
        assert director.get("/havale", query_string={"record": record}).status_code in (200, 404)
    assert again(letter).version == letter.version


def test_a_letter_that_is_not_open_and_one_that_is_not_there_look_alike(karacabey: TestOffice) -> None:
    letter = awaiting_referral(karacabey)
    head = client(karacabey, "muhtarlik_sorumlusu")
    told = [
        head.send(f"/havale?record={number}&view=many", {"record": [f"{number}:1"], "action": [unit("protokol")]}).text
        for number in (letter.id, 987_654)
    ]
    for text in told:
        assert "Seçtiğiniz evraktan biri yok ya da size açık değil." in text
        assert letter.subject not in text
    assert head.get(f"/havale?record={letter.id}").status_code == head.get("/havale?record=987654").status_code == 404


def test_only_who_refers_sees_the_page_and_a_forged_form_is_refused(office: TestOffice) -> None:
    letter = awaiting_referral(office)
    clerk = client(office, "evrak_kayit")
    assert clerk.get("/havale").status_code == clerk.get("/boyle-bir-sayfa-yok").status_code == 404
    assert clerk.send("/havale", {"record": chosen(letter), "action": [unit("protokol")]}).status_code == 404
    forged = client(office, "mudur").post("/havale", data={"record": chosen(letter), "action": [unit("protokol")]})
    assert forged.status_code == 400
    assert client(office).get("/havale").status_code == 302
    assert again(letter).version == letter.version


def test_the_number_of_queries_does_not_grow_with_the_letters(office: TestOffice) -> None:
    director = client(office, "mudur")
    awaiting_referral(office)
    awaiting_referral(office)

    def counted() -> list[int]:
        return [queries(office, lambda path=path: director.get(path)) for path in ("/havale", "/havale?view=many")]

    counted()
    few = counted()
    for number in range(12):
        awaiting_referral(office, f"Evrak {number}")
    counted()  # The letter that is shown first now is opened for the first time.
    assert counted() == few


def _siverek(office: TestOffice) -> bool:
    return "ust_sorumlu_idare" in office.people
