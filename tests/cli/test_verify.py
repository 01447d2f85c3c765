"""``kalem verify``: what was changed behind the program's back is named."""

import re
import sqlite3
from contextlib import closing

import pytest
from tests.cli.conftest import Kalem


def change(kalem: Kalem, statement: str) -> None:
    """Write into the database behind the program's back."""
    with closing(sqlite3.connect(kalem.folder / "kalem.db")) as database:
        database.execute("PRAGMA foreign_keys = off")
        assert database.execute(statement).rowcount
        database.commit()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE unit SET name = 'Başka' WHERE slug = 'medya'", "unit "),
        ("UPDATE user SET name = 'Başka'", "user 1"),
        (
            "UPDATE entry SET text = replace(text, 'Ayşe', 'Fatma') WHERE subject = 'user' AND seq = 1",
            "user:1 hareket 1",
        ),
        ("DELETE FROM holding", "holding 1"),
        ("UPDATE registry_dossier SET file_plan_code = '622'", "registry_dossier "),
        ("UPDATE applied_file SET text = text || ' '", "applied_file 1"),
    ],
)
def test_a_change_behind_its_back_is_found(kalem: Kalem, statement: str, named: str) -> None:
    change(kalem, statement)
    result = kalem("verify", code=1)
    assert any(line.startswith(named) for line in result.output.splitlines())
    assert "kanıtlanamadı" in result.output


def test_the_proof_does_not_ask_for_the_file_in_force(kalem: Kalem) -> None:
    kalem.edit(("# Karacabey Belediyesi: Özel", "# Karacabey Belediyesi; Özel"))
    assert "bulgu yok" in kalem("verify").output


def test_the_search_index_is_made_anew(kalem: Kalem) -> None:
    change(kalem, "DELETE FROM search_index")
    assert "`kalem reindex`" in kalem("verify", code=1).output
    assert "1 kayıt" in kalem("reindex").output
    assert "bulgu yok" in kalem("verify").output


def test_a_digest_that_was_kept_elsewhere_must_be_that_of_an_anchor(kalem: Kalem) -> None:
    first = anchored(kalem)
    assert "Son çapadan sonra 0 hareket" in kalem("verify", "--anchor", first).output
    kalem("user", "add", "yeni", "Yeni Kişi")
    assert "Son çapadan sonra 1 hareket" in kalem("verify").output
    second = anchored(kalem)
    assert "bulgu yok" in kalem("verify", "--anchor", first.upper(), "--anchor", second).output
    # All anchors are taken away, and what stands is anchored anew: a whole ledger, but another one.
    for statement in ("DELETE FROM anchor", "UPDATE entry SET anchor_id = NULL"):
        change(kalem, statement)
    anchored(kalem)
    assert "bulgu yok" in kalem("verify").output
    result = kalem("verify", "--anchor", first, "--anchor", second, code=1)
    assert [line for line in result.output.splitlines() if line.startswith("çapa")] == [
        f"çapa {digest}: saklanan özet, defterdeki hiçbir çapanın değil" for digest in (first, second)
    ]


def test_a_digest_that_is_none_is_typed_wrongly(kalem: Kalem) -> None:
    assert "64 haneli" in kalem("verify", "--anchor", "abc", code=2).output


def anchored(kalem: Kalem) -> str:
    """Anchor, and return the digest that is to be kept."""
    (digest,) = re.findall(r"SHA-256 ([0-9a-f]{64})", kalem("anchor").output)
    return digest


@pytest.mark.parametrize("command", ["plan", "apply", "explain 1 close --as memur", "anchor", "reindex", "run"])
def test_no_office_runs_under_a_text_that_was_not_applied(kalem: Kalem, command: str) -> None:
    change(kalem, """UPDATE applied_file SET text = replace(text, 'signed_by = ["baskan"', 'signed_by = ["mudur"')""")
    result = kalem(*command.split(), code=1)
    assert "değiştirilmiş" in result.output
    assert "`kalem verify`" in result.output
    assert any(line.startswith("applied_file 1: text") for line in kalem("verify", code=1).output.splitlines())


def test_a_text_that_is_no_file_any_more_is_named_too(kalem: Kalem) -> None:
    change(kalem, "UPDATE applied_file SET text = 'x', digest = 'y'")
    lines = kalem("verify", code=1).output.splitlines()
    assert any(line.startswith("applied_file 1: text: 'x'") for line in lines)
    assert any(line.startswith("applied_file 1: digest: 'y'") for line in lines)
