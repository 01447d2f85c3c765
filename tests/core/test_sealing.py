"""Secrets that the application must read again: kept so that the database alone tells nothing."""

import pytest
from flask import Flask

from kalem.sealing import Unsealable, seal, unseal


def app(secret: str) -> Flask:
    made = Flask("kalem")
    made.secret_key = secret
    return made


def test_what_is_sealed_opens_with_the_same_secret_and_purpose() -> None:
    with app("bir").app_context():
        sealed = seal("gizli şey", "deneme")
        assert "gizli" not in sealed
        assert sealed.isascii()
        assert seal("gizli şey", "deneme") != sealed
    with app("bir").app_context():
        assert unseal(sealed, "deneme") == "gizli şey"


def test_another_secret_or_purpose_opens_nothing() -> None:
    with app("bir").app_context():
        sealed = seal("gizli şey", "deneme")
        with pytest.raises(Unsealable):
            unseal(sealed, "baska")
    with app("iki").app_context(), pytest.raises(Unsealable):
        unseal(sealed, "deneme")


@pytest.mark.parametrize("change", ["", "şifre", "gAAAAA", "x"])
def test_what_was_never_sealed_or_was_changed_opens_nothing(change: str) -> None:
    with app("bir").app_context():
        sealed = change + seal("gizli şey", "deneme") if change == "x" else change
        with pytest.raises(Unsealable):
            unseal(sealed, "deneme")
