"""What no browser would send: forms without key, wrong methods and types, tampered cookies, addresses elsewhere."""

import re
import secrets
from urllib.parse import quote, urlencode

import pytest
from tests.hostile.world import World, closing, same
from tests.support.desk import INCOMING, OUTGOING

from kalem.http.visit import cookie_name
from kalem.organisation.attempts import MOST_FOR_PAIR
from kalem.testing import Clock
from kalem.testing.office import PASSWORD
from kalem.testing.web import client

LETTER = {**INCOMING, "kind": "letter", "their_date": "16.11.2026"}
NEW = "/records/registry.incoming/new"

#: What no id, version or cursor is.
NUMBERS = (
    "0", "-1", "1.5", "1e3", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "0x1", "١",
    "²", "null", "", " ", "1 OR 1=1", "%00", "1\0", "..", "~", "2026-01-01~1", "9999-12-31~1", "0000-00-00~1",
    "2026-01-01~99999999999999999999", "~1~2",
)  # fmt: skip

#: What no path of ours is.
ELSEWHERE = (
    "//evil.example", "https://evil.example", "http:evil", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)", "data:text/html,x", "//[", "http://[::1",
    "//evil:99999999",
    "/%0d%0aSet-Cookie:x=1", "evil", "?x", "/\0", "/\u2028", "/" + "a" * 20_000, "//evil\u3002example",
    "/..//evil.example",
)  # fmt: skip

#: What no search asks for.
SEARCHES = (
    "'", '"', "''; DROP TABLE record; --", "a OR b", "NEAR(a b)", "a*", "*", "^a", "-a", "body:a", "acl : a", "{a}",
    "(", ")",
    "&", "|", "!", "<->", "a:*", "\\", "%", "_", "\0", "a\0b", "\ud800".encode("utf-8", "surrogatepass"), "٣", "²",
    "🦄",
    "İIıi", "a" * 100_000, "a " * 5_000, "1/2/3/4/5/6/7/8/9/10/11", "·»z", "a·b", "\u202eabc",
    "<script>alert(1)</script>",
    "\r\nX: y", "{{7*7}}", "${7*7}", "%s%s%s%n", "u2.0", "pu2z2ez0",
)  # fmt: skip


@pytest.fixture(scope="module")
def letter(world: World) -> int:
    with world.inside() as desk:
        return int(desk.ready().id)


def test_a_form_without_its_key_changes_nothing(world: World, letter: int) -> None:
    browser, other = world.browser("mudur"), client(world.office, "evrak_kayit")
    stolen = re.search(r'csrf_token" value="([^"]+)', other.get("/hesabim").text)
    assert stolen
    keeper = world.browser("sistem_yoneticisi")
    values = {"action": "w1", "version": "1", "note": "x"}
    with world.unchanged():
        for rule, method in world.routes():
            if method != "POST":
                continue
            mine = keeper if world.asked(rule) <= {"people.manage", "system.manage"} else browser
            path = world.address(
                rule, record_id=letter, attachment_id=1, type_id="registry.incoming", step_id="refer", delegation_id=1,
                user_id=1, holding_id=1, view_id=1, webhook_id=1, delivery_id=1, token_id=1, plugin_id="protokol",
            )  # fmt: skip
            for key in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": stolen[1]}):
                answer = mine.post(path, data={**values, **key})
                assert answer.status_code == 400, path
                assert "Sayfa beklerken eskidi" in answer.text
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "kind",
    ["application/json", "text/plain", "application/xml", "multipart/form-data", "multipart/form-data; boundary=", "x",
     "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data; boundary=" + "b" * 5000],
)  # fmt: skip
def test_a_body_that_is_no_form_changes_nothing(world: World, letter: int, kind: str) -> None:
    browser = world.browser("mudur")
    with world.unchanged():
        for body in (b"", b"{}", b'{"csrf_token": "x"}', b"\xff\xfe\x00", b"--b\r\n\r\n", b"a=b&" * 100):
            for path in (NEW, f"/record/{letter}/step/refer", f"/record/{letter}/files", "/havale", "/sign-in"):
                assert world.browser("mudur").post(path, data=body, content_type=kind).status_code in (400, 413), path
    assert browser.get("/").status_code == 200


