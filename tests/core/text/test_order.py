"""Turkish alphabetical order by a stored key."""

import random

import pytest

from kalem.text import sort_key

IN_ORDER = [
    "",
    " boşlukla başlayan",
    "(parantezli)",
    "10. Yıl Caddesi",
    "9 Eylül",
    "ahmet",
    "Ahmet",
    "âhmet",
    "Ahmet Ali",
    "Ahmet-Ali",
    "Ahmetali",
    "Cami",
    "Çamlık",
    "Dere",
    "Gaziantep",
    "Geyve",
    "Ğ",
    "Hakkari",
    "Hakkâri",
    "Hakkarili",
    "Ilgaz",
    "ısı",
    "Isparta",
    "Işık",
    "idare",
    "İdare",
    "İzmir",
    "jandarma",
    "kar",
    "kâr",
    "karar",
    "Oğuz",
    "Ordu",
    "Öğretmen",
    "Quebec",
    "Rize",
    "Sarıyer",
    "Şarköy",
    "Uşak",
    "Üsküdar",
    "Van",
    "Washington",
    "Xanthos",
    "Yozgat",
    "Zonguldak",
    "Ωmega",
]


def test_hard_pairs_stand_in_turkish_order() -> None:
    shuffled = random.Random(5).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_composed_and_decomposed_letters_have_one_key() -> None:
    assert sort_key("S\u0327is\u0327li") == sort_key("Şişli")


def test_a_key_fits_an_index_and_holds_no_nul() -> None:
    key = sort_key("Ş" * 1_000_000)
    assert len(key.encode()) < 2_000
    assert "\0" not in key


@pytest.mark.parametrize("text", ["\u0345", "\U0001f600", "\u0301a", "ﬁ"])
def test_any_text_has_a_key(text: str) -> None:
    assert sort_key(text)
