"""Casing and folding of Turkish."""

import pytest

from kalem.text import fold, lower, upper


@pytest.mark.parametrize(
    ("capital", "small"),
    [
        ("ISPARTA", "ısparta"),
        ("İSTANBUL", "istanbul"),
        ("IĞDIR", "ığdır"),
        ("ŞİŞLİ ÇÖPÜ", "şişli çöpü"),
        ("KÂĞIT", "kâğıt"),
        ("", ""),
    ],
)
def test_small_and_capital_letters_pair_as_in_turkish(capital: str, small: str) -> None:
    assert lower(capital) == small
    assert upper(small) == capital


@pytest.mark.parametrize("text", ["I\u0307zmir", "i\u0307zmir", "İzmir", "izmir"])
def test_a_loose_dot_is_part_of_the_letter(text: str) -> None:
    assert lower(text) == "izmir"
    assert upper(text) == "İZMİR"


@pytest.mark.parametrize("text", ["KÂĞIT", "kâğıt", "Kagıt", "KAGIT", "ka\u0302g\u0306ıt"])
def test_folding_leaves_no_accent_and_no_case(text: str) -> None:
    assert fold(text) == "kagit"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ﬁrma", "firma"),
        ("Ｋａｌｅｍ", "kalem"),
        ("Müller-Strauß", "muller-strauß"),
        ("Živilė", "zivile"),
        ("№ 5²", "no 52"),
        ("مرحبا", "مرحبا"),
        ("ДОБРО", "добро"),
    ],
)
def test_folding_opens_ligatures_and_keeps_other_alphabets(text: str, folded: str) -> None:
    assert fold(text) == folded
