"""What the file says and the office could not live by: each is told with its line, its key and what to do."""

from functools import cache

import pytest
from tests.support.offices import municipality

from kalem.app import meaning
from kalem.app.assembly import put_together
from kalem.config import Problem, parse
from kalem.plugins import Candidate, discover


@cache
def installed() -> tuple[Candidate, ...]:
    return tuple(discover())


def told(*edits: tuple[str, str]) -> tuple[str, list[Problem]]:
    """Return Karacabey's file with each first text replaced by the second, and what is then wrong with it."""
    text = municipality("karacabey").text
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} must stand once in the file"
        text = text.replace(old, new)
    file = parse(text)
    return text, meaning(file, put_together(file, candidates=installed()), installed())


CHAIN = '[office.ozel_kalem.sign.internal]\nsigned_by = ["mudur"]\n'
EXTERNAL = 'initials = ["mudur"]\nsigned_by = ["baskan", "baskan_yardimcisi"]'

#: old text, new text, what stands in the reported line, key, a part of the message, a part of the cure
MISTAKES = [
    ('\nby = ["mudur"]', '\nby = ["evrak_kayit"]', '\nby = ["evrak_kayit"]', "referral.by",
     "`evrak_kayit` görevinin rollerinde `registry.refer` yetkisi yok", "yetkiyi rolüne ekleyin"),
    ('assign_by = ["mudur"]', 'assign_by = ["mudur", "evrak_kayit"]', "assign_by =", "referral.assign_by",
     "`evrak_kayit` görevinin rollerinde `registry.assign` yetkisi yok", "yetkisi olan bir görev"),
    (EXTERNAL, 'initials = ["author", "evrak_kayit", "unit_head"]\nsigned_by = ["baskan"]', 'initials = ["author"',
     "sign.external.initials", "`evrak_kayit` görevinin rollerinde `registry.initial`", "yetkiyi rolüne ekleyin"),
    (CHAIN, CHAIN.replace("mudur", "medya_sorumlusu"), 'signed_by = ["medya', "sign.internal.signed_by",
     "`medya_sorumlusu` görevinin rollerinde `registry.sign`", "yetkiyi rolüne ekleyin"),
    ('registered_by = ["evrak_kayit"]', 'registered_by = ["mudur"]', "registered_by =", "intake.registered_by",
     "`mudur` içinde kimsenin `registry.register` yetkisi yok", "evrakı kaydedeni yazın"),
    ('registered_by = ["evrak_kayit"]', 'registered_by = ["evrak_kayit", "medya"]', "registered_by =",
     "intake.registered_by", "`medya` içinde kimsenin `registry.register` yetkisi yok", "evrakı kaydedeni yazın"),
    ('steps = ["register", ', "steps = [", "steps =", "intake.steps", "sırada kayıt yok", "`register` adımını"),
    ('"director", "refer"]', '"refer", "custody", "director"]', "steps =", "intake.steps",
     "havaleden sonra `director` yapılamaz", "`refer` adımını bunlardan sonra"),
    (CHAIN, "", "sign-chain-internal =", "rule.sign-chain-internal",
     "zincirde imzalayan yazılmamış", "`[office.ozel_kalem.sign.internal]` altına `signed_by`"),
    (EXTERNAL, 'initials = ["mudur"]', "sign-chain-external =", "rule.sign-chain-external",
     "zincirde imzalayan yazılmamış", "kuralı silin"),
    ("mukhtar-result-told =", 'scope-own-unit = "m14-6"\nmukhtar-result-told =', "scope-own-unit =",
     "rule.scope-own-unit", "hiçbir rolün yetki alanı", 'scope = "unit"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "key", "message", "cure"), MISTAKES, ids=[f"{one[3]}-{one[4][:12]}" for one in MISTAKES]
)
def test_what_nobody_could_do_is_told(old: str, new: str, place: str, key: str, message: str, cure: str) -> None:
    text, (problem,) = told((old, new))
    at = text.index(place) + place.startswith("\n")
    assert (problem.line, problem.key) == (text.count("\n", 0, at) + 1, f"office.ozel_kalem.{key}")
    assert message in problem.message
    assert cure in problem.cure


@pytest.mark.parametrize("registers", ["ozel_kalem", "makam"])
def test_a_unit_registers_through_any_position_of_it_or_below(registers: str) -> None:
    assert told(('registered_by = ["evrak_kayit"]', f'registered_by = ["{registers}"]'))[1] == []


RULES_OFF = (('mukhtar-request-electronic = "m14-3"\n', ""), ('mukhtar-result-told = "m14-6"\n', ""))


def test_a_permission_of_a_plugin_that_is_only_off_asks_to_switch_it_on() -> None:
    _text, found = told(('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokol"]'), *RULES_OFF)
    assert {problem.key for problem in found} == {"role.mukhtar_desk.may"}
    assert {problem.cure for problem in found} == {
        "eklenti kurulu ama açık değil; `muhtarlik` adını `municipality.plugins` listesine yazın"
    }


def test_settings_of_a_plugin_that_is_only_off_ask_to_switch_it_on() -> None:
    _text, (problem,) = told(
        ('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokol"]'),
        ('may = ["muhtarlik.request.create", "muhtarlik.request.work"]', "may = []"),
        ("[plugin.protokol]", "[plugin.muhtarlik]\na = 1\n\n[plugin.protokol]"),
        *RULES_OFF,
    )
    assert (problem.key, "`muhtarlik` adını" in problem.cure) == ("plugin.muhtarlik", True)


def test_settings_of_a_plugin_that_there_is_not_name_the_one_that_was_meant() -> None:
    _text, (problem,) = told(("[plugin.protokol]", "[plugin.protokool]"))
    assert (problem.key, problem.cure) == ("plugin.protokool", "`protokol` mı?")


def test_a_mistyped_plugin_is_told_in_the_list_alone_with_the_installed_one_that_was_meant() -> None:
    _text, (problem,) = told(('plugins = ["protokol", "muhtarlik"]', 'plugins = ["protokool", "muhtarlik"]'))
    assert (problem.key, problem.cure) == ("municipality.plugins", "`protokol` mı?")
