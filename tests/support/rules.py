"""Each test of a rule once more, with its rule switched off: a test that passes all the same tests nothing.

``pytest --rules-off`` runs only the tests marked ``@pytest.mark.rule("karacabey-m23-c1")``, once for each id
of the mark. The fixture ``rules_off`` holds that id; the application under test gets it by
``switch_off(app, rules_off)``. The outcome is inverted: an assertion that fails is what is wanted; a test
that passes, is skipped, or ends in any other error, fails.
"""

from collections.abc import Collection, Generator

import pytest
from flask import Flask

#: Where the application looks up the clauses whose rules are off.
EXTENSION = "kalem.rules_off"

#: What tells that the test missed its rule: a failed assert, or ``pytest.fail`` as ``pytest.raises`` uses it.
BROKEN = (AssertionError, pytest.fail.Exception)


def switch_off(app: Flask, clauses: Collection[str]) -> None:
    """Switch the rules of these clauses (full ids) off in ``app``."""
    app.extensions[EXTENSION] = frozenset(clauses)


def clauses_of(marks: list[pytest.Mark]) -> list[str]:
    """Return the clause ids of ``rule`` marks, each once, in order."""
    return list(dict.fromkeys(clause for mark in marks for clause in mark.args))


@pytest.fixture(scope="session")
def rules_off(request: pytest.FixtureRequest) -> frozenset[str]:
    """Return the clauses whose rules are off for this test: none, but under ``--rules-off``."""
    return frozenset([request.param]) if hasattr(request, "param") else frozenset()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rules-off", action="store_true", help="run marked tests with their rule switched off")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if not metafunc.config.getoption("--rules-off"):
        return
    clauses = clauses_of(list(metafunc.definition.iter_markers("rule")))
    if clauses and "rules_off" in metafunc.fixturenames:
        metafunc.parametrize("rules_off", clauses, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        marks = list(item.iter_markers("rule"))
        if marks and not clauses_of(marks):
            raise pytest.UsageError(f"{item.nodeid}: the rule mark names no clause")
    if not config.getoption("--rules-off"):
        return
    # A rule does not know the engine: the embedded one answers for both.
    kept = [item for item in items if item.get_closest_marker("rule") and _engine(item) != "postgresql"]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _engine(item: pytest.Item) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine") if callspec else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not item.config.getoption("--rules-off"):
        return report
    clauses = ", ".join(clauses_of(list(item.iter_markers("rule"))))
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped, so nothing shows that it tests {clauses}"
    elif report.when == "call" and report.passed:
        report.outcome = "failed"
        report.longrepr = (
            f"{item.nodeid}: still passes with its rule switched off ({clauses}); either it does not try to"
            " break the rule, or its application does not get the fixture rules_off"
        )
    elif report.when == "call" and call.excinfo is not None and call.excinfo.errisinstance(BROKEN):
        report.outcome = "passed"
        report.longrepr = None
    return report