def test_a_form_that_is_too_large_is_refused_in_words(world: World) -> None:
    browser = world.browser("evrak_kayit")
    with world.unchanged():
        for body, kind in (
            ({"subject": "x" * (5 * 2**20)}, "application/x-www-form-urlencoded"),
            ({"subject": "x" * (5 * 2**20)}, "multipart/form-data"),
            ({f"a{at}": "x" for at in range(3000)}, "multipart/form-data"),
        ):
            with closing(browser.post(NEW, data=body, content_type=kind)) as answer:
                assert answer.status_code == 413
                assert "Hiçbir şey kaydedilmedi" in answer.text


def test_thousands_of_fields_do_no_harm(world: World, letter: int) -> None:
    browser = world.browser("mudur")
    with world.unchanged():
        many = {f"a{at}": "x" for at in range(20_000)}
        assert browser.send(f"/record/{letter}/step/refer", {**many, "version": "1"}).status_code in (409, 422)
        repeated = {"record": [f"{at}:1" for at in range(5000)], "action": ["u1"] * 5000, "note": ["x"] * 5000}
        assert browser.send("/havale?view=many", repeated).status_code == 422


def test_numbers_that_are_none_name_nothing(world: World, letter: int) -> None:
    browser = world.browser("mudur")
    with world.unchanged():
        for text in NUMBERS:
            number = quote(text, safe="")
            for path in (
                f"/record/{number}", f"/record/{number}/step/refer", f"/record/{number}/files/{number}",
                f"/record/{number}/correct", f"/record/{letter}/files/{number}", f"/record/{number}/drafts/{number}",
                f"/record/{number}/explain/refer", f"/record/{letter}/drafts/{number}", f"/vekalet/{number}/geri-al",
                f"/records/registry.outgoing/new?for={number}&step=answer", f"/havale?record={number}",
            ):  # fmt: skip
                status = browser.get(path).status_code
                # Digits of any script are digits: that one is another way to write 1.
                assert status in (200, 308, 404) if "?" in path or text == "١" else status in (404, 308), (path, status)
            for path in (
                f"/?view=mine&after={number}", f"/?after={number}", f"/records/registry.incoming/?before={number}",
                f"/records/registry.incoming/?unit={number}&year={number}&state={number}&view={number}",
                f"/search?q=toplantı&before={number}&type={number}", f"/vekalet?before={number}",
                f"/yonetmelik?state={number}",
                f"/record/{letter}?entries={number}", f"/havale?view={number}",
            ):  # fmt: skip
                assert browser.get(path).status_code == 200, path
            for path in (f"/yonetim/kisiler/{number}", f"/yonetim/dosya/{number}", f"/yonetim/kisiler/{number}/kapat"):
                assert world.browser("sistem_yoneticisi").get(path).status_code in (200, 308, 404), path
            for path in (
                f"/yonetim/dosya/1?against={number}",
                f"/yonetim/dosya?before={number}",
                f"/vekalet/hepsi?before={number}",
            ):
                assert world.browser("sistem_yoneticisi").get(path).status_code == 200, path


def test_a_wrong_version_changes_nothing(world: World, letter: int) -> None:
    with world.inside() as desk:
        unit = desk.unit("protokol")
    values = {"action": unit, "note": "gereği"}
    with world.unchanged():
        for version in (*NUMBERS, "999999"):
            answer = world.browser("mudur").send(f"/record/{letter}/step/refer", {**values, "version": version})
            assert answer.status_code == 409, version
            answer = world.browser("evrak_kayit").send(
                f"/record/{letter}/correct", {**LETTER, "mending_reason": "yanlış", "version": version}
            )
            assert answer.status_code == 409, version
            answer = world.browser("mudur").send("/havale", {"record": f"{letter}:{version}", **values})
            assert answer.status_code == 422, version


def test_nobody_is_sent_elsewhere(world: World) -> None:
    for place in ELSEWHERE:
        stranger = client(world.office)
        page = stranger.get("/sign-in?" + urlencode({"next": place}))
        assert page.status_code == 200, place
        answer = stranger.send("/sign-in", {"username": "mudur", "password": PASSWORD, "next": place})
        assert answer.status_code == 302, place
        _inside(answer.headers["Location"])
        again = stranger.get("/sign-in?" + urlencode({"next": place}))
        _inside(again.headers["Location"])


def _inside(location: str) -> None:
    assert re.match(r"/(?![/\\])", location), location
    assert "evil" not in location.partition("?")[0].partition("%")[0] or location.startswith("/.."), location


