"""The demo: an office with some months behind it, whole, provable, and the same each time."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.cli.conftest import Kalem
from tests.support.offices import CONFIG, Offices

from kalem import db
from kalem.app import Settings, office
from kalem.config import load
from kalem.context import local
from kalem.demo import PASSWORD, build, building, logins
from kalem.ledger import Entry, Number, verify
from kalem.organisation import Delegation, sign_in
from kalem.records import Record
from kalem.records.attachments import Attachment
from kalem.registry.letters import Dispatch
from kalem.workflow import Referral

FIXTURES = Path(__file__).parents[1] / "fixtures" / "municipalities"

#: A Saturday: nobody works.
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

Story = list[tuple[str, str, str, str | None]]


def built(url: str, offices: Offices, file: Path, papers: int = 8) -> Settings:
    settings = Settings(url, offices.folder(), "gizli")
    build(settings, load(file), papers=papers, now=lambda: NOW)
    return settings


def told(settings: Settings) -> Story:
    app = office(settings, clock=lambda: NOW)
    with db.entered(app):
        rows = Record.select().order_by(Record.id)
        return [(row.type, row.state, row.subject, row.number) for row in rows]


def remembered(settings: Settings) -> list[str]:
    """Return the texts of all entries, without the digests of passwords, which are salted."""
    app = office(settings, clock=lambda: NOW)
    with db.entered(app):
        return [re.sub("sha256:[0-9a-f]+", "", entry.text or "") for entry in Entry.select().order_by(Entry.id)]


@pytest.mark.parametrize("name", ["karacabey", "siverek"])
def test_an_office_at_work(empty_database_url: str, offices: Offices, name: str) -> None:
    app = office(built(empty_database_url, offices, CONFIG / f"{name}.toml"), clock=lambda: NOW)
    with db.entered(app):
        assert verify() == []
        states = Counter((row.type, row.state) for row in Record.select())
        incoming = {state for type, state in states if type == "registry.incoming"}
        assert incoming >= {
            "arrived",
            "registered",
            "referred",
            "assigned",
            "answering",
            "answered",
            "concluded",
            "filed",
        }
        letters = {state for type, state in states if type in ("registry.outgoing", "registry.internal")}
        assert letters >= {"draft", "in_chain", "signed", "sent", "filed"}
        assert {row.confidentiality for row in Record.select()} >= {0, 1, 2}
        overdue = Record.select().where((Record.due < local(NOW).date()) & Record.closed_at.is_null())
        assert overdue.count() >= 3
        assert {row.purpose for row in Referral.select()} == {"action", "information"}
        assert Dispatch.select().count() > 3
        assert {row.kind for row in Attachment.select()} == {"scan", "attachment"}
        assert {row.ends < date(2026, 11, 21) for row in Delegation.select()} == {True, False}
        hours = [local(entry.at) for entry in Entry.select().where(Entry.subject == "record")]
        assert all(moment.weekday() < 5 and 8 <= moment.hour < 18 for moment in hours)
        assert {login.title for login in logins()} == {
            each.title for each in load(CONFIG / f"{name}.toml").positions.values()
        }
        assert sign_in(logins()[0].username, PASSWORD, "127.0.0.1")
        assert Number.select().count() > 20


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.toml")), ids=lambda path: path.stem)
def test_any_municipality_has_a_demo(tmp_path: Path, offices: Offices, path: Path) -> None:
    settings = built(f"sqlite:///{tmp_path}/kalem.db", offices, path, papers=0)
    app = office(settings, clock=lambda: NOW)
    with db.entered(app):
        assert verify() == []
        assert logins()


def test_it_is_the_same_each_time(tmp_path: Path, offices: Offices) -> None:
    file = FIXTURES / "defne.toml"
    one, other = (built(f"sqlite:///{tmp_path}/{name}.db", offices, file, papers=0) for name in "ab")
    assert told(one) == told(other)


def test_it_is_the_same_in_every_language(
    tmp_path: Path, offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = CONFIG / "karacabey.toml"
    turkish = remembered(built(f"sqlite:///{tmp_path}/tr.db", offices, file, papers=1))
    monkeypatch.setenv("KALEM_LANGUAGE", "en")
    assert remembered(built(f"sqlite:///{tmp_path}/en.db", offices, file, papers=1)) == turkish
    assert any('"note":"+ Birim eklenir: ' in text for text in turkish)


def test_the_command_builds_once_and_prints_who_can_sign_in(bare: Kalem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "PAPERS", 0)
    first = bare("demo", "--no-serve").output
    assert "örnek verisi kuruluyor" in first
    assert "Evrak Kayıt Görevlisi" in first
    assert f"Herkesin parolası: {PASSWORD}" in first
    again = bare("demo", "--no-serve").output
    assert "kuruluyor" not in again
    assert first.endswith(again)
    assert "bulgu yok" in bare("verify").output
    assert not list(bare.folder.parent.glob(".*"))


def test_a_demo_under_another_file_is_refused(kalem: Kalem) -> None:
    kalem.edit(('name = "Medya-İletişim Bölümü"', 'name = "Medya Bürosu"'))
    output = kalem("demo", "--no-serve", code=1).output
    for command in ("plan", "apply"):
        assert f" {command} --municipality {kalem.file} --data {kalem.folder}\n" in output
    assert str(kalem.folder) in output.splitlines()[-1]


def test_a_folder_that_cannot_be_made_is_told_in_words(bare: Kalem) -> None:
    output = bare("apply", "--migrate", "--data", "/proc/olmaz", code=1).output
    assert output.startswith("Dosya: ")
    assert "/proc/olmaz" in output
