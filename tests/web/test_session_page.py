"""How long the session still runs, as the page tells its script, and what prolongs it."""

from dataclasses import replace

import pytest
from tests.web.reading import hidden
from tests.web.test_kept_forms import move

from kalem.organisation import municipality
from kalem.organisation.sessions import IDLE, LONGEST
from kalem.testing import TestOffice
from kalem.testing.web import Client
from kalem.web.session_page import WARN, warn_at

HOUR = int(IDLE.total_seconds())


def left(browser: Client) -> int:
    return int(browser.get("/session").json["left"])


def test_every_request_prolongs_it_to_the_minute(office: TestOffice, clerk: Client) -> None:
    assert f'data-left="{HOUR}"' in clerk.get("/").text
    move(office, seconds=50)
    assert left(clerk) == HOUR - 50
    move(office, minutes=40)
    assert left(clerk) == HOUR
    move(office, minutes=61)
    assert clerk.get("/session").location == "/sign-in?next=/session"


def test_nothing_prolongs_it_beyond_its_longest(office: TestOffice, clerk: Client) -> None:
    for _half in range(23):
        assert clerk.get("/session").status_code == 200
        move(office, minutes=30)
    assert left(clerk) == pytest.approx(int(LONGEST.total_seconds()) - 23 * 1800, abs=1)
    assert left(clerk) == pytest.approx(1800, abs=1)
    move(office, minutes=30)
    assert clerk.get("/session").status_code == 302


def test_the_file_says_how_long_and_a_short_one_is_warned_of_later(office: TestOffice, clerk: Client) -> None:
    assert warn_at() == WARN
    file = municipality.get()
    municipality.put(office.app, replace(file, security=replace(file.security, idle_minutes=6)))
    page = clerk.get("/").text
    assert 'data-left="360"' in page
    assert 'data-warn="120"' in page


def test_answers_to_scripts_tell_it_and_others_do_not(clerk: Client) -> None:
    path = "/suggest/correspondents?q=fı"
    assert clerk.get(path, headers={"X-Requested-With": "fetch"}).headers["X-Session-Left"] == str(HOUR)
    assert "X-Session-Left" not in clerk.get(path).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_is_read_only(clerk: Client, method: str) -> None:
    key = hidden(clerk.get("/"), "csrf_token")
    assert clerk.open("/session", method=method, data={"csrf_token": key}).status_code == 405
