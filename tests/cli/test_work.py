"""``kalem work`` and ``kalem run``: what was written is told by either, and both end when they are asked to."""

import signal
import time

import pytest
from tests.cli.conftest import Kalem
from tests.cli.test_run import free_port, started, wait_for
from tests.jobs.receiver import Receiver

from kalem import db
from kalem.app import Settings, office
from kalem.context import today
from kalem.jobs import Wish, create, read_networks, send_test
from kalem.organisation import User, load_actor


@pytest.fixture
def waiting(kalem: Kalem, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an event wait for the receiver."""
    monkeypatch.setenv("KALEM_WEBHOOK_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("KALEM_SECRET", "ayni-gizli")
    settings = Settings(f"sqlite:///{kalem.folder}/kalem.db", kalem.folder, "ayni-gizli", read_networks("127.0.0.0/8"))
    app = office(settings)
    with db.entered(app):
        user = User.get(User.username == "yonetici")
        actor = load_actor(user.id, today())
        webhook, _secret = create(actor, Wish("Deneme", receiver.url, user.id))
        send_test(actor, webhook)


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("words", [("work",), ("run", "--port", "0")])
def test_what_waits_is_told_and_the_program_ends_when_asked(
    kalem: Kalem, receiver: Receiver, words: tuple[str, ...]
) -> None:
    words = tuple(str(free_port()) if word == "0" else word for word in words)
    with started(kalem, *words) as process:
        wait_for(process, "Karacabey Belediyesi")
        end = time.monotonic() + 30
        while not receiver.heard and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    (heard,) = receiver.heard
    assert heard.content["type"] == "test"


def test_a_database_that_is_not_there(bare: Kalem) -> None:
    assert "`kalem apply --migrate`" in bare("work", code=1).output


def test_a_setting_that_is_not_understood(kalem: Kalem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KALEM_WEBHOOK_NETWORKS", "kurum ağı")
    output = kalem("work", code=1).output
    assert "KALEM_WEBHOOK_NETWORKS" in output
    assert "10.0.0.0/8" in output
