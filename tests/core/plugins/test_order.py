import pytest

from .fakes import fake, ids, kalem_things, put_together, reasons


def test_plugins_stand_in_the_order_of_the_file() -> None:
    plugins = put_together(fake("c"), fake("a"), fake("b"))

    assert ids(plugins) == ["c", "a", "b"]


def test_a_required_plugin_comes_just_before_the_first_that_needs_it() -> None:
    plugins = put_together(
        fake("a"), fake("b", requires=("d", "c")), fake("c"), fake("d", requires=("e",)), fake("e"), fake("f")
    )

    assert ids(plugins) == ["a", "c", "e", "d", "b", "f"]


def test_the_order_is_the_same_everywhere() -> None:
    plugins = put_together(
        fake("b", things=["b"], requires=("z",)),
        fake("a", things=["a"]),
        fake("z", things=["z"]),
        enabled=["b", "a", "z"],
    )

    expected = ["z", "b", "a"]
    assert ids(plugins) == expected
    assert [status.id for status in plugins.status] == expected
    assert [outcome.plugin_id for outcome in plugins.collect(kalem_things)] == expected


def test_the_order_of_installation_does_not_matter() -> None:
    candidates = [fake(name, things=[name]) for name in "abcd"]

    orders = {tuple(ids(put_together(*turn, enabled="cadb"))) for turn in (candidates, candidates[::-1])}

    assert orders == {("c", "a", "d", "b")}


def test_an_id_named_twice_counts_once() -> None:
    assert ids(put_together(fake("a"), enabled=["a", "a"])) == ["a"]


@pytest.mark.parametrize(
    ("enabled", "needed", "reason"),
    [
        (["a"], "zimmet", "gerektirdiği eklenti dosyada etkin değil: zimmet"),
        (["a"], "zimet", "gerektirdiği eklenti kurulu değil: zimet (zimmet mi?)"),
        (["a"], "qqqq", "gerektirdiği eklenti kurulu değil: qqqq"),
        (["a", "qqqq"], "qqqq", "gerektirdiği eklenti çalışmıyor: qqqq"),
    ],
)
def test_a_plugin_whose_requirement_is_absent_is_left_out(
    enabled: list[str], needed: str, reason: str
) -> None:
    plugins = put_together(fake("a", requires=(needed,)), fake("zimmet"), fake("b"), enabled=[*enabled, "b"])

    assert ids(plugins) == ["b"]
    assert reasons(plugins, "a") == reason


def test_dependants_of_a_broken_plugin_are_left_out_with_the_reason() -> None:
    plugins = put_together(
        fake("ground", api=">=9"),
        fake("floor", requires=("ground",)),
        fake("roof", requires=("floor",)),
        fake("shed"),
    )

    assert ids(plugins) == ["shed"]
    assert reasons(plugins, "floor").endswith("çalışmıyor: ground")
    assert reasons(plugins, "roof").endswith("çalışmıyor: floor")


def test_a_cycle_names_its_whole_way() -> None:
    plugins = put_together(
        fake("a", requires=("b",)),
        fake("b", requires=("c",)),
        fake("c", requires=("a",)),
        fake("d", requires=("a",)),
        fake("e"),
    )

    assert ids(plugins) == ["e"]
    assert reasons(plugins, "a").endswith("a → b → c → a")
    assert reasons(plugins, "c").endswith("c → a → b → c")
    assert reasons(plugins, "d").endswith("çalışmıyor: a")


@pytest.mark.parametrize("declarer", ["a", "b"])
def test_of_two_that_conflict_the_first_of_the_file_stays(declarer: str) -> None:
    conflicts = {"a": (), "b": (), declarer: ("a" if declarer == "b" else "b",)}
    plugins = put_together(
        fake("b", conflicts=conflicts["b"]), fake("a", conflicts=conflicts["a"]), fake("c")
    )

    assert ids(plugins) == ["b", "c"]
    assert reasons(plugins, "a").startswith("b ile aynı belediyede çalışamaz")


def test_a_plugin_that_is_left_out_is_in_nobodys_way() -> None:
    chain = put_together(fake("a"), fake("b", conflicts=("a",)), fake("c", conflicts=("b",)))
    broken = put_together(fake("a", requires=("absent",)), fake("b", conflicts=("a",)))

    assert ids(chain) == ["a", "c"]
    assert ids(broken) == ["b"]
