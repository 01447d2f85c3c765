"""``--rules-off`` inverts: only a test that notices its missing rule passes."""

import os

import pytest

pytest_plugins = ["pytester"]

TESTS = """
    import pytest
    from flask import Flask
    from tests.support.rules import switch_off

    @pytest.fixture
    def app(rules_off):
        app = Flask("office")
        switch_off(app, rules_off)
        return app

    def enforced(app, clause):
        return clause not in app.extensions["kalem.rules_off"]

    @pytest.mark.rule("x-m1")
    def test_asserts(app):
        assert enforced(app, "x-m1")

    @pytest.mark.rule("x-m1", "x-m2")
    @pytest.mark.parametrize("n", [1, 2])
    def test_of_two_rules(app, n):
        assert enforced(app, "x-m1") and enforced(app, "x-m2")

    @pytest.mark.rule("x-m3")
    def test_expects_a_refusal(app):
        with pytest.raises(PermissionError):
            if enforced(app, "x-m3"):
                raise PermissionError

    @pytest.mark.rule("x-m4")
    def test_notices_nothing(app):
        assert app

    @pytest.mark.rule("x-m5")
    def test_without_the_switch():
        assert True

    @pytest.mark.rule("x-m6")
    def test_breaks_otherwise(app):
        if not enforced(app, "x-m6"):
            raise KeyError("broken")

    @pytest.fixture
    def broken(rules_off):
        assert not rules_off

    @pytest.mark.rule("x-m7")
    def test_with_a_broken_fixture(broken):
        pass

    @pytest.mark.rule("x-m8")
    def test_that_skips(rules_off):
        if rules_off:
            pytest.skip("not today")

    def test_of_no_rule():
        assert True
"""


@pytest.fixture
def run(pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    pytester.makeconftest("pytest_plugins = ['tests.support.rules']")
    pytester.makeini("[pytest]\nmarkers = rule(*ids)")
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath), prepend=os.pathsep)
    pytester.makepyfile(TESTS)
    return lambda *arguments: pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_all_pass_while_the_rules_are_on(run):
    run().assert_outcomes(passed=10)


def test_only_tests_that_fail_by_assertion_pass_once_their_rule_is_off(run):
    result = run("--rules-off", "-v")
    # x-m1, x-m3, and two rules with two numbers each pass; five fail, one of them in its fixture.
    result.assert_outcomes(passed=6, failed=4, errors=1, deselected=1)
    for line in (
        "*test_notices_nothing*: still passes with its rule switched off (x-m4)*",
        "*test_without_the_switch*: still passes*",
        "*test_that_skips*: skipped, so nothing shows*",
        "*KeyError: 'broken'*",
    ):
        result.stdout.fnmatch_lines([line])


def test_a_rule_mark_names_a_clause(run, pytester: pytest.Pytester):
    pytester.makepyfile("import pytest\n@pytest.mark.rule()\ndef test_a(): pass")
    result = run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*the rule mark names no clause*"])
