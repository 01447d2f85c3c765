"""What may be stored, and how it is refused."""

import pytest
from marshmallow import ValidationError

from kalem.records.fields import String, Text
from kalem.text import UncleanText, clean


def test_ends_are_stripped_and_letters_composed() -> None:
    assert clean(" \u00a0s\u0327ube  müdürü\n") == "şube  müdürü"


def test_lines_end_one_way() -> None:
    assert clean("bir\r\niki\rüç\u2028dört\tbeş\n", multiline=True) == "bir\niki\nüç\ndört\tbeş"


def test_unseen_marks_are_left_out() -> None:
    assert clean("\ufeffka\u00adrar\u200b \u202eno\u202c") == "karar no"


@pytest.mark.parametrize("bad", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("multiline", [True, False])
def test_what_no_database_should_hold_is_refused(bad: str, multiline: bool) -> None:
    with pytest.raises(UncleanText, match=rf"^4\. karakter \(U\+{ord(bad):04X}\)") as refused:
        clean(f" abc{bad}def", multiline=multiline)
    assert (refused.value.position, refused.value.character) == (4, bad)


@pytest.mark.parametrize(("text", "word"), [("bir\r\niki", "satır sonu"), ("bir\tiki", "sekme")])
def test_one_line_is_one_line(text: str, word: str) -> None:
    with pytest.raises(UncleanText, match=word):
        clean(text)


@pytest.mark.parametrize("mark", ["\u061c", *map(chr, range(0x206A, 0x2070))], ids=ascii)
def test_marks_of_arabic_writing_are_left_out(mark: str) -> None:
    assert clean(f"ka{mark}rar {mark}no") == "karar no"


INVISIBLE = ["\u200d", "\u3164", "\u2800", "\u115f", "\u1160", "\uffa0", "\ufe0f", "\u034f", "\U000e0041", "\U000e0100"]


@pytest.mark.parametrize("multiline", [True, False])
@pytest.mark.parametrize("character", INVISIBLE, ids=ascii)
def test_a_text_that_shows_nothing_is_empty(character: str, multiline: bool) -> None:
    assert clean(character, multiline) == ""
    assert clean(f" {character} \u2003{character}", multiline) == ""
    assert clean(f"{character}\n\t{character}", multiline=True) == ""
    assert clean(f"a{character}b", multiline) == f"a{character}b"


def test_what_joins_visible_signs_stays() -> None:
    assert clean("👩\u200d🚒 ekibi") == "👩\u200d🚒 ekibi"


def test_what_shows_nothing_is_no_required_text() -> None:
    for field in (String(label="Konu", required=True), Text(label="Konu", required=True)):
        with pytest.raises(ValidationError):
            field.deserialize("\u3164\u200d")
