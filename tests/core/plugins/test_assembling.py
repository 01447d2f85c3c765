"""Plugins that are broken together with others, and how the office goes on without them."""

from types import ModuleType

import pytest
from flask import Flask

from kalem.plugins import (
    BrokenPlugins,
    Declared,
    Failure,
    Plugins,
    assembled,
    declared,
    duplicates,
    foreign_names,
    hookimpl,
)

from .fakes import fake, ids, installed, kalem_greet, kalem_things, put_together, reasons


def unique_things(plugins: Plugins) -> list[Failure]:
    """Stand for the judges of tables, addresses, permissions and types: all of them ask for single names."""
    found, failures = declared(plugins, kalem_things)
    return failures + duplicates("tablo", found)


def things_of(plugins: Plugins) -> list[str]:
    return [each.item for each in declared(plugins, kalem_things)[0]]


def test_a_misspelt_hook_is_reported_with_the_right_name() -> None:
    def kalem_thing() -> list[str]:
        return []

    plugins = put_together(fake("a"), fake("b", kalem_thing))

    assert ids(plugins) == ["a"]
    assert reasons(plugins, "b") == "kalem_thing adında bir kanca yok; kalem_things mi?"


def test_a_hook_that_nothing_resembles_is_reported() -> None:
    def made_up() -> None:
        pass

    assert reasons(put_together(fake("b", made_up)), "b") == "made_up adında bir kanca yok."


def test_a_hook_without_its_mark_is_reported() -> None:
    candidate = fake("b")

    def load() -> object:
        module = candidate.load()
        module.kalem_things = lambda: ["x"]
        return module

    assert "@hookimpl" in reasons(put_together(installed("b", load)), "b")


def test_an_unknown_argument_is_reported_with_those_that_there_are() -> None:
    def kalem_greet(nam: str, why: str, own: int = 3) -> str:
        return nam

    plugins = put_together(fake("b", kalem_greet))

    assert "istiyor: nam (verilenler: name, loud)" in reasons(plugins, "b")
    assert "istiyor: why" in reasons(plugins, "b")
    assert "own" not in reasons(plugins, "b")


def test_all_mistakes_of_all_plugins_are_found() -> None:
    def kalem_thing() -> None:
        pass

    def kalem_gret() -> None:
        pass

    plugins = put_together(fake("a", kalem_thing, kalem_gret), fake("b", kalem_gret), fake("c", api=">=3"))

    assert [failure.plugin_id for failure in plugins.failures] == ["c", "a", "a", "b"]


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_of_a_duplicate_the_later_is_left_out_and_both_are_named(first: str, second: str) -> None:
    plugins = put_together(
        fake(first, things=["x"]),
        fake(second, things=["own", "x"]),
        fake("c", things=["y"]),
        validators=[unique_things],
    )

    assert ids(plugins) == [first, "c"]
    assert reasons(plugins, second) == f"tablo daha önce {first} bildirdi: x"
    assert things_of(plugins) == ["x", "y"]


def test_a_name_that_one_plugin_declares_twice_is_reported() -> None:
    plugins = put_together(fake("a", things=["x", "x"]), validators=[unique_things])

    assert reasons(plugins, "a") == "tablo iki kez bildirilmiş: x"


def test_a_plugin_that_repeats_the_core_is_left_out() -> None:
    core = ModuleType("core")
    core.kalem_things = hookimpl(lambda: ["record"])

    plugins = put_together(fake("a", things=["record"]), core={"belge": core}, validators=[unique_things])

    assert ids(plugins) == []
    assert reasons(plugins, "a") == "tablo daha önce belge bildirdi: record"
    assert things_of(plugins) == ["record"]


def test_a_plugin_whose_declaration_raises_is_left_out() -> None:
    def kalem_things() -> list[str]:
        raise KeyError("colour")

    plugins = put_together(fake("a", kalem_things), fake("b", things=["y"]), validators=[unique_things])

    assert ids(plugins) == ["b"]
    assert "kalem_things hata verdi: KeyError: 'colour' (test_assembling.py:" in reasons(plugins, "a")


def test_a_plugin_that_declares_no_list_is_left_out() -> None:
    def kalem_things() -> str:
        return "x"

    plugins = put_together(fake("a", kalem_things), validators=[unique_things])

    assert reasons(plugins, "a") == "kalem_things bir liste döndürmeliydi, str döndürdü."


def test_of_a_mapping_the_names_are_taken() -> None:
    def kalem_things() -> dict[str, str]:
        return {"x": "İks", "y": "Ye"}

    assert things_of(put_together(fake("a", kalem_things))) == ["x", "y"]


def test_names_outside_the_plugins_own_are_reported() -> None:
    names = [Declared("mali", "mali_fatura"), Declared("mali", "fatura")]

    [failure] = foreign_names("tablo", "{}_", names)

    assert failure == Failure("mali", "tablo adı mali_ ile başlamalı: fatura")


