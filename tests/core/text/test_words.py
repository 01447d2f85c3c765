"""Words, names made of them, and guesses."""

import pytest

from kalem.text import nearest, slug, tokens


def test_words_are_folded_and_lose_their_ending_after_an_apostrophe() -> None:
    assert tokens("Isparta’dan İZMİR'e, 2026/4127 — kâğıt!") == ["isparta", "izmir", "2026", "4127", "kagit"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Gelen Evrak Defteri (2026)", "gelen-evrak-defteri-2026"), ("IĞDIR  ışık", "igdir-isik"), ("…", "")],
)
def test_a_slug_is_small_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_the_word_that_was_meant_is_named_as_it_is_written() -> None:
    assert nearest("mudur_yardimcsi", ["müdür_yardımcısı", "memur", "şef"]) == "müdür_yardımcısı"
    assert nearest("zzz", ["memur", "şef"]) is None
    assert nearest("", []) is None
