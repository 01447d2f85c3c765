"""Every address of the application: who may open it, by which methods, and what everybody else gets."""

import pytest
from tests.hostile.world import World, same
from tests.jobs.subscribing import told_in_every_way
from tests.support.desk import INCOMING

from kalem.http.routing import PUBLIC, SIGNED_IN
from kalem.ledger.book import SYSTEM
from kalem.organisation import create_user
from kalem.organisation.tokens import make_token
from kalem.records.saved_views import save
from kalem.testing.office import user

METHODS = ("PUT", "DELETE", "QUERY", "POST")

MARK = "Zümrüdüanka"


@pytest.fixture(scope="module")
def values(world: World) -> dict[str, object]:
    """Return for each variable of an address what makes it one of something that is there."""
    with world.inside() as desk:
        record = desk.ready(subject=f"{MARK} toplantısı")
        letter = desk.letter(subject=f"{MARK} cevabı")
        desk.do(letter, "rewrite", "protokol_personeli", body=f"{MARK} yeniden")
        told_in_every_way(world.office, MARK)
        view = save(desk.actor("mudur"), "registry.incoming", MARK, {"q": MARK}, "", default=False)
        create_user(SYSTEM, "bos.kisi", "Boş Kişi", "dogru-at-pil-zimba")
        token, _secret = make_token(SYSTEM, user("mudur"), f"{MARK} programı", ["read"], 9)
    return {
        "record_id": record.id,
        "attachment_id": 1,
        "type_id": "registry.incoming",
        "step_id": "refer",
        "no": 1,
        "name": "correspondents",
        "user_id": world.office.people["mudur"],
        "holding_id": 1,
        "delegation_id": 1,
        "token_id": token.id,
        "number": 1,
        "webhook_id": 1,
        "delivery_id": 1,
        "plugin_id": "protokol",
        "view_id": view.id,
        "filename": "kalem.css",
    }


def test_every_address_says_who_may_open_it(world: World) -> None:
    assert world.routes()
    assert [rule.rule for rule, _method in world.routes() if not world.asked(rule)] == []
    variables = {name for rule, _method in world.routes() for name in rule.arguments}
    assert variables <= {
        "record_id", "attachment_id", "type_id", "step_id", "no", "name", "user_id", "holding_id", "delegation_id",
        "token_id", "number", "filename", "webhook_id", "delivery_id", "view_id", "plugin_id",
    }  # fmt: skip


def test_only_the_sign_in_style_sheets_and_health_are_for_everybody(world: World) -> None:
    open_ones = {rule.endpoint for rule, _method in world.routes() if world.is_public(rule)}
    pages = {each for each in open_ones if not each.endswith(".static")}
    assert pages == {
        "sign_in.form", "sign_in.enter", "sign_in.code", "sign_in.enter_code", "sign_in.reset", "sign_in.set_anew",
        "health.show",
    }  # fmt: skip


def test_nobody_who_is_not_signed_in_gets_anything(world: World, values: dict[str, object]) -> None:
    stranger = world.browser(None)
    with world.unchanged():
        for rule, method in world.routes():
            if world.is_public(rule):
                continue
            path = world.address(rule, **values)
            for sent in (method, "OPTIONS", *(("HEAD",) if method == "GET" else ())):
                answer = stranger.open(path, method=sent)
                assert answer.status_code == 302, path
                assert answer.headers["Location"].startswith("/sign-in"), path
                assert MARK not in answer.text
                assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_finds_out_which_ids_there_are_before_signing_in(world: World, values: dict[str, object]) -> None:
    stranger = world.browser(None)
    names = ("record_id", "attachment_id", "user_id", "holding_id", "delegation_id", "token_id", "number", "no")
    there = dict.fromkeys(names, 7)
    for rule, method in world.routes():
        if rule.arguments & there.keys() and not world.is_public(rule):
            own = {name: value for name, value in values.items() if name in there}
            found = stranger.open(world.address(rule, **values), method=method)
            missing = stranger.open(world.address(rule, **{**values, **dict.fromkeys(there, 99998)}), method=method)
            assert same(found, *own.values(), 99998)[0::2] == same(missing, *own.values(), 99998)[0::2], rule.rule


@pytest.mark.parametrize("position", ["mudur", "evrak_kayit", "protokol_personeli", "sistem_yoneticisi", "baskan"])
def test_a_page_that_asks_for_a_right_is_not_there_for_others(
    world: World, values: dict[str, object], position: str
) -> None:
    browser = world.browser(position)
    with world.inside() as desk:
        actor = desk.actor(position)
    unknown = same(browser.get("/boyle-bir-sayfa-yok"))
    tried = 0
    with world.unchanged():
        for rule, method in world.routes():
            words = world.asked(rule)
            if words & {PUBLIC, SIGNED_IN} or any(map(actor.may, words)):
                continue
            tried += 1
            path = world.address(rule, **values)
            answer = browser.send(path) if method == "POST" else browser.get(path)
            assert answer.status_code == 404, path
            assert same(answer)[2] == unknown[2], path
    assert tried


def test_methods_that_a_page_does_not_know_are_refused(world: World, values: dict[str, object]) -> None:
    browser = world.browser("mudur")
    with world.unchanged():
        for rule, _method in world.routes():
            path = world.address(rule, **values)
            known = {method for other, method in world.routes() if other.rule == rule.rule} | {"GET"}
            for method in set(METHODS) - known:
                answer = browser.open(path, method=method, data={"csrf_token": "x"})
                assert answer.status_code in (400, 404, 405), (method, path)


def test_one_without_a_position_sees_nothing(world: World, values: dict[str, object]) -> None:
    with world.inside():
        world.office.people["-"] = create_user(SYSTEM, "gorevsiz", "Görevsiz Kişi", "dogru-at-pil-zimba").id
    browser = world.browser("-")
    for rule, method in world.routes():
        if method == "GET" and not world.is_public(rule):
            answer = browser.get(world.address(rule, **values))
            assert answer.status_code < 500, rule.rule
            told = answer.get_data().decode(errors="replace")
            assert MARK not in told
            assert INCOMING["sender"] not in told
