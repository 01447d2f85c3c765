"""What may be stored, and how it is refused."""

import pytest

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
