"""Forms: times, what is needed when, and what only steps fill."""

from datetime import date, time
from typing import ClassVar

import pytest
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from kalem.context import moment_of, written
from kalem.records import Schema, codec, fields


class Visit(Schema):
    on = fields.Date(label="Gün")
    at = fields.Time(label="Saat")
    way = fields.Choice((("walk", "Yürüyerek"), ("car", "Arabayla")), label="Nasıl", required=True)
    plate = fields.String(label="Plaka")
    people = fields.Integer(label="Kaç kişi")
    came = fields.Moment(label="Geldi", dump_only=True)

    needed_when: ClassVar[dict[str, tuple[str, tuple[str, ...]]]] = {"plate": ("way", ("car",))}


@pytest.mark.parametrize(
    ("typed", "at"), [("14.30", time(14, 30)), (" 9:05 ", time(9, 5)), ("14", time(14)), ("00.00", time(0))]
)
def test_a_time_is_typed_the_turkish_way(typed: str, at: time) -> None:
    decoded = codec.form(Visit(), MultiDict({"at": typed, "way": "walk"}))

    assert (decoded.errors, decoded.values["at"]) == ({}, at)
    assert codec.shown(Visit(), decoded.values)["at"] == [at.strftime("%H.%M")]


@pytest.mark.parametrize("typed", ["24.00", "12.60", "öğlen", "14:30:15", "14:30+03:00", "１４.３０.", "\x00"])
def test_what_is_no_time_is_told_at_its_place(typed: str) -> None:
    decoded = codec.form(Visit(), MultiDict({"at": typed, "way": "walk"}))

    assert decoded.errors == {"at": ["Böyle bir saat yok. Saati 14.30 gibi yazın."]}
    assert decoded.raw["at"] == [typed]


@pytest.mark.parametrize("typed", ["03.09.2026", "3.9.26", "3/9/26", " 03-09-2026 ", "2026-09-03"])
def test_a_day_is_typed_the_turkish_way(typed: str) -> None:
    decoded = codec.form(Visit(), MultiDict({"on": typed, "way": "walk"}))

    assert (decoded.errors, decoded.values["on"]) == ({}, date(2026, 9, 3))
    assert codec.shown(Visit(), decoded.values)["on"] == ["03.09.2026"]


@pytest.mark.parametrize(
    ("typed", "year"),
    [("26", 2026), ("00", 2000), ("68", 2068), ("69", 1969), ("98", 1998), ("1998", 1998), ("2068", 2068)],
)
def test_a_year_of_two_digits_is_the_one_that_is_meant(typed: str, year: int) -> None:
    decoded = codec.form(Visit(), MultiDict({"on": f"3.9.{typed}", "way": "walk"}))

    assert (decoded.errors, decoded.values["on"]) == ({}, date(year, 9, 3))


@pytest.mark.parametrize("typed", ["30.02.26", "3.9.126", "3.9.6", "3.9", "26.13.01", "2026-9-3", "030926", "1.1.0026"])
def test_what_is_no_day_is_told_at_its_place(typed: str) -> None:
    decoded = codec.form(Visit(), MultiDict({"on": typed, "way": "walk"}))

    assert decoded.errors == {"on": ["Böyle bir tarih yok. Günü 21.11.2026 gibi yazın."]}
    assert decoded.raw["on"] == [typed]


@pytest.mark.parametrize(("typed", "people"), [("15", 15), (" 1.500 ", 1500), ("12.000", 12000), ("1.000.000", 10**6)])
def test_dots_group_thousands(typed: str, people: int) -> None:
    decoded = codec.form(Visit(), MultiDict({"people": typed, "way": "walk"}))

    assert (decoded.errors, decoded.values["people"]) == ({}, people)


@pytest.mark.parametrize("typed", ["1.5", "1.50", "1500.000", "1.0000", ".500", "1..500", "1.500.", "1,5"])
def test_a_dot_that_groups_no_thousands_makes_no_number(typed: str) -> None:
    decoded = codec.form(Visit(), MultiDict({"people": typed, "way": "walk"}))

    assert list(decoded.errors) == ["people"]
    assert decoded.raw["people"] == [typed]


@pytest.mark.parametrize(
    ("way", "plate", "wrong"), [("car", "", True), ("car", "16 KY 118", False), ("walk", "", False)]
)
def test_a_field_is_needed_when_another_says_so(way: str, plate: str, wrong: bool) -> None:
    decoded = codec.form(Visit(), MultiDict({"way": way, "plate": plate}))

    assert list(decoded.errors) == (["plate"] if wrong else [])


def test_a_field_that_steps_fill_is_in_no_form() -> None:
    decoded = codec.form(Visit(), MultiDict({"way": "walk", "came": "2026-11-18T10:00:00Z"}))

    assert "came" not in decoded.values | decoded.raw
    assert "came" not in codec.shown(Visit(), {})
    assert Visit().fields["came"].label == "Geldi"
    with pytest.raises(ValidationError):
        Visit().load({"way": "walk", "came": "2026-11-18T10:00:00Z"})


def test_a_moment_is_written_in_turkish_time() -> None:
    moment = moment_of(date(2026, 11, 18), time(9, 30))

    assert moment.isoformat() == "2026-11-18T06:30:00+00:00"
    assert written(moment) == "18.11.2026 09.30"
