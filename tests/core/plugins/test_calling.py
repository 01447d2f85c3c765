import logging
from collections.abc import Iterator
from types import ModuleType

import pytest

from kalem.plugins import hookimpl

from .fakes import fake, kalem_greet, kalem_things, put_together


def greeting(answer: str) -> object:
    def kalem_greet(name: str) -> str:
        return f"{answer} {name}"

    return kalem_greet


def raising(error: BaseException) -> object:
    def kalem_greet() -> str:
        raise error

    return kalem_greet


def test_every_answer_comes_with_its_plugin_in_order() -> None:
    plugins = put_together(fake("b", greeting("Merhaba")), fake("a", greeting("Selam")))

    outcomes = plugins.collect(kalem_greet, name="Ayşe", loud=False)

    assert [(each.plugin_id, each.value) for each in outcomes] == [("b", "Merhaba Ayşe"), ("a", "Selam Ayşe")]


def test_arguments_may_be_given_by_place() -> None:
    def kalem_greet(loud: bool, name: str) -> str:
        return name.upper() if loud else name

    plugins = put_together(fake("a", kalem_greet))

    [outcome] = plugins.collect(kalem_greet, "ali", True)
    assert outcome.value == "ALI"


def test_an_argument_with_a_default_is_given_too() -> None:
    def kalem_greet(name: str = "nobody", own: int = 2) -> str:
        return name * own

    [outcome] = put_together(fake("a", kalem_greet)).collect(kalem_greet, name="x", loud=False)

    assert outcome.value == "xx"


@pytest.mark.parametrize("error", [ValueError("broken"), SystemExit(3)])
def test_one_that_raises_costs_its_own_answer_only(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    plugins = put_together(
        fake("a", greeting("Merhaba")), fake("b", raising(error)), fake("c", greeting("Selam"))
    )

    with caplog.at_level(logging.ERROR, "kalem.plugins"):
        first, second, third = plugins.collect(kalem_greet, name="Ali", loud=False)

    assert (first.value, third.value) == ("Merhaba Ali", "Selam Ali")
    assert (second.plugin_id, second.error) == ("b", error)
    assert "plugin b failed in kalem_greet" in caplog.text
    with pytest.raises(type(error)):
        second.value  # noqa: B018


def test_none_is_no_answer() -> None:
    def kalem_greet() -> None:
        return None

    assert put_together(fake("a", kalem_greet)).collect(kalem_greet, name="x", loud=False) == []


def test_a_generator_runs_where_its_plugin_is_known() -> None:
    def kalem_things() -> Iterator[str]:
        yield "x"
        raise OSError("disk")

    plugins = put_together(fake("a", kalem_things), fake("b", things=["y"]))

    first, second = plugins.collect(kalem_things)
    assert isinstance(first.error, OSError)
    assert second.value == ["y"]


def test_the_core_is_called_before_all_plugins() -> None:
    second, first = ModuleType("second"), ModuleType("first")
    first.kalem_things = hookimpl(lambda: ["1"])
    second.kalem_things = hookimpl(lambda: ["2"])

    plugins = put_together(fake("a", things=["3"]), core={"first": first, "second": second})

    assert [(each.plugin_id, each.value) for each in plugins.collect(kalem_things)] == [
        ("first", ["1"]),
        ("second", ["2"]),
        ("a", ["3"]),
    ]