def test_validators_see_the_others_again_without_the_broken_one() -> None:
    seen = []

    def watch(plugins: Plugins) -> list[Failure]:
        seen.append(ids(plugins))
        return [Failure("a", "olmaz")] if "a" in plugins else []

    plugins = put_together(fake("a"), fake("b", requires=("a",)), fake("c"), validators=[watch])

    assert seen == [["a", "b", "c"], ["c"]]
    assert reasons(plugins, "b").endswith("çalışmıyor: a")


def test_all_validators_are_heard_in_one_round() -> None:
    def complain(plugins: Plugins) -> list[Failure]:
        return [Failure("a", "bir")] if "a" in plugins else []

    plugins = put_together(fake("a"), validators=[complain, complain])

    assert reasons(plugins, "a") == "bir\nbir"


def test_a_plugin_on_which_a_validator_stumbles_is_found_and_left_out() -> None:
    def stumble(plugins: Plugins) -> list[Failure]:
        return [Failure(name, "") for name in things_of(plugins) if name.isdigit()]

    plugins = put_together(
        fake("a", things=["x"]),
        fake("b", things=[3]),
        fake("c", requires=("b",)),
        fake("d", things=["y"]),
        validators=[stumble],
    )

    assert ids(plugins) == ["a", "d"]
    assert reasons(plugins, "b").startswith("bağlanırken hata verdi: AttributeError: 'int' object")


def test_a_validator_that_stumbles_over_the_core_stops_all() -> None:
    def stumble(_plugins: Plugins) -> list[Failure]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_together(fake("a"), validators=[stumble])


def test_a_plugin_known_to_be_broken_is_left_out_from_the_start() -> None:
    plugins = put_together(fake("a"), fake("b"), broken=[Failure("a", "göçü başarısız")])

    assert ids(plugins) == ["b"]
    assert reasons(plugins, "a") == "göçü başarısız"


def test_a_fault_of_the_core_stops_even_when_not_strict() -> None:
    with pytest.raises(BrokenPlugins, match="belge: olmaz"):
        put_together(
            fake("a"),
            core={"belge": ModuleType("x")},
            validators=[lambda _plugins: [Failure("belge", "olmaz")]],
        )


def test_a_plugin_may_not_bear_the_name_of_a_part_of_the_core() -> None:
    plugins = put_together(fake("belge"), core={"belge": ModuleType("x")})

    assert "çekirdeğin bir bölümünün adıdır" in reasons(plugins, "belge")


def test_strict_stops_with_every_reason() -> None:
    candidates = [
        fake("a", api=">=2"),
        fake("b", requires=("a",)),
        fake("c", things=["x"]),
        fake("d", things=["x"]),
    ]

    with pytest.raises(BrokenPlugins) as caught:
        put_together(*candidates, validators=[unique_things], strict=True)

    assert {failure.plugin_id for failure in caught.value.failures} == {"a", "b", "d"}
    assert str(caught.value).count("\n") == 2
    assert "d: tablo daha önce c bildirdi: x" in str(caught.value)


def test_strict_is_content_when_all_is_well() -> None:
    assert ids(put_together(fake("a"), strict=True)) == ["a"]


def test_status_tells_of_every_plugin_enabled_or_installed() -> None:
    plugins = put_together(
        fake("runs", version="0.9"),
        fake("breaks", api=">=2"),
        fake("zidle"),
        fake("idle"),
        enabled=["breaks", "absent", "runs"],
    )

    assert [(each.id, each.state) for each in plugins.status] == [
        ("runs", "enabled"),
        ("breaks", "failed"),
        ("absent", "missing"),
        ("idle", "installed"),
        ("zidle", "installed"),
    ]
    assert [(each.label, each.version) for each in plugins.status[:3]] == [
        ("Runs", "0.9"),
        ("breaks", "3.1"),
        ("absent", ""),
    ]


def test_a_missing_plugin_is_reported_with_the_one_that_was_meant() -> None:
    plugins = put_together(fake("basin_yayin"), enabled=["basin_yayim"])

    assert reasons(plugins, "basin_yayim") == "böyle bir eklenti kurulu değil; basin_yayin mi?"


def test_every_application_has_its_own_plugins() -> None:
    one, other = Flask("one"), Flask("other")
    assembled.put(one, put_together(fake("a")))
    assembled.put(other, put_together(fake("b")))

    with one.app_context():
        assert ids(assembled.get()) == ["a"]
    with other.app_context():
        assert ids(assembled.get()) == ["b"]


def test_a_plugin_that_does_not_run_is_not_found() -> None:
    plugins = put_together(fake("a"))

    assert plugins["a"].id == "a"
    with pytest.raises(KeyError):
        plugins["b"]
    with pytest.raises(KeyError):
        plugins.collect(lambda: None)
    assert [outcome.value for outcome in plugins.collect(kalem_greet, name="x", loud=True)] == []
