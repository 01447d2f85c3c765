"""Dates, sizes and numbers as they stand on the screen."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup
from tests.web import gallery

from kalem import i18n
from kalem.i18n import speaking
from kalem.web import components as c


@pytest.fixture(autouse=True)
def _gallery_day() -> Iterator[None]:
    """It is 19.11.2026 10.42 in Turkey."""
    with gallery.create_app().test_request_context():
        yield


def test_dates_and_times_are_turkish_and_local() -> None:
    evening = datetime(2026, 11, 19, 21, 30, tzinfo=UTC)  # half past midnight in Turkey
    assert c.write_date(evening) == "20.11.2026"
    assert c.write_time(evening) == "00.30"
    assert c.write_date(date(2026, 1, 2)) == "02.01.2026"
    assert c.write_weekday(date(2026, 11, 19)) == "19.11.2026 Perşembe"


def test_a_moment_of_today_says_so() -> None:
    assert c.write_when(datetime(2026, 11, 19, 6, 20, tzinfo=UTC)) == "Bugün 09.20"
    assert c.write_when(datetime(2026, 11, 18, 5, 41, tzinfo=UTC)) == "18.11.2026 08.41"


@pytest.mark.parametrize(
    ("distance", "said", "style"),
    [
        (-2, "2 gün gecikti", "late"),
        (0, "Bugün", "soon"),
        (1, "Yarın", "soon"),
        (11, "11 gün kaldı", ""),
        (30, "30 gün kaldı", ""),
        (31, "20.12.2026", ""),
    ],
)
def test_a_last_day_says_how_near_it_is(distance: int, said: str, style: str) -> None:
    assert c.write_near(gallery.day(distance)) == said
    assert c.lateness(gallery.day(distance)) == style


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bayt"),
        (1023, "1023 bayt"),
        (1024, "1 KB"),
        (626_688, "612 KB"),
        (1_468_006, "1,4 MB"),
        (1_048_576, "1 MB"),
        (26_214_400, "25 MB"),
        (5_368_709_120, "5 GB"),
    ],
)
def test_sizes_read_as_in_a_file_manager(size: int, said: str) -> None:
    assert c.write_size(size) == said


def test_numbers_have_turkish_separators() -> None:
    assert c.write_number(18204) == "18.204"
    assert c.write_number(1234.5, 2) == "1.234,50"


def test_an_english_reader_reads_english_numbers_and_the_paper_s_dates() -> None:
    with speaking("en"):
        assert c.write_number(18204) == "18,204"
        assert c.write_number(1234.5, 2) == "1,234.50"
        assert c.write_size(1_468_006) == "1.4 MB"
        assert c.write_size(1_048_576) == "1 MB"
        assert c.write_weekday(date(2026, 11, 19)) == "Thursday, 19.11.2026"
        assert c.write_when(datetime(2026, 11, 19, 6, 20, tzinfo=UTC)) == "Today 09.20"
        assert c.write_near(gallery.day(-1)) == "1 day overdue"
        assert c.write_near(gallery.day(-2)) == "2 days overdue"


def test_what_people_wrote_is_marked_for_an_english_reader_alone() -> None:
    behalf = "%(title)s yerine, vekâleten"
    for text in ("Çocuk parkı", 'Ali "Veli"', i18n.gettext(behalf, title="Müdür"), 412, None):
        assert c.said(text) is text
        assert c.tongue(text) == ""
    with speaking("en"):
        assert c.said("Çocuk <parkı>") == '<span lang="tr">Çocuk &lt;parkı&gt;</span>'
        assert c.said("2026/412") == "2026/412"
        assert c.said(i18n.gettext("Gönderen")) == c.said(i18n.lazy_gettext("Gönderen")) == "Sender"
        assert (
            c.said(i18n.gettext(behalf, title="Müdür <1>"))
            == '<span>in place of <span lang="tr">Müdür &lt;1&gt;</span>, by delegation</span>'
        )
        done = Markup("<b>Parkı</b>")
        assert c.said(done) is done
        assert [c.tongue(text) for text in ("Çocuk", "412", "", i18n.gettext("Gönderen"), done)] == [
            ' lang="tr"', "", "", "", ""
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "letters"), [("Emine Işık Şahin", "EŞ"), ("ilker", "İ"), ("ışıl irem", "Iİ"), ("", "")]
)
def test_initials_follow_turkish_casing(name: str, letters: str) -> None:
    assert c.initials(name) == letters


def test_nothing_is_written_as_nothing() -> None:
    for write in (c.write_date, c.write_time, c.write_when, c.write_weekday, c.write_near):
        assert write(None) == ""
    assert c.write_number(None) == c.write_size(None) == ""


def test_each_ground_has_its_word() -> None:
    words = [c.ground_label(ground) for ground in ("rule", "setting", "right")]
    assert words == ["kural", "kurumun ayarı", "eksik yetki"]