@pytest.mark.parametrize(
    "referrer", [*ELSEWHERE[:3], "http://localhost//evil.example", "http://[", "http://localhost/\\evil"]
)
def test_nobody_is_sent_where_a_referrer_says(world: World, letter: int, referrer: str) -> None:
    for path in ("/fold", "/sign-out"):
        answer = client(world.office, "mudur").open(
            path, method="GET" if path == "/fold" else "POST", headers={"Referer": referrer}
        )
        assert answer.status_code in (302, 400), path
        if answer.status_code == 302:
            _inside(answer.headers["Location"])
    answer = client(world.office).post("/havale", headers={"Referer": referrer})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99999", "a b", "[", "localhost:x", "\xff", ""])
def test_the_host_that_a_browser_names_leads_nowhere(world: World, host: str) -> None:
    answer = client(world.office).get("/", headers={"Host": host})
    assert answer.status_code in (302, 400)
    assert "evil" not in answer.headers.get("Location", "")
    for path in ("/records/registry.incoming", "/records/registry.incoming?q=a%2Fb&year=2026", "//records///x"):
        for browser in (client(world.office), world.browser("mudur")):
            answer = browser.get(path, headers={"Host": host})
            assert answer.status_code in (302, 308, 400, 404), path
            if answer.status_code < 400:
                _inside(answer.headers["Location"])


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(world: World) -> None:
    answer = world.browser("mudur").get("/records/registry.incoming?q=a%2Fb&year=2026")
    assert (answer.status_code, answer.location) == (308, "/records/registry.incoming/?q=a%2Fb&year=2026")


def test_cookies_that_are_not_ours_are_nobody(world: World) -> None:
    with world.app.app_context():
        name = cookie_name()
    real = world.browser("mudur").get_cookie(name)
    assert real is not None
    for token in (
        "",
        "x",
        "\x7f",
        "a" * 3000,
        real.value[:-1],
        real.value + "x",
        real.value.upper(),
        "../../x",
        "ü",
        "%00",
    ):
        browser = client(world.office)
        browser.set_cookie(name, token)
        assert browser.get("/").status_code == 302, token
    for forms in ("", "x", "e30.x.x", ".eJw" + "A" * 3000, secrets.token_urlsafe(300)):
        browser = client(world.office, "mudur")
        browser.set_cookie(name.replace("kalem_", "kalem_form_"), forms)
        browser.set_cookie("kalem_theme", '"><script>alert(1)</script>')
        browser.set_cookie("kalem_narrow", "<b>")
        answer = browser.get("/")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert browser.post("/sign-out", data={"csrf_token": "x"}).status_code == 400


def test_signing_in_gives_a_session_that_nobody_knew_before(world: World) -> None:
    with world.app.app_context():
        name = cookie_name()
    victim = client(world.office)
    victim.set_cookie(name, "planted")
    page = victim.get("/sign-in")
    key = re.search(r'csrf_token" value="([^"]+)', page.text)
    assert key
    forms = victim.get_cookie(name.replace("kalem_", "kalem_form_"))
    assert forms is not None
    assert forms.http_only
    assert forms.same_site == "Lax"
    answer = victim.post("/sign-in", data={"csrf_token": key[1], "username": "mudur", "password": PASSWORD})
    assert answer.status_code == 302
    first = victim.get_cookie(name)
    assert first is not None
    assert first.value != "planted"
    assert first.http_only
    assert first.same_site == "Lax"
    assert victim.post("/sign-out", data={"csrf_token": key[1]}).status_code == 400, (
        "the key of before is worth nothing"
    )
    victim.send("/sign-in", {"username": "mudur", "password": PASSWORD})
    second = victim.get_cookie(name)
    assert second is not None
    assert second.value != first.value
    thief = client(world.office)
    thief.set_cookie(name, first.value)
    assert thief.get("/").status_code == 302, "the session of before has ended"
    victim.send("/sign-out")
    thief.set_cookie(name, second.value)
    assert thief.get("/").status_code == 302


def test_one_who_tries_passwords_learns_nothing_and_is_stopped(world: World) -> None:
    clock = world.office.clock
    assert isinstance(clock, Clock)
    answers = {}
    for username in (
        "mudur",
        "boyle-biri-yok",
        "MÜDÜR",
        "a" * 5000,
        "",
        "\0",
        "' OR 1=1 --",
        "<script>",
        "mudur\0",
        "\u202emudur",
    ):
        stranger = client(world.office)
        answer = stranger.send("/sign-in", {"username": username, "password": "yanlis-parola-x"})
        assert answer.status_code == 422, username
        assert "<script>" not in answer.text.replace("<script src", "")
        answers[username] = re.sub(r'value="[^"]*"', "", same(answer)[2])
    assert answers["mudur"].replace(" autofocus", "") == answers["boyle-biri-yok"].replace(" autofocus", "")
    for username in ("baskan", "boyle-biri-de-yok"):
        stranger = client(world.office)
        told = []
        for _attempt in range(MOST_FOR_PAIR + 2):
            told.append(stranger.send("/sign-in", {"username": username, "password": "yanlis-parola-x"}).text)
        assert "yanlış" in told[0]
        assert "Çok fazla" in told[-1]
        assert "Çok fazla" in stranger.send("/sign-in", {"username": username, "password": PASSWORD}).text
    clock.move(minutes=16)
    assert client(world.office).send("/sign-in", {"username": "baskan", "password": PASSWORD}).status_code == 302


def test_a_search_for_anything_answers(world: World, letter: int) -> None:
    browser = world.browser("mudur")
    for text in SEARCHES:
        for path in (
            "/search",
            "/records/registry.incoming/",
            "/suggest/correspondents",
            "/suggest/file-plan",
            "/yonetim/kisiler",
        ):
            who = world.browser("sistem_yoneticisi") if path.startswith("/yonetim") else browser
            answer = who.get(f"{path}?{urlencode({'q': text, 'state': text, 'type': text})}")
            assert answer.status_code == 200, (path, text)
            assert "<script>alert" not in answer.text or answer.mimetype == "application/json"
        for name in ("sender", "their_number", "their_date", "confidentiality", "dossier", "annexes"):
            answer = browser.get(f"/records/registry.incoming/hints?{urlencode({name: text})}")
            assert answer.status_code == 200, (name, text)


def test_suggestions_are_data_and_nothing_else(world: World) -> None:
    with world.inside() as desk:
        desk.arrived(sender="</script><script>alert(1)</script> Derneği")
    answer = world.browser("evrak_kayit").get("/suggest/correspondents?q=script")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == ["</script><script>alert(1)</script> Derneği"]


def test_addresses_that_are_none_are_not_found(world: World, letter: int) -> None:
    browser = world.browser("mudur")
    for path in (
        "/records/x/", "/records/registry.incoming", "/records/%00/", "/records/<script>/", "/records/../etc/",
        "/suggest/x",
        "/suggest/__class__", "/static/../app.py", f"/record/{letter}/step/%00", f"/record/{letter}/step/<script>",
        f"/record/{letter}/step/{'a' * 5000}", f"/record/{letter}/explain/x", "/%ff%fe", "/%ed%a0%80",
        "/.git/config", "//",
        "/records/registry.incoming/new?for=1&step=refer", f"/records/registry.outgoing/new?for={letter}&step=%00",
        f"/records/registry.outgoing/new?for={letter}&step=refer",
    ):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code in (404, 308), path
        assert "<script>/" not in answer.text


def test_odd_headers_do_no_harm(world: World) -> None:
    browser = world.browser("mudur")
    for name, value in (
        ("Accept-Language", "tr;q=x,%%,*;q=9"), ("Accept-Language", "a" * 5000), ("Accept", "application/json"),
        ("If-None-Match", '"x'), ("If-Modified-Since", "99"), ("Range", "bytes=9-1"), ("X-Forwarded-For", "<script>"),
        ("X-Forwarded-Host", "evil.example"), ("X-HTTP-Method-Override", "DELETE"), ("Cookie", "=;;=,\xff"),
        ("Content-Length", "5"), ("Origin", "https://evil.example"),
    ):  # fmt: skip
        answer = browser.get("/hesabim", headers={name: value})
        assert answer.status_code in (200, 302), name
        assert "evil" not in answer.text


def test_a_letter_that_is_written_from_elsewhere_is_not_linked_to_what_is_not_there(world: World, letter: int) -> None:
    values = {**OUTGOING, "subject": "Cevap", "addressee": "Valilik"}
    with world.unchanged():
        for source in ("0", "999999", "-1", "x", str(2**63)):
            answer = world.browser("protokol_personeli").send(
                f"/records/registry.outgoing/new?for={source}&step=answer", values
            )
            assert answer.status_code == 404, source
