"""The page of access tokens: one's own, made with the password, shown once; all of them for who keeps the people."""

import re
from typing import Any

import pytest

from kalem.ledger import history, verify
from kalem.organisation import ApiToken
from kalem.testing import TestOffice
from kalem.testing.office import PASSWORD
from kalem.testing.programs import Program, answering, program
from kalem.testing.web import Client, client

PAGE = "/anahtarlar"

SECRET = re.compile(r"klm_[A-Za-z0-9_-]{43}")


@pytest.fixture(autouse=True)
def programs(office: TestOffice) -> None:
    answering(office)


def made(browser: Client, **values: Any) -> str:
    """Make a token by the page and return it."""
    given = {"label": "Santral", "days": "30", "kind": "read", "old": PASSWORD, **values}
    answer = browser.send(f"{PAGE}/yeni", given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    (secret,) = SECRET.findall(answer.text)
    return str(secret)


def test_from_an_empty_page_to_a_program_that_comes_in(office: TestOffice, clerk: Client) -> None:
    assert "Anahtar yok" in clerk.get(PAGE).text
    secret = made(clerk)
    told = Program(office, secret).get("/v1/me").json
    assert (told["user"]["id"], told["token"]["scopes"]) == (office.people["evrak_kayit"], ["read"])
    shown = clerk.get(PAGE).text
    assert "Santral" in shown
    assert "Yalnız okur" in shown
    assert "Geçerli" in shown
    assert not SECRET.search(shown)
    assert secret not in str([text for _entry, text in history("user", office.people["evrak_kayit"])])


def test_the_last_day_is_told_on_which_it_is_good(office: TestOffice, clerk: Client) -> None:
    made(clerk, days="30")
    # It is 18 November 2026.
    assert "18.12.2026" in clerk.get(PAGE).text
    assert "19.12.2026" not in clerk.get(PAGE).text


def test_a_token_may_be_bound_to_some_types(office: TestOffice, clerk: Client) -> None:
    secret = made(clerk, kind="write", types=["registry.incoming", "registry.dossier"])
    assert Program(office, secret).get("/v1/me").json["token"]["scopes"] == [
        "write:registry.incoming",
        "write:registry.dossier",
    ]
    shown = clerk.get(PAGE).text
    assert "Okur ve değiştirir" in shown
    assert "Gelen evrak" in shown


def test_a_token_is_taken_back_at_once_and_once(office: TestOffice, clerk: Client) -> None:
    secret = made(clerk)
    token = ApiToken.get()
    assert "geri alınmaz" in clerk.get(f"{PAGE}/{token.id}/iptal").text
    assert "iptal edildi" in clerk.send(f"{PAGE}/{token.id}/iptal", follow_redirects=True).text
    assert Program(office, secret).get("/v1/me").status_code == 401
    assert "İptal edildi" in clerk.get(PAGE).text
    again = clerk.send(f"{PAGE}/{token.id}/iptal", follow_redirects=True)
    assert "zaten iptal edilmiş" in again.text
    assert not list(verify())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"old": "yanlis-parola"}, "Şimdiki parolanız bu değil"),
        ({"old": ""}, "boş bırakılamaz"),
        ({"label": " "}, "boş bırakılamaz"),
        ({"label": "a" * 61}, "60 karakter"),
        ({"days": "0"}, "1"),
        ({"days": "366"}, "365"),
        ({"days": "x"}, "sayı"),
        ({"kind": "admin"}, "Listeden birini seçin"),
        ({"types": ["yok.tur"]}, "Listeden seçin"),
        ({"types": ["registry.incoming read"]}, "Listeden seçin"),
    ],
)
def test_what_is_wrong_is_said_and_no_token_is_made(clerk: Client, values: dict[str, Any], message: str) -> None:
    given = {"label": "Santral", "days": "30", "kind": "read", "old": PASSWORD, **values}
    answer = clerk.send(f"{PAGE}/yeni", given)
    assert answer.status_code == 422
    assert message in answer.text
    assert PASSWORD not in answer.text
    assert not SECRET.search(answer.text)
    assert not ApiToken.select().exists()


def test_others_tokens_are_there_only_for_who_keeps_the_people(office: TestOffice, clerk: Client) -> None:
    secret = made(clerk, label="Zümrüdüanka programı")
    token, admin, stranger = ApiToken.get(), client(office, "sistem_yoneticisi"), client(office, "mudur")
    assert "Zümrüdüanka" not in stranger.get(PAGE).text
    for path in (f"{PAGE}/hepsi", f"{PAGE}/{token.id}/iptal", f"{PAGE}/99/iptal"):
        assert stranger.get(path).status_code == 404
    assert stranger.send(f"{PAGE}/{token.id}/iptal").status_code == 404
    assert Program(office, secret).get("/v1/me").status_code == 200
    assert "Zümrüdüanka" not in admin.get(PAGE).text
    everybodys = admin.get(f"{PAGE}/hepsi").text
    assert "Zümrüdüanka programı" in everybodys
    admin.send(f"{PAGE}/{token.id}/iptal")
    assert Program(office, secret).get("/v1/me").status_code == 401
    (last, *_rest) = [text for _entry, text in history("user", office.people["evrak_kayit"])]
    assert (last.action, last.by["title"]) == ("revoke_token", "Sistem Yöneticisi")


def test_nobody_has_more_than_twenty(office: TestOffice, clerk: Client) -> None:
    for _number in range(20):
        program(office, "evrak_kayit")
    answer = clerk.send(f"{PAGE}/yeni", {"label": "Bir daha", "days": "1", "kind": "read", "old": PASSWORD})
    assert answer.status_code == 422
    assert "20 anahtar var" in answer.text
    token = ApiToken.select().order_by(ApiToken.id).first()
    clerk.send(f"{PAGE}/{token.id}/iptal")
    assert made(clerk)
