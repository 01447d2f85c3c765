"""``kalem token``: made where no page is at hand, shown once, listed without what it is, taken back."""

import pytest
from tests.cli.conftest import Kalem

from kalem import db
from kalem.api import mount
from kalem.app import Settings, office


def opens(kalem: Kalem, secret: str) -> int:
    """Return what a program that comes with ``secret`` is answered."""
    app = office(Settings(f"sqlite:///{kalem.folder}/kalem.db", kalem.folder, "gizli"))
    made = mount(app)
    with db.entered(app):
        return made.test_client().get("/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_printed_once_alone_on_its_line(kalem: Kalem) -> None:
    made = kalem("token", "add", "memur", "Tarayıcı", "--scope", "read", "--days", "30")
    secret = made.stdout.strip()
    assert secret.startswith("klm_")
    assert "\n" not in secret
    assert "Tarayıcı, Işıl Memur adına" in made.stderr
    assert "Bir daha gösterilmez" in made.stderr
    assert opens(kalem, secret) == 200
    listed = kalem("token", "list").output
    assert secret not in listed
    assert "Tarayıcı" in listed
    assert "memur" in listed
    assert secret not in kalem("verify").output


def test_tokens_are_listed_of_one_or_of_all_and_taken_back(kalem: Kalem) -> None:
    assert "Anahtar yok." in kalem("token", "list").output
    secret = kalem("token", "add", "memur", "Tarayıcı", "--scope", "write:registry.incoming").stdout.strip()
    kalem("token", "add", "yonetici", "Harita", "--scope", "read", "--scope", "write:registry.dossier")
    mine = kalem("token", "list", "memur").output
    assert "Harita" not in mine
    assert "write:registry.incoming" in mine
    assert "kullanılmadı" in mine
    everybodys = kalem("token", "list").output
    assert everybodys.index("Harita") < everybodys.index("Tarayıcı")
    opens(kalem, secret)
    assert "kullanılmadı" not in kalem("token", "list", "memur").output
    assert "Tarayıcı iptal edildi." in kalem("token", "revoke", "1").output
    assert opens(kalem, secret) == 401
    assert "iptal edildi" in kalem("token", "list", "memur").output
    assert "zaten iptal edilmiş" in kalem("token", "revoke", "1", code=1).output
    kalem("verify")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "yok", "A", "--scope", "read"), "yok"),
        (("add", "memur", "A", "--scope", "oku"), "kapsamı"),
        (("add", "memur", "A", "--scope", "read:registry.incomin"), "`registry.incoming` mi?"),
        (("add", "memur", "A", "--scope", "write:"), "kapsamı"),
        (("add", "memur", " ", "--scope", "read"), "adı 1 ile 60"),
        (("add", "memur", "a" * 61, "--scope", "read"), "adı 1 ile 60"),
        (("revoke", "99"), "99 numaralı"),
        (("list", "yok"), "yok"),
    ],
)
def test_what_cannot_be_is_told_in_words(kalem: Kalem, words: tuple[str, ...], told: str) -> None:
    answer = kalem("token", *words, code=1)
    assert told in answer.output
    assert "klm_" not in answer.output
    assert "Anahtar yok." in kalem("token", "list").output


@pytest.mark.parametrize(
    "words",
    [
        ("add", "memur", "A"),
        ("add", "memur", "A", "--scope", "read", "--days", "0"),
        ("add", "memur", "A", "--scope", "read", "--days", "366"),
        ("revoke", "0"),
        ("revoke", "x"),
        ("revoke", str(2**31)),
        ("yok",),
    ],
)
def test_what_is_no_command_is_refused(kalem: Kalem, words: tuple[str, ...]) -> None:
    assert "klm_" not in kalem("token", *words, code=2).output


def test_who_is_given_a_new_password_loses_what_he_had(kalem: Kalem) -> None:
    secret = kalem("token", "add", "memur", "Tarayıcı", "--scope", "read").stdout.strip()
    assert opens(kalem, secret) == 200
    # Whoever knew the old one may have made it.
    kalem("user", "password", "memur")
    assert opens(kalem, secret) == 401
    assert "iptal edildi" in kalem("token", "list").output
